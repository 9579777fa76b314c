/*
 * Decoration only: a failed write to stderr is nobody's loss.
 */
#include "tui/cli/progress.h"

#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/clock.h"

#define AFTER_US INT64_C(400000)
#define EACH_US  INT64_C(200000)
#define REWRITE  "\r\033[K"

static int64_t now_us(void)
{
	return clock_mono_us(&clock_system);
}

void progress_init(struct progress *p, const char *term)
{
	bool able = !text_empty(term) && !text_eq(term, "dumb");

	*p = (struct progress){ .on = able && isatty(STDERR_FILENO),
				.began_us = now_us() };
}

bool progress_due(const struct progress *p)
{
	int64_t now = now_us();

	return p->on && now - p->began_us >= AFTER_US && now - p->painted_us >= EACH_US;
}

void progress_paint(struct progress *p, const char *text)
{
	AUTO(buf) line = BUF_INIT(256);

	buf_addf(&line, REWRITE "%s", text);
	(void)!write(STDERR_FILENO, buf_text(&line), line.len);
	p->painted = true;
	p->painted_us = now_us();
}

void progress_wipe(struct progress *p)
{
	if (p->painted)
		(void)!write(STDERR_FILENO, REWRITE, sizeof(REWRITE) - 1);
	p->painted = false;
}

int64_t progress_seconds(const struct progress *p)
{
	return (now_us() - p->began_us) / CLOCK_SEC_US;
}
