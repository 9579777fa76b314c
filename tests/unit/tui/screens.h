/*
 * A console over the invented fleet, for tests of screens: press keys, look.
 */
#ifndef TESTS_UNIT_TUI_SCREENS_H
#define TESTS_UNIT_TUI_SCREENS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/invented.h"
#include "tui/console.h"

struct world {
	struct invented v;
	struct console *console;
	struct frame frame;
	const char *asked; /* the last thing asked of the host; "" */
};

static void on_inst(void *ctx, const char *inst)
{
	(void)inst;
	((struct world *)ctx)->asked = "inst";
}

static void on_nothing(void *ctx)
{
	(void)ctx;
}

static void on_theme_nothing(void *ctx, const char *name, enum theme_step step)
{
	(void)ctx;
	(void)name;
	(void)step;
}

static void on_job(void *ctx, const char *job)
{
	((struct world *)ctx)->asked = job[0] ? "cancel one" : "cancel";
}

static void on_quit(void *ctx)
{
	((struct world *)ctx)->asked = "quit";
}

static void on_mfa(void *ctx, const char *code)
{
	(void)code;
	((struct world *)ctx)->asked = "mfa";
}

static void on_watch(void *ctx, const struct place *p)
{
	(void)ctx;
	(void)p;
}

static void on_copy(void *ctx, struct str text, const char *what)
{
	(void)text;
	(void)what;
	((struct world *)ctx)->asked = "copy";
}

static void on_switch(void *ctx, bool on)
{
	(void)on;
	((struct world *)ctx)->asked = "switch";
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct place fleet = place_of(VIEW_FLEET, "", "");
	struct console_host host = {
		.refresh = on_inst,
		.renew = on_inst,
		.drop = on_inst,
		.verify = on_nothing,
		.cancel = on_job,
		.retry = on_nothing,
		.mfa = on_mfa,
		.redraw = on_nothing,
		.suspend = on_nothing,
		.quit = on_quit,
		.keys = on_nothing,
		.watch = on_watch,
		.copy = on_copy,
		.copy_file = on_nothing,
		.theme = on_theme_nothing,
		.mouse = on_switch,
		.ascii = on_switch,
		.dump = on_nothing,
		.ctx = w,
	};

	assert_non_null(w);
	w->asked = "";
	invented_init(&w->v);
	w->console = console_new(&host);
	frame_init(&w->frame, 35, 120);
	console_go(w->console, &w->v.scene, &fleet);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	console_free(w->console);
	frame_release(&w->frame);
	invented_release(&w->v);
	free(w);
	return 0;
}

static void draw(struct world *w)
{
	console_notice(w->console, &w->v.scene);
	w->v.scene.messages = console_messages(w->console, &w->v.scene.n_messages);
	console_draw(w->console, &w->v.scene, &w->frame);
}

static inline void size(struct world *w, int rows, int cols)
{
	frame_resize(&w->frame, rows, cols);
	draw(w);
}

static inline void key(struct world *w, struct key k)
{
	w->v.scene.now_us += 500 * 1000;
	draw(w);
	console_key(w->console, &w->v.scene, k);
	draw(w);
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
		key(w, k);
	}
}

static inline void type(struct world *w, const char *text)
{
	for (; *text; text++)
		key(w, KEY_OF((unsigned char)*text));
}

static inline void command(struct world *w, const char *line)
{
	press(w, ":");
	type(w, line);
	press(w, "Enter");
}

static inline bool holds(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

	draw(w);
	frame_dump_text(&w->frame, &out);
	return strstr(buf_text(&out), text) != NULL;
}

/* holds(), and says what there is instead. */
static inline bool shows(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

	if (holds(w, text))
		return true;
	frame_dump_text(&w->frame, &out);
	print_message("not on the screen: %s\n%s\n", text, buf_text(&out));
	return false;
}

/* Line on which the text stands; -1. */
static inline int line_with(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	draw(w);
	frame_dump_text(&w->frame, &out);
	rest = buf_str(&out);
	for (int line = 0; rest.len; line++) {
		AUTO(buf) one = BUF_INIT(LIMIT_KIB(64));

		buf_add_str(&one, str_cut(&rest, '\n'));
		if (strstr(buf_text(&one), text))
			return line;
	}
	return -1;
}

/* The first cell of the n-th line that shows ink of a role; -1. */
static inline int col_in_role(struct world *w, int line, enum role role)
{
	for (int col = 0; line >= 0 && col < w->frame.cols; col++)
		if (w->frame.cells[line * w->frame.cols + col].role == role &&
		    w->frame.cells[line * w->frame.cols + col].code[0] != ' ')
			return col;
	return -1;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
