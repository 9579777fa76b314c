/*
 * What changed since it was told last, and what candor said.
 */
#include "tui/linear_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"

void linear_news_init(struct linear *l)
{
	size_t n = fleet_n(program_fleet(l->program));

	l->told = mem_new(n + 1, sizeof(*l->told));
	for (size_t i = 0; i < n; i++)
		l->told[i] = SEV_COUNT;
}

void linear_news_release(struct linear *l)
{
	for (size_t i = 0; i < l->n_messages; i++)
		free(l->messages[i].text);
	free(l->told);
}

static void tell(struct linear *l, const struct fleet_row *row, enum severity was)
{
	const struct verdict *v = &row->worst;
	bool of_stack = str_starts(str_of(v->rule), "stack-");

	linear_say(
		l,
		"News: state %s, was %s, installation %s, customer %s, reason %s%s%s",
		severity_name(v->severity), severity_name(was), row->inst->name,
		text_or(row->inst->customer, "unknown"), of_stack ? v->subject : "",
		of_stack ? " " : "", verdict_reason(v));
}

/* The first round is summed up instead of told row by row. */
static void introduce(struct linear *l)
{
	struct fleet *f = program_fleet(l->program);
	size_t count[SEV_COUNT] = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (program_pending(l->program) > 0 || !fleet_progress(f).ended_sec)
		return;
	l->introduced = true;
	for (size_t i = 0; i < fleet_n(f); i++)
		count[fleet_row(f, i)->worst.severity]++;
	for (enum severity s = SEV_CRIT; s <= SEV_OK; s++)
		if (count[s] > 0)
			buf_addf(&text, "%s%zu %s", text.len ? ", " : "", count[s],
				 severity_name(s));
	linear_say(l, "News: all were read: %s", buf_text(&text));
}

size_t linear_news(struct linear *l)
{
	struct fleet *f = program_fleet(l->program);
	size_t n = 0;

	if (!l->introduced)
		introduce(l);
	for (size_t at = 0; at < fleet_n(f); at++) {
		const struct fleet_row *row = fleet_row(f, fleet_sorted(f, at));
		enum severity was = l->told[row->index];

		if (row->tried_sec == 0 || row->worst.severity == was)
			continue;
		l->told[row->index] = row->worst.severity;
		if (was == SEV_COUNT)
			continue;
		tell(l, row, was);
		n++;
	}
	return n;
}

/* The list keeps the newest. */
static void keep(struct linear *l, const char *text)
{
	struct linear_message *m = NULL;

	if (l->n_messages == LINEAR_MESSAGES) {
		free(l->messages[0].text);
		memmove(l->messages, l->messages + 1,
			(LINEAR_MESSAGES - 1) * sizeof(l->messages[0]));
		l->n_messages--;
	}
	m = &l->messages[l->n_messages++];
	m->at_sec = cli_now(&l->cli);
	m->text = mem_text(text);
}

void linear_said(void *linear, enum program_tone tone, const char *text)
{
	struct linear *l = linear;

	keep(l, text);
	if (tone == PROGRAM_NOTE || l->state != LINEAR_RUNNING)
		return; /* nobody is interrupted; `messages` has it */
	linear_say(l, "%s: %s", tone == PROGRAM_WARNING ? "Warning" : "Problem", text);
}

void linear_messages(struct linear *l)
{
	if (l->n_messages == 0)
		linear_say(l, "Nothing was said so far.");
	for (size_t i = 0; i < l->n_messages; i++) {
		AUTO(buf) time = BUF_INIT(32);

		clock_hm(&time, l->messages[i].at_sec);
		linear_say(l, "%sZ %s", buf_text(&time), l->messages[i].text);
	}
}
