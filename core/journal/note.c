/*
 * Signed notes.  OpenSSL is included in this file of core/journal alone.
 *
 * Always true: a note's text is split off at its last empty line; base64 may hold '+',
 * so key texts are split at the first ones only; a known key that does not verify
 * rejects the whole note, an unknown one says nothing.
 */
#include "core/journal/note.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/sha.h"
#include "core/base/utf8.h"

#define DASH          "\xe2\x80\x94 " /* U+2014 and a blank */
#define SECRET_PREFIX "PRIVATE+KEY+"
#define SEED_LEN      32
#define KEYS_MAX      32

struct note_secret {
	EVP_PKEY *pkey;
	unsigned char seed[SEED_LEN];
};

static bool name_ok(struct str name)
{
	if (!name.len || name.len > NOTE_NAME_MAX || !utf8_valid(name))
		return false;
	struct str s = name;
	for (uint32_t c = utf8_next(&s); c != UTF8_END; c = utf8_next(&s)) {
		bool blank = c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
			     (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
			     c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
		if (blank || c == '+')
			return false;
	}
	return true;
}

static void key_id(const struct note_key *k, unsigned char ret[NOTE_ID_LEN])
{
	AUTO(buf) b = BUF_INIT(NOTE_NAME_MAX + 2 + NOTE_PUB_LEN);
	buf_add_text(&b, k->name);
	buf_add_char(&b, '\n');
	buf_add_char(&b, NOTE_TYPE_ED25519);
	buf_add(&b, k->pub, NOTE_PUB_LEN);
	struct sha256 h = sha256_of(buf_str(&b));
	memcpy(ret, h.b, NOTE_ID_LEN);
}

bool note_key_init(struct note_key *ret, const char *name,
		   const unsigned char pub[NOTE_PUB_LEN], struct err *err)
{
	struct note_key k = { 0 };
	if (!name_ok(str_of(name)) || !text_copy(k.name, sizeof(k.name), str_of(name)))
		return err_set(err, ERR_ARG, "\"%.80s\" cannot be the name of a key",
			       name);
	memcpy(k.pub, pub, NOTE_PUB_LEN);
	key_id(&k, k.id);
	*ret = k;
	return true;
}

/* raw is wiped by the caller, whatever comes back. */
static bool parse_raw(struct str s, struct note_key *k, unsigned char raw[1 + SEED_LEN],
		      struct err *err)
{
	size_t len = 0;
	struct str name = str_cut(&s, '+');
	struct str id = str_cut(&s, '+');
	if (!name_ok(name) || !text_copy(k->name, sizeof(k->name), name) ||
	    !hex_decode(id, k->id, NOTE_ID_LEN) ||
	    !base64_decode(s, raw, 1 + SEED_LEN, &len) || len < 1)
		return err_set(err, ERR_PARSE, "not a key of the form name+id+base64");
	if (raw[0] != NOTE_TYPE_ED25519)
		return err_set(err, ERR_UNSUPPORTED, "key %.80s is not Ed25519",
			       k->name);
	if (len != 1 + SEED_LEN)
		return err_set(err, ERR_PARSE, "key %.80s has the wrong length",
			       k->name);
	return true;
}

/* `name+hex8+base64` with one type byte and 32 more in the base64. */
static bool parse_parts(struct str s, struct note_key *k, unsigned char bytes[SEED_LEN],
			struct err *err)
{
	unsigned char raw[1 + SEED_LEN];
	bool ok = parse_raw(s, k, raw, err);
	if (ok)
		memcpy(bytes, raw + 1, SEED_LEN);
	secret_wipe(raw, sizeof(raw)); /* it may be a private key, cut or of no use */
	return ok;
}

bool note_key_parse(struct str vkey, struct note_key *ret, struct err *err)
{
	struct note_key k = { 0 };
	unsigned char id[NOTE_ID_LEN];
	if (!parse_parts(vkey, &k, k.pub, err))
		return false;
	key_id(&k, id);
	if (memcmp(id, k.id, NOTE_ID_LEN) != 0)
		return err_set(err, ERR_PARSE, "key %.80s does not match its id",
			       k.name);
	*ret = k;
	return true;
}

void note_key_write(struct buf *out, const struct note_key *k)
{
	unsigned char raw[1 + NOTE_PUB_LEN] = { NOTE_TYPE_ED25519 };
	memcpy(raw + 1, k->pub, NOTE_PUB_LEN);
	buf_addf(out, "%s+", k->name);
	buf_add_hex(out, k->id, NOTE_ID_LEN);
	buf_add_char(out, '+');
	buf_add_base64(out, raw, sizeof(raw));
}

bool note_key_eq(const struct note_key *a, const struct note_key *b)
{
	return text_eq(a->name, b->name) && memcmp(a->pub, b->pub, NOTE_PUB_LEN) == 0;
}

bool ed25519_verify(const unsigned char pub[NOTE_PUB_LEN], struct str bytes,
		    const unsigned char sig[NOTE_SIG_LEN])
{
	EVP_PKEY *pkey =
		EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, pub, NOTE_PUB_LEN);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = pkey && ctx &&
		  EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
		  EVP_DigestVerify(ctx, sig, NOTE_SIG_LEN,
				   (const unsigned char *)bytes.p, bytes.len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return ok;
}

bool note_verify(const struct note_key *k, struct str text,
		 const unsigned char sig[NOTE_SIG_LEN])
{
	return ed25519_verify(k->pub, text, sig);
}

void note_add_signature(struct buf *out, const struct note_key *k,
			const unsigned char sig[NOTE_SIG_LEN])
{
	unsigned char raw[NOTE_ID_LEN + NOTE_SIG_LEN];
	memcpy(raw, k->id, NOTE_ID_LEN);
	memcpy(raw + NOTE_ID_LEN, sig, NOTE_SIG_LEN);
	buf_addf(out, DASH "%s ", k->name);
	buf_add_base64(out, raw, sizeof(raw));
	buf_add_char(out, '\n');
}

/* Only LF of the control characters, and UTF-8. */
static bool bytes_ok(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 && c != '\n')
			return false;
	}
	return utf8_valid(s);
}

static bool split(struct str bytes, struct note *ret)
{
	if (bytes.len < 3 || bytes.p[bytes.len - 1] != '\n')
		return false;
	for (size_t i = bytes.len - 2; i > 0; i--) {
		if (bytes.p[i] != '\n' || bytes.p[i - 1] != '\n')
			continue;
		ret->text = (struct str){ bytes.p, i };
		ret->lines = (struct str){ bytes.p + i + 1, bytes.len - i - 1 };
		return ret->lines.len > 0;
	}
	return false;
}

struct line {
	struct str name;
	unsigned char raw[LIMIT_NOTE]; /* key id and signature */
	size_t len;
};

static bool parse_line(struct str text, struct line *ret)
{
	if (!str_starts(text, DASH))
		return false;
	text.p += sizeof(DASH) - 1;
	text.len -= sizeof(DASH) - 1;
	ret->name = str_cut(&text, ' ');
	return name_ok(ret->name) &&
	       base64_decode(text, ret->raw, sizeof(ret->raw), &ret->len) &&
	       ret->len > NOTE_ID_LEN;
}

/* False if a known key's signature does not verify. */
static bool verify_line(const struct line *l, const struct note_key *keys,
			size_t n_keys, struct note *note, struct err *err)
{
	for (size_t i = 0; i < n_keys; i++) {
		if (!str_is(l->name, keys[i].name) ||
		    memcmp(l->raw, keys[i].id, NOTE_ID_LEN) != 0)
			continue;
		if (note->verified & UINT32_C(1) << i)
			return true; /* a second line of the same key says nothing new
				      */
		if (l->len != NOTE_ID_LEN + NOTE_SIG_LEN ||
		    !note_verify(&keys[i], note->text, l->raw + NOTE_ID_LEN))
			return err_set(err, ERR_PARSE,
				       "the signature of %.80s does not verify",
				       keys[i].name);
		note->verified |= UINT32_C(1) << i;
		return true;
	}
	return true;
}

bool note_open(struct str bytes, const struct note_key *keys, size_t n_keys,
	       struct note *ret, struct err *err)
{
	struct note note = { 0 };
	struct line line;
	bug_unless(n_keys <= KEYS_MAX);
	if (bytes.len > LIMIT_NOTE)
		return err_set(err, ERR_LIMIT, "a note over %zu bytes", LIMIT_NOTE);
	if (!bytes_ok(bytes) || !split(bytes, &note))
		return err_set(err, ERR_PARSE, "not a signed note");
	struct str rest = note.lines;
	while (rest.len) {
		if (!parse_line(str_cut(&rest, '\n'), &line))
			return err_set(err, ERR_PARSE, "a signature line is malformed");
		if (!verify_line(&line, keys, n_keys, &note, err))
			return false;
	}
	if (!note.verified)
		return err_set(err, ERR_DENIED, "no known key has signed the note");
	*ret = note;
	return true;
}

static struct note_secret *secret_of_seed(const unsigned char seed[SEED_LEN])
{
	struct note_secret *s = mem_new(1, sizeof(*s));
	memcpy(s->seed, seed, SEED_LEN);
	s->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SEED_LEN);
	bug_unless(s->pkey); /* any 32 bytes are a key; without OpenSSL nothing works */
	return s;
}

struct note_secret *note_secret_new(const struct rng *rng)
{
	unsigned char seed[SEED_LEN];
	rng_fill(rng, seed, sizeof(seed));
	struct note_secret *s = secret_of_seed(seed);
	secret_wipe(seed, sizeof(seed));
	return s;
}

void note_secret_free(struct note_secret *s)
{
	if (!s)
		return;
	EVP_PKEY_free(s->pkey);
	secret_wipe(s, sizeof(*s));
	free(s);
}

void note_secret_public(const struct note_secret *s, unsigned char ret[NOTE_PUB_LEN])
{
	size_t len = NOTE_PUB_LEN;
	bug_unless(EVP_PKEY_get_raw_public_key(s->pkey, ret, &len) == 1);
}

bool note_secret_sign(const struct note_secret *s, struct str text,
		      unsigned char ret[NOTE_SIG_LEN], struct err *err)
{
	size_t len = NOTE_SIG_LEN;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, s->pkey) == 1 &&
		  EVP_DigestSign(ctx, ret, &len, (const unsigned char *)text.p,
				 text.len) == 1 &&
		  len == NOTE_SIG_LEN;
	EVP_MD_CTX_free(ctx);
	return ok ||
	       err_set(err, ERR_JOURNAL, "OpenSSL could not sign with the log's key");
}

void note_secret_write(struct buf *out, const struct note_secret *s,
		       const struct note_key *k)
{
	unsigned char raw[1 + SEED_LEN] = { NOTE_TYPE_ED25519 };
	memcpy(raw + 1, s->seed, SEED_LEN);
	buf_addf(out, SECRET_PREFIX "%s+", k->name);
	buf_add_hex(out, k->id, NOTE_ID_LEN);
	buf_add_char(out, '+');
	buf_add_base64(out, raw, sizeof(raw));
	secret_wipe(raw, sizeof(raw));
}

bool note_secret_parse(struct str text, struct note_key *ret_key,
		       struct note_secret **ret, struct err *err)
{
	struct note_key k = { 0 };
	unsigned char seed[SEED_LEN];
	unsigned char id[NOTE_ID_LEN];
	if (!str_starts(text, SECRET_PREFIX))
		return err_set(err, ERR_PARSE, "not a private key");
	text.p += sizeof(SECRET_PREFIX) - 1;
	text.len -= sizeof(SECRET_PREFIX) - 1;
	if (!parse_parts(text, &k, seed, err))
		return false;
	struct note_secret *s = secret_of_seed(seed);
	secret_wipe(seed, sizeof(seed));
	note_secret_public(s, k.pub);
	key_id(&k, id);
	if (memcmp(id, k.id, NOTE_ID_LEN) != 0) {
		note_secret_free(s);
		return err_set(err, ERR_PARSE, "private key does not match its id");
	}
	*ret_key = k;
	*ret = s;
	return true;
}
