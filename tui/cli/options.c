/*
 * The options of candor, one row each, and how argv is read with them.
 */
#include "tui/cli/options.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "tui/kit/nearest.h"

/* clang-format off */
const struct option options_all[] = {
	{ OPTION_HELP, "help", NULL, "show this help" },
	{ OPTION_VERSION, "version", NULL, "show the version" },
	{ OPTION_CONFIG, "config", "FILE", "read FILE instead of candor.conf" },
	{ OPTION_JSON, "json", NULL, "one JSON document (docs/json.md)" },
	{ OPTION_CSV, "csv", NULL, "rows for a spreadsheet" },
	{ OPTION_NO_COLOR, "no-color", NULL, "no colours, as with NO_COLOR" },
	{ OPTION_CACHED, "cached", NULL, "what was last seen; no network" },
	{ OPTION_MODE, "mode", "MODE", "observe (operate, debug: later)" },
	{ OPTION_SINCE, "since", "TIME", "15m, 3h, 2d or 2026-11-23T14:00:00Z" },
	{ OPTION_KIND, "kind", "KIND", "only this kind: act.intent, session.open, ..." },
	{ OPTION_LIMIT, "limit", "N", "at most N records, the newest (default 100)" },
	{ OPTION_INDEX, "index", NULL, "compare the index with the entries, too" },
	{ OPTION_ORIGIN, "origin", NULL, "where each value comes from" },
	{ OPTION_OFFLINE, "offline", NULL, "local checks only; no network" },
	{ OPTION_YES, "yes", NULL, "write without asking; answers from a pipe" },
	{ OPTION_LISTEN, "listen", "ADDR:PORT", "where to listen (default 127.0.0.1:8080)" },
	{ OPTION_TLS_CERT, "tls-cert", "FILE", "certificate with its chain (PEM)" },
	{ OPTION_TLS_KEY, "tls-key", "FILE", "its private key (PEM)" },
	{ OPTION_REASON, "reason", "TEXT", "why; it goes on record" },
	{ OPTION_ONCE, "once", NULL, "one round, then end" },
	{ OPTION_EVERY, "every", "TIME", "a round each TIME: 60s, 5m (default 60s)" },
	{ OPTION_ROUNDS, "rounds", NULL, "a line for each round, too" },
	{ OPTION_THEME, "theme", "NAME", "colours of the console" },
	{ OPTION_ASCII, "ascii", NULL, "signs and lines of the console in ASCII; names stay" },
	{ OPTION_FRESH, "fresh", NULL, "begin at the fleet, not where you left off" },
	{ OPTION_LINEAR, "linear", NULL, "a dialogue of lines, for screen readers" },
};
/* clang-format on */
const size_t options_n = ARRAY_LEN(options_all);

#define LIMIT_MOST 1000000

const struct option *options_find(const char *name)
{
	for (size_t i = 0; i < options_n; i++)
		if (strcmp(options_all[i].name, name) == 0)
			return &options_all[i];
	return NULL;
}

static bool unknown(const char *name, struct err *err)
{
	struct nearest near = NEAREST_INIT(name);
	AUTO(buf) safe = BUF_INIT(256);

	for (size_t i = 0; i < options_n; i++)
		nearest_try(&near, options_all[i].name);
	utf8_safe(&safe, str_of(name), 80);
	if (near.best)
		return err_set(err, ERR_ARG,
			       "there is no option --%s; did you mean --%s?",
			       buf_text(&safe), near.best);
	return err_set(err, ERR_ARG, "there is no option --%s; see candor --help",
		       buf_text(&safe));
}

static bool set_limit(struct options *o, const char *value, struct err *err)
{
	if (str_int(str_of(value), 1, LIMIT_MOST, &o->limit))
		return true;
	return err_set(err, ERR_ARG, "--limit takes a number from 1 to %d", LIMIT_MOST);
}

static bool set_value(struct options *o, const struct option *row, const char *value,
		      struct err *err)
{
	if (row->bit == OPTION_CONFIG)
		o->config = value;
	else if (row->bit == OPTION_MODE)
		o->mode = value;
	else if (row->bit == OPTION_SINCE)
		o->since = value;
	else if (row->bit == OPTION_EVERY)
		o->every = value;
	else if (row->bit == OPTION_KIND)
		o->kind = value;
	else if (row->bit == OPTION_THEME)
		o->theme = value;
	else if (row->bit == OPTION_LISTEN)
		o->listen = value;
	else if (row->bit == OPTION_TLS_CERT)
		o->tls_cert = value;
	else if (row->bit == OPTION_TLS_KEY)
		o->tls_key = value;
	else if (row->bit == OPTION_REASON)
		o->reason = value;
	else
		return set_limit(o, value, err);
	return true;
}

/* One "--name" or "--name=value"; *i moves past a value that stands apart. */
static bool take_option(int argc, char *const argv[], int *i, struct options *o,
			struct err *err)
{
	const char *text = argv[*i] + 2;
	const char *equals = strchr(text, '=');
	char name[32];
	size_t len = equals ? (size_t)(equals - text) : strlen(text);

	if (!text_copy(name, sizeof(name), (struct str){ text, len }))
		return unknown(text, err);

	const struct option *row = options_find(name);

	if (!row)
		return unknown(name, err);
	if (!row->value && equals)
		return err_set(err, ERR_ARG, "--%s takes no value", row->name);

	const char *value = equals ? equals + 1 : NULL;

	if (row->value && !value && *i + 1 < argc)
		value = argv[++*i];
	if (row->value && text_empty(value))
		return err_set(err, ERR_ARG, "--%s needs a value: --%s %s", row->name,
			       row->name, row->value);
	o->given |= row->bit;
	return !row->value || set_value(o, row, value, err);
}

static bool take_word(struct options *o, const char *word, struct err *err)
{
	if (o->n_words == OPTIONS_WORDS)
		return err_set(err, ERR_ARG, "too many words; see candor --help");
	o->words[o->n_words++] = word;
	return true;
}

bool options_parse(int argc, char *const argv[], struct options *ret, struct err *err)
{
	struct options o = { 0 };
	bool only_words = false;

	for (int i = 1; i < argc; i++) {
		bool ok = true;

		if (only_words || argv[i][0] != '-' || argv[i][1] == '\0')
			ok = take_word(&o, argv[i], err);
		else if (strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (strcmp(argv[i], "-h") == 0)
			o.given |= OPTION_HELP;
		else if (argv[i][1] == '-')
			ok = take_option(argc, argv, &i, &o, err);
		else
			ok = unknown(argv[i] + 1, err);
		if (!ok)
			return false;
	}
	*ret = o;
	return true;
}
