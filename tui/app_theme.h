/*
 * The theme that the console wears: chosen at the start, tried on, kept, and read anew
 * when its file changes.
 */
#ifndef TUI_APP_THEME_H
#define TUI_APP_THEME_H

#include "tui/console.h"
#include "tui/kit/theme_file.h"

struct app_theme {
	struct theme now;          /* drawn */
	struct theme *spare;       /* read into first: now stays whole on an error */
	char name[THEME_NAME_MAX]; /* of now */
	char kept[THEME_NAME_MAX]; /* of what is in use: name unless one is tried on */
	const char *why;           /* static */
	char *dir;
	struct theme_names names; /* as of the last look */
	int watch_fd;             /* -1: files are not watched */
	bool listed;              /* :theme was open when the scene was last made */
	bool follows;             /* the terminal's ground decides */
	bool heard;               /* it has named one: */
	uint32_t ground;          /* the last, 0xRRGGBB */
	bool broken;              /* what the file says now is not what is drawn */
	struct scene_theme seen;  /* for the scene */
};

struct app;

/* Options of the terminal that the choice needs; before the terminal is taken. */
struct term_options;
void app_theme_options(const struct app *a, struct term_options *o);

/* Before the terminal is taken: can --theme be read at all? */
bool app_theme_flag(const struct app *a, struct err *err) MUST_USE;

/*
 * Choose and read the theme; with the terminal there, before the first frame.
 *
 * Returns  false: --theme names one that cannot be used; err says why.  One that a
 *          variable or a file names is said to be unusable, and another is taken.
 */
bool app_theme_begin(struct app *a, struct err *err) MUST_USE;
/* With the loop there: watch the file.  And no more. */
void app_theme_watch(struct app *a);
void app_theme_release(struct app *a);

/* Between runs: the one that an operator chose in an earlier run, "" none; what to keep
 * of this run, "" nothing. */
void app_theme_restore(struct app *a, const char *name);
const char *app_theme_chosen(const struct app *a);

/* After input: has the terminal answered at last, or turned dark or light? */
void app_theme_answer(struct app *a);

/* What a scene says of it. */
void app_theme_scene(struct app *a);

/* For the console's host; ctx is the app. */
void app_theme_wear(void *ctx, const char *name, enum theme_step step);

#endif
