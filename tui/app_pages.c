/*
 * The pages: what can be read about this run, one row each.
 */
#include <inttypes.h>

#include "tui/app_impl.h"

static void fill_calls(struct app *a, struct detail *d)
{
	const struct door_stats *c = &a->scene.calls;

	detail_rule(d, "This run");
	detail_pairf(d, "acts", ROLE_TEXT, "%" PRIu64, c->acts);
	detail_pairf(d, "calls", ROLE_TEXT, "%" PRIu64 ", tries included", c->calls);
	detail_pairf(d, "retries", ROLE_TEXT, "%" PRIu64, c->retries);
	detail_pairf(d, "throttled", ROLE_TEXT, "%" PRIu64, c->throttles);
	detail_pairf(d, "received", ROLE_TEXT, "%" PRIu64 " KiB", c->bytes / 1024);
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

static const struct page *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_eq(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static const char *page_title(void *ctx, const char *name)
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
	a->pages = (struct pages){ page_title, page_fill, a };
	a->scene.pages = &a->pages;
}
