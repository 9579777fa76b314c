/*
 * C2SP signed notes: keys as text, signature lines, Ed25519.
 *
 * A note is text that ends in LF, an empty line, and lines `— NAME BASE64` where BASE64
 * is 4 bytes of key id and the signature.  Only Ed25519 (type 0x01) is signed and
 * verified here; lines of unknown keys are passed over, so witnesses may add theirs.
 *
 * Source: C2SP signed-note; golang.org/x/mod/sumdb/note for the private key's form.
 */
#ifndef CORE_JOURNAL_NOTE_H
#define CORE_JOURNAL_NOTE_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/rng.h"

#define NOTE_NAME_MAX     255 /* bytes of a key's name */
#define NOTE_ID_LEN       4
#define NOTE_PUB_LEN      32
#define NOTE_SIG_LEN      64
#define NOTE_TYPE_ED25519 0x01

/* A public key with its name: what "vkey" text holds. */
struct note_key {
	char name[NOTE_NAME_MAX + 1];  /* the origin, for a log's key */
	unsigned char id[NOTE_ID_LEN]; /* SHA-256(name LF type pub), first four bytes */
	unsigned char pub[NOTE_PUB_LEN];
};

/*
 * Errors   ERR_ARG an empty or long name, or one with '+', blanks or controls.
 */
bool note_key_init(struct note_key *ret, const char *name,
		   const unsigned char pub[NOTE_PUB_LEN], struct err *err) MUST_USE;
/* `name+hex8+base64`. Errors ERR_PARSE; ERR_UNSUPPORTED another type than Ed25519. */
bool note_key_parse(struct str vkey, struct note_key *ret, struct err *err) MUST_USE;
void note_key_write(struct buf *out, const struct note_key *k);
bool note_key_eq(const struct note_key *a, const struct note_key *b);

/* Plain Ed25519 (RFC 8032) over bytes: for whoever has a key without a name. */
bool ed25519_verify(const unsigned char pub[NOTE_PUB_LEN], struct str bytes,
		    const unsigned char sig[NOTE_SIG_LEN]) MUST_USE;

/* True if sig is k's over text. */
bool note_verify(const struct note_key *k, struct str text,
		 const unsigned char sig[NOTE_SIG_LEN]) MUST_USE;

/* The line `— name base64` LF. */
void note_add_signature(struct buf *out, const struct note_key *k,
			const unsigned char sig[NOTE_SIG_LEN]);

/* A note that was opened: slices of its bytes. */
struct note {
	struct str text;   /* with its last LF; this is what was signed */
	struct str lines;  /* all signature lines */
	uint32_t verified; /* bit i: keys[i] has signed */
};

/*
 * Split a note and verify it with the keys that are known.
 *
 * keys     keys[n_keys], at most 32
 * Errors   ERR_PARSE not a note, or a signature of a known key that does not verify;
 *          ERR_DENIED no known key has signed; ERR_LIMIT over LIMIT_NOTE.
 */
bool note_open(struct str bytes, const struct note_key *keys, size_t n_keys,
	       struct note *ret, struct err *err) MUST_USE;

/* A private key in memory: freed memory is wiped. */
struct note_secret;

struct note_secret *note_secret_new(const struct rng *rng);
void note_secret_free(struct note_secret *s); /* NULL is fine */
void note_secret_public(const struct note_secret *s, unsigned char ret[NOTE_PUB_LEN]);
bool note_secret_sign(const struct note_secret *s, struct str text,
		      unsigned char ret[NOTE_SIG_LEN], struct err *err) MUST_USE;

/* `PRIVATE+KEY+name+hex8+base64`; out is one of BUF_SECRET. */
void note_secret_write(struct buf *out, const struct note_secret *s,
		       const struct note_key *k);
/* Gives the key too; the caller frees *ret. Errors ERR_PARSE, ERR_UNSUPPORTED. */
bool note_secret_parse(struct str text, struct note_key *ret_key,
		       struct note_secret **ret, struct err *err) MUST_USE;

#endif
