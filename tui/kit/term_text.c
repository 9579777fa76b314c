/*
 * A terminal without a terminal: events are fed by name, frames are kept.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "tui/kit/term_kind.h"

struct queued {
	struct key key;
	char *paste; /* NULL: a key */
	size_t len;
};

struct text_term {
	struct term base;
	int rows, cols;
	struct frame last;
	size_t n_draws;
	struct queued *queue; /* queue[n_queue]; next is the one to give */
	size_t n_queue, cap_queue, next;
};

static struct text_term *own(struct term *t)
{
	return (struct text_term *)(void *)t;
}

static const struct text_term *own_const(const struct term *t)
{
	return (const struct text_term *)(const void *)t;
}

static void text_free(struct term *t)
{
	struct text_term *tt = own(t);
	for (size_t i = 0; i < tt->n_queue; i++)
		free(tt->queue[i].paste);
	free(tt->queue);
	frame_release(&tt->last);
	free(tt);
}

static void text_size(const struct term *t, int *ret_rows, int *ret_cols)
{
	*ret_rows = own_const(t)->rows;
	*ret_cols = own_const(t)->cols;
}

static bool text_next(struct term *t, struct term_event *ret)
{
	struct text_term *tt = own(t);
	if (tt->next >= tt->n_queue)
		return false;
	const struct queued *q = &tt->queue[tt->next++];
	*ret = (struct term_event){ .kind = q->paste ? TERM_PASTE : TERM_KEY,
				    .key = q->key,
				    .paste = { q->paste, q->len } };
	return true;
}

static int text_wait_ms(const struct term *t)
{
	(void)t;
	return -1;
}

static bool text_draw(struct term *t, const struct frame *f)
{
	struct text_term *tt = own(t);
	if (tt->n_draws > 0 && frame_same(&tt->last, f))
		return true;
	frame_copy(&tt->last, f);
	tt->n_draws++;
	return true;
}

static void text_set_theme(struct term *t, const struct theme *theme)
{
	(void)t;
	(void)theme;
}

static enum depth text_depth(const struct term *t)
{
	(void)t;
	return DEPTH_MONO;
}

static void text_nothing(struct term *t)
{
	(void)t;
}

static bool text_pending(const struct term *t)
{
	(void)t;
	return false;
}

static bool text_push(struct term *t)
{
	(void)t;
	return true;
}

static bool text_send(struct term *t, struct str bytes)
{
	(void)t;
	(void)bytes;
	return true;
}

static void text_mouse(struct term *t, bool on)
{
	(void)t;
	(void)on;
}

static bool text_gone(const struct term *t)
{
	(void)t;
	return false;
}

static const char *text_note(const struct term *t)
{
	(void)t;
	return NULL;
}

static const struct frame *text_last(const struct term *t)
{
	return &own_const(t)->last;
}

static const struct term_kind text_kind = {
	.free = text_free,
	.size = text_size,
	.next = text_next,
	.wait_ms = text_wait_ms,
	.draw = text_draw,
	.pending = text_pending,
	.push = text_push,
	.send = text_send,
	.mouse = text_mouse,
	.set_theme = text_set_theme,
	.depth = text_depth,
	.resized = text_nothing,
	.redraw = text_nothing,
	.leave = text_nothing,
	.come_back = text_nothing,
	.gone = text_gone,
	.note = text_note,
	.last = text_last,
};

struct term *term_text_new(int rows, int cols)
{
	struct text_term *tt = mem_new(1, sizeof(*tt));
	tt->base.kind = &text_kind;
	tt->rows = rows;
	tt->cols = cols;
	frame_init(&tt->last, rows, cols);
	return &tt->base;
}

static struct queued *queue(struct text_term *tt)
{
	return VEC_PUSH(tt->queue, tt->n_queue, tt->cap_queue);
}

bool term_text_keys(struct term *t, const char *names)
{
	struct str rest = str_trim(str_of(names));
	while (rest.len > 0) {
		struct key k = { 0 };
		if (!key_parse(str_cut(&rest, ' '), &k))
			return false;
		*queue(own(t)) = (struct queued){ .key = k };
		rest = str_trim(rest);
	}
	return true;
}

void term_text_paste(struct term *t, struct str bytes)
{
	*queue(own(t)) =
		(struct queued){ .paste = mem_text_n(text_or(bytes.p, ""), bytes.len),
				 .len = bytes.len };
}

void term_text_resize(struct term *t, int rows, int cols)
{
	own(t)->rows = rows;
	own(t)->cols = cols;
}

const struct frame *term_text_frame(const struct term *t)
{
	return text_last(t);
}

size_t term_text_draws(const struct term *t)
{
	return own_const(t)->n_draws;
}
