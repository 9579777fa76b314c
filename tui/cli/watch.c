/*
 * Reading installations for the verbs fleet, status, stacks and stack.
 */
#include "tui/cli/watch.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/watch/item.h"
#include "tui/cli/live.h"

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

int watch_read_shown(struct cli *c, const char *kind, const char *name,
		     void (*ready)(struct cli *c, const struct fleet_row *row),
		     struct doc *d, const struct fleet_row **ret_row)
{
	int code = cli_open(c);
	struct err err = ERR_INIT;
	struct live live;

	doc_init(d, kind, cli_now(c));
	if (code != EXIT_CODE_FINE)
		return code;
	if (!find(c, name, ret_row, &err))
		return cli_fail(c, &err);
	program_cached(c->program);
	if (live_start(&live, c, d)) {
		if (ready != NULL)
			ready(c, *ret_row);
		fleet_show(program_fleet(c->program), (*ret_row)->index, NULL);
		if (c->host != NULL) /* which read it before this was wanted */
			fleet_ask(program_fleet(c->program), (*ret_row)->index);
		live_refresh(&live, (*ret_row)->index, d);
	}
	live_end(&live, d);
	fleet_judge(program_fleet(c->program));
	d->at_sec = cli_now(c);
	c->out.now_sec = d->at_sec;
	return EXIT_CODE_FINE;
}

struct node *watch_item(struct doc *d, const struct fleet_row *row)
{
	struct node *i = doc_item(d);

	item_installation(&d->arena, i, row);
	return i;
}

/* brief: "…-ingest" for a stack that begins with its installation's name. */
static void put_why(struct doc *d, struct node *item, const struct fleet_row *row,
		    bool brief)
{
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);
	size_t n = strlen(row->inst->name);
	struct str subject = str_of(row->worst.subject);
	bool begins = str_starts(subject, row->inst->name) && subject.len > n;

	if (fleet_row_was_so(row)) {
		buf_add_text(&text, "as of ");
		clock_hm(&text, row->read_sec);
		buf_add_text(&text, "Z: ");
	}
	if (str_starts(str_of(row->worst.rule), "stack-"))
		buf_addf(&text, "%s%s ", brief && begins ? "…" : "",
			 row->worst.subject + (brief && begins ? n : 0));
	buf_add_text(&text, verdict_reason(&row->worst));
	doc_text(d, item, brief ? "brief" : "why", buf_text(&text));
}

void watch_why(struct doc *d, struct node *item, const struct fleet_row *row)
{
	put_why(d, item, row, false);
	put_why(d, item, row, true);
}

/* The error, and what to do about it: a refusal has a rule that says so. */
static void add_error(struct doc *d, const struct fleet_row *row)
{
	struct err err = kept_err_get(&row->error);

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

	item_verdict(&d->arena, i, v);
	return i;
}

void watch_place(struct doc *d, const struct fleet_row *row)
{
	doc_text(d, d->extra, "state", item_state(row->worst.severity));
	doc_text(d, d->extra, "installation", row->inst->name);
	doc_text(d, d->extra, "customer", row->inst->customer);
	doc_text(d, d->extra, "account", row->inst->account);
	doc_text(d, d->extra, "region", row->inst->region);
	doc_text(d, d->extra, "version", row->version);
	item_was(&d->arena, d->extra, row);
	doc_time(d, d->extra, "read_at", row->read_sec);
	doc_text(d, d->extra, "data", item_data(row->data));
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

void watch_print_none(struct cli *c, const struct doc *d, const char *sentence)
{
	const struct node *first = node_first(d->errors);

	if (first == NULL) {
		out_text(&c->out, sentence);
	} else {
		out_text(&c->out, "not read: ");
		out_safe(&c->out, str_of(node_text(first, "text", "")));
	}
	out_text(&c->out, "\n");
}
