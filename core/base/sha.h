/*
 * SHA-256, HMAC, hex and base64, by OpenSSL.
 */
#ifndef CORE_BASE_SHA_H
#define CORE_BASE_SHA_H

#include "core/base/buf.h"
#include "core/base/str.h"

#define SHA256_LEN     32
#define SHA256_HEX_LEN 64

struct sha256 {
	unsigned char b[SHA256_LEN];
};

struct sha256 sha256_of(struct str s);

/* SHA-1 in lower-case hex, for names of files that AWS's tools chose so; nothing is
 * believed for it.  false where the machine forbids SHA-1 (FIPS). */
bool sha1_hex(struct str s, char out[41]) MUST_USE;

/* Of a prefix byte and one or two parts, end to end: RFC 6962 leaves and nodes. */
struct sha256 sha256_prefixed(unsigned char prefix, struct str a, struct str b);

/* Of all that can still be read from a descriptor, which must be a blocking one.
 * Returns false if reading fails. */
bool sha256_of_fd(int fd, struct sha256 *ret) MUST_USE;
struct sha256 hmac_sha256(const void *key, size_t key_len, struct str s);
bool sha256_eq(const struct sha256 *a, const struct sha256 *b); /* constant time */
void sha256_hex(const struct sha256 *h, char out[SHA256_HEX_LEN + 1]); /* lower case */

/* Exactly len bytes out of 2*len hex digits of either case; else false, out untouched.
 */
bool hex_decode(struct str s, void *out, size_t len) MUST_USE;

/* Strict base64 (RFC 4648 section 4) with padding; false on anything else, on a second
 * spelling of the same bytes, and on more than max bytes; *ret_len is then untouched.
 */
bool base64_decode(struct str s, unsigned char *out, size_t max,
		   size_t *ret_len) MUST_USE;

/* "OpenSSL 3.0.17 1 Jul 2025", for `candor version`. Never NULL. */
const char *sha_version(void);

#endif
