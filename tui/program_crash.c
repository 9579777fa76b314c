/*
 * The crash of an earlier run: state/crash.txt, written by its signal handler, becomes
 * one entry session.crash in the vendor's log.
 *
 * Always true: only the holder of the lock looks at the report, and it adds the line
 * "journal: ID" once the entry is committed; a report with that line is never told
 * again; the end of one that is too long is cut to make room for it.  A process that
 * dies between the two tells it twice, which is better than not.
 */
#include <unistd.h>

#include "core/base/crash.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/program_impl.h"

/* "signal 11 (SIGSEGV)" */
static void describe(const struct crash_report *r, struct buf *out)
{
	if (r->number)
		buf_addf(out, "signal %d (%s)", r->number,
			 crash_signal_name(r->number));
	else
		buf_add_text(out, "an unknown signal");
}

static void fill_data(const struct crash_report *r, struct arena *a, struct node *data)
{
	AUTO(buf) reason = BUF_INIT(128);

	describe(r, &reason);
	if (r->build[0])
		(void)node_put_text(a, data, "build", r->build);
	(void)node_put_text(a, data, "reason", buf_text(&reason));
	(void)node_put_int(a, data, "signal", r->number);
	if (r->version[0])
		(void)node_put_text(a, data, "version", r->version);
	bug_unless(arena_ok(a));
}

static bool append(struct program *p, const struct crash_report *r,
		   struct journal_receipt *ret, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	const struct journal_scope vendor = { 0 };
	struct journal *j = db_journal_of(p->store);
	struct node *data = node_object(&a);
	struct journal_entry e = { .kind = JOURNAL_SESSION_CRASH,
				   .ref = -1,
				   .data = data };
	int log = 0;

	fill_data(r, &a, data);
	if (!journal_log(j, &vendor, &log, err) || !journal_begin(j, err))
		return false;
	if (journal_append(j, log, &e, ret, err) && journal_checkpoint(j, log, err))
		return journal_commit(j, err);
	journal_abort(j);
	return false;
}

static void say(struct program *p, const struct crash_report *r)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	buf_add_text(&text, "The last run ended by ");
	describe(r, &text);
	buf_add_text(&text, "; crash.txt in the state directory says where.");
	program_say(p, PROGRAM_WARNING, buf_text(&text));
}

/* The lock is held. */
static bool tell(struct program *p, const char *path, struct err *err)
{
	AUTO(buf) text = BUF_INIT(CRASH_FILE_MAX);
	AUTO(buf) told = BUF_INIT(CRASH_FILE_MAX);
	struct crash_report r;
	struct journal_receipt receipt;

	if (!os_file_exists(path))
		return true;
	if (!os_read_private(path, &text, err) && err->code != ERR_LIMIT)
		return false;
	*err = ERR_INIT; /* what is too long is cut */
	crash_read(buf_str(&text), &r);
	if (r.told)
		return true;
	if (!append(p, &r, &receipt, err))
		return false;
	say(p, &r);
	crash_told(buf_str(&text), receipt.id.text, &told);
	return os_write_file(path, buf_str(&told), err);
}

bool program_tell_crash(struct program *p, struct err *err)
{
	AUTO(buf) lock = BUF_INIT(LIMIT_KIB(8));
	int fd = -1;

	if (!os_file_exists(p->paths.crash) ||
	    journal_state(db_journal_of(p->store)) != JOURNAL_OK)
		return true;
	buf_addf(&lock, "%s/crash.lock", p->paths.state);
	if (!os_lock(buf_text(&lock), &fd, err)) {
		bool other = err->code == ERR_BUSY;

		if (other)
			*err = ERR_INIT;
		return other; /* another process is at it */
	}

	bool ok = tell(p, p->paths.crash, err);

	(void)close(fd); /* the lock goes with it */
	return ok;
}
