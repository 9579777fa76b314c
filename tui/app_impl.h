/*
 * What the parts of the console's program share: app.c (life), app_host.c (what the
 * console asks for), app_copy.c, app_dump.c, app_input.c, app_draw.c, app_records.c
 * (the index), app_scene.c (what screens see), app_pages.c (text to read), app_theme.c
 * (how it looks), app_verify.c (key V).
 */
#ifndef TUI_APP_IMPL_H
#define TUI_APP_IMPL_H

#include "core/aws/call.h"
#include "core/watch/fleet.h"
#include "db/verify.h"
#include "tui/accounts.h"
#include "tui/app.h"
#include "tui/app_theme.h"
#include "tui/cli/checks.h"
#include "tui/console.h"
#include "tui/kit/history.h"
#include "tui/kit/term.h"
#include "tui/program.h"
#include "tui/records_db.h"

struct app_copy;

struct app {
	struct program *program;
	const struct app_opts *opts;
	struct loop *loop;
	const struct clock *clock;
	struct console *console;
	struct term *term;
	struct app_theme theme;
	struct frame frame;
	struct history history;
	bool ascii;
	bool mouse;
	bool dump_due;    /* the next frame is written to a file */
	bool journal_bad; /* key V found it so */
	int keys_fd;      /* tells when keys.conf changes; -1: nothing does */

	struct scene scene;
	struct pages pages;
	struct metrics_source metrics;
	struct checks checks; /* of :doctor */
	int64_t checked_us;   /* when they were made; monotonic */
	bool checked_broken;  /* the journal was not well then */
	struct accounts accounts;
	struct err trouble; /* of the last frame: a new one is said */
	struct records_db *records;
	struct err records_err; /* why it could not be opened */
	int64_t indexed;        /* entries of the journal when the index was last fed */
	int64_t indexed_us;     /* and when that was; monotonic; 0: never */
	struct db_verify *verify; /* key V, while it runs */
	int64_t verify_from_us, verify_said_us;

	struct app_copy *copy; /* NULL: nothing was copied yet */

	bool dirty; /* something may look different */
	bool typed; /* the next frame answers a key: draw it at once */
	bool resized;
	bool pushing;     /* bytes of a frame wait for the terminal to read */
	int64_t drawn_us; /* last frame; monotonic */
	int64_t busy_us;  /* since when something is pending; 0 */
	unsigned spin;
	int sync_fd; /* of the tests; -1 */
	uint64_t spin_timer, left_timer, input_timer, draw_timer, index_timer;

	bool sync_roles;
	bool sync_asked, sync_heard; /* a test waits; a turn has begun since */
	bool leaving, over;
	int signal;     /* that ended it; 0 */
	bool gone;      /* the terminal is; nothing is drawn any more */
	char last[512]; /* printed after the terminal is restored; "" nothing */
};

/* app.c: something may look different (ctx is the app); say it; begin to leave. */
void app_changed(void *ctx);
void app_tell(struct app *a, enum program_tone tone, const char *text);
void app_leave(struct app *a);
void app_end_by(struct app *a, int number); /* a signal */
/* The terminal is gone: calls in flight still get their outcomes. */
void app_terminal_gone(struct app *a);

/* app_host.c; ctx is the app. */
extern const struct console_host app_host_calls;
void app_redraw(void *ctx);
void app_suspend(void *ctx);
void app_said(void *ctx, enum program_tone tone, const char *text);
void app_ask_mfa(void *ctx, const char *device, const char *why);

/* app_input.c, app_draw.c, app_records.c: hooks of the loop. */
void app_input_ready(void *ctx, int fd, short revents);
void app_signal_ready(void *ctx, int fd, short revents);
void app_sync_ready(void *ctx, int fd, short revents);
void app_on_draw(void *ctx);
void app_on_send(void *ctx);
/* A frame now, whatever the time since the last. */
void app_draw(struct app *a);

/* app_keys.c: keys.conf at the start; again, and say so; when it changes; the page of
 * :keys. */
void app_keys(struct app *a);
void app_keys_watch(struct app *a);
void app_keys_release(struct app *a);
void app_keys_again(void *ctx);
void app_keys_page(struct app *a, struct detail *d);

/* app_page_*.c: one page each, for the table in app_pages.c. */
void app_page_settings(struct app *a, struct detail *d);
void app_page_doctor(struct app *a, struct detail *d);
/* app_history.c: read it, once; keep one more. */
void app_history(struct app *a);
void app_remember(void *ctx, struct str line);

/* Hang the pages into the scene; once. */
void app_pages(struct app *a);
/* app_metrics.c: the metrics into the scene; once. */
void app_metrics(struct app *a);
/* A screen that shows them was opened: what is not there yet is read now. */
/* No screen shows charts of it over another range than the usual one any more. */
void app_metrics_left(struct app *a, const struct fleet_row *row);
void app_signals_shown(struct app *a, const struct fleet_row *row);
/* Fill app->scene from the program. */
void app_scene(struct app *a);
/* What the installation tells besides its stacks; the site is zeroed but for its row.
 */
void app_signals(struct site *site, int64_t now_sec);

/* app_jobs.c: what runs, into the scene; give up one job, or all with "". */
void app_jobs(struct app *a);
void app_cancel(struct app *a, const char *job);

/* Only ASCII: the setting says so, or leaves it to the locale, whose charset holds no
 * more. */
bool app_ascii(const struct program *p);
/* Nothing else can be drawn: the locale's charset, or wide ambiguous characters. */
bool app_must_ascii(const struct app *a);
/* Into the frame: the signs of the theme, or plain ones; what charts are made of. */
void app_glyphs(struct app *a);
/* app_dump.c: the frame into a private file, once that stands in the journal. */
void app_dump(struct app *a);

/*
 * app_restore.c: go back to where the last run was left, unless the settings say no;
 * keep it for the next one.
 *
 * places   false: the operator named a place
 */
void app_restore(struct app *a, bool places);
void app_restore_save(struct app *a);
/* Is it kept at all?  With restore = no in a file nothing is; --fresh is about this
 * start alone. */
bool app_restore_wanted(const struct app *a);

/* Begin, go on for a slice, give up. */
void app_verify_begin(struct app *a);
void app_verify_step(struct app *a);
void app_verify_end(struct app *a);
void app_verify_stop(struct app *a); /* a person gives it up: says so */

#endif
