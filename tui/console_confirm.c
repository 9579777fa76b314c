/*
 * The ladder in one place: from a question to a dialog, and from its buttons to what
 * was asked.
 */
#include "tui/console_confirm.h"

#include "core/base/limits.h"
#include "tui/console_impl.h"

static const struct str blank = { 0 };

/* What it is about in words, whom it concerns, and what else is to be known. */
static void add_lines(struct dialog *d, const struct confirm *q)
{
	bool head = true;

	for (size_t i = 0; i < CONFIRM_FACTS; i++)
		if (q->facts[i].text && text_empty(q->facts[i].label))
			dialog_line(d, NULL, q->facts[i].role,
				    str_of(q->facts[i].text));
	if (q->inst)
		dialog_linef(d, NULL, ROLE_TEXT, "%s   %s   %s", q->inst,
			     text_or(q->account, ""), text_or(q->customer, ""));
	for (size_t i = 0; i < CONFIRM_FACTS; i++) {
		if (!q->facts[i].text || text_empty(q->facts[i].label))
			continue;
		if (head && d->n_lines)
			dialog_line(d, NULL, ROLE_TEXT, blank);
		head = false;
		dialog_line(d, q->facts[i].label, q->facts[i].role,
			    str_of(q->facts[i].text));
	}
}

static void add_will(struct dialog *d, const struct confirm *q)
{
	bool several = q->will[1] != NULL;

	for (size_t i = 0; i < CONFIRM_WILL && q->will[i]; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

		if (several)
			buf_addf(&text, "%zu  ", i + 1);
		buf_add_text(&text, q->will[i]);
		dialog_line(d, i ? "" : "Will do", ROLE_TEXT, buf_str(&text));
	}
	if (q->wont)
		dialog_line(d, "Won't do", ROLE_MUTED, str_of(q->wont));
	if (q->note)
		dialog_line(d, "Note", ROLE_MUTED, str_of(q->note));
}

/* "The journal will say, and Acme Robotics will read:" */
static void add_journal(struct dialog *d, const struct confirm *q)
{
	if (!q->journal)
		return;
	dialog_line(d, NULL, ROLE_TEXT, blank);
	if (q->customer_reads && !text_empty(q->customer))
		dialog_linef(d, NULL, ROLE_MUTED,
			     "The journal will say, and %s will read:", q->customer);
	else
		dialog_line(d, NULL, ROLE_MUTED, STR("The journal will say:"));
	dialog_linef(d, NULL, ROLE_TEXT, "  %s", q->journal);
}

static void add_reason(struct dialog *d, const struct confirm *q)
{
	size_t field = 0;

	if (q->level < CONFIRM_L2)
		return;
	field = dialog_field(d, text_or(q->reason_label, "Reason"), NULL, true, false);
	dialog_field_least(d, field, CONFIRM_REASON);
}

static void add_name(struct dialog *d, const struct confirm *q)
{
	AUTO(buf) label = BUF_INIT(LIMIT_KIB(1));

	if (q->level < CONFIRM_L3)
		return;
	buf_addf(&label, "Type %s to %s:", q->inst, text_or(q->type_to, "confirm"));
	(void)dialog_field(d, buf_text(&label), q->inst, true, false);
}

/* The row that is asked about stays under the cursor, wherever the answer moves it. */
static void hold_row(struct console *c)
{
	struct table *t = console_table(c);

	if (t && text_eq(table_id(t), c->about))
		(void)table_select(t, c->about);
}

void console_confirm(struct console *c, const struct scene *s, const struct confirm *q,
		     confirm_yes *yes)
{
	struct err err = ERR_INIT;

	bug_unless(q->level < CONFIRM_L3 || !text_empty(q->inst));
	text_keep(c->about, sizeof(c->about), str_of(q->inst));
	hold_row(c);
	if (q->level == CONFIRM_L0) {
		if (!yes(c, s, blank, &err))
			console_say(c, s->now_sec, PROGRAM_PROBLEM, err.text);
		return;
	}
	console_close_dialog(c);
	dialog_init(&c->dialog, DIALOG_CONFIRM, q->title, q->safe, q->act);
	add_lines(&c->dialog, q);
	add_reason(&c->dialog, q);
	if (c->dialog.n_lines)
		dialog_line(&c->dialog, NULL, ROLE_TEXT, blank);
	add_will(&c->dialog, q);
	add_journal(&c->dialog, q);
	add_name(&c->dialog, q);
	c->yes = yes;
	console_open_dialog(c, s, ASKING_CONFIRM);
}

void console_confirmed(struct console *c, const struct scene *s)
{
	AUTO(buf) reason = BUF_INIT(LIMIT_PROMPT);
	struct err err = ERR_INIT;
	unsigned asked = c->n_asked;
	bool done = false;

	bug_unless(c->asking == ASKING_CONFIRM && c->yes);
	if (c->dialog.n_fields)
		buf_add_str(&reason, str_trim(dialog_value(&c->dialog, 0)));
	done = c->yes(c, s, buf_str(&reason), &err);
	if (asked != c->n_asked)
		return; /* another question stands there by now */
	if (done)
		console_close_dialog(c);
	else
		dialog_failed(&c->dialog, err.text);
}
