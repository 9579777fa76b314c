/*
 * The pages: what can be read about this run, one row each.
 */
#include <inttypes.h>

#include "core/aws/op.h"
#include "core/base/limits.h"
#include "tui/app_impl.h"
#include "tui/app_pages.h"

/* "1.2 s", "212 ms" */
static void add_ms(struct buf *out, uint32_t ms)
{
	AUTO(buf) text = BUF_INIT(64);

	if (ms >= 10000)
		buf_addf(&text, "%" PRIu32 " s", ms / 1000);
	else
		buf_addf(&text, "%" PRIu32 " ms", ms);
	buf_addf(out, " %8s", buf_text(&text));
}

static void add_op(struct detail *d, const struct door_op *o)
{
	AUTO(buf) line = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&line,
		 "%-21s %5" PRIu64 " %5" PRIu64 " %5" PRIu64 " %5" PRIu64 " %6" PRIu64,
		 o->op->name, o->calls, o->ok, o->errors, o->retries, o->throttles);
	add_ms(&line, door_op_median_ms(o));
	add_ms(&line, o->max_ms);
	buf_addf(&line, " %7" PRIu64, o->bytes / 1024);
	detail_text(d, o->errors ? ROLE_WARN : ROLE_TEXT, buf_str(&line));
}

void app_calls_page(const struct door_stats *c, const struct door_op *ops, size_t n,
		    struct detail *d)
{
	AUTO(buf) head = BUF_INIT(LIMIT_KIB(1));

	detail_rule(d, "This run");
	detail_pairf(d, "acts", ROLE_TEXT,
		     "%" PRIu64 ", each with an intent and an "
		     "outcome in the journal",
		     c->acts);
	detail_pairf(d, "calls", ROLE_TEXT, "%" PRIu64 ", pages and tries included",
		     c->calls);
	detail_pairf(d, "retries", ROLE_TEXT, "%" PRIu64, c->retries);
	detail_pairf(d, "throttled", c->throttles ? ROLE_WARN : ROLE_TEXT, "%" PRIu64,
		     c->throttles);
	detail_pairf(d, "received", ROLE_TEXT, "%" PRIu64 " KiB", c->bytes / 1024);
	detail_pairf(d, "in flight", ROLE_TEXT, "%zu; :jobs lists them", c->in_flight);
	detail_blank(d);
	detail_rule(d, "By operation; the median is of the newest 64");
	if (!n) {
		detail_text(d, ROLE_FAINT, STR("No call was made yet."));
		return;
	}
	buf_addf(&head, "%-21s %5s %5s %5s %5s %6s %8s %8s %7s", "operation", "calls",
		 "ok", "error", "retry", "thrott", "median", "longest", "KiB");
	detail_text(d, ROLE_MUTED, buf_str(&head));
	for (size_t i = 0; i < n; i++)
		add_op(d, &ops[i]);
}

static void fill_calls(struct app *a, struct detail *d)
{
	const struct door *door = program_door(a->program);
	size_t n = 0;
	const struct door_op *ops = door ? door_ops(door, &n) : NULL;

	app_calls_page(&a->scene.calls, ops, n, d);
}

/* A row of the table; a macro, since clang-format would align all rows as one. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

static const struct page {
	const char *name, *title;
	void (*fill)(struct app *a, struct detail *d);
} rows[] = {
	ROW("keys", "Keys", app_keys_page),
	ROW("calls", "AWS calls", fill_calls),
	ROW("settings", "Settings", app_page_settings),
	ROW("doctor", "Doctor", app_page_doctor),
};

const char *app_page_name(size_t i)
{
	return i < ARRAY_LEN(rows) ? rows[i].name : NULL;
}

static const struct page *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_eq(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const char *app_page_title(void *ctx, const char *name)
{
	const struct page *p = find(name);

	(void)ctx;
	return p ? p->title : NULL;
}

static void page_fill(void *ctx, const char *name, struct detail *ret)
{
	const struct page *p = find(name);

	if (p)
		p->fill(ctx, ret);
}

void app_pages(struct app *a)
{
	a->pages = (struct pages){ app_page_title, page_fill, a };
	a->scene.pages = &a->pages;
}
