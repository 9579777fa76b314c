/*
 * Reading installations for the verbs fleet, status, stacks and stack.
 */
#include "tui/cli/watch.h"

#include <ctype.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/cli/live.h"

const char *watch_state(enum severity s)
{
	static char word[16];
	const char *name = severity_name(s);
	size_t i = 0;

	for (; name[i] && i + 1 < sizeof(word); i++)
		word[i] = (char)tolower((unsigned char)name[i]);
	word[i] = '\0';
	return word;
}

static void read_live(struct cli *c, size_t index, const char *stack, struct doc *d)
{
	struct live live;

	if (live_start(&live, c, d)) {
		if (stack)
			fleet_show(program_fleet(c->program), index, stack);
		live_refresh(&live, index, d); /* what failed stands in d */
	}
	live_end(&live, d);
}

static bool find(struct cli *c, const char *name, const struct fleet_row **ret,
		 struct err *err)
{
	if (!cli_installation(c, name, err))
		return false;
	*ret = fleet_find(program_fleet(c->program), name);
	return true;
}

int watch_read(struct cli *c, const char *kind, const char *name, const char *stack,
	       struct doc *d, const struct fleet_row **ret_row)
{
	int code = cli_open(c);
	struct err err = ERR_INIT;

	doc_init(d, kind, cli_now(c));
	if (code != EXIT_CODE_FINE)
		return code;
	if (name && !find(c, name, ret_row, &err))
		return cli_fail(c, &err);
	program_cached(c->program);
	if (!(c->options->given & OPTION_CACHED))
		read_live(c, name ? (*ret_row)->index : FLEET_NONE, stack, d);
	fleet_judge(program_fleet(c->program));
	d->at_sec = cli_now(c);
	c->out.now_sec = d->at_sec;
	return EXIT_CODE_FINE;
}

static const char *data_word(enum fleet_data data)
{
	switch (data) {
	case FLEET_NOTHING: return "nothing";
	case FLEET_CACHED: return "cached";
	case FLEET_READ: return "read";
	}
	return "nothing";
}

/* What holds of old data: the time of the data, and what it said then. */
static void add_was(struct doc *d, struct node *i, const struct fleet_row *row)
{
	const struct verdict *v = &row->worst;

	doc_text(d, i, "was_state", v->has_was ? watch_state(v->was) : NULL);
	doc_time(d, i, "as_of", row->stale ? row->read_sec : 0);
}

struct node *watch_item(struct doc *d, const struct fleet_row *row)
{
	struct node *i = doc_item(d);
	bool known = row->data != FLEET_NOTHING;

	doc_text(d, i, "state", watch_state(row->worst.severity));
	doc_text(d, i, "installation", row->inst->name);
	doc_text(d, i, "customer", row->inst->customer);
	doc_text(d, i, "account", row->inst->account);
	doc_text(d, i, "region", row->inst->region);
	doc_text(d, i, "version", row->version);
	if (known) {
		doc_int(d, i, "settled", (int64_t)row->n_settled);
		doc_int(d, i, "stacks", (int64_t)row->stacks.n);
	} else {
		doc_null(d, i, "settled");
		doc_null(d, i, "stacks");
	}
	doc_text(d, i, "rule", row->worst.rule);
	doc_text(d, i, "subject", row->worst.subject);
	doc_text(d, i, "reason", verdict_reason(&row->worst));
	doc_time(d, i, "since", row->worst.since_sec);
	add_was(d, i, row);
	doc_time(d, i, "read_at", row->read_sec);
	doc_text(d, i, "data", data_word(row->data));
	doc_int_or_null(d, i, "seq", row->seq);
	return i;
}

/* "…-ingest" for a stack that begins with its installation's name. */
static void put_subject(const struct fleet_row *row, struct buf *out)
{
	const char *name = row->inst->name;
	struct str subject = str_of(row->worst.subject);
	size_t n = strlen(name);

	if (!str_starts(str_of(row->worst.rule), "stack-"))
		return;
	if (str_starts(subject, name) && subject.len > n)
		buf_addf(out, "…%s ", row->worst.subject + n);
	else
		buf_addf(out, "%s ", row->worst.subject);
}

void watch_why(struct doc *d, struct node *item, const struct fleet_row *row)
{
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);

	if (row->stale && row->data == FLEET_READ && !row->worst.has_was) {
		buf_add_text(&text, "as of ");
		clock_hm(&text, row->read_sec);
		buf_add_text(&text, "Z: ");
	}
	put_subject(row, &text);
	buf_add_text(&text, verdict_reason(&row->worst));
	doc_text(d, item, "why", buf_text(&text));
}

/* The error, and what to do about it: a refusal has a rule that says so. */
static void add_error(struct doc *d, const struct fleet_row *row)
{
	struct err err = row->error;

	if (err.code == ERR_DENIED)
		(void)err_set(&err, ERR_DENIED, "%s; %s", row->error.text,
			      health_rule_find("no-access")->advice);
	doc_error(d, row->inst->name, &err);
}

void watch_facts(struct doc *d, const struct fleet_row *row, bool cached)
{
	if (row->data == FLEET_READ || (cached && row->data == FLEET_CACHED))
		d->facts.read = true;
	if (row->worst.severity != SEV_OK)
		d->facts.problems = true;
	if (row->error.code != ERR_NONE)
		add_error(d, row);
}

struct node *watch_verdict(struct doc *d, const struct verdict *v)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "state", watch_state(v->severity));
	doc_text(d, i, "rule", v->rule);
	doc_text(d, i, "subject", v->subject);
	doc_text(d, i, "reason", verdict_reason(v));
	doc_text(d, i, "advice",
		 v->severity == SEV_OK ? NULL : health_rule_find(v->rule)->advice);
	doc_time(d, i, "since", v->since_sec);
	doc_int_or_null(d, i, "seq", v->seq);
	return i;
}

void watch_place(struct doc *d, const struct fleet_row *row)
{
	doc_text(d, d->extra, "state", watch_state(row->worst.severity));
	doc_text(d, d->extra, "installation", row->inst->name);
	doc_text(d, d->extra, "customer", row->inst->customer);
	doc_text(d, d->extra, "account", row->inst->account);
	doc_text(d, d->extra, "region", row->inst->region);
	doc_text(d, d->extra, "version", row->version);
	add_was(d, d->extra, row);
	doc_time(d, d->extra, "read_at", row->read_sec);
	doc_text(d, d->extra, "data", data_word(row->data));
}

static void print_part(struct cli *c, const char *before, const char *text)
{
	if (text_empty(text))
		return;
	out_text(&c->out, before);
	out_safe(&c->out, str_of(text));
}

void watch_print_place(struct cli *c, const struct doc *d)
{
	static const struct out_column state[] = { { "state", "", OUT_STATE, NULL } };

	out_cell(&c->out, state, d->extra);
	print_part(c, "  ", node_text(d->extra, "installation", ""));
	print_part(c, "  ", node_text(d->extra, "customer", ""));
	print_part(c, "  ", node_text(d->extra, "account", ""));
	print_part(c, " ", node_text(d->extra, "region", ""));
	print_part(c, "  version ", node_text(d->extra, "version", NULL));
	print_part(c, "  as of ", node_text(d->extra, "read_at", "never"));
	if (text_eq(node_text(d->extra, "data", ""), "cached"))
		out_text(&c->out, " (cached)");
	else if (node_text(d->extra, "as_of", NULL))
		out_text(&c->out, " (stale)");
	out_text(&c->out, "\n");
}
