/*
 * :dump: the screen as it is, masked as it is, into a file of its own.
 *
 * Always true: the entry view.dump is committed before the file is there, and has its
 * hash; the file carries the entry's id in its name; it stands in the log of the
 * account whose installation is on the screen, else in the vendor's.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/sha.h"
#include "core/base/vec.h"
#include "tui/app_copy.h"
#include "tui/app_impl.h"

#define DUMPS_KEPT 20

/* ---- the file ---- */

static void write_text(const struct app *a, const struct ulid *id, struct buf *out)
{
	const struct place *p = console_place(a->console);

	buf_addf(out, "candor screen %dx%d  %s%s%s  ", a->frame.cols, a->frame.rows,
		 action_views[p->view], p->inst[0] ? " of " : "", p->inst);
	clock_rfc3339(out, a->scene.now_sec);
	buf_addf(out, "  entry %s\n\n--- text\n", id->text);
	frame_dump_text(&a->frame, out);
	buf_add_text(out, "\n--- roles, one letter a cell\n");
	frame_dump_roles(&a->frame, out);
	buf_add_text(out, "\n--- cursor\n");
	frame_dump_cursor(&a->frame, out);
}

/* dump-ULID.txt, which sort by their age. */
static bool is_dump(const char *name)
{
	struct str s = str_of(name);

	return s.len == 5 + ULID_LEN + 4 && str_starts(s, "dump-") &&
	       str_ends(s, ".txt");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The newest ones stay; that an older one cannot be removed harms nobody. */
static void remove_old(const char *dir)
{
	char **names = NULL;
	size_t n = 0;
	size_t cap = 0;
	DIR *d = opendir(dir);

	if (!d)
		return;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, our own DIR */
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (is_dump(e->d_name))
			*VEC_PUSH(names, n, cap) = mem_text(e->d_name);
	}
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 0; i < n; i++) {
		if (i + DUMPS_KEPT < n)
			(void)unlinkat(dirfd(d), names[i], 0);
		free(names[i]);
	}
	free(names);
	(void)closedir(d); /* only read */
}

/* ---- the record ---- */

static bool find_log(struct app *a, struct journal *j, int *ret, struct err *err)
{
	const struct place *p = console_place(a->console);
	const struct config *config = program_config(a->program);
	const struct installation *inst =
		p->inst[0] && config ? config_find(config, p->inst) : NULL;
	struct journal_scope scope = { 0 };

	if (inst)
		scope = (struct journal_scope){ .account = inst->account,
						.partition = inst->partition,
						.customer = inst->customer };
	return journal_log(j, &scope, ret, err);
}

static void fill_data(const struct app *a, struct str text, struct arena *arena,
		      struct node *data)
{
	const struct place *p = console_place(a->console);
	struct node *target = NULL;
	struct sha256 hash = sha256_of(text);
	char hex[SHA256_HEX_LEN + 1];

	sha256_hex(&hash, hex);
	(void)node_put_int(arena, data, "bytes", (int64_t)text.len);
	(void)node_put_int(arena, data, "cols", a->frame.cols);
	(void)node_put_int(arena, data, "rows", a->frame.rows);
	(void)node_put_text(arena, data, "sha256", hex);
	target = node_put(arena, data, "target", NODE_OBJECT);
	(void)node_put_text(arena, target, "name", action_views[p->view]);
	bug_unless(arena_ok(arena));
}

static bool record(struct app *a, struct str text, const struct ulid *id,
		   struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct journal *j = program_journal(a->program);
	const struct place *p = console_place(a->console);
	struct node *data = node_object(&arena);
	struct journal_entry e = { .kind = JOURNAL_VIEW_DUMP,
				   .id = id->text,
				   .inst = p->inst[0] ? p->inst : NULL,
				   .ref = -1,
				   .data = data };
	int log = 0;

	if (!j)
		return err_set(err, ERR_JOURNAL, "the journal is not open");
	fill_data(a, text, &arena, data);
	if (!find_log(a, j, &log, err) || !journal_begin(j, err))
		return false;
	if (journal_append(j, log, &e, NULL, err))
		return journal_commit(j, err);
	journal_abort(j);
	return false;
}

/* ---- both ---- */

static bool dump(struct app *a, struct buf *path, struct err *err)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(2));
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));
	struct ulid id = ulid_new(a->clock, &rng_system);

	write_text(a, &id, &text);
	buf_addf(&dir, "%s/dumps", program_paths(a->program)->state);
	buf_addf(path, "%s/dump-%s.txt", buf_text(&dir), id.text);
	if (!os_private_dir(buf_text(&dir), err) ||
	    !record(a, buf_str(&text), &id, err) ||
	    !os_write_file(buf_text(path), buf_str(&text), err))
		return false;
	remove_old(buf_text(&dir));
	return true;
}

void app_dump(struct app *a)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(9));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(10));
	struct err err = ERR_INIT;

	a->dump_due = false;
	if (!dump(a, &path, &err)) {
		(void)err_context(&err, "The screen was not written");
		app_tell(a, err.code == ERR_BUSY ? PROGRAM_WARNING : PROGRAM_PROBLEM,
			 err.text);
		return;
	}
	buf_addf(&text, "Wrote the screen to %s. ", buf_text(&path));
	app_copy_after(a, buf_text(&text), buf_str(&path), "its path");
}
