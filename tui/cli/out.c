/*
 * How verbs print.  Text gathers in a buffer and goes out in pieces, so that a
 * document is never half mixed with a message; a reader that left is no error of ours
 * and ends the printing quietly.
 */
#include "tui/cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/out_linear.h"

#define OUT_PIECE LIMIT_KIB(64)
#define CELL_MAX  LIMIT_KIB(16)

/* clang-format off */
static const char *const color_codes[] = {
	[OUT_PLAIN] = "", [OUT_BOLD] = "\033[1m", [OUT_FAINT] = "\033[2m",
	[OUT_RED] = "\033[31;1m", [OUT_YELLOW] = "\033[33m", [OUT_VIOLET] = "\033[35m",
};
/* clang-format on */

/* Shapes and words, worst first. */
/* clang-format off */
static const struct state {
	const char *word;
	const char *label;
	const char *shape, *ascii;
	enum out_color color;
} states[] = {
	{ "crit", "CRIT", "■", "X", OUT_RED },
	{ "warn", "WARN", "▲", "!", OUT_YELLOW },
	{ "unknown", "UNKNOWN", "?", "?", OUT_VIOLET },
	{ "noacc", "NOACC", "○", "-", OUT_VIOLET },
	{ "stale", "STALE", "◌", "~", OUT_FAINT },
	{ "problem", "PROBLEM", "■", "X", OUT_RED },
	{ "failed", "FAILED", "■", "X", OUT_RED },
	{ "rolled", "ROLLED", "▲", "!", OUT_YELLOW },
	{ "busy", "BUSY", "○", "-", OUT_PLAIN },
	{ "gone", "GONE", "·", ".", OUT_FAINT },
	{ "ok", "OK", "●", "o", OUT_PLAIN },
};
/* clang-format on */

static int width_of(int fd)
{
	struct winsize size = { 0 };

	return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* A file that we open must never get the number of a stream that was closed: what is
 * printed would land in it. */
static void fill_standard_fds(void)
{
	int fd = 0;

	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = open("/dev/null", O_RDWR); /* NOLINT(android-cloexec-open) */
	if (fd > STDERR_FILENO)
		(void)close(fd); /* nothing was written */
}

void out_init(struct out *o, int fd, bool no_color)
{
	*o = (struct out){ .fd = fd, .text = BUF_INIT(LIMIT_ARENA) };
	if (fd >= 0 && fcntl(fd, F_GETFD) < 0)
		o->error = errno;
	fill_standard_fds();
	o->cells = width_of(fd);
	o->color = !no_color && isatty(fd);
	/* One thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
	o->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

void out_release(struct out *o)
{
	buf_release(&o->text);
}

void out_text(struct out *o, const char *text)
{
	buf_add_text(&o->text, text);
	if (o->fd >= 0 && o->text.len >= OUT_PIECE)
		(void)out_flush(o); /* remembered in closed and error */
}

void outf(struct out *o, const char *fmt, ...)
{
	char line[1024];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt,
			args); /* cut is harmless: our own text */
	va_end(args);
	out_text(o, line);
}

void out_colored(struct out *o, enum out_color color, const char *text)
{
	bool paint = o->color && color != OUT_PLAIN;

	if (paint)
		out_text(o, color_codes[color]);
	out_text(o, text);
	if (paint)
		out_text(o, "\033[0m");
}

void out_safe(struct out *o, struct str text)
{
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT + 8);

	utf8_safe(&safe, text, LIMIT_TEXT);
	out_text(o, buf_text(&safe));
}

static const struct state *state_find(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_is(word, states[i].word))
			return &states[i];
	return NULL;
}

/* "14 m" is read as metres. */
static void add_age_words(struct buf *cell, int64_t age_sec)
{
	static const struct {
		int64_t sec;
		const char *word;
	} units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" } };

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		int64_t n = age_sec / units[i].sec;

		if (n > 0) {
			buf_addf(cell, "%lld %s%s", (long long)n, units[i].word,
				 n > 1 ? "s" : "");
			return;
		}
	}
	buf_add_text(cell, "now");
}

static void add_age(const struct out *o, struct str time, struct buf *cell)
{
	int64_t at = 0;
	bool known = clock_parse_iso(time, &at);
	int64_t age_sec = o->now_sec > at ? o->now_sec - at : 0;

	if (known && o->linear)
		add_age_words(cell, age_sec);
	else if (known)
		clock_age(cell, age_sec);
	else
		utf8_safe(cell, time, CELL_MAX - 8);
}

static void add_text(const struct out *o, enum out_kind kind, struct str text,
		     struct buf *cell)
{
	const struct state *s = kind == OUT_STATE ? state_find(text) : NULL;

	if (s && o->linear)
		buf_add_text(cell, s->label);
	else if (s)
		buf_addf(cell, "%s %s", o->ascii ? s->ascii : s->shape, s->label);
	else if (kind == OUT_AGE)
		add_age(o, text, cell);
	else
		utf8_safe(cell, text, CELL_MAX - 8);
}

/* The cell as text without colour, for measuring and for printing. */
static void cell_text(const struct out *o, const struct out_column *c,
		      const struct node *item, struct buf *cell)
{
	const struct node *n = node_get(item, c->id);

	if (!n || n->kind == NODE_NULL)
		buf_add_char(cell, '-');
	else if (n->kind == NODE_INT)
		buf_addf(cell, "%lld", (long long)n->number);
	else if (n->kind == NODE_BOOL)
		buf_add_text(cell, n->number ? "yes" : "no");
	else
		add_text(o, c->kind, n->text, cell);
	if (c->kind == OUT_RATIO && n && n->kind == NODE_INT)
		buf_addf(cell, "%s%lld", o->linear ? " of " : "/",
			 (long long)node_int(item, c->other, 0));
}

static enum out_color cell_color(const struct out_column *c, const struct node *n)
{
	const struct state *s = NULL;

	if (c->kind == OUT_STATE && n && n->kind == NODE_TEXT)
		s = state_find(n->text);
	return s ? s->color : OUT_PLAIN;
}

static void pad(struct out *o, int cells)
{
	for (int i = 0; i < cells; i++)
		out_text(o, " ");
}

static void put_cell(struct out *o, const char *text, enum out_color color, int width,
		     bool right, bool last)
{
	int gap = width - utf8_width(str_of(text));

	if (right)
		pad(o, gap);
	out_colored(o, color, text);
	if (!last)
		pad(o, (right ? 0 : gap) + 2);
}

struct out_table out_table_of(const struct out_column *columns, size_t n)
{
	struct out_table t = { .columns = columns, .n = n };

	bug_unless(n <= OUT_COLUMNS_MAX);
	for (size_t i = 0; i < n; i++)
		t.widths[i] = utf8_width(str_of(columns[i].title));
	return t;
}

void out_table_measure(const struct out *o, struct out_table *t,
		       const struct node *item)
{
	for (size_t i = 0; i < t->n; i++) {
		AUTO(buf) cell = BUF_INIT(CELL_MAX);

		cell_text(o, &t->columns[i], item, &cell);

		int w = utf8_width(buf_str(&cell));

		t->widths[i] = w > t->widths[i] ? w : t->widths[i];
	}
}

void out_table_titles(struct out *o, const struct out_table *t)
{
	if (o->linear)
		return;
	for (size_t i = 0; i < t->n; i++)
		put_cell(o, t->columns[i].title, OUT_FAINT, t->widths[i],
			 t->columns[i].kind == OUT_NUMBER, i + 1 == t->n);
	out_text(o, "\n");
}

/* The shorter form, which says more where the whole is cut. */
static void brief_text(const struct out_column *c, const struct node *item,
		       struct buf *cell)
{
	buf_clear(cell);
	utf8_safe(cell, str_of(node_text(item, c->other, "")), CELL_MAX);
}

void out_table_row(struct out *o, const struct out_table *t, const struct node *item)
{
	if (o->linear) {
		out_linear_row(o, t->columns, t->n, item);
		return;
	}
	for (size_t i = 0; i < t->n; i++) {
		const struct out_column *c = &t->columns[i];
		const struct node *value = node_get(item, c->id);
		AUTO(buf) cell = BUF_INIT(CELL_MAX);
		AUTO(buf) cut = BUF_INIT(CELL_MAX);
		bool last = i + 1 == t->n;
		bool fit = last && t->most > 0;

		cell_text(o, c, item, &cell);
		if (fit && c->kind == OUT_TEXT && c->other &&
		    utf8_width(buf_str(&cell)) > t->most)
			brief_text(c, item, &cell);
		if (fit)
			utf8_fit_tail(&cut, buf_str(&cell), t->most);
		put_cell(o, buf_text(fit ? &cut : &cell), cell_color(c, value),
			 t->widths[i], c->kind == OUT_NUMBER, last);
	}
	out_text(o, "\n");
}

void out_cell(struct out *o, const struct out_column *column, const struct node *item)
{
	AUTO(buf) cell = BUF_INIT(CELL_MAX);

	cell_text(o, column, item, &cell);
	out_colored(o, cell_color(column, node_get(item, column->id)), buf_text(&cell));
}

static void measure_all(const struct out *o, struct out_table *t,
			const struct node *items)
{
	for (const struct node *i = node_first(items); i; i = i->next)
		out_table_measure(o, t, i);
}

static void put_all(struct out *o, const struct out_table *t, const struct node *items)
{
	out_table_titles(o, t);
	for (const struct node *i = node_first(items); i && !o->closed; i = i->next)
		out_table_row(o, t, i);
}

void out_table(struct out *o, const struct out_column *columns, size_t n,
	       const struct node *items)
{
	struct out_table t = out_table_of(columns, n);

	if (o->linear) {
		out_linear_list(o, columns, n, items);
		return;
	}
	measure_all(o, &t, items);
	put_all(o, &t, items);
}

#define LAST_COLUMN 40 /* cells that a reason wants */
#define LAST_LEAST  12 /* and has in any case */

/* Cells that are left for the last column. */
static int room(const struct out *o, const struct out_table *t)
{
	int left = o->cells;

	for (size_t i = 0; i + 1 < t->n; i++)
		left -= t->widths[i] + 2;
	return left;
}

/* columns are those of the table */
static void leave_out(struct out_table *t, struct out_column *columns, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (text_eq(columns[i].id, id))
			continue;
		columns[kept] = columns[i];
		t->widths[kept++] = t->widths[i];
	}
	t->n = kept;
}

void out_table_fit(struct out *o, const struct out_column *columns, size_t n,
		   const struct node *items, const char *const *less, size_t n_less)
{
	struct out_column kept[OUT_COLUMNS_MAX] = { 0 };
	struct out_table t = out_table_of(columns, n);

	if (o->linear) {
		out_linear_list(o, columns, n, items);
		return;
	}
	measure_all(o, &t, items);
	memcpy(kept, columns, n * sizeof(*columns));
	t.columns = kept;
	for (size_t i = 0; o->cells > 0 && i < n_less; i++)
		if (room(o, &t) < LAST_COLUMN)
			leave_out(&t, kept, less[i]);
	if (o->cells > 0)
		t.most = room(o, &t) < LAST_LEAST ? LAST_LEAST : room(o, &t);
	put_all(o, &t, items);
}

void out_fields(struct out *o, const struct out_column *columns, size_t n,
		const struct node *item)
{
	int width = 0;

	for (size_t i = 0; !o->linear && i < n; i++) {
		int w = utf8_width(str_of(columns[i].title));

		width = w > width ? w : width;
	}
	for (size_t i = 0; i < n; i++) {
		const struct node *value = node_get(item, columns[i].id);
		AUTO(buf) cell = BUF_INIT(CELL_MAX);

		if (!value || value->kind == NODE_NULL)
			continue;
		cell_text(o, &columns[i], item, &cell);
		put_cell(o, columns[i].title, OUT_FAINT, width, false, o->linear);
		if (o->linear)
			out_text(o, ": ");
		put_cell(o, buf_text(&cell), cell_color(&columns[i], value), 0, false,
			 true);
		out_text(o, "\n");
	}
}

static bool write_all(struct out *o, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(o->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE)
			o->closed = true;
		else if (n < 0)
			o->error = errno;
		if (n < 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

bool out_flush(struct out *o)
{
	if (o->fd < 0)
		return true;
	if (!o->closed && !o->error)
		(void)write_all(o, buf_text(&o->text), o->text.len); /* remembered */
	buf_clear(&o->text);
	return !o->closed && !o->error;
}

void out_message(const char *fmt, ...)
{
	char line[1024];
	va_list args;
	AUTO(buf) safe = BUF_INIT(2048);

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, args); /* cut to fit */
	va_end(args);
	buf_add_text(&safe, "candor: ");
	utf8_safe(&safe, str_of(line), 1500);
	buf_add_char(&safe, '\n');
	(void)!write(2, buf_text(&safe), safe.len); /* nowhere else to say it */
}

void out_error(const struct err *err)
{
	out_message("%s", err->text);
}
