/*
 * What candor said in this run, newest first.
 */
#include <stdlib.h>

#include "core/base/clock.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"

struct messages_view {
	struct detail detail;
};

static void *messages_new(void)
{
	struct messages_view *v = mem_new(1, sizeof(*v));

	detail_init(&v->detail);
	v->detail.focus = "messages";
	return v;
}

static void messages_free(void *state)
{
	struct messages_view *v = state;

	detail_release(&v->detail);
	free(v);
}

static const enum role tone_roles[] = {
	[PROGRAM_NOTE] = ROLE_MUTED,
	[PROGRAM_WARNING] = ROLE_WARN,
	[PROGRAM_PROBLEM] = ROLE_CRIT,
};
static const char *const tone_signs[] = {
	[PROGRAM_NOTE] = "·",
	[PROGRAM_WARNING] = "▲",
	[PROGRAM_PROBLEM] = "■",
};

static void messages_update(void *state, const struct scene *s)
{
	struct detail *d = &((struct messages_view *)state)->detail;

	detail_clear(d);
	for (size_t i = s->n_messages; i-- > 0;) {
		const struct message *m = &s->messages[i];
		AUTO(buf) label = BUF_INIT(64);
		AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

		clock_hms(&label, m->at_sec);
		buf_addf(&label, "Z %s", tone_signs[m->tone]);
		buf_add_text(&text, m->text);
		if (m->times > 1)
			buf_addf(&text, " (%u times)", m->times);
		detail_pair(d, buf_text(&label), tone_roles[m->tone], buf_str(&text));
	}
	if (!s->n_messages)
		detail_text(d, ROLE_FAINT, STR("candor has said nothing in this run."));
}

static void messages_enter(void *state, const struct scene *s, const struct place *p)
{
	(void)p;
	(void)detail_to_end(&((struct messages_view *)state)->detail, false);
	messages_update(state, s);
}

static void messages_title(void *state, const struct scene *s, struct view_title *ret)
{
	(void)state;
	buf_add_text(&ret->crumbs, "Messages");
	buf_addf(&ret->right, "newest first · %zu", s->n_messages);
}

static void messages_draw(void *state, const struct scene *s, struct frame *f,
			  struct area body)
{
	(void)s;
	detail_draw(&((struct messages_view *)state)->detail, f, body, true);
}

static enum view_use messages_act(void *state, const struct scene *s, enum action a,
				  struct wish *ret)
{
	(void)s;
	(void)ret;
	return parts_detail_act(&((struct messages_view *)state)->detail, a);
}

const struct view_ops view_messages = {
	.id = VIEW_MESSAGES,
	.new = messages_new,
	.free = messages_free,
	.enter = messages_enter,
	.update = messages_update,
	.title = messages_title,
	.draw = messages_draw,
	.act = messages_act,
};
