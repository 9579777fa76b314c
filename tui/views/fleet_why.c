/*
 * Why an installation is in its state: every reason with its evidence and advice.
 */
#include "tui/views/fleet_why.h"

#include <inttypes.h>

#include "core/base/utf8.h"
#include "tui/views/lines.h"
#include "tui/views/parts.h"
#include "tui/views/times.h"
#include "tui/views/words.h"

#define RULE_WIDTH     19
#define EVIDENCE_WIDTH 14 /* "→  3 stacks" and room: the arrows stand in a line */

static void why_right(const struct scene *s, const struct verdict *v, bool wide,
		      struct buf *out)
{
	AUTO(buf) evidence = BUF_INIT(128);

	if (v->since_sec)
		word_age(out, v->since_sec, s->now_sec);
	if (v->seq >= 0 && wide)
		buf_addf(out, "%s#%" PRId64, out->len ? "  " : "", v->seq);
	if (v->severity == SEV_OK)
		return;
	parts_evidence_text(s, v, &evidence);
	buf_addf(out, "%s%s", out->len ? "  " : "", buf_text(&evidence));
	for (int w = utf8_width(buf_str(&evidence)); wide && w < EVIDENCE_WIDTH; w++)
		buf_add_char(out, ' ');
}

/* Columns before the text of a reason. */
static int reason_indent(struct area a)
{
	return 4 + (a.width >= 100 ? RULE_WIDTH : 0);
}

/* What stands right of the first line leaves the others free; where there is little
 * room they take it. */
static int further_width(struct area a, int first_width)
{
	return a.width >= 100 ? first_width : a.width - reason_indent(a) - 1;
}

/*
 * One reason, on at most `most` lines; what does not fit ends in "…".
 * Returns  lines used.
 */
static int draw_reason(const struct scene *s, const struct fleet_row *r,
		       const struct verdict *v, struct frame *f, struct area a,
		       int line, int most)
{
	bool wide = a.width >= 100;
	struct pen pen = pen_at(f, a, line);
	AUTO(buf) right = BUF_INIT(128);
	AUTO(buf) whole = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);
	struct str rest = { 0 };
	struct str part = { 0 };
	int width = 0;
	int n = 0;

	why_right(s, v, wide, &right);
	parts_reason(v, &whole);
	if (most > 1)
		buf_add_str(&text, buf_str(&whole));
	else
		parts_brief(r, buf_str(&whole), &text);
	pen_skip(&pen, 2);
	pen_right(&pen, ROLE_MUTED, buf_text(&right));
	pen_text(&pen, word_role(v->severity), word_sign(v->severity));
	pen_skip(&pen, 1);
	if (wide)
		pen_fit(&pen, RULE_WIDTH - 1, ROLE_MUTED, str_of(v->rule), FIT_TAIL,
			ALIGN_LEFT);
	pen_skip(&pen, wide);
	width = pen_room(&pen) - 1;
	rest = buf_str(&text);
	while (n < most - 1 && frame_wrap(&rest, width, &part)) {
		pen_fit(&pen, width, ROLE_TEXT, part, FIT_TAIL, ALIGN_LEFT);
		pen = pen_at(f, a, line + ++n);
		pen_skip(&pen, reason_indent(a));
		width = further_width(a, width);
	}
	rest = str_trim(rest);
	if (rest.len) {
		pen_fit(&pen, width, ROLE_TEXT, rest, FIT_TAIL, ALIGN_LEFT);
		n++;
	}
	return n > 0 ? n : 1;
}

static void access_line(const struct site *site, const struct scene *s, struct frame *f,
			struct area a, int line)
{
	struct pen pen = pen_at(f, a, line);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	const struct session *ses = site->session;

	pen_skip(&pen, 2);
	if (ses && ses->state == SESSION_OPEN) {
		buf_add_text(&text, "Access now: OBSERVE since ");
		word_when(&text, ses->opened_sec, s->now_sec);
		buf_addf(&text, "; the customer sees session %s. Enter opens.",
			 ses->name);
	} else if (lines_journal_bad(s)) { /* no reading helps */
		buf_addf(&text, "Access: none without the journal; %s",
			 lines_journal_why(s));
	} else if (ses && ses->state == SESSION_FAILED) {
		buf_add_text(&text,
			     "Access: no session is open; r tries again, :access "
			     "shows who asks.");
	} else {
		buf_add_text(&text,
			     "Access: no session is open. Reading opens one; the "
			     "customer sees it.");
	}
	pen_fit(&pen, pen_room(&pen), ROLE_MUTED, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

#define CHANGED_SEC INT64_C(86400) /* what changed longer ago explains nothing new */

static bool is_told(const struct fleet_row *r, const struct stack *s)
{
	for (size_t i = 0; i < r->health.n; i++)
		if (text_eq(verdict_thing(&r->health.rows[i]), s->name))
			return true;
	return false;
}

/* What changed last, when no reason says so: the question behind most of them. */
static void add_change(const struct scene *s, const struct fleet_row *r,
		       struct buf *out)
{
	const struct stack *newest = NULL;

	for (size_t i = 0; i < r->stacks.n; i++) {
		const struct stack *one = &r->stacks.items[i];

		if (newest == NULL || one->changed_sec > newest->changed_sec)
			newest = one;
	}
	if (newest == NULL || r->worst.severity == SEV_OK ||
	    newest->changed_sec < s->now_sec - CHANGED_SEC || is_told(r, newest))
		return;
	parts_brief(r, str_of(newest->name), out);
	buf_add_text(out, " changed ");
	word_when(out, newest->changed_sec, s->now_sec);
	buf_add_text(out, " · ");
}

static void why_title(const struct scene *s, const struct fleet_row *r,
		      struct buf *left, struct buf *right)
{
	buf_addf(left, "Why %s is %s", r->inst->name, severity_name(r->worst.severity));
	add_change(s, r, right);
	if (r->data == FLEET_READ && r->read_sec && !parts_behind(r)) {
		buf_add_text(right, "collected ");
		times_hms_zone(right, r->read_sec, s->now_sec);
	} else {
		parts_age(s, r, right);
	}
}

/* Lines that a text takes in the width. */
static int lines_of(struct str text, int width)
{
	struct str part = { 0 };
	int n = 0;

	while (frame_wrap(&text, width, &part))
		n++;
	return n > 0 ? n : 1;
}

static int reason_lines(const struct scene *s, const struct verdict *v, struct area a)
{
	AUTO(buf) right = BUF_INIT(128);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);
	struct str rest = { 0 };
	struct str part = { 0 };
	int width = 0;

	why_right(s, v, a.width >= 100, &right);
	parts_reason(v, &text);
	width = utf8_width(buf_str(&right));
	width = a.width - reason_indent(a) - 1 - (width ? width + 1 : 0);
	rest = buf_str(&text);
	if (!frame_wrap(&rest, width, &part) || !str_trim(rest).len)
		return 1;
	return 1 + lines_of(rest, further_width(a, width));
}

/*
 * What to look at, under the last of the reasons that it is for; NULL: nothing.  What
 * is being read needs no advice to read it.
 */
static const char *advice_of(const struct fleet_row *r, size_t i)
{
	const struct verdict *v = &r->health.rows[i];
	const struct health_rule *rule = health_rule_find(v->rule);

	if (!rule || v->severity == SEV_OK || text_empty(rule->advice))
		return NULL;
	if (i + 1 < r->health.n && text_eq(r->health.rows[i + 1].rule, v->rule))
		return NULL;
	if (r->refreshing && parts_evidence(v).reads)
		return NULL;
	return rule->advice;
}

/* The whole advice on `most` lines, or nothing of it.  Returns  lines used. */
static int draw_advice(const char *advice, struct frame *f, struct area a, int line,
		       int most)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	struct str rest = { 0 };
	struct str part = { 0 };
	int width = a.width - reason_indent(a) - 1;
	int n = 0;

	if (!advice)
		return 0;
	buf_addf(&text, "Advice: %s", advice);
	if (lines_of(buf_str(&text), width) > most)
		return 0;
	rest = buf_str(&text);
	while (frame_wrap(&rest, width, &part)) {
		struct pen pen = pen_at(f, a, line + n++);

		pen_skip(&pen, reason_indent(a));
		pen_str(&pen, ROLE_MUTED, part);
	}
	return n;
}

/*
 * The first reason is whole, as far as the lines go; the others share what it leaves,
 * or are counted; where there is more, the advice stands under each.
 */
static void draw_reasons(const struct scene *s, const struct fleet_row *r,
			 struct frame *f, struct area a)
{
	const struct health *h = &r->health;
	int line = 0;
	int needed = 0; /* by the reasons after this one */

	for (size_t i = 0; i < h->n; i++)
		needed += reason_lines(s, &h->rows[i], a);
	for (size_t i = 0; i < h->n && line < a.height; i++) {
		int left = (int)(h->n - i);
		int most = (a.height - line) / left;

		if (line == a.height - 1 && left > 1) {
			struct pen pen = pen_at(f, a, line);

			pen_printf(&pen, ROLE_MUTED, "  … %d more · Enter shows all",
				   left);
			return;
		}
		needed -= reason_lines(s, &h->rows[i], a);
		if (i == 0)
			most = a.height - (left > 1);
		if (most < a.height - line - needed)
			most = a.height - line - needed;
		line += draw_reason(s, r, &h->rows[i], f, a, line, most > 1 ? most : 1);
		line += draw_advice(advice_of(r, i), f, a, line,
				    a.height - line - needed);
	}
}

void fleet_why_draw(const struct site *site, const struct scene *s, struct frame *f,
		    struct area a)
{
	AUTO(buf) left = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) right = BUF_INIT(LIMIT_KIB(1));

	why_title(s, site->row, &left, &right);
	frame_rule(f, a, 0, buf_text(&left), buf_text(&right), ROLE_MUTED);
	draw_reasons(s, site->row, f, area_lines(a, 1, a.height - 2));
	access_line(site, s, f, a, a.height - 1);
}
