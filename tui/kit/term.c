/*
 * The calls of term.h, handed on to the kind of terminal.
 */
#include "tui/kit/term.h"

#include <unistd.h>

#include "core/base/limits.h"
#include "tui/kit/signals.h"
#include "tui/kit/term_kind.h"

void term_free(struct term *t)
{
	if (t)
		t->kind->free(t);
}

void term_size(const struct term *t, int *ret_rows, int *ret_cols)
{
	t->kind->size(t, ret_rows, ret_cols);
}

bool term_next(struct term *t, struct term_event *ret)
{
	return t->kind->next(t, ret);
}

int term_wait_ms(const struct term *t)
{
	return t->kind->wait_ms(t);
}

bool term_draw(struct term *t, const struct frame *f)
{
	return t->kind->draw(t, f);
}

bool term_pending(const struct term *t)
{
	return t->kind->pending(t);
}

bool term_push(struct term *t)
{
	return t->kind->push(t);
}

bool term_send(struct term *t, struct str bytes)
{
	return t->kind->send(t, bytes);
}

void term_mouse(struct term *t, bool on)
{
	t->kind->mouse(t, on);
}

void term_set_theme(struct term *t, const struct theme *theme)
{
	t->kind->set_theme(t, theme);
}

bool term_ground(const struct term *t, uint32_t *ret_rgb)
{
	return t->kind->ground && t->kind->ground(t, ret_rgb);
}

enum depth term_depth(const struct term *t)
{
	return t->kind->depth(t);
}

void term_resized(struct term *t)
{
	t->kind->resized(t);
}

void term_redraw(struct term *t)
{
	t->kind->redraw(t);
}

void term_suspend(struct term *t)
{
	t->kind->leave(t);
	signals_stop_self();
	t->kind->come_back(t);
}

bool term_gone(const struct term *t)
{
	return t->kind->gone(t);
}

const char *term_note(const struct term *t)
{
	return t->kind->note(t);
}

/* Small writes into a pipe the test reads; one that is not read is no reason to wait.
 */
static void write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.p, bytes.len);
		if (n <= 0)
			return;
		bytes.p += n;
		bytes.len -= (size_t)n;
	}
}

void term_sync(struct term *t, int fd, bool roles)
{
	if (roles) {
		AUTO(buf) dump = BUF_INIT(LIMIT_MIB(1));
		buf_add_char(&dump, '\001');
		frame_dump_roles(t->kind->last(t), &dump);
		buf_add_char(&dump, '\0');
		write_all(fd, buf_str(&dump));
	}
	write_all(fd, STR("."));
}
