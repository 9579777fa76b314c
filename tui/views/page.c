/*
 * A page: text that scrolls, from scene->pages by the name in the place.
 */
#include <stdlib.h>

#include "tui/views/parts.h"
#include "tui/views/views.h"

struct page_view {
	char name[PLACE_THING];
	struct detail detail;
};

static void *page_new(void)
{
	struct page_view *v = mem_new(1, sizeof(*v));

	detail_init(&v->detail);
	v->detail.focus = "page";
	return v;
}

static void page_free(void *state)
{
	struct page_view *v = state;

	detail_release(&v->detail);
	free(v);
}

static const char *title_of(const struct page_view *v, const struct scene *s)
{
	return s->pages ? s->pages->title(s->pages->ctx, v->name) : NULL;
}

static void page_update(void *state, const struct scene *s)
{
	struct page_view *v = state;

	detail_clear(&v->detail);
	if (title_of(v, s))
		s->pages->fill(s->pages->ctx, v->name, &v->detail);
	else
		detail_text(&v->detail, ROLE_WARN,
			    STR("There is no page of that name."));
}

static void page_enter(void *state, const struct scene *s, const struct place *p)
{
	struct page_view *v = state;

	if (!text_eq(v->name, p->thing))
		detail_other(&v->detail);
	text_keep(v->name, sizeof(v->name), str_of(p->thing));
	page_update(v, s);
}

static void page_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct page_view *v = state;

	buf_add_text(&ret->crumbs, text_or(title_of(v, s), v->name));
}

static void page_draw(void *state, const struct scene *s, struct frame *f,
		      struct area body)
{
	(void)s;
	detail_draw(&((struct page_view *)state)->detail, f, body, true);
}

static enum view_use page_act(void *state, const struct scene *s, enum action a,
			      struct wish *ret)
{
	(void)s;
	(void)ret;
	return parts_detail_act(&((struct page_view *)state)->detail, a);
}

static bool page_text(void *state, struct find_pane *ret)
{
	*ret = detail_pane(&((struct page_view *)state)->detail);
	return true;
}

static bool page_useful(void *state, const struct scene *s, enum action a)
{
	const struct detail *d = &((struct page_view *)state)->detail;

	(void)s;
	switch ((int)a) {
	case ACTION_PAGE_DOWN:
	case ACTION_BOTTOM: return detail_is_long(d);
	default: return true;
	}
}

const struct view_ops view_page = {
	.id = VIEW_PAGE,
	.new = page_new,
	.free = page_free,
	.enter = page_enter,
	.update = page_update,
	.title = page_title,
	.draw = page_draw,
	.act = page_act,
	.useful = page_useful,
	.text = page_text,
};
