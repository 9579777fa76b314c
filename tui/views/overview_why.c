/*
 * Why an installation is in trouble, at full length.
 */
#include "tui/views/overview_why.h"

#include "tui/views/parts.h"
#include "tui/views/words.h"

/* The whole reason of what failed first, or what the verdict says. */
static void add_why(const struct fleet_row *row, const struct verdict *d,
		    int64_t now_sec, struct detail *out)
{
	const struct stack *s = stacks_find(&row->stacks, d->subject);
	const struct stack_event *e = s ? stack_first_cause(s) : NULL;
	const struct health_rule *rule = health_rule_find(d->rule);
	AUTO(buf) head = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&head, "%s %s", word_sign(d->severity), s ? s->name : d->rule);
	if (out->n_items)
		detail_blank(out);
	detail_text(out, word_role(d->severity), buf_str(&head));
	if (e) {
		buf_clear(&head);
		word_when(&head, e->at_sec, now_sec);
		buf_addf(&head, " %s %s   first cause", e->logical, e->status);
		detail_text(out, ROLE_TITLE, buf_str(&head));
		detail_text(out, ROLE_TEXT, str_of(e->reason));
	} else {
		detail_text(out, ROLE_TEXT, str_of(verdict_reason(d)));
	}
	/* what is being read needs no advice to read it */
	if (!rule || (row->refreshing && parts_evidence(d).reads))
		return;
	buf_clear(&head);
	buf_addf(&head, "Advice: %s", rule->advice);
	detail_text(out, ROLE_MUTED, buf_str(&head));
}

void overview_why(const struct fleet_row *row, int64_t now_sec, struct detail *out)
{
	detail_clear(out);
	for (size_t i = 0; row && i < row->health.n; i++)
		if (row->health.rows[i].severity != SEV_OK)
			add_why(row, &row->health.rows[i], now_sec, out);
	if (!out->n_items)
		detail_text(out, ROLE_FAINT, STR("Nothing is wrong."));
}
