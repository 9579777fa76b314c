/*
 * candor explain [RULE]: what the rules of health say, from their rows.  Opens nothing.
 */
#include <string.h>

#include "core/watch/item.h"
#include "tui/cli/cli.h"
#include "tui/kit/nearest.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "signal", "SIGNAL", OUT_TEXT, NULL },
	{ "state", "STATE", OUT_STATE, NULL },
	{ "rule", "RULE", OUT_TEXT, NULL },
	{ "means", "IT HOLDS WHEN", OUT_TEXT, NULL },
};

static const struct out_column fields[] = {
	{ "state", "State", OUT_STATE, NULL },
	{ "signal", "Signal", OUT_TEXT, NULL },
	{ "means", "Holds when", OUT_TEXT, NULL },
	{ "threshold", "Threshold", OUT_TEXT, NULL },
	{ "changed", "Changed by", OUT_TEXT, NULL },
	{ "says", "Says", OUT_TEXT, NULL },
	{ "advice", "Advice", OUT_TEXT, NULL },
	{ "shown", "Evidence", OUT_TEXT, NULL },
};
/* clang-format on */

static struct node *add_row(struct doc *d, const struct health_rule *r)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "rule", r->id);
	doc_text(d, i, "signal", health_signal_name(r->signal));
	doc_text(d, i, "state", item_state(r->severity));
	doc_text(d, i, "means", r->means);
	doc_text(d, i, "threshold", r->threshold);
	doc_text(d, i, "setting", r->setting);
	doc_text(d, i, "says", r->says);
	doc_text(d, i, "advice", r->advice);
	doc_text(d, i, "evidence", evidence_screen(r->evidence));
	doc_text(d, i, "verb", evidence_verb(r->evidence));
	return i;
}

/* For the text alone: who may change it, and where it is seen, in words. */
static void add_words(struct doc *d, struct node *i, const struct health_rule *r)
{
	AUTO(buf) changed = BUF_INIT(256);
	AUTO(buf) shown = BUF_INIT(256);

	if (r->setting)
		buf_addf(&changed, "candor.conf, %s", r->setting);
	else if (r->threshold)
		buf_add_text(&changed, "nothing: it is built in");
	if (r->evidence == EVIDENCE_REREAD)
		buf_addf(&shown, "reading it again: %s", evidence_verb(r->evidence));
	else
		buf_addf(&shown, "the screen %s; %s", evidence_screen(r->evidence),
			 evidence_verb(r->evidence));
	doc_text(d, i, "changed", buf_text(&changed));
	doc_text(d, i, "shown", buf_text(&shown));
}

static void print_all(struct cli *c, struct doc *d)
{
	out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, NULL, 0);
}

static void print_one(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);

	outf(&c->out, "%s\n\n", node_text(i, "rule", ""));
	out_fields(&c->out, fields, ARRAY_LEN(fields), i);
}

static bool find(const char *name, const struct health_rule **ret, struct err *err)
{
	struct nearest near = NEAREST_INIT(name);

	*ret = health_rule_find(name);
	if (*ret)
		return true;
	for (const struct health_rule *r = health_rule_next(NULL); r;
	     r = health_rule_next(r))
		nearest_try(&near, r->id);
	if (near.best)
		return err_set(err, ERR_ARG, "there is no rule %s; did you mean %s?",
			       name, near.best);
	return err_set(err, ERR_ARG, "there is no rule %s; candor explain lists them",
		       name);
}

int cli_explain(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	const struct health_rule *rule = NULL;

	if (c->n_args > 0 && !find(c->args[0], &rule, &err))
		return cli_fail(c, &err);
	doc_init(&d, "explain", cli_now(c));
	d.facts.read = true;
	if (rule) {
		struct node *item = add_row(&d, rule);

		if (!cli_json(c))
			add_words(&d, item, rule);
		return cli_print(c, &d, print_one);
	}
	for (rule = health_rule_next(NULL); rule; rule = health_rule_next(rule))
		(void)add_row(&d, rule);
	return cli_print(c, &d, print_all);
}
