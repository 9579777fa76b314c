/* core/journal/checkpoint and signer: what is signed, by whom, and what is refused. */
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/os.h"
#include "core/journal/checkpoint.h"

#define ORIGIN "candor.vendor.example/c/441052219917/d/0123456789ab"
#define LEAVES 40

struct fixture {
	char dir[64];
	struct sha256 leaves[LEAVES];
	bool forked; /* the third leaf is another one */
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/candor-cp-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	for (int i = 0; i < LEAVES; i++) {
		char byte = (char)i;
		f->leaves[i] = merkle_leaf((struct str){ &byte, 1 });
	}
	*state = f;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	(void)nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	test_free(f);
	return 0;
}

/* Any node, by hashing its leaves again. */
static bool read_node(void *ctx, int level, int64_t idx, struct sha256 *ret,
		      struct err *err)
{
	const struct fixture *f = ctx;
	struct merkle_edge e = { 0 };
	(void)err;
	for (int64_t i = idx << level; i < (idx + 1) << level; i++) {
		struct sha256 h = f->leaves[i];
		if (f->forked && i == 2)
			h.b[0] ^= 1;
		(void)merkle_edge_add(&e, &h, NULL);
	}
	*ret = merkle_edge_root(&e);
	return true;
}

static struct checkpoint head(struct fixture *f, int64_t size)
{
	struct checkpoint c = { .origin = ORIGIN, .size = size };
	struct merkle_store store = { read_node, f };
	struct merkle_edge e;
	assert_true(merkle_edge_load(&e, size, &store, NULL));
	c.root = merkle_edge_root(&e);
	return c;
}

static struct signer *open_signer(struct fixture *f)
{
	struct signer *s = NULL;
	struct err err = ERR_INIT;
	if (!signer_file_open(f->dir, "log", ORIGIN, &rng_system, &s, &err))
		fail_msg("%s", err.text);
	return s;
}

/* Sign a head and remember it, as the journal does. */
static bool sign(struct fixture *f, struct signer *s, int64_t size, struct buf *note,
		 struct err *err)
{
	struct checkpoint c = head(f, size);
	struct merkle_store store = { read_node, f };
	struct signer_mark mark = { c.size, c.root };
	assert_true(signer_lock(s, err));
	bool ok =
		checkpoint_sign(note, &c, s, &store, err) && signer_mark(s, &mark, err);
	signer_unlock(s);
	return ok;
}

static void writes_three_lines(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
	struct checkpoint c = { .origin = "example.com/log", .size = 0 };
	struct checkpoint again;
	c.root = merkle_empty();
	checkpoint_write(&out, &c);
	assert_string_equal(buf_text(&out),
			    "example.com/log\n0\n"
			    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
	assert_true(checkpoint_parse(buf_str(&out), &again, NULL));
	assert_memory_equal(&again.root, &c.root, sizeof(c.root));
}

static void refuses_what_is_not_three_lines(void **state)
{
	(void)state;
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	static const char *const bad[] = {
		"",
		"o\n5\n",
		"o\n5\n47DE\n",
		"o\n05\n" ROOT,
		"o\n-1\n" ROOT,
		"o\n5x\n" ROOT,
		"o\n\n" ROOT,
		"\n5\n" ROOT,
		"o\n5\n" ROOT "extension\n",
		"o\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		"o\n99999999999999999999\n" ROOT,
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct checkpoint c;
		assert_false(checkpoint_parse(str_of(bad[i]), &c, NULL));
	}
}

static void signs_heads_that_grow(void **state)
{
	struct fixture *f = *state;
	struct signer *s = open_signer(f);
	struct err err = ERR_INIT;
	static const int64_t sizes[] = { 1, 1, 2, 7, 8, 31, 32, 33 };
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
		struct checkpoint c;
		assert_true(sign(f, s, sizes[i], &note, &err));
		assert_true(checkpoint_open(buf_str(&note), &s->key, 1, &c, &err));
		assert_int_equal(c.size, sizes[i]);
	}
	signer_free(s);
}

static void refuses_a_head_that_went_back(void **state)
{
	struct fixture *f = *state;
	AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
	struct err err = ERR_INIT;
	struct signer *s = open_signer(f);
	assert_true(sign(f, s, 9, &note, &err));
	signer_free(s);
	buf_clear(&note);
	s = open_signer(f); /* the memory is on disk */
	assert_false(sign(f, s, 8, &note, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "rolled back"));
	assert_int_equal(note.len, 0);
	signer_free(s);
}

static void refuses_a_log_that_was_rewritten(void **state)
{
	struct fixture *f = *state;
	AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
	struct err err = ERR_INIT;
	struct signer *s = open_signer(f);
	assert_true(sign(f, s, 9, &note, &err));
	f->forked = true;
	static const int64_t sizes[] = { 9, 10, 16, 40 };
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		assert_false(sign(f, s, sizes[i], &note, &err));
		assert_non_null(strstr(err.text, "rewritten"));
	}
	signer_free(s);
}

static void the_key_file_is_private_and_keeps_its_key(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct stat st;
	struct signer *a = open_signer(f);
	struct signer *b = open_signer(f);
	assert_true(note_key_eq(&a->key, &b->key));
	(void)snprintf(path, sizeof(path), "%s/log.key", f->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	signer_free(a);
	signer_free(b);
}

static void refuses_a_key_that_others_may_write(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct signer *s = open_signer(f);
	struct err err = ERR_INIT;
	signer_free(s);
	(void)snprintf(path, sizeof(path), "%s/log.key", f->dir);
	assert_int_equal(chmod(path, 0622), 0);
	assert_false(signer_file_open(f->dir, "log", ORIGIN, NULL, &s, &err));
}

static void refuses_the_key_of_another_log(void **state)
{
	struct fixture *f = *state;
	struct signer *s = open_signer(f);
	struct err err = ERR_INIT;
	signer_free(s);
	assert_false(signer_file_open(f->dir, "log", "other", NULL, &s, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
}

static void says_when_a_key_is_gone(void **state)
{
	struct fixture *f = *state;
	struct signer *s = NULL;
	struct err err = ERR_INIT;
	assert_false(signer_file_open(f->dir, "log", ORIGIN, NULL, &s, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "log.key is gone"));
}

static void one_signer_at_a_time(void **state)
{
	struct fixture *f = *state;
	struct signer *a = open_signer(f);
	struct signer *b = open_signer(f);
	struct err err = ERR_INIT;
	assert_true(signer_lock(a, &err));
	assert_false(signer_lock(b, &err));
	assert_int_equal(err.code, ERR_BUSY);
	signer_unlock(a);
	assert_true(signer_lock(b, &err));
	signer_free(b);
	signer_free(a);
}

static void what_one_process_signed_another_remembers(void **state)
{
	struct fixture *f = *state;
	AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
	struct err err = ERR_INIT;
	struct signer *a = open_signer(f);
	struct signer *b = open_signer(f);
	assert_true(sign(f, a, 12, &note, &err));
	assert_false(sign(f, b, 11, &note, &err));
	assert_true(sign(f, b, 13, &note, &err));
	assert_false(sign(f, a, 12, &note, &err));
	signer_free(a);
	signer_free(b);
}

static void refuses_a_damaged_memory(void **state)
{
	struct fixture *f = *state;
	AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
	char path[128];
	struct err err = ERR_INIT;
	struct signer_mark mark;
	struct signer *s = open_signer(f);
	assert_true(sign(f, s, 12, &note, &err));
	(void)snprintf(path, sizeof(path), "%s/log.size", f->dir);
	assert_true(signer_file_read_mark(path, &mark, &err));
	assert_int_equal(mark.size, 12);
	assert_int_equal(truncate(path, 10), 0);
	assert_false(signer_lock(s, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_false(signer_file_read_mark(path, &mark, &err));
	signer_free(s);
}

int main(void)
{
#define WITH_DIR(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_three_lines),
		cmocka_unit_test(refuses_what_is_not_three_lines),
		WITH_DIR(signs_heads_that_grow),
		WITH_DIR(refuses_a_head_that_went_back),
		WITH_DIR(refuses_a_log_that_was_rewritten),
		WITH_DIR(the_key_file_is_private_and_keeps_its_key),
		WITH_DIR(refuses_a_key_that_others_may_write),
		WITH_DIR(refuses_the_key_of_another_log),
		WITH_DIR(says_when_a_key_is_gone),
		WITH_DIR(one_signer_at_a_time),
		WITH_DIR(what_one_process_signed_another_remembers),
		WITH_DIR(refuses_a_damaged_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
