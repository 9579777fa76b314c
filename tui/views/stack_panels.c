/*
 * The side panels of a stack, filled as label and value.
 */
#include "tui/views/stack_panels.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/utf8.h"
#include "tui/views/stack_tree.h"

#define LABELS_MOST 30 /* columns of names before values */
#define NUMBER_MOST 12 /* digits that stand one under the other */

static int label_width(const struct stack_pairs *pairs)
{
	int width = 0;

	for (size_t i = 0; i < pairs->n; i++)
		if (utf8_width(str_of(pairs->items[i].key)) > width)
			width = utf8_width(str_of(pairs->items[i].key));
	return width > LABELS_MOST ? LABELS_MOST : width;
}

static void add_value(struct detail *d, const char *label, const char *value, int room)
{
	enum role role = text_eq(value, STACK_SECRET) ? ROLE_MASK : ROLE_TEXT;
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (room > 0)
		utf8_fit_middle(&text, str_of(value), room);
	else
		buf_add_text(&text, value);
	detail_pair(d, label, role, buf_str(&text));
}

void stack_panel_outputs(struct detail *d, const struct stack *s, int width)
{
	int room = width ? width - label_width(&s->outputs) - 5 : 0;

	detail_clear(d);
	for (size_t i = 0; i < s->outputs.n; i++)
		add_value(d, s->outputs.items[i].key, s->outputs.items[i].value, room);
	if (!s->outputs.n)
		detail_text(d, ROLE_FAINT, STR("No outputs."));
}

/* ---- parameters ---- */

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n <= NUMBER_MOST && !text[n];
}

static int wider(int width, const char *text)
{
	int own = is_number(text) ? (int)strlen(text) : 0;

	return own > width ? own : width;
}

/* Columns of the values and of the fleet's values, where they are numbers. */
struct numbers {
	int own, other;
};

static struct numbers numbers_of(const struct stack *s, const struct stack_fleet *fleet)
{
	struct numbers n = { 0, 0 };

	for (size_t i = 0; i < s->parameters.n; i++) {
		n.own = wider(n.own, s->parameters.items[i].value);
		n.other = wider(n.other, text_or(stack_fleet_other(fleet, s, i), ""));
	}
	return n;
}

static void add_aligned(struct buf *out, const char *text, int width)
{
	buf_addf(out, "%*s", is_number(text) ? width : 0, text);
}

/* "Δ LoaderMemoryMb   512   (fleet 1024)" */
static void add_difference(struct detail *d, const struct stack_pair *p,
			   const char *other, struct numbers n, int room)
{
	AUTO(buf) label = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) own = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (room > 0)
		utf8_fit_middle(&own, str_of(p->value), room / 2);
	else
		buf_add_text(&own, p->value);
	buf_addf(&label, "Δ %s", p->key);
	add_aligned(&text, buf_text(&own), n.own);
	buf_add_text(&text, "   (fleet ");
	add_aligned(&text, other, n.other);
	buf_add_char(&text, ')');
	detail_pair(d, buf_text(&label), ROLE_WARN, buf_str(&text));
}

static int value_room(const struct stack *s, int width)
{
	return width ? width - label_width(&s->parameters) - 7 : 0;
}

void stack_panel_differences(struct detail *d, const struct stack *s,
			     const struct stack_fleet *fleet, int width)
{
	struct numbers n = numbers_of(s, fleet);

	detail_clear(d);
	for (size_t i = 0; i < s->parameters.n; i++) {
		const char *other = stack_fleet_other(fleet, s, i);

		if (other)
			add_difference(d, &s->parameters.items[i], other, n,
				       value_room(s, width));
	}
}

void stack_panel_parameters(struct detail *d, const struct stack *s,
			    const struct stack_fleet *fleet, int width)
{
	struct numbers n = numbers_of(s, fleet);

	stack_panel_differences(d, s, fleet, width);
	for (size_t i = 0; i < s->parameters.n; i++) {
		const struct stack_pair *p = &s->parameters.items[i];
		AUTO(buf) label = BUF_INIT(LIMIT_TEXT);
		AUTO(buf) value = BUF_INIT(LIMIT_TEXT);

		if (stack_fleet_other(fleet, s, i))
			continue;
		buf_addf(&label, "  %s", p->key);
		add_aligned(&value, p->value, n.own);
		add_value(d, buf_text(&label), buf_text(&value), value_room(s, width));
	}
	if (!s->parameters.n)
		detail_text(d, ROLE_FAINT, STR("No parameters."));
}

/* ---- the resource ---- */

/* The newest event about the resource that gives a reason. */
static const struct stack_event *event_of(const struct stack *s, const char *logical)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (text_eq(s->events[i].logical, logical) && s->events[i].reason[0])
			return &s->events[i];
	return NULL;
}

/* When the stack began to roll back after an event; 0: it did not. */
static int64_t rollback_after(const struct stack *s, const struct stack_event *cause)
{
	int64_t at_sec = 0;

	for (const struct stack_event *e = s->events; e < cause; e++)
		if (e->of_stack && strstr(e->status, "ROLLBACK_IN_PROGRESS"))
			at_sec = e->at_sec;
	return at_sec;
}

static void add_cause(struct detail *d, const struct stack *s,
		      const struct stack_event *e)
{
	int64_t rollback_sec = rollback_after(s, e);

	if (rollback_sec)
		detail_pairf(d, "first cause", ROLE_CRIT,
			     "yes (rollback began %" PRId64 " s later)",
			     rollback_sec - e->at_sec);
	else
		detail_pair(d, "first cause", ROLE_CRIT, STR("yes"));
}

void stack_panel_resource(struct detail *d, const struct stack *s,
			  const struct stack_resource *r, enum phase p, int64_t now_sec)
{
	const struct stack_event *e = NULL;
	AUTO(buf) story = BUF_INIT(LIMIT_KIB(1));

	detail_clear(d);
	if (!r) {
		detail_text(d, ROLE_FAINT, STR("Select a resource to see it here."));
		return;
	}
	e = event_of(s, r->logical);
	phase_story(s, r, now_sec, &story);
	detail_pair(d, "physical id", ROLE_TEXT,
		    str_of(r->physical[0] ? r->physical : "not made yet"));
	detail_pair(d, "status", phase_role(p), buf_str(&story));
	if (e && e->first_cause)
		add_cause(d, s, e);
	if (phase_reason(s, r)[0])
		detail_pair(d, "reason", ROLE_TEXT, str_of(phase_reason(s, r)));
	detail_pair(d, "type", ROLE_MUTED, str_of(r->type));
	if (r->drift[0])
		detail_pair(d, "drift", word_drift_role(r->drift),
			    str_of(word_drift(r->drift)));
	detail_pair(d, "related", ROLE_MUTED, STR("9 journal of this installation"));
}
