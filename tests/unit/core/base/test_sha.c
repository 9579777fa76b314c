/* core/base/sha.c: hashes, hex and base64. */
#include "core/base/sha.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_hex(struct sha256 h, const char *hex)
{
	char text[SHA256_HEX_LEN + 1];
	sha256_hex(&h, text);
	assert_string_equal(text, hex);
}

/* FIPS 180-2 B.1, B.2 and the empty text */
static void hashes_the_official_vectors(void **state)
{
	(void)state;
	assert_hex(sha256_of(STR("")),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(sha256_of((struct str){ NULL, 0 }),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(sha256_of(STR("abc")),
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hex(sha256_of(STR(
			   "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 6962: the leaf hash of an empty leaf, and parts are hashed end to end */
static void hashes_leaves_and_nodes(void **state)
{
	(void)state;
	assert_hex(sha256_prefixed(0, STR(""), STR("")),
		   "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	struct sha256 whole = sha256_of(STR("\1abcdef"));
	struct sha256 parts = sha256_prefixed(1, STR("abc"), STR("def"));
	assert_true(sha256_eq(&whole, &parts));
	parts.b[31] ^= 1;
	assert_false(sha256_eq(&whole, &parts));
}

static void hashes_a_file(void **state)
{
	(void)state;
	struct sha256 h;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	assert_int_equal(close(ends[1]), 0);
	assert_true(sha256_of_fd(ends[0], &h));
	assert_int_equal(close(ends[0]), 0);
	assert_hex(h,
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_false(sha256_of_fd(-1, &h));
}

/* RFC 4231, cases 1, 2 and 6 */
static void authenticates_the_official_vectors(void **state)
{
	(void)state;
	char key[131];
	memset(key, 0x0b, 20);
	assert_hex(hmac_sha256(key, 20, STR("Hi There")),
		   "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	assert_hex(hmac_sha256("Jefe", 4, STR("what do ya want for nothing?")),
		   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	assert_hex(hmac_sha256(key, sizeof(key),
			       STR("Test Using Larger Than Block-Size Key - Hash Key "
				   "First")),
		   "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	assert_hex(hmac_sha256(NULL, 0, STR("")),
		   "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void reads_hex_of_the_right_length_only(void **state)
{
	(void)state;
	unsigned char out[2] = { 7, 7 };
	assert_true(hex_decode(STR("fF0a"), out, 2));
	assert_memory_equal(out, "\xff\x0a", 2);
	assert_false(hex_decode(STR("0"), out, 2));
	assert_false(hex_decode(STR("00000"), out, 2));
	assert_false(hex_decode(STR("000000"), out, 2));
	assert_false(hex_decode(STR("00g0"), out, 2));
	assert_false(hex_decode(STR("0x00"), out, 2));
	assert_memory_equal(out, "\xff\x0a", 2); /* untouched by failures */
	assert_true(hex_decode(STR(""), out, 0));
}

static void reads_strict_base64(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		struct str bytes;
		bool ok;
	} rows[] = {
		{ "", STR_INIT(""), true },
		{ "Zg==", STR_INIT("f"), true },
		{ "Zm8=", STR_INIT("fo"), true },
		{ "Zm9v", STR_INIT("foo"), true },
		{ "//4A", STR_INIT("\xff\xfe\x00"), true },
		{ "Zm9vYmFy", STR_INIT("foobar"), true },
		{ "Zg", STR_INIT(""), false },
		{ "Zg=", STR_INIT(""), false },
		{ "Zh==", STR_INIT(""), false }, /* a second spelling of "f" */
		{ "Zm9=", STR_INIT(""), false }, /* a second spelling of "fo" */
		{ "Z===", STR_INIT(""), false },
		{ "====", STR_INIT(""), false },
		{ "Zg==Zg==", STR_INIT(""), false },
		{ "Zm 9", STR_INIT(""), false },
		{ "Zm9\n", STR_INIT(""), false },
		{ "-_4A", STR_INIT(""), false },
		{ "Zm9vYmFyYg==", STR_INIT(""), false }, /* more than 6 bytes */
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned char out[6];
		size_t len = 99;
		bool ok = base64_decode(str_of(rows[i].text), out, sizeof(out), &len);
		if (ok != rows[i].ok || (!ok && len != 99))
			fail_msg("%s", rows[i].text);
		if (ok) {
			assert_int_equal(len, rows[i].bytes.len);
			assert_memory_equal(out, rows[i].bytes.p, len);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_the_official_vectors),
		cmocka_unit_test(hashes_leaves_and_nodes),
		cmocka_unit_test(hashes_a_file),
		cmocka_unit_test(authenticates_the_official_vectors),
		cmocka_unit_test(reads_hex_of_the_right_length_only),
		cmocka_unit_test(reads_strict_base64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
