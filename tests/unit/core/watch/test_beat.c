/* One heartbeat: read, verified, told from those before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/watch/beat.h"

#define NOW INT64_C(1795442400)

#define BEAT                                                                   \
	"{\"v\":1,\"installation\":\"acme\",\"agent\":\"loader\",\"version\":" \
	"\"4.12.3\",\"seq\":88121,\"at\":\"2026-11-23T13:51:06Z\",\"status\":" \
	"\"ok\"}"

/* RFC 8032, 7.1, test 1: the empty message. */
#define PEM                                                              \
	"-----BEGIN PUBLIC KEY-----\n"                                   \
	"MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n" \
	"-----END PUBLIC KEY-----\n"
static void a_beat_is_read(void **state)
{
	struct beat b;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(beat_parse(STR(BEAT), &b, &err));
	assert_string_equal(b.installation, "acme");
	assert_string_equal(b.agent, "loader");
	assert_string_equal(b.version, "4.12.3");
	assert_string_equal(b.status, "ok");
	assert_int_equal(b.seq, 88121);
	assert_int_equal(b.at_sec, 1795441866);
}

static void what_is_no_beat_is_refused_with_a_sentence(void **state)
{
	/* clang-format off */
	static const char *const wrong[] = {
		"", "[]", "1", "{}", "{",
		"{\"v\":2,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":-1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":9007199254740992,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":1.5,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a b\",\"agent\":\"b\",\"version\":\"\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"\",\"version\":\"\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\\u001b\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\\u0000\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":1,\"at\":\"yesterday, about noon\",\"status\":\"ok\"}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\",\"status\":\"ok\",\"x\":1}",
		"{\"v\":1,\"installation\":\"a\",\"agent\":\"b\",\"version\":\"\",\"seq\":1,\"at\":\"2026-11-23T13:51:06Z\"}",
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct beat b;
		struct err err = ERR_INIT;

		assert_false(beat_parse(str_of(wrong[i]), &b, &err));
		assert_true(strlen(err.text) > 5);
	}
}

static void a_large_one_is_not_even_read(void **state)
{
	static char large[LIMIT_BEAT + 1];
	struct beat b;
	struct err err = ERR_INIT;

	(void)state;
	memset(large, ' ', sizeof(large));
	assert_false(beat_parse((struct str){ large, sizeof(large) }, &b, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

/* RFC 8032, 7.1, test 1. */
static void a_signature_of_the_rfc_verifies_and_no_other(void **state)
{
	const struct str header =
		STR("ed25519=5VZDAMNgrHKQhuLMgG6CioSHfx64XRdlgu02HPgZSJJAVVfuIIVkKM7rM"
		    "YeOXAc+bRr0lv1hjvbWKLyLUGPhCCtXg==");
	unsigned char pub[BEAT_PUB_LEN];
	unsigned char sig[BEAT_SIG_LEN] = {
		0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2,
		0xcc, 0x80, 0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5,
		0xd9, 0x74, 0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f,
		0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70,
		0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b, 0xbe,
		0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b
	};
	struct err err = ERR_INIT;

	(void)state;
	assert_true(beat_key_parse(STR(PEM), pub, &err));
	assert_true(beat_verify(pub, STR(""), sig));
	assert_false(beat_verify(pub, STR("x"), sig));
	sig[0] ^= 1;
	assert_false(beat_verify(pub, STR(""), sig));
	assert_false(beat_signature(header, sig, &err)); /* 66 bytes */
	assert_false(beat_signature(STR("rsa=AAAA"), sig, &err));
	assert_false(beat_signature(STR(""), sig, &err));
}

static void other_keys_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"hello",
		"-----BEGIN PUBLIC KEY-----\n",
		"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		/* X25519 */
		("-----BEGIN PUBLIC KEY-----\n"
		 "MCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
		 "-----END PUBLIC KEY-----\n"),
		("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n"
		 "-----END PRIVATE KEY-----\n"),
	};
	unsigned char pub[BEAT_PUB_LEN];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct err err = ERR_INIT;

		assert_false(beat_key_parse(str_of(wrong[i]), pub, &err));
		assert_int_equal(err.code, ERR_UNSUPPORTED);
	}
}

static void beats_are_told_apart(void **state)
{
	struct beat_track t = { 0 };

	(void)state;
	assert_int_equal(beat_judge(&t, 10, NOW, NOW), BEAT_FINE);
	assert_int_equal(beat_judge(&t, 10, NOW, NOW), BEAT_DUPLICATE);
	assert_int_equal(beat_judge(&t, 12, NOW + 20, NOW + 20), BEAT_FINE);
	assert_int_equal(beat_judge(&t, 11, NOW + 10, NOW + 21), BEAT_OUT_OF_ORDER);
	assert_int_equal(beat_judge(&t, 11, NOW + 10, NOW + 22), BEAT_DUPLICATE);
	assert_int_equal(beat_judge(&t, 1, NOW + 30, NOW + 30), BEAT_RESTARTED);
	assert_int_equal(beat_judge(&t, 2, NOW + 500, NOW + 31), BEAT_FUTURE);
	assert_int_equal(beat_judge(&t, 2, NOW - 500, NOW + 31), BEAT_PAST);
	assert_int_equal(beat_judge(&t, 2, NOW + 25, NOW + 32),
			 BEAT_FINE); /* clock back */
}

static void what_was_taken_once_is_never_taken_again(void **state)
{
	struct beat_track t = { 0 };

	(void)state;
	for (int64_t i = 0; i < 100; i++) /* many a second */
		assert_int_equal(beat_judge(&t, i, NOW + i / 10, NOW + i / 10),
				 BEAT_FINE);
	for (int64_t i = 0; i < 100; i++)
		assert_false(beat_taken(beat_judge(&t, i, NOW + i / 10, NOW + 10)));
	assert_int_equal(beat_judge(&t, 0, NOW + 60, NOW + 60), BEAT_RESTARTED);
	for (int64_t i = 0; i < 100; i++)
		assert_false(beat_taken(beat_judge(&t, i, NOW + i / 10, NOW + 60)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beat_is_read),
		cmocka_unit_test(what_is_no_beat_is_refused_with_a_sentence),
		cmocka_unit_test(a_large_one_is_not_even_read),
		cmocka_unit_test(a_signature_of_the_rfc_verifies_and_no_other),
		cmocka_unit_test(other_keys_are_refused),
		cmocka_unit_test(beats_are_told_apart),
		cmocka_unit_test(what_was_taken_once_is_never_taken_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
