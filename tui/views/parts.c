/*
 * What several screens do alike, so that they do it in the same way.
 */
#include "tui/views/parts.h"

#include <string.h>

#include "tui/views/times.h"
#include "tui/views/words.h"

bool parts_whole_act(bool *whole, enum action a)
{
	if (a != ACTION_FULL && !(*whole && a == ACTION_ESC))
		return false;
	*whole = !*whole;
	return true;
}

enum view_use parts_detail_act(struct detail *d, enum action a)
{
	switch ((int)a) {
	case ACTION_WIDE: d->cut = !d->cut; return VIEW_USED;
	case ACTION_UP: (void)detail_scroll(d, -1); return VIEW_USED;
	case ACTION_DOWN: (void)detail_scroll(d, 1); return VIEW_USED;
	case ACTION_HALF_UP: (void)detail_scroll(d, -d->page / 2); return VIEW_USED;
	case ACTION_HALF_DOWN: (void)detail_scroll(d, d->page / 2); return VIEW_USED;
	case ACTION_PAGE_UP: (void)detail_page(d, -1); return VIEW_USED;
	case ACTION_PAGE_DOWN: (void)detail_page(d, 1); return VIEW_USED;
	case ACTION_TOP: (void)detail_to_end(d, false); return VIEW_USED;
	case ACTION_BOTTOM: (void)detail_to_end(d, true); return VIEW_USED;
	default: return VIEW_UNUSED;
	}
}

enum view_use parts_read_act(struct reader *r, const struct table *t, struct detail *d,
			     enum action a, const char *none, struct wish *ret)
{
	struct find_pane pane = detail_pane(d);

	if (!r->whole && parts_whole_act(&r->alone, a))
		return VIEW_USED;
	if (a == ACTION_OPEN && table_row(t) == TABLE_NONE) {
		wish_say(ret, PROGRAM_NOTE, "%s", none);
		return VIEW_USED;
	}
	if (a == ACTION_OPEN || (r->whole && (a == ACTION_ESC || a == ACTION_QUIT))) {
		r->whole = !r->whole;
		(void)find_text(&pane, (struct str){ 0 }); /* each reading anew */
		return VIEW_USED;
	}
	return r->whole ? parts_detail_act(d, a) : VIEW_UNUSED;
}

bool parts_read_text(const struct reader *r, struct detail *d, struct find_pane *ret)
{
	if (r->whole)
		*ret = detail_pane(d);
	return r->whole;
}

bool parts_read_useful(const struct reader *r, const struct detail *d, enum action a)
{
	switch ((int)a) {
	case ACTION_PAGE_DOWN:
	case ACTION_BOTTOM: return r->whole && detail_is_long(d);
	case ACTION_OPEN: return !r->whole;
	default: return true;
	}
}

enum role parts_quiet_role(void *ctx, size_t row)
{
	(void)ctx;
	(void)row;
	return ROLE_MUTED;
}

uint64_t parts_stamp(const struct scene *s)
{
	uint64_t minute = (uint64_t)(s->now_sec / 60) & UINT32_MAX;
	uint64_t display =
		times_relative() ? 'R' : (uint64_t)(unsigned char)times_letter();

	return s->stamp ? s->stamp << 40 | minute << 8 | display : 0;
}

/* What has no screen of its own is seen in the overview. */
static const struct evidence evidences[EVIDENCE_COUNT] = {
	[EVIDENCE_REREAD] = { NULL, VIEW_STACKS, true },
	[EVIDENCE_STACK] = { "→  3 stacks", VIEW_STACK, false },
	[EVIDENCE_STACKS] = { "→  3 stacks", VIEW_STACKS, false },
	[EVIDENCE_METRICS] = { "→  4 metrics", VIEW_METRICS, false },
	[EVIDENCE_ALARMS] = { "→  :al", VIEW_ALARMS, false },
	[EVIDENCE_SERVICES] = { "→  :sv", VIEW_SERVICES, false },
	[EVIDENCE_HEARTBEATS] = { "→  :hb", VIEW_HEARTBEATS, false },
	[EVIDENCE_METADATA] = { "→  2 overview", VIEW_OVERVIEW, false },
	[EVIDENCE_ACCESS] = { "→  :access", VIEW_ACCESS, false },
	[EVIDENCE_JOURNAL] = { "→  9 journal", VIEW_JOURNAL, false },
};

struct evidence parts_evidence(const struct verdict *v)
{
	const struct health_rule *rule = health_rule_find(v->rule);

	return evidences[rule != NULL ? rule->evidence : EVIDENCE_JOURNAL];
}

void parts_key(const struct scene *s, enum action a, const char *otherwise,
	       struct buf *out)
{
	struct key k = { 0 };

	if (s->keys && keymap_first(s->keys, KEYMAP_EVERYWHERE, (int)a, &k))
		key_print(k, out);
	else
		buf_add_text(out, otherwise);
}

void parts_evidence_text(const struct scene *s, const struct verdict *v,
			 struct buf *out)
{
	struct evidence e = parts_evidence(v);

	if (e.tab) {
		buf_add_text(out, e.tab);
		return;
	}
	parts_key(s, ACTION_REFRESH, ":refresh", out);
	buf_add_text(out, " reads it");
}

void parts_reason(const struct verdict *v, struct buf *out)
{
	bool of_stack = strncmp(v->rule, "stack", 5) == 0;
	struct str reason = str_of(verdict_reason(v));

	if (of_stack && v->subject[0] && !str_starts(reason, v->subject))
		buf_addf(out, "%s ", v->subject);
	buf_add_str(out, reason);
}

static bool of_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Bytes of "NAME-" that text begins with; 0: it does not. */
static size_t named(struct str text, const char *name)
{
	size_t n = strlen(name);

	return n && text.len > n && str_starts(text, name) && text.p[n] == '-' ? n + 1
									       : 0;
}

/* A name without what CloudFormation adds: 12 or 13 digits and capitals. */
static size_t without_suffix(struct str name)
{
	size_t n = name.len;

	while (n && ((name.p[n - 1] >= '0' && name.p[n - 1] <= '9') ||
		     (name.p[n - 1] >= 'A' && name.p[n - 1] <= 'Z')))
		n--;
	return n > 1 && name.p[n - 1] == '-' && name.len - n >= 12 && name.len - n <= 13
		       ? n - 1
		       : name.len;
}

void parts_brief(const struct fleet_row *row, struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		struct str rest = { text.p + at, text.len - at };
		size_t stack = 0;
		size_t n = 0;

		for (size_t i = 0; i < row->stacks.n; i++) {
			n = named(rest, row->stacks.items[i].name);
			stack = n > stack ? n : stack;
		}
		if (!stack && named(rest, row->inst->name)) {
			buf_add_text(out, "…-");
			at += named(rest, row->inst->name);
		}
		rest = (struct str){ text.p + at + stack, text.len - at - stack };
		for (n = 0; n < rest.len && of_name(rest.p[n]); n++)
			;
		buf_add_str(out,
			    (struct str){ rest.p, stack ? without_suffix((struct str){
								  rest.p, n })
							: n });
		at += stack + n;
		for (; at < text.len && !of_name(text.p[at]); at++)
			buf_add_char(out, text.p[at]);
	}
}

void parts_verdict(const struct verdict *v, struct detail *d)
{
	const struct health_rule *rule = health_rule_find(v->rule);
	AUTO(buf) label = BUF_INIT(128);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	buf_addf(&label, "%s %s", word_sign(v->severity), v->rule);
	parts_reason(v, &text);
	detail_pair(d, buf_text(&label), word_role(v->severity), buf_str(&text));
	if (rule && v->severity != SEV_OK && !text_empty(rule->advice))
		detail_pairf(d, "", ROLE_MUTED, "Advice: %s", rule->advice);
}

bool parts_behind(const struct fleet_row *row)
{
	return row->data == FLEET_READ && row->stale;
}

bool parts_stale(const struct fleet_row *row)
{
	return row->data != FLEET_READ || row->worst.severity == SEV_STALE ||
	       parts_behind(row);
}

void parts_age(const struct scene *s, const struct fleet_row *row, struct buf *out)
{
	if (row->data == FLEET_NOTHING)
		buf_add_text(out, row->refreshing ? "reading for the first time"
						  : "never read");
	else if (parts_stale(row))
		word_as_of(out, row->read_sec, s->now_sec);
}

const char *parts_unread(const struct fleet_row *row)
{
	if (text_eq(row->worst.rule, "not-read"))
		return "Never read. r reads it.";
	return verdict_reason(&row->worst);
}

#define STALE_WARN_SEC (2 * FLEET_REST_SEC)
#define STALE_CRIT_SEC (10 * FLEET_REST_SEC)

enum role parts_role_of_age(int64_t age_sec, enum role young)
{
	if (age_sec < STALE_WARN_SEC)
		return young;
	return age_sec < STALE_CRIT_SEC ? ROLE_WARN : ROLE_CRIT;
}

enum role parts_age_role(const struct scene *s, const struct fleet_row *row)
{
	if (row->data == FLEET_NOTHING)
		return ROLE_STALE;
	return parts_role_of_age(s->now_sec - row->read_sec, ROLE_STALE);
}
