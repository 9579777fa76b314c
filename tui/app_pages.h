/*
 * What stands on the pages, from what they are about: the program's facts in
 * app_pages.c and app_page_*.c, invented ones in tests.  Texts are borrowed.
 */
#ifndef TUI_APP_PAGES_H
#define TUI_APP_PAGES_H

#include "core/aws/call.h"
#include "tui/cli/checks.h"
#include "tui/kit/detail.h"
#include "tui/program_settings.h"

/* The pages by number, from 0: "keys"; NULL after the last one. */
const char *app_page_name(size_t i);
/* As struct pages has it; ctx is not used. */
const char *app_page_title(void *ctx, const char *name);

/* ops[n]: by operation, in the order of their first call. */
void app_calls_page(const struct door_stats *c, const struct door_op *ops, size_t n,
		    struct detail *d);

/* What :settings says beside the settings themselves. */
struct app_settings_page {
	const struct config *config; /* NULL: none was read */
	const char *theme;           /* the one in force; NULL: none is */
	const char *theme_why;       /* "chosen here", "the terminal's answer" */
};
void app_settings_page(const struct settings *s, const struct app_settings_page *from,
		       struct detail *d);

/* What this run knows beside the checks. */
struct app_doctor_page {
	const char *trouble; /* NULL: none */
	const char *who;     /* NULL: not signed in */
	const char *arn;     /* of who */
	int64_t skew_sec;    /* AWS's clock less ours; 0: none worth a word */
};
void app_doctor_page(const struct checks *c, const struct app_doctor_page *run,
		     struct detail *d);

#endif
