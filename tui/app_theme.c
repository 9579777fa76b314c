/*
 * How the console looks: what the settings say (tui/program_settings.h), else what the
 * terminal says of its ground, else what it can do.
 *
 * What always holds: what is drawn was read whole; a file that cannot be read changes
 * nothing but the messages; candor never writes a configuration.
 */
#include "tui/app_theme.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/app_impl.h"
#include "tui/kit/theme_choice.h"

static bool locale_is_utf8(const struct program *p)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = program_env(p, names[i]);

		if (!text_empty(value))
			return strstr(value, "UTF-8") || strstr(value, "utf8") ||
			       strstr(value, "UTF8") || strstr(value, "utf-8");
	}
	return false;
}

bool app_ascii(const struct program *p)
{
	const struct settings *s = program_settings(p);

	if (settings_is(s, SETTING_AMBIGUOUS, "2")) /* most signs are of that kind */
		return true;
	if (settings_is(s, SETTING_GLYPHS, "auto"))
		return !locale_is_utf8(p);
	return settings_is(s, SETTING_GLYPHS, "ascii");
}

bool app_must_ascii(const struct app *a)
{
	return !locale_is_utf8(a->program) ||
	       settings_is(program_settings(a->program), SETTING_AMBIGUOUS, "2");
}

/* The Linux console's fonts have no room for dots. */
static enum graph graph_of(const struct program *p)
{
	const char *setting = settings_get(program_settings(p), SETTING_GRAPH);
	enum graph graph = GRAPH_BRAILLE;

	if (graph_find(str_of(setting), &graph))
		return graph;
	return text_eq(program_env(p, "TERM"), "linux") ? GRAPH_BLOCK : GRAPH_BRAILLE;
}

void app_glyphs(struct app *a)
{
	if (a->ascii)
		glyph_set_init(&a->frame.glyphs, true);
	else
		a->frame.glyphs = a->theme.now.glyphs;
	a->frame.glyphs.narrow =
		settings_is(program_settings(a->program), SETTING_AMBIGUOUS, "2");
	glyph_set_graph(&a->frame.glyphs, graph_of(a->program));
}

/* ---- the choice ---- */

/* Who names a theme on the command line has seen NO_COLOR. */
static bool no_color(const struct program *p)
{
	const struct settings *s = program_settings(p);
	bool named = !settings_is(s, SETTING_THEME, "auto") &&
		     settings_level(s, SETTING_THEME) == SETTING_FLAG;

	if (!settings_is(s, SETTING_COLOR, "off"))
		return text_eq(program_env(p, "TERM"), "dumb");
	return !named || settings_level(s, SETTING_COLOR) == SETTING_FLAG;
}

/* What does not depend on the terminal. */
static struct theme_wish wish_of(const struct program *p)
{
	const struct settings *s = program_settings(p);
	bool flag = settings_level(s, SETTING_THEME) == SETTING_FLAG;

	return (struct theme_wish){
		.flag = flag ? settings_get(s, SETTING_THEME) : NULL,
		.setting = flag ? NULL : settings_get(s, SETTING_THEME),
		.no_color = no_color(p),
		.colorfgbg = program_env(p, "COLORFGBG"),
		.depth = DEPTH_256,
	};
}

void app_theme_options(const struct app *a, struct term_options *o)
{
	struct theme_wish wish = wish_of(a->program);

	o->no_color = wish.no_color;
	o->ask_ground = !wish.no_color; /* a named theme may need its ground painted */
}

/* ---- wearing one ---- */

static void tell_notes(struct app *a)
{
	const struct theme *t = &a->theme.now;
	AUTO(buf) more = BUF_INIT(128);

	for (size_t i = 0; i < t->n_notes && i < THEME_NOTES; i++)
		app_tell(a, PROGRAM_WARNING, t->notes[i].text);
	if (t->n_notes <= THEME_NOTES)
		return;
	buf_addf(&more, "%s.theme: %zu more such lines", t->name,
		 t->n_notes - THEME_NOTES);
	app_tell(a, PROGRAM_WARNING, buf_text(&more));
}

/* Where a link leads, too: what is edited stands there. */
static void watch_file(const struct app_theme *t)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	char *real = NULL;
	char *slash = NULL;

	if (t->watch_fd < 0 || !os_watch_dir(t->watch_fd, t->dir) ||
	    theme_is_shipped(t->name))
		return;
	theme_file_path(t->dir, t->name, &path);
	real = realpath(buf_text(&path), NULL);
	slash = real ? strrchr(real, '/') : NULL;
	if (slash) {
		*slash = '\0';
		(void)os_watch_dir(t->watch_fd, real[0] ? real : "/");
	}
	free(real);
}

/* Is the terminal's ground the one that the theme was made for? */
static void paint(struct app *a)
{
	uint32_t ground = 0;
	enum polarity polarity = POLARITY_DARK;
	bool known = term_ground(a->term, &ground);

	a->theme.heard = known;
	a->theme.ground = ground;
	if (known)
		polarity = theme_polarity(ground);
	else
		known = theme_colorfgbg(program_env(a->program, "COLORFGBG"),
					&polarity);
	theme_paint(&a->theme.now, known, polarity);
}

static void dress(struct app *a)
{
	paint(a);
	term_set_theme(a->term, &a->theme.now);
	app_glyphs(a);
	app_changed(a);
}

/* Read it; what is worn stays when that fails. */
static bool put_on(struct app *a, const char *name, struct err *err)
{
	struct app_theme *t = &a->theme;
	char keep[THEME_NAME_MAX];

	if (!text_copy(keep, sizeof(keep), str_of(name)))
		return err_set(err, ERR_ARG,
			       "the name of a theme has at most %d letters",
			       THEME_NAME_MAX - 1);
	if (!t->spare)
		t->spare = mem_new(1, sizeof(*t->spare));
	if (!theme_open(t->spare, t->dir, keep, err))
		return false;
	t->now = *t->spare;
	t->broken = false;
	memcpy(t->name, keep, sizeof(keep));
	watch_file(t);
	dress(a);
	return true;
}

bool app_theme_flag(const struct app *a, struct err *err)
{
	struct theme_wish wish = wish_of(a->program);
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));
	struct theme *t = NULL;
	bool ok = true;

	if (text_empty(wish.flag) || text_eq(wish.flag, "auto"))
		return true;
	theme_dir_beside(program_paths(a->program)->config, &dir);
	t = mem_new(1, sizeof(*t));
	ok = theme_open(t, buf_text(&dir), wish.flag, err);
	free(t);
	return ok;
}

bool app_theme_begin(struct app *a, struct err *err)
{
	struct app_theme *t = &a->theme;
	struct theme_wish wish = wish_of(a->program);
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	struct err broken = ERR_INIT;
	const char *name = NULL;

	t->watch_fd = -1;
	theme_dir_beside(program_paths(a->program)->config, &dir);
	t->dir = buf_take(&dir);
	wish.depth = term_depth(a->term);
	wish.ground_known = term_ground(a->term, &wish.ground);
	name = theme_choose(&wish, &t->why);
	if (name == wish.setting)
		t->why = settings_origin(program_settings(a->program), SETTING_THEME);
	if (!put_on(a, name, err)) {
		if (name != wish.setting)
			return false;
		broken = *err;
		(void)err_context(&broken, "%s", t->why);
		wish.setting = NULL;
		if (!put_on(a, theme_choose(&wish, &t->why), err))
			return false;
		buf_addf(&text, "%s; %s is used", broken.text, t->name);
		app_tell(a, PROGRAM_PROBLEM, buf_text(&text));
	}
	memcpy(t->kept, t->name, sizeof(t->kept));
	t->follows = theme_wants_ground(&wish);
	tell_notes(a);
	return true;
}

void app_theme_answer(struct app *a)
{
	struct app_theme *t = &a->theme;
	struct theme_wish wish = wish_of(a->program);
	struct err err = ERR_INIT;
	const char *name = NULL;
	bool tried = !text_eq(t->name, t->kept);
	bool painted = t->now.paints;

	if (!term_ground(a->term, &wish.ground) ||
	    (t->heard && t->ground == wish.ground))
		return;
	paint(a);
	if (t->now.paints != painted)
		dress(a); /* what is worn is painted, or no longer */
	if (!t->follows)
		return;
	wish.ground_known = true;
	wish.depth = term_depth(a->term);
	name = theme_choose(&wish, &t->why);
	if (text_eq(name, t->kept))
		return; /* the guess was right: nothing is drawn */
	if (tried || put_on(a, name, &err))
		(void)snprintf(t->kept, sizeof(t->kept), "%s", name);
	else
		app_tell(a, PROGRAM_PROBLEM, err.text);
}

/* A choice of an earlier run counts where nothing else was asked for. */
static const char why_restored[] = "chosen in the last run";
static const char why_chosen[] = "chosen here";

void app_theme_restore(struct app *a, const char *name)
{
	struct app_theme *t = &a->theme;
	struct theme_wish wish = wish_of(a->program);
	struct err err = ERR_INIT;

	if (text_empty(name) || !theme_wants_ground(&wish))
		return;
	if (!text_eq(name, t->name) && !put_on(a, name, &err)) {
		app_tell(a, PROGRAM_WARNING, err.text);
		return;
	}
	memcpy(t->kept, t->name, sizeof(t->kept));
	t->why = why_restored;
	t->follows = false;
}

const char *app_theme_chosen(const struct app *a)
{
	const struct app_theme *t = &a->theme;

	return t->why == why_chosen || t->why == why_restored ? t->kept : "";
}

/* ---- its file ---- */

static void read_again(struct app *a)
{
	struct app_theme *t = &a->theme;
	bool was_broken = t->broken;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!put_on(a, t->name, &err)) {
		t->broken = true;
		buf_addf(&text, "%s; the theme stays as it was", err.text);
		app_tell(a, PROGRAM_PROBLEM, buf_text(&text));
		return;
	}
	buf_addf(&text, "%s.theme is read again%s", t->name,
		 was_broken ? ", and is well now" : "");
	app_tell(a, PROGRAM_NOTE, buf_text(&text));
	tell_notes(a);
}

static void file_changed(void *ctx, int fd, short revents)
{
	struct app *a = ctx;

	(void)revents;
	if (!os_watch_changed(fd, ".theme"))
		return;
	theme_names_release(&a->theme.names);
	if (!theme_is_shipped(a->theme.name))
		read_again(a);
	app_changed(a);
}

void app_theme_watch(struct app *a)
{
	struct app_theme *t = &a->theme;

	t->watch_fd = os_watch_open();
	if (t->watch_fd < 0)
		return;
	watch_file(t);
	loop_watch(a->loop, t->watch_fd, POLLIN, file_changed, a);
}

void app_theme_release(struct app *a)
{
	struct app_theme *t = &a->theme;

	if (t->watch_fd >= 0 && t->dir) {
		loop_unwatch(a->loop, t->watch_fd);
		(void)close(t->watch_fd);
	}
	theme_names_release(&t->names);
	free(t->spare);
	free(t->dir);
	*t = (struct app_theme){ .watch_fd = -1 };
}

/* ---- what the console sees of it, and asks ---- */

void app_theme_scene(struct app *a)
{
	struct app_theme *t = &a->theme;
	bool here = console_place(a->console)->view == VIEW_THEMES;

	if (here && !t->listed)
		theme_names_release(&t->names); /* the list is opened: look again */
	t->listed = here;
	if (t->names.n == 0) {
		watch_file(t); /* the directory may have been made since */
		theme_names(t->dir, &t->names);
	}
	t->seen = (struct scene_theme){
		.now = &t->now,
		.depth = term_depth(a->term),
		.name = t->name,
		.kept = t->kept,
		.why = t->why,
		.dir = t->dir,
		.names = &t->names,
	};
	a->scene.theme = &t->seen;
}

static void say_kept(struct app *a)
{
	const struct app_theme *t = &a->theme;
	const struct settings *s = program_settings(a->program);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(10));

	if (term_depth(a->term) == DEPTH_MONO && !text_eq(t->name, "mono"))
		buf_addf(&text,
			 "Theme %s, but no colours are shown here: it looks like mono",
			 t->name);
	else if (!settings_is(s, SETTING_THEME, "auto") &&
		 settings_level(s, SETTING_THEME) != SETTING_FLAG)
		buf_addf(&text,
			 "Theme %s until you quit: the next run takes %s from %s",
			 t->name, settings_get(s, SETTING_THEME),
			 settings_origin(s, SETTING_THEME));
	else if (!app_restore_wanted(a))
		buf_addf(&text, "Theme %s until you quit: restore = no keeps no choice",
			 t->name);
	else
		buf_addf(&text, "Theme %s, in the next runs too", t->name);
	app_tell(a, PROGRAM_NOTE, buf_text(&text));
}

void app_theme_wear(void *ctx, const char *name, enum theme_step step)
{
	struct app *a = ctx;
	struct app_theme *t = &a->theme;
	struct err err = ERR_INIT;

	if (step == THEME_RESTORE)
		name = t->kept;
	if (!text_eq(name, t->name) && !put_on(a, name, &err)) {
		app_tell(a, PROGRAM_PROBLEM, err.text);
		return;
	}
	if (step != THEME_KEEP)
		return;
	memcpy(t->kept, t->name, sizeof(t->kept));
	t->why = why_chosen;
	t->follows = false;
	say_kept(a);
	tell_notes(a);
}
