/*
 * The file of lines entered before.
 */
#include "tui/kit/history.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"

#define LONG_FILE (LIMIT_HISTORY / 4) /* shortened when it is read */

void history_init(struct history *h, const char *path)
{
	*h = (struct history){ .path = mem_text(path),
			       .waiting = BUF_INIT(LIMIT_HISTORY / 8) };
}

static bool is_line(struct str line)
{
	return line.len > 0 && line.len <= LIMIT_PROMPT && utf8_line(line);
}

/* The last line of *rest, which ends before it then. */
static struct str last_line(struct str *rest)
{
	size_t end = rest->len;
	size_t begin = 0;

	if (end && rest->p[end - 1] == '\n')
		end--;
	begin = end;
	while (begin > 0 && rest->p[begin - 1] != '\n')
		begin--;
	rest->len = begin;
	return (struct str){ rest->p + begin, end - begin };
}

static bool has(const struct str *lines, size_t n, struct str line)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(lines[i], line))
			return true;
	return false;
}

void history_lines(struct str bytes, history_line *each, void *ctx)
{
	struct str lines[HISTORY_LINES];
	size_t n = 0;

	while (bytes.len > 0 && n < HISTORY_LINES) {
		struct str line = last_line(&bytes);

		if (is_line(line) && !has(lines, n, line))
			lines[n++] = line;
	}
	while (n > 0)
		each(ctx, lines[--n]);
}

static void add_line(void *ctx, struct str line)
{
	struct buf *out = ctx;

	buf_add_str(out, line);
	buf_add_char(out, '\n');
}

static bool lock(const struct history *h, int *ret_fd, struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s.lock", h->path);
	return os_lock(buf_text(&path), ret_fd, err);
}

/* Under the lock; another console may have shortened it since it was read. */
static bool shorten(const struct history *h, struct err *err)
{
	AUTO(buf) old = BUF_INIT(LIMIT_HISTORY);
	AUTO(buf) kept = BUF_INIT(LIMIT_HISTORY);

	if (!os_read_private(h->path, &old, err))
		return false;
	if (old.len <= LONG_FILE)
		return true;
	history_lines(buf_str(&old), add_line, &kept);
	return os_write_file(h->path, buf_str(&kept), err);
}

/* Whoever holds the lock now does it, or the next start. */
static bool shorten_if_free(const struct history *h, struct err *err)
{
	struct err busy = ERR_INIT;
	int fd = -1;
	bool ok = false;

	if (!lock(h, &fd, &busy))
		return busy.code == ERR_BUSY ||
		       err_set(err, busy.code, "%s", busy.text);
	ok = shorten(h, err);
	(void)close(fd); /* only a lock */
	return ok;
}

bool history_read(struct history *h, history_line *each, void *ctx, struct err *err)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_HISTORY);

	if (!h->path || !os_file_exists(h->path))
		return true;
	h->off = !os_read_private(h->path, &bytes, err) ||
		 (bytes.len > LONG_FILE && !shorten_if_free(h, err));
	if (!h->off)
		history_lines(buf_str(&bytes), each, ctx);
	return !h->off;
}

/* A lock that is taken is no error: what waits goes with the next line. */
static bool flush(struct history *h, struct err *err)
{
	struct err busy = ERR_INIT;
	int fd = -1;
	bool ok = false;

	if (!h->waiting.len)
		return true;
	if (!lock(h, &fd, &busy))
		return busy.code == ERR_BUSY ||
		       err_set(err, busy.code, "%s", busy.text);
	ok = os_append_private(h->path, buf_str(&h->waiting), err);
	(void)close(fd); /* only a lock */
	buf_clear(&h->waiting);
	return ok;
}

bool history_add(struct history *h, struct str line, struct err *err)
{
	bool room = h->waiting.len + line.len + 1 <= h->waiting.max;

	if (!h->path || h->off || !is_line(line) || !room)
		return true;
	add_line(&h->waiting, line);
	h->off = !flush(h, err);
	return !h->off;
}

void history_release(struct history *h)
{
	struct err err = ERR_INIT;

	if (h->path && !h->off)
		(void)flush(h, &err); /* said when a line was added, if at all */
	buf_release(&h->waiting);
	free(h->path);
	*h = (struct history){ 0 };
}
