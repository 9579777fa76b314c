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

	if (!text_eq(v->name, p->thing)) {
		(void)detail_to_end(&v->detail, false);
		detail_find(&v->detail, (struct str){ 0 });
	}
	text_keep(v->name, sizeof(v->name), str_of(p->thing));
	page_update(v, s);
}

/* "/word · 2 of 7 lines" */
static void add_matches(const struct page_view *v, struct buf *out)
{
	int at = 0, n = detail_matches(&v->detail, &at);

	if (!v->detail.find[0])
		return;
	buf_addf(out, "/%s · ", v->detail.find);
	if (n == 0)
		buf_add_text(out, "in no line");
	else
		buf_addf(out, "%d of %d line%s", at, n, n == 1 ? "" : "s");
}

static void page_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct page_view *v = state;

	buf_add_text(&ret->crumbs, text_or(title_of(v, s), v->name));
	add_matches(v, &ret->right);
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
	struct page_view *v = state;

	(void)s;
	if (a != ACTION_NEXT_MATCH && a != ACTION_PREV_MATCH)
		return parts_detail_act(&v->detail, a);
	if (!v->detail.find[0])
		wish_say(ret, PROGRAM_NOTE, "Nothing is looked for yet: / does.");
	else if (!detail_find_next(&v->detail, a == ACTION_NEXT_MATCH ? 1 : -1))
		wish_say(ret, PROGRAM_NOTE, "It stands in no line.");
	return VIEW_USED;
}

/* / finds here; Esc ends it as it clears a filter. */
static void page_find(void *state, const struct scene *s, struct str words)
{
	(void)s;
	detail_find(&((struct page_view *)state)->detail, words);
}

static const char *page_find_text(void *state)
{
	return ((struct page_view *)state)->detail.find;
}

static bool page_useful(void *state, const struct scene *s, enum action a)
{
	const struct detail *d = &((struct page_view *)state)->detail;

	(void)s;
	switch ((int)a) {
	case ACTION_PAGE_DOWN:
	case ACTION_BOTTOM: return detail_is_long(d);
	case ACTION_NEXT_MATCH: return d->find[0];
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
	.filter = page_find,
	.filter_text = page_find_text,
	.filter_advice =
		"finds in this page; n the next, N the one before, Esc ends it",
};
