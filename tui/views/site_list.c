/*
 * What the screens of services, alarms and heartbeats do alike.
 */
#include "tui/views/site_list.h"

#include "tui/views/words.h"

#define ABOUT_LEAST 8  /* lines of the panel, with its rule */
#define ABOUT_BODY  14 /* lines of a body that has room for it */

static uint64_t stamp(void *ctx)
{
	const struct site_list *l = ctx;

	return l->scene ? parts_stamp(l->scene) : 0;
}

void site_list_init(struct site_list *l, const struct table_source *source,
		    const char *focus)
{
	l->source = *source;
	l->source.ctx = l;
	l->source.stamp = stamp;
	table_init(&l->table, &l->source);
	l->table.focus = focus;
	l->table.at_top = true;
	detail_init(&l->about);
	l->about.focus = focus;
	table_sort(&l->table, 0, false); /* by state: worst first */
}

void site_list_release(struct site_list *l)
{
	table_release(&l->table);
	detail_release(&l->about);
}

bool site_list_enter(struct site_list *l, const struct place *p)
{
	bool other = !text_eq(l->inst, p->inst);

	l->reader.whole = false;
	if (!other)
		return false;
	text_keep(l->inst, sizeof(l->inst), str_of(p->inst));
	table_clear_marks(&l->table);
	table_filter(&l->table, (struct str){ 0 });
	table_sort(&l->table, 0, false);
	detail_other(&l->about);
	return true;
}

void site_list_top(struct site_list *l)
{
	(void)table_move(&l->table, TABLE_TOP);
}

void site_list_take(struct site_list *l, const struct scene *s)
{
	l->scene = s;
	l->site = scene_find(s, l->inst);
	l->table.loading = l->site && l->site->row->data == FLEET_NOTHING &&
			   l->site->row->refreshing;
}

void site_list_title(const struct site_list *l, const char *name,
		     struct view_title *ret)
{
	buf_addf(&ret->crumbs, "Fleet › %s › %s", l->inst, name);
	if (!l->site) {
		buf_add_text(&ret->right, "not in the configuration");
		ret->right_role = ROLE_WARN;
	} else if (parts_stale(l->site->row)) {
		parts_age(l->scene, l->site->row, &ret->right);
		ret->right_role = parts_age_role(l->scene, l->site->row);
	}
}

void site_list_unread(const struct site_list *l, int64_t read_sec,
		      struct view_title *ret)
{
	buf_clear(&ret->right);
	buf_add_text(&ret->right, "not read");
	if (read_sec) {
		buf_add_text(&ret->right, " since ");
		word_when(&ret->right, read_sec, l->scene->now_sec);
	}
	ret->right_role = ROLE_WARN;
}

void site_list_draw(struct site_list *l, struct frame *f, struct area body,
		    const char *what, const char *enter)
{
	int spare = body.height - (int)l->table.n_shown - 2;
	int about = spare > ABOUT_LEAST ? spare : ABOUT_LEAST;

	if (l->reader.whole && table_row(&l->table) != TABLE_NONE) {
		frame_rule(f, body, 0, what, "", ROLE_MUTED);
		detail_draw(&l->about, f, area_inset(area_lines(body, 1, -1), 1), true);
		return;
	}
	if (l->reader.alone || body.height < ABOUT_BODY ||
	    table_row(&l->table) == TABLE_NONE)
		about = 0;
	table_draw(&l->table, f, area_lines(body, 0, body.height - about), true);
	if (!about)
		return;
	body = area_lines(body, body.height - about, about);
	frame_rule(f, body, 0, what, enter, ROLE_MUTED);
	detail_draw(&l->about, f, area_inset(area_lines(body, 1, -1), 2), false);
}

enum view_use site_list_act(void *state, const struct scene *s, enum action a,
			    struct wish *ret)
{
	struct site_list *l = state;
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	(void)s;
	if (a == ACTION_JOURNAL) {
		buf_addf(&filter, "inst:=%s", l->inst);
		wish_go(ret, VIEW_JOURNAL, l->inst, buf_text(&filter));
		return VIEW_USED;
	}
	return parts_read_act(&l->reader, &l->table, &l->about, a,
			      "No row is selected.", ret);
}

bool site_list_useful(void *state, const struct scene *s, enum action a)
{
	const struct site_list *l = state;

	(void)s;
	return parts_read_useful(&l->reader, &l->about, a);
}

struct table *site_list_table(void *state)
{
	struct site_list *l = state;

	return l->reader.whole ? NULL : &l->table;
}

struct table *site_list_rows(void *state)
{
	return &((struct site_list *)state)->table;
}

bool site_list_text(void *state, struct find_pane *ret)
{
	struct site_list *l = state;

	return parts_read_text(&l->reader, &l->about, ret);
}

const char *site_list_empty(const struct site_list *l, const char *otherwise)
{
	if (!l->site)
		return "The configuration names no such installation.";
	if (l->site->row->data == FLEET_NOTHING)
		return parts_unread(l->site->row);
	return otherwise;
}

void site_list_name(const struct site_list *l, const char *name, struct pen *pen)
{
	AUTO(buf) brief = BUF_INIT(LIMIT_KIB(4));

	parts_brief(l->site->row, str_of(name), &brief);
	pen_fit(pen, pen_room(pen), parts_stale(l->site->row) ? ROLE_STALE : ROLE_TEXT,
		buf_str(&brief), FIT_MIDDLE, ALIGN_LEFT);
}

enum role site_list_role(void *ctx, size_t row)
{
	const struct site_list *l = ctx;

	(void)row;
	return parts_stale(l->site->row) ? ROLE_STALE : ROLE_TEXT;
}

enum role site_list_quiet(void *ctx, size_t row)
{
	const struct site_list *l = ctx;

	(void)row;
	return parts_stale(l->site->row) ? ROLE_STALE : ROLE_MUTED;
}
