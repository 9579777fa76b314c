/* core/journal/note: keys as text, signed notes; the vectors of Go's note package. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/journal/note.h"

#define NEUMANN "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define NEUMANN_KEY                                                   \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+" \
	"Y7hfZx09iUvxdXHKDFz"
#define FOO "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define TEXT                                                         \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define SIG                                                    \
	"\xe2\x80\x94 PeterNeumann "                           \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN" \
	"1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define OTHER_SIG "\xe2\x80\x94 witness.example AAAAAAAB\n"

static struct note_key neumann(void)
{
	struct note_key k;
	assert_true(note_key_parse(STR(NEUMANN), &k, NULL));
	return k;
}

static void reads_and_writes_the_known_keys(void **state)
{
	(void)state;
	static const char *const known[] = { NEUMANN, FOO };
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
		struct note_key k;
		assert_true(note_key_parse(str_of(known[i]), &k, NULL));
		note_key_write(&out, &k);
		assert_string_equal(buf_text(&out), known[i]);
	}
	struct note_key k = neumann();
	assert_string_equal(k.name, "PeterNeumann");
	assert_memory_equal(k.id, "\xc7\x4f\x20\xa3", 4);
}

static void keys_whose_base64_holds_a_plus_are_read(void **state)
{
	(void)state;
	int with_plus = 0;
	for (int i = 0; i < 64; i++) { /* of 64 keys one without '+' would be luck */
		AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
		unsigned char pub[NOTE_PUB_LEN];
		struct note_key k;
		struct note_key again;
		struct note_secret *s = note_secret_new(&rng_system);
		note_secret_public(s, pub);
		note_secret_free(s);
		assert_true(note_key_init(&k, "log.example", pub, NULL));
		note_key_write(&out, &k);
		const char *base64 = buf_text(&out) + strlen("log.example+12345678+");
		with_plus += strchr(base64, '+') != NULL;
		assert_true(note_key_parse(buf_str(&out), &again, NULL));
		assert_true(note_key_eq(&k, &again));
	}
	assert_true(with_plus > 0);
}

static void refuses_keys_that_are_not_what_they_say(void **state)
{
	(void)state;
	static const struct {
		const char *vkey;
		enum err_code code;
	} bad[] = {
		{ "", ERR_PARSE },
		{ "name", ERR_PARSE },
		{ "PeterNeumann+c74f20a3", ERR_PARSE },
		{ "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		  ERR_PARSE },
		{ "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		  ERR_PARSE },
		{ "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
		  ERR_PARSE },
		{ "PeterNeumann+c74f20a3+AhpcDQ==", ERR_UNSUPPORTED },
		{ "PeterNeumann+c74f20a3+ARpcDQ==", ERR_PARSE },
		{ "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		  ERR_PARSE },
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct note_key k;
		struct err err = ERR_INIT;
		assert_false(note_key_parse(str_of(bad[i].vkey), &k, &err));
		assert_int_equal(err.code, bad[i].code);
	}
}

static void refuses_names_that_would_break_a_line(void **state)
{
	(void)state;
	static const char *const bad[] = { "",
					   "a b",
					   "a+b",
					   "a\nb",
					   "a\xc2\xa0"
					   "b",
					   "a\xe2\x80\xa8"
					   "b",
					   "\xff",
					   "a\tb" };
	unsigned char pub[NOTE_PUB_LEN] = { 0 };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct note_key k;
		assert_false(note_key_init(&k, bad[i], pub, NULL));
	}
}

static void signs_the_known_note_with_the_known_key(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) text = BUF_SECRET(LIMIT_KIB(1));
	unsigned char sig[NOTE_SIG_LEN];
	struct note_secret *s = NULL;
	struct note_key k;
	struct err err = ERR_INIT;
	assert_true(note_secret_parse(STR(NEUMANN_KEY), &k, &s, &err));
	struct note_key known = neumann();
	assert_true(note_key_eq(&k, &known));
	assert_true(note_secret_sign(s, STR(TEXT), sig, &err));
	buf_add_text(&out, TEXT "\n");
	note_add_signature(&out, &k, sig);
	assert_string_equal(buf_text(&out), TEXT "\n" SIG);
	note_secret_write(&text, s, &k);
	assert_string_equal(buf_text(&text), NEUMANN_KEY);
	note_secret_free(s);
}

static void opens_the_known_note(void **state)
{
	(void)state;
	struct note_key k = neumann();
	struct note note;
	assert_true(note_open(STR(TEXT "\n" SIG), &k, 1, &note, NULL));
	assert_true(str_is(note.text, TEXT));
	assert_true(str_is(note.lines, SIG));
	assert_int_equal(note.verified, 1);
}

static void passes_over_signatures_of_unknown_keys(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(LIMIT_NOTE);
	struct note_key keys[2];
	struct note note;
	keys[1] = neumann();
	assert_true(note_key_parse(STR(FOO), &keys[0], NULL));
	buf_add_text(&b, TEXT "\n");
	for (int i = 0; i < 16; i++)
		buf_add_text(&b, OTHER_SIG);
	buf_add_text(&b, SIG SIG);
	assert_true(note_open(buf_str(&b), keys, 2, &note, NULL));
	assert_int_equal(note.verified, 2);
}

static void the_text_ends_at_the_last_empty_line(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(LIMIT_NOTE);
	unsigned char sig[NOTE_SIG_LEN];
	struct note_secret *s = NULL;
	struct note_key k;
	struct note note;
	static const char text[] = "a\n\nb\n\nc\n";
	assert_true(note_secret_parse(STR(NEUMANN_KEY), &k, &s, NULL));
	assert_true(note_secret_sign(s, STR(text), sig, NULL));
	buf_add_text(&b, text);
	buf_add_char(&b, '\n');
	note_add_signature(&b, &k, sig);
	assert_true(note_open(buf_str(&b), &k, 1, &note, NULL));
	assert_true(str_is(note.text, text));
	note_secret_free(s);
}

static void refuses_a_note_with_any_byte_changed(void **state)
{
	(void)state;
	char bytes[] = TEXT "\n" SIG;
	struct note_key k = neumann();
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		struct note note;
		bytes[i] ^= 1;
		assert_false(note_open(STR(bytes), &k, 1, &note, NULL));
		bytes[i] ^= 1;
	}
}

static void refuses_what_is_not_a_note(void **state)
{
	(void)state;
	static const struct {
		const char *note;
		enum err_code code;
	} bad[] = {
		{ "", ERR_PARSE },
		{ "\n", ERR_PARSE },
		{ TEXT, ERR_PARSE },
		{ TEXT "\n", ERR_PARSE },
		{ TEXT SIG, ERR_PARSE },
		{ "\n\n" SIG, ERR_PARSE },
		{ TEXT "\n" SIG "x", ERR_PARSE },
		{ TEXT "\n- PeterNeumann AAAAAAAA\n", ERR_PARSE },
		{ TEXT "\n\xe2\x80\x94 PeterNeumann AAAA\n", ERR_PARSE },
		{ TEXT "\n\xe2\x80\x94 PeterNeumann  AAAAAAAA\n", ERR_PARSE },
		{ TEXT "\n" OTHER_SIG, ERR_DENIED },
		{ "a\tb\n\n" SIG, ERR_PARSE },
		{ "a\xff\n\n" SIG, ERR_PARSE },
	};
	struct note_key k = neumann();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct note note;
		struct err err = ERR_INIT;
		assert_false(note_open(str_of(bad[i].note), &k, 1, &note, &err));
		assert_int_equal(err.code, bad[i].code);
	}
}

static void refuses_private_keys_that_are_not_what_they_say(void **state)
{
	(void)state;
	static const char *const bad[] = {
		NEUMANN,
		"PRIVATE+KEY+",
		"PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+"
		"Y7hfZx09iUvxdXHKDFz",
		"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+"
		"Y7hfZx09iUvxdXHKDFa",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct note_key k;
		struct note_secret *s = NULL;
		assert_false(note_secret_parse(str_of(bad[i]), &k, &s, NULL));
		assert_null(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_the_known_keys),
		cmocka_unit_test(keys_whose_base64_holds_a_plus_are_read),
		cmocka_unit_test(refuses_keys_that_are_not_what_they_say),
		cmocka_unit_test(refuses_names_that_would_break_a_line),
		cmocka_unit_test(signs_the_known_note_with_the_known_key),
		cmocka_unit_test(opens_the_known_note),
		cmocka_unit_test(passes_over_signatures_of_unknown_keys),
		cmocka_unit_test(the_text_ends_at_the_last_empty_line),
		cmocka_unit_test(refuses_a_note_with_any_byte_changed),
		cmocka_unit_test(refuses_what_is_not_a_note),
		cmocka_unit_test(refuses_private_keys_that_are_not_what_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
