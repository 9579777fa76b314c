/*
 * The list of checks.
 */
#include "tui/cli/checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define WHAT_MAX 2048 /* bytes of what was found */

const char *const checks_parts[] = { "terminal", "locale",      "clock",    "config",
				     "journal",  "credentials", "endpoints" };
const size_t checks_parts_n = ARRAY_LEN(checks_parts);

void checks_release(struct checks *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->items[i].what);
		free(c->items[i].remedy);
	}
	free(c->items);
	*c = (struct checks){ 0 };
}

void checks_add(struct checks *c, const char *part, const char *name,
		enum check_state state, const char *remedy, const char *fmt, ...)
{
	struct check *item = VEC_PUSH(c->items, c->n, c->cap);
	AUTO(buf) safe = BUF_INIT(WHAT_MAX + 8);
	char text[WHAT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args); /* a longer one is cut */
	va_end(args);
	utf8_safe(&safe, str_of(text), WHAT_MAX);
	*item = (struct check){ .part = part,
				.name = name,
				.state = state,
				.what = buf_take(&safe),
				.remedy = mem_text(remedy) };
}

const char *check_state_name(enum check_state state)
{
	static const char *const names[] = {
		[CHECK_OK] = "ok",
		[CHECK_WARN] = "warn",
		[CHECK_PROBLEM] = "problem",
	};

	return names[state];
}

size_t checks_count(const struct checks *c, enum check_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->items[i].state == state;
	return n;
}

void checks_problem_of(struct checks *c, const char *part, const char *name,
		       const struct err *err)
{
	checks_add(c, part, name, CHECK_PROBLEM, NULL, "%s", err->text);
}

void checks_problem(void *ctx, const struct err *err)
{
	checks_problem_of(ctx, "config", "error", err);
}

void checks_said(void *ctx, enum program_tone tone, const char *text)
{
	if (tone != PROGRAM_NOTE)
		checks_add(ctx, "config", "warning", CHECK_WARN, NULL, "%s", text);
}
