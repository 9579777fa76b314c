/*
 * A console over the invented fleet, for tests: a host that remembers what it was asked
 * for, keys by name, what stands on the screen.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_CONSOLE_WORLD_H
#define TESTS_UNIT_TUI_CONSOLE_WORLD_H

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tests/unit/tui/invented.h"
#include "tui/console.h"

struct world {
	struct invented v;
	struct console *console;
	struct frame frame;
	char asked[64]; /* the last thing asked of the host */
	char about[64];
	char copied[2048]; /* the last text that went to the clipboard */
	char named[512];   /* what it was called */
	struct place watched;
	unsigned n_opened;    /* installations, from the fleet */
	char remembered[128]; /* the last line to keep */
};

static inline void asked(struct world *w, const char *what, const char *about)
{
	(void)snprintf(w->asked, sizeof(w->asked), "%s", what);
	(void)snprintf(w->about, sizeof(w->about), "%s", about);
}

static inline void on_refresh(void *ctx, const char *inst)
{
	asked(ctx, "refresh", inst);
}

static inline void on_renew(void *ctx, const char *inst)
{
	asked(ctx, "renew", inst);
}

static inline void on_drop(void *ctx, const char *inst)
{
	asked(ctx, "drop", inst);
}

static inline void on_verify(void *ctx)
{
	asked(ctx, "verify", "");
}

static inline void on_cancel(void *ctx, const char *job)
{
	asked(ctx, "cancel", job);
}

static inline void on_retry(void *ctx)
{
	asked(ctx, "retry", "");
}

static inline void on_mfa(void *ctx, const char *code)
{
	asked(ctx, "mfa", code ? code : "declined");
}

static inline void on_redraw(void *ctx)
{
	asked(ctx, "redraw", "");
}

static inline void on_suspend(void *ctx)
{
	asked(ctx, "suspend", "");
}

static inline void on_keys(void *ctx)
{
	asked(ctx, "keys", "");
}

static inline void on_quit(void *ctx)
{
	asked(ctx, "quit", "");
}

static inline void on_remember(void *ctx, struct str line)
{
	struct world *w = ctx;

	assert_true(text_copy(w->remembered, sizeof(w->remembered), line));
}

static inline void on_watch(void *ctx, const struct place *p, bool opened)
{
	struct world *w = ctx;

	w->watched = *p;
	w->n_opened += opened;
}

static inline void on_copy(void *ctx, struct str text, const char *what,
			   const char *name)
{
	struct world *w = ctx;

	asked(ctx, "copy", what);
	text_keep(w->named, sizeof(w->named), str_of(name));
	text_keep(w->copied, sizeof(w->copied), text);
}

static inline void on_copy_file(void *ctx)
{
	asked(ctx, "copy file", "");
}

static inline void on_theme(void *ctx, const char *name, enum theme_step step)
{
	static const char *const words[] = { "try", "keep", "restore" };

	asked(ctx, words[step], name);
}

static inline void on_mouse(void *ctx, bool on)
{
	asked(ctx, "mouse", on ? "on" : "off");
}

static inline void on_ascii(void *ctx, bool on)
{
	asked(ctx, "ascii", on ? "on" : "off");
}

static inline void on_dump(void *ctx)
{
	asked(ctx, "dump", "");
}

static inline void refresh_messages(struct world *w)
{
	console_notice(w->console, &w->v.scene);
	w->v.scene.messages = console_messages(w->console);
}

static inline struct console_host console_world_host(struct world *w)
{
	return (struct console_host){
		.refresh = on_refresh,
		.renew = on_renew,
		.drop = on_drop,
		.verify = on_verify,
		.cancel = on_cancel,
		.retry = on_retry,
		.mfa = on_mfa,
		.redraw = on_redraw,
		.suspend = on_suspend,
		.quit = on_quit,
		.remember = on_remember,
		.keys = on_keys,
		.watch = on_watch,
		.copy = on_copy,
		.copy_file = on_copy_file,
		.theme = on_theme,
		.mouse = on_mouse,
		.ascii = on_ascii,
		.dump = on_dump,
		.ctx = w,
	};
}

static inline int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct place fleet = place_of(VIEW_FLEET, "", "");
	struct console_host host = console_world_host(w);

	assert_non_null(w);
	invented_init(&w->v);
	w->console = console_new(&host);
	w->v.scene.keys = console_keys(w->console);
	frame_init(&w->frame, 35, 120);
	console_go(w->console, &w->v.scene, &fleet);
	*state = w;
	return 0;
}

static inline int teardown(void **state)
{
	struct world *w = *state;

	console_free(w->console);
	frame_release(&w->frame);
	invented_release(&w->v);
	free(w);
	return 0;
}

/* Keys by name; half a second passes with each, so that no dialog is deaf. */
static inline void press(struct world *w, const char *names)
{
	struct str rest = str_of(names);

	while (rest.len) {
		struct str name = str_cut(&rest, ' ');
		struct key k = { 0 };

		if (!name.len)
			continue;
		assert_true(key_parse(name, &k));
		w->v.scene.now_us += 500 * 1000;
		refresh_messages(w);
		console_key(w->console, &w->v.scene, k);
		console_draw(w->console, &w->v.scene, &w->frame);
	}
}

static inline void type(struct world *w, const char *text)
{
	struct str rest = str_of(text);

	while (rest.len) {
		w->v.scene.now_us += 500 * 1000;
		console_key(w->console, &w->v.scene, KEY_OF(utf8_next(&rest)));
	}
}

static inline void command(struct world *w, const char *line)
{
	press(w, ":");
	type(w, line);
	press(w, "Enter");
}

static inline void draw(struct world *w, int rows, int cols)
{
	frame_resize(&w->frame, rows, cols);
	refresh_messages(w);
	console_draw(w->console, &w->v.scene, &w->frame);
}

static inline void screen(struct world *w, struct buf *out)
{
	refresh_messages(w);
	console_draw(w->console, &w->v.scene, &w->frame);
	frame_dump_text(&w->frame, out);
}

static inline bool holds(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

	screen(w, &out);
	return strstr(buf_text(&out), text) != NULL;
}

/* holds(), and says what there is instead. */
static inline bool shows(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };
	bool found = false;

	screen(w, &out);
	found = strstr(buf_text(&out), text) != NULL;
	rest = buf_str(&out);
	if (!found)
		print_message("not on the screen: %s\n", text);
	while (!found && rest.len) { /* print_message() cuts a long text */
		struct str line = str_cut(&rest, '\n');

		print_message("%.*s\n", STR_FMT(line));
	}
	return found;
}

#endif
