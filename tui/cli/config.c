/*
 * candor config show | check: what is in force, where it comes from, what is wrong.
 * Local: no journal, no credentials, no network.
 */
#include <string.h>

#include "core/base/utf8.h"
#include "tui/cli/checks.h"
#include "tui/cli/cli.h"

/* ---- show ---- */

/* clang-format off */
static const struct out_column columns[] = {
	{ "section", "SECTION", OUT_TEXT, NULL },
	{ "key", "SETTING", OUT_TEXT, NULL },
	{ "value", "VALUE", OUT_TEXT, NULL },
	{ "origin", "ORIGIN", OUT_TEXT, NULL },
};
/* clang-format on */

static struct node *add(struct doc *d, const char *section, const char *key,
			const char *value, const char *origin)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "section", section);
	doc_text(d, i, "key", key);
	doc_text(d, i, "value", value);
	doc_text(d, i, "origin", origin);
	return i;
}

/* A line of a later file takes the place of an earlier one's. */
static bool is_last(const struct config *config, size_t at)
{
	const struct config_setting *s = &config->settings[at];

	for (size_t i = at + 1; i < config->n_settings; i++)
		if (text_eq(config->settings[i].section, s->section) &&
		    text_eq(config->settings[i].key, s->key))
			return false;
	return true;
}

static void add_lines(struct doc *d, const struct config *config)
{
	for (size_t i = 0; i < config->n_settings; i++) {
		const struct config_setting *s = &config->settings[i];
		AUTO(buf) origin = BUF_INIT(LIMIT_KIB(8));

		if (text_eq(s->section, "console") ||
		    str_starts(str_of(s->section), "installation") ||
		    !is_last(config, i))
			continue;
		buf_addf(&origin, "%s:%u", s->file, s->line);
		(void)add(d, s->section, s->key, s->value, buf_text(&origin));
	}
}

static void add_installations(struct doc *d, const struct config *config)
{
	for (size_t i = 0; i < config->n_installations; i++) {
		const struct installation *in = &config->installations[i];
		AUTO(buf) value = BUF_INIT(1024);
		AUTO(buf) origin = BUF_INIT(LIMIT_KIB(8));
		struct node *item;

		buf_addf(&value, "%s, %s, %s", in->customer, in->account, in->region);
		buf_addf(&origin, "%s:%u", in->file, in->line);
		item = add(d, "installation", in->name, buf_text(&value),
			   buf_text(&origin));
		doc_text(d, item, "customer", in->customer);
		doc_text(d, item, "account", in->account);
		doc_text(d, item, "region", in->region);
		doc_text(d, item, "role_arn", in->role_arn);
		doc_text(d, item, "policy_observe", in->policy_observe);
		doc_text(d, item, "stacks", in->stacks);
	}
}

static void add_settings(struct doc *d, const struct settings *s)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = &settings_all[i];
		struct node *item =
			add(d, "console", row->key, settings_get(s, (enum setting)i),
			    settings_origin(s, (enum setting)i));

		doc_text(d, item, "allowed", row->allowed);
		doc_text(d, item, "variable", row->variable);
		doc_text(d, item, "flag", row->flag);
		doc_text(d, item, "help", row->help);
	}
}

static void print_show(struct cli *c, struct doc *d)
{
	bool origin = c->options->given & OPTION_ORIGIN;

	out_table(&c->out, columns, ARRAY_LEN(columns) - !origin, d->items);
}

int cli_config_show(struct cli *c)
{
	AUTO(doc) d = { 0 };
	int code = cli_open_local(c);
	const struct config *config;

	if (code != EXIT_CODE_FINE)
		return code;
	config = program_config(c->program);
	doc_init(&d, "config.show", cli_now(c));
	if (config)
		add_lines(&d, config);
	add_settings(&d, program_settings(c->program));
	if (config)
		add_installations(&d, config);
	else
		out_message("there is no %s; candor init writes a first one",
			    program_paths(c->program)->config);
	d.facts.read = true;
	return cli_print(c, &d, print_show);
}

/* ---- check ---- */

static void print_check(struct cli *c, struct doc *d)
{
	for (const struct node *i = node_first(d->items); i; i = i->next) {
		const char *state = node_text(i, "state", "");
		const char *remedy = node_text(i, "remedy", NULL);

		if (text_eq(state, "ok"))
			continue;
		out_text(&c->out, text_eq(state, "warn") ? "warning: " : "error: ");
		out_safe(&c->out, str_of(node_text(i, "what", "")));
		if (remedy) {
			out_text(&c->out, "; ");
			out_safe(&c->out, str_of(remedy));
		}
		out_text(&c->out, "\n");
	}
	outf(&c->out, "errors %lld, warnings %lld\n",
	     (long long)node_int(d->extra, "problems", 0),
	     (long long)node_int(d->extra, "warnings", 0));
}

int cli_config_check(struct cli *c)
{
	AUTO(doc) d = { 0 };
	AUTO(checks) checks = { 0 };
	int code = cli_open_checked(c, &checks);

	if (code != EXIT_CODE_FINE)
		return code;
	checks_config(&checks, c->program);
	doc_init(&d, "config.check", cli_now(c));
	checks_document(&checks, &d);
	return cli_print(c, &d, print_check);
}
