/*
 * Commands entered before, in the state directory: what goes wrong there is said once.
 */
#include "core/base/limits.h"
#include "tui/app_impl.h"

static void take_line(void *ctx, struct str line)
{
	struct app *a = ctx;

	console_remember(a->console, line);
}

void app_history(struct app *a)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct err err = ERR_INIT;

	buf_addf(&path, "%s/history", program_paths(a->program)->state);
	history_init(&a->history, buf_ok(&path) ? buf_text(&path) : NULL);
	if (!history_read(&a->history, take_line, a, &err))
		app_tell(a, PROGRAM_WARNING, err.text);
}

void app_remember(void *ctx, struct str line)
{
	struct app *a = ctx;
	struct err err = ERR_INIT;
	AUTO(buf) text = BUF_INIT(sizeof(err.text) + 128);

	if (history_add(&a->history, line, &err))
		return;
	buf_addf(&text, "Commands are not kept for the next run: %s", err.text);
	app_tell(a, PROGRAM_WARNING, buf_text(&text));
}
