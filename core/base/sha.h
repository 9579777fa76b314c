/*
 * SHA-256, HMAC, hex and base64, by OpenSSL.
 */
#ifndef CORE_BASE_SHA_H
#define CORE_BASE_SHA_H

#include "core/base/buf.h"
#include "core/base/str.h"

#define SHA256_LEN 32
#define SHA256_HEX_LEN 64

struct sha256 { unsigned char b[SHA256_LEN]; };

struct sha256 sha256_of(struct str s);
/* Of a prefix byte and one or two parts: RFC 6962 leaves and nodes. */
struct sha256 sha256_prefixed(unsigned char prefix, struct str a, struct str b);
/* Of all that can still be read from a descriptor (blocking). False if reading fails. */
bool sha256_of_fd(int fd, struct sha256 *ret) MUST_USE;
struct sha256 hmac_sha256(const void *key, size_t key_len, struct str s);
bool sha256_eq(const struct sha256 *a, const struct sha256 *b);
void sha256_hex(const struct sha256 *h, char out[SHA256_HEX_LEN + 1]);

/* Exactly len bytes out of 2*len hex digits of either case. */
bool hex_decode(struct str s, void *out, size_t len) MUST_USE;
/* Strict base64 with padding; false on anything else or more than max bytes. */
bool base64_decode(struct str s, unsigned char *out, size_t max, size_t *ret_len) MUST_USE;

/* "OpenSSL 3.0.17 1 Jul 2025", for `candor version`. Never NULL. */
const char *sha_version(void);

#endif
