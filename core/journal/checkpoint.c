/*
 * Checkpoints are written, read and signed here.
 *
 * Always true: no checkpoint is signed that is smaller than, or not proved to continue,
 * the head its signer has signed before.
 */
#include "core/journal/checkpoint.h"

void checkpoint_write(struct buf *out, const struct checkpoint *c)
{
	buf_addf(out, "%s\n%lld\n", c->origin, (long long)c->size);
	buf_add_base64(out, c->root.b, SHA256_LEN);
	buf_add_char(out, '\n');
}

bool checkpoint_parse(struct str text, struct checkpoint *ret, struct err *err)
{
	struct checkpoint c = { 0 };
	size_t len = 0;
	struct str origin = str_cut(&text, '\n');
	struct str size = str_cut(&text, '\n');
	struct str root = str_cut(&text, '\n');
	bool zeros = size.len > 1 && size.p[0] == '0';
	bool ok = text.len == 0 && text.p && origin.len && !zeros &&
		  text_copy(c.origin, sizeof(c.origin), origin) &&
		  str_int(size, 0, INT64_MAX, &c.size) &&
		  base64_decode(root, c.root.b, SHA256_LEN, &len) && len == SHA256_LEN;
	if (!ok)
		return err_set(err, ERR_PARSE, "not a checkpoint of three lines");
	*ret = c;
	return true;
}

bool checkpoint_open(struct str note, const struct note_key *keys, size_t n_keys,
		     struct checkpoint *ret, struct err *err)
{
	struct note opened;
	struct checkpoint c;
	if (!note_open(note, keys, n_keys, &opened, err) ||
	    !checkpoint_parse(opened.text, &c, err))
		return false;
	for (size_t i = 0; i < n_keys; i++) {
		if ((opened.verified >> i & 1) && text_eq(keys[i].name, c.origin)) {
			*ret = c;
			return true;
		}
	}
	return err_set(err, ERR_PARSE, "the checkpoint is of another log, %.80s",
		       c.origin);
}

bool checkpoint_continues(const struct checkpoint *c, const struct signer_mark *last,
			  const struct merkle_store *store, struct err *err)
{
	struct merkle_proof proof;
	if (last->size == 0)
		return true;
	if (c->size < last->size)
		return err_set(
			err, ERR_JOURNAL,
			"log %s was rolled back: bring the newer journal back; it has"
			" %lld entries, %lld were signed",
			c->origin, (long long)c->size, (long long)last->size);
	if (!merkle_prove_consistency(&proof, last->size, c->size, store, err))
		return false;
	if (!merkle_check_consistency(&proof, last->size, &last->root, c->size,
				      &c->root))
		return err_set(
			err, ERR_JOURNAL,
			"log %s was rewritten: its first %lld entries are not those"
			" that were signed",
			c->origin, (long long)last->size);
	return true;
}

bool checkpoint_sign(struct buf *out, const struct checkpoint *c, struct signer *s,
		     const struct merkle_store *store, struct err *err)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	unsigned char sig[NOTE_SIG_LEN];
	bug_unless(text_eq(c->origin, s->key.name));
	if (!checkpoint_continues(c, &s->last, store, err))
		return false;
	checkpoint_write(&text, c);
	if (!signer_sign(s, buf_str(&text), sig, err))
		return false;
	buf_add_str(out, buf_str(&text));
	buf_add_char(out, '\n');
	note_add_signature(out, &s->key, sig);
	return buf_ok(out) || err_set(err, ERR_LIMIT, "a checkpoint over its ceiling");
}
