/*
 * Where the operator was: read before the first frame, written when candor is left, on
 * a signal too.  A session that cannot be read or written is a sentence and no more.
 */
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "tui/app_impl.h"

static void path_of(const struct app *a, struct buf *out)
{
	buf_addf(out, "%s/session", program_paths(a->program)->state);
}

/* What a flag or a variable says of times is meant for this run. */
static bool times_given(const struct app *a)
{
	const struct settings *s = program_settings(a->program);

	return settings_level(s, SETTING_TIME) >= SETTING_VARIABLE;
}

static void use_setting(struct app *a)
{
	const struct settings *s = program_settings(a->program);
	enum times t = TIMES_UTC;

	if (times_find(str_of(settings_get(s, SETTING_TIME)), &t))
		console_times(a->console, t);
}

bool app_restore_wanted(const struct app *a)
{
	const struct settings *s = program_settings(a->program);

	return program_config(a->program) &&
	       (settings_is(s, SETTING_RESTORE, "yes") ||
		settings_level(s, SETTING_RESTORE) == SETTING_FLAG);
}

/* --fresh leaves the places, not the theme: that is a choice. */
void app_restore(struct app *a, bool places)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) bytes = BUF_INIT(LIMIT_SAVED);
	struct err err = ERR_INIT;
	struct saved saved;

	use_setting(a);
	path_of(a, &path);
	if (!app_restore_wanted(a) || !os_file_exists(buf_text(&path)))
		return;
	saved_init(&saved);
	if (os_read_private(buf_text(&path), &bytes, &err) &&
	    saved_read(buf_str(&bytes), buf_text(&path), &saved, &err)) {
		if (times_given(a))
			saved.time[0] = '\0';
		app_theme_restore(a, saved.theme);
		if (settings_is(program_settings(a->program), SETTING_RESTORE, "yes"))
			console_restore(a->console, &a->scene, &saved, places);
	} else {
		app_tell(a, PROGRAM_WARNING, err.text);
	}
	saved_release(&saved);
}

void app_restore_save(struct app *a)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) bytes = BUF_INIT(LIMIT_SAVED);
	struct err err = ERR_INIT;
	struct saved saved;

	if (!app_restore_wanted(a))
		return;
	saved_init(&saved);
	console_save(a->console, &saved);
	text_keep(saved.theme, sizeof(saved.theme), str_of(app_theme_chosen(a)));
	saved_write(&saved, &bytes);
	path_of(a, &path);
	if (!os_write_file(buf_text(&path), buf_str(&bytes), &err))
		log_line("the session was not kept: %s", err.text);
	saved_release(&saved);
}
