/*
 * One heartbeat: read, verified, judged.  Always true: what is not exactly a beat is
 * refused with a sentence for its sender, which holds nothing but what was sent; a beat
 * that was taken once is never taken again (the track forgets only what beat_judge()
 * refuses as too old ever after).
 */
#include "core/watch/beat.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/base/sha.h"
#include "core/journal/note.h"
#include "core/tree/json.h"

#define SEQ_MAX    ((INT64_C(1) << 53) - 1)
#define SIG_PREFIX "ed25519="

_Static_assert(BEAT_PUB_LEN == NOTE_PUB_LEN, "one length of a key");
_Static_assert(BEAT_SIG_LEN == NOTE_SIG_LEN, "one length of a signature");

/* ---- the document ---- */

struct member {
	const char *name;
	enum node_kind kind;
	size_t offset; /* of a char array in struct beat; SIZE_MAX: not a text of it */
	size_t min, max;
	const char *others; /* bytes beside letters and digits; NULL: printable ASCII */
};

#define NOT_TEXT   SIZE_MAX
#define NAME_BYTES "._-"

static const struct member members[] = {
	{ "v", NODE_INT, NOT_TEXT, 0, 0, NULL },
	{ "installation", NODE_TEXT, offsetof(struct beat, installation), 1,
	  BEAT_NAME_MAX, NAME_BYTES },
	{ "agent", NODE_TEXT, offsetof(struct beat, agent), 1, BEAT_NAME_MAX,
	  NAME_BYTES },
	{ "version", NODE_TEXT, offsetof(struct beat, version), 0, BEAT_NAME_MAX,
	  NULL },
	{ "seq", NODE_INT, NOT_TEXT, 0, 0, NULL },
	{ "at", NODE_TEXT, NOT_TEXT, 20, 32, NULL },
	{ "status", NODE_TEXT, offsetof(struct beat, status), 1, BEAT_STATUS_MAX,
	  NAME_BYTES },
};

static bool byte_ok(char c, const char *others)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return others ? c != '\0' && strchr(others, c) != NULL : c >= 0x20 && c <= 0x7e;
}

static bool text_fits(const struct member *m, struct str s, struct err *err)
{
	if (s.len < m->min || s.len > m->max)
		return err_set(err, ERR_PARSE, "%s has %zu bytes; it takes %zu to %zu",
			       m->name, s.len, m->min, m->max);
	for (size_t i = 0; i < s.len; i++)
		if (!byte_ok(s.p[i], m->others))
			return err_set(err, ERR_PARSE,
				       "%s may hold letters, digits and %s only",
				       m->name,
				       m->others ? m->others : "printable ASCII");
	return true;
}

static bool take_member(const struct member *m, const struct node *n, struct beat *b,
			struct err *err)
{
	if (!n)
		return err_set(err, ERR_PARSE, "the beat has no %s", m->name);
	if (n->kind != m->kind)
		return err_set(err, ERR_PARSE, "%s is not %s", m->name,
			       m->kind == NODE_INT ? "a whole number" : "a text");
	if (m->kind == NODE_TEXT && !text_fits(m, n->text, err))
		return false;
	if (m->offset == NOT_TEXT)
		return true;
	return text_copy((char *)b + m->offset, m->max + 1, n->text) ||
	       err_set(err, ERR_PARSE, "%s holds a NUL", m->name);
}

static bool is_member(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text_eq(members[i].name, name))
			return true;
	return false;
}

static bool take_members(const struct node *doc, struct beat *b, struct err *err)
{
	if (doc->kind != NODE_OBJECT)
		return err_set(err, ERR_PARSE, "the body is not a JSON object");
	if (node_int(doc, "v", -1) != 1)
		return err_set(err, ERR_UNSUPPORTED,
			       "v is not 1: this receiver knows version 1 of a beat");
	for (const struct node *n = doc->first; n; n = n->next)
		if (!is_member(n->name))
			return err_set(err, ERR_PARSE, "a beat has no member %.64s",
				       n->name);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (!take_member(&members[i], node_get(doc, members[i].name), b, err))
			return false;
	return true;
}

bool beat_parse(struct str body, struct beat *ret, struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(256));
	struct beat b = { 0 };
	struct node *doc;

	if (body.len > LIMIT_BEAT)
		return err_set(err, ERR_LIMIT, "a beat has at most %zu bytes",
			       LIMIT_BEAT);
	if (!json_parse(body, &arena, &doc, err)) {
		if (err->code != ERR_LIMIT)
			err->code = ERR_PARSE;
		return err_context(err, "the body is no JSON document");
	}
	if (!take_members(doc, &b, err))
		return false;
	b.seq = node_get(doc, "seq")->number;
	if (b.seq < 0 || b.seq > SEQ_MAX)
		return err_set(err, ERR_PARSE, "seq is not from 0 to 2^53-1");
	if (!clock_parse_iso(node_get(doc, "at")->text, &b.at_sec))
		return err_set(err, ERR_PARSE,
			       "at is no time like 2026-11-23T13:51:06Z");
	*ret = b;
	return true;
}

/* ---- key and signature ---- */

bool beat_signature(struct str header, unsigned char ret[BEAT_SIG_LEN], struct err *err)
{
	unsigned char raw[BEAT_SIG_LEN];
	size_t len = 0;

	header = str_trim(header);
	if (!str_starts(header, SIG_PREFIX))
		return err_set(err, ERR_PARSE,
			       "there is no signature: the header Candor-Signature: "
			       "ed25519=BASE64 is missing");
	header.p += sizeof(SIG_PREFIX) - 1;
	header.len -= sizeof(SIG_PREFIX) - 1;
	if (!base64_decode(header, raw, sizeof(raw), &len) || len != sizeof(raw))
		return err_set(err, ERR_PARSE,
			       "the signature is not 64 bytes in base64, on one line");
	memcpy(ret, raw, sizeof(raw));
	return true;
}

/* RFC 8410: SubjectPublicKeyInfo of Ed25519, before the 32 bytes of the key. */
static const unsigned char spki_ed25519[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
					      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

/* The line between the two that begin and end it. */
static bool pem_body(struct str pem, struct str *ret)
{
	struct str line = str_trim(str_cut(&pem, '\n'));

	while (pem.len > 0 && !str_is(line, "-----BEGIN PUBLIC KEY-----"))
		line = str_trim(str_cut(&pem, '\n'));
	*ret = str_trim(str_cut(&pem, '\n'));
	if (str_ends(*ret, "\r"))
		ret->len--;
	line = str_trim(str_cut(&pem, '\n'));
	return str_starts(line, "-----END PUBLIC KEY-----");
}

bool beat_key_parse(struct str pem, unsigned char ret[BEAT_PUB_LEN], struct err *err)
{
	unsigned char der[sizeof(spki_ed25519) + BEAT_PUB_LEN];
	struct str text = { 0 };
	size_t len = 0;

	if (!pem_body(pem, &text))
		return err_set(
			err, ERR_UNSUPPORTED,
			"not an Ed25519 public key in PEM; make one with openssl "
			"pkey -in KEY -pubout");
	if (!base64_decode(text, der, sizeof(der), &len) || len != sizeof(der) ||
	    memcmp(der, spki_ed25519, sizeof(spki_ed25519)) != 0)
		return err_set(err, ERR_UNSUPPORTED,
			       "the public key is not Ed25519; make one with openssl "
			       "genpkey -algorithm ed25519");
	memcpy(ret, der + sizeof(spki_ed25519), BEAT_PUB_LEN);
	return true;
}

bool beat_verify(const unsigned char pub[BEAT_PUB_LEN], struct str body,
		 const unsigned char sig[BEAT_SIG_LEN])
{
	return ed25519_verify(pub, body, sig);
}

/* ---- one after the other ---- */

static const struct {
	const char *name, *means;
	unsigned http;
} verdicts[] = {
#define BEAT_VERDICT_ROW(id, word, http, means) \
	[BEAT_##id] = { (word), (means), (http) },
	BEAT_VERDICTS(BEAT_VERDICT_ROW)
};

const char *beat_verdict_name(enum beat_verdict v)
{
	return verdicts[v].name;
}

const char *beat_verdict_means(enum beat_verdict v)
{
	return verdicts[v].means;
}

unsigned beat_verdict_http(enum beat_verdict v)
{
	return verdicts[v].http;
}

bool beat_taken(enum beat_verdict v)
{
	return v < BEAT_DUPLICATE;
}

static bool seen(const struct beat_track *t, int64_t seq, int64_t at_sec)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->recent[i].seq == seq && t->recent[i].at_sec == at_sec)
			return true;
	return false;
}

/* By time, then by seq: what the ring has forgotten is not after its floor. */
static bool after_floor(const struct beat_track *t, int64_t seq, int64_t at_sec)
{
	return t->n < BEAT_RECENT || at_sec > t->floor_sec ||
	       (at_sec == t->floor_sec && seq > t->floor_seq);
}

static void remember(struct beat_track *t, int64_t seq, int64_t at_sec)
{
	size_t i = t->next;

	if (t->n == BEAT_RECENT &&
	    after_floor(t, t->recent[i].seq, t->recent[i].at_sec)) {
		t->floor_sec = t->recent[i].at_sec;
		t->floor_seq = t->recent[i].seq;
	}
	t->recent[i].seq = seq;
	t->recent[i].at_sec = at_sec;
	t->next = (uint8_t)((i + 1) % BEAT_RECENT);
	if (t->n < BEAT_RECENT)
		t->n++;
}

/* Of a beat that is timely and was not seen: how it stands to the newest.  A clock
 * that was set back gives a later seq with an earlier time: that is the next one. */
static enum beat_verdict place(const struct beat_track *t, int64_t seq, int64_t at_sec)
{
	if (t->n == 0 || seq > t->last_seq)
		return BEAT_FINE;
	return at_sec > t->last_at_sec ? BEAT_RESTARTED : BEAT_OUT_OF_ORDER;
}

enum beat_verdict beat_judge(struct beat_track *t, int64_t seq, int64_t at_sec,
			     int64_t received_sec)
{
	enum beat_verdict v;

	if (seen(t, seq, at_sec))
		return BEAT_DUPLICATE;
	if (at_sec > received_sec + BEAT_FUTURE_SEC)
		return BEAT_FUTURE;
	if (at_sec < received_sec - BEAT_PAST_SEC)
		return BEAT_PAST;
	if (!after_floor(t, seq, at_sec))
		return BEAT_REPLAY;
	v = place(t, seq, at_sec);
	remember(t, seq, at_sec);
	if (v != BEAT_OUT_OF_ORDER) {
		t->last_seq = seq;
		t->last_at_sec = at_sec;
	}
	return v;
}
