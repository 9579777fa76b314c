/*
 * SHA-256, HMAC, hex and base64.
 *
 * What always holds: OpenSSL failing at a plain hash means that memory or the
 * library is gone, so it ends the program instead of giving a wrong hash.
 */
#include "core/base/sha.h"

#include <errno.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

/*
 * Looking the algorithm up for each hash costs more than hashing a leaf, and a
 * journal has a million of them: found once, and one context is used again.
 */
static EVP_MD_CTX *begin(void)
{
	static EVP_MD *md;
	static EVP_MD_CTX *ctx;
	if (!ctx) {
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
		ctx = EVP_MD_CTX_new();
		bug_unless(md && ctx);
	}
	bug_unless(EVP_DigestInit_ex2(ctx, md, NULL) == 1);
	return ctx;
}

static void add(EVP_MD_CTX *ctx, const void *bytes, size_t len)
{
	bug_unless(len == 0 || EVP_DigestUpdate(ctx, bytes, len) == 1);
}

static struct sha256 finish(EVP_MD_CTX *ctx)
{
	struct sha256 h;
	unsigned len = 0;
	bug_unless(EVP_DigestFinal_ex(ctx, h.b, &len) == 1 && len == SHA256_LEN);
	return h;
}

static void put_hex(const unsigned char *b, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		out[i * 2] = digits[b[i] >> 4];
		out[i * 2 + 1] = digits[b[i] & 15];
	}
	out[len * 2] = '\0';
}

struct sha256 sha256_of(struct str s)
{
	EVP_MD_CTX *ctx = begin();
	add(ctx, s.p, s.len);
	return finish(ctx);
}

bool sha1_hex(struct str s, char out[41])
{
	unsigned char b[EVP_MAX_MD_SIZE];
	size_t len = 0;

	if (EVP_Q_digest(NULL, "SHA1", NULL, s.p ? s.p : "", s.len, b, &len) != 1)
		return false;
	bug_unless(len == 20);
	put_hex(b, len, out);
	return true;
}

struct sha256 sha256_prefixed(unsigned char prefix, struct str a, struct str b)
{
	EVP_MD_CTX *ctx = begin();
	add(ctx, &prefix, 1);
	add(ctx, a.p, a.len);
	add(ctx, b.p, b.len);
	return finish(ctx);
}

bool sha256_of_fd(int fd, struct sha256 *ret)
{
	unsigned char chunk[32 * 1024];
	EVP_MD_CTX *ctx = begin();
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		add(ctx, chunk, (size_t)n);
	}
	*ret = finish(ctx);
	return true;
}

struct sha256 hmac_sha256(const void *key, size_t key_len, struct str s)
{
	struct sha256 h;
	unsigned len = 0;
	bug_unless(key_len <= INT_MAX);
	const void *k = key_len > 0 ? key : "";
	const unsigned char *p = (const unsigned char *)(s.len > 0 ? s.p : "");
	bug_unless(HMAC(EVP_sha256(), k, (int)key_len, p, s.len, h.b, &len) &&
		   len == SHA256_LEN);
	return h;
}

bool sha256_eq(const struct sha256 *a, const struct sha256 *b)
{
	return CRYPTO_memcmp(a->b, b->b, SHA256_LEN) == 0;
}

void sha256_hex(const struct sha256 *h, char out[SHA256_HEX_LEN + 1])
{
	put_hex(h->b, SHA256_LEN, out);
}

bool hex_decode(struct str s, void *out, size_t len)
{
	unsigned char *p = out;
	if (s.len / 2 != len || s.len % 2 != 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (str_hex_digit(s.p[i]) < 0)
			return false;
	}
	for (size_t i = 0; i < len; i++) {
		unsigned high = (unsigned)str_hex_digit(s.p[i * 2]);
		unsigned low = (unsigned)str_hex_digit(s.p[i * 2 + 1]);
		p[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool base64_decode(struct str s, unsigned char *out, size_t max, size_t *ret_len)
{
	if (s.len % 4 != 0)
		return false;
	size_t digits = s.len;
	while (digits > 0 && s.len - digits < 2 && s.p[digits - 1] == '=')
		digits--;
	if (digits / 4 * 3 + (digits % 4 > 0 ? digits % 4 - 1 : 0) > max)
		return false;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t len = 0;
	for (size_t i = 0; i < digits; i++) {
		int value = base64_value(s.p[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[len++] = (unsigned char)(bits >> n_bits & 0xFF);
		bits &= (1U << n_bits) - 1;
	}
	if (bits != 0) /* a second spelling of the same bytes: not strict */
		return false;
	*ret_len = len;
	return true;
}

const char *sha_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}
