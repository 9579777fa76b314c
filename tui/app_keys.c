/*
 * keys.conf in the console: read at the start, when it changes and by :keys reload,
 * told, and shown on the page of :keys.
 */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/app_impl.h"
#include "tui/cli/verbs.h"
#include "tui/views/action_keys.h"

#define TOLD_MAX 5

/* The first of them. */
static void tell_problems(struct app *a, const struct keymap *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_problems && n < TOLD_MAX; i++) {
		if (m->problems[i].kind == KEYMAP_LOST)
			continue;
		app_tell(a, PROGRAM_WARNING, m->problems[i].text);
		n++;
	}
}

static size_t load(struct app *a)
{
	const struct settings *s = program_settings(a->program);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct keymap m;
	size_t n;

	action_keys_path(program_paths(a->program)->config, &path);
	action_keymap(&m, settings_get(s, SETTING_KEYS), buf_text(&path), verbs_line);
	tell_problems(a, &m);
	n = keymap_count(&m, false);
	console_take_keys(a->console, &m);
	return n;
}

void app_keys(struct app *a)
{
	AUTO(buf) text = BUF_INIT(128);
	size_t n = load(a);

	if (n < 2)
		return;
	buf_addf(&text, "keys.conf has %zu problems; :keys lists them.", n);
	app_tell(a, PROGRAM_WARNING, buf_text(&text));
}

void app_keys_again(void *ctx)
{
	struct app *a = ctx;
	AUTO(buf) text = BUF_INIT(128);
	size_t n = load(a);

	if (n == 0)
		buf_add_text(&text, "The keys are read again: no problem.");
	else
		buf_addf(&text,
			 "The keys are read again: %zu problem%s; :keys lists "
			 "what is wrong.",
			 n, n == 1 ? "" : "s");
	app_tell(a, n ? PROGRAM_WARNING : PROGRAM_NOTE, buf_text(&text));
}

static void file_changed(void *ctx, int fd, short revents)
{
	(void)revents;
	if (os_watch_changed(fd, "keys.conf"))
		app_keys_again(ctx);
}

/* A file that is a link to somewhere else is read again by :keys reload alone. */
void app_keys_watch(struct app *a)
{
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	action_keys_path(program_paths(a->program)->config, &dir);
	buf_cut(&dir, dir.len - strlen("keys.conf"));
	a->keys_fd = os_watch_open();
	if (a->keys_fd >= 0 && os_watch_dir(a->keys_fd, text_or(buf_text(&dir), ".")))
		loop_watch(a->loop, a->keys_fd, POLLIN, file_changed, a);
}

void app_keys_release(struct app *a)
{
	if (a->keys_fd < 0)
		return;
	loop_unwatch(a->loop, a->keys_fd);
	(void)close(a->keys_fd); /* it was only read */
	a->keys_fd = -1;
}

void app_keys_page(struct app *a, struct detail *d)
{
	const struct settings *s = program_settings(a->program);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	action_keys_path(program_paths(a->program)->config, &path);
	action_keys_page(console_keys(a->console),
			 &(struct action_keys_from){ settings_get(s, SETTING_KEYS),
						     settings_origin(s, SETTING_KEYS),
						     buf_text(&path) },
			 d);
}
