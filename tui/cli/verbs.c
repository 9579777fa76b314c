/*
 * The table of verbs, and the help that is made from it.
 */
#include "tui/cli/verbs.h"

#include <string.h>

#include "core/base/str.h"

/* clang-format off */
const struct verb verbs_all[] = {
	{ "fleet", "", 0, 0, "every installation, worst first",
	  "Reads every installation; --cached prints what was last seen.",
	  OPTION_CACHED, cli_fleet },
	{ "status", "INSTALLATION", 1, 1, "health with its reasons", NULL, OPTION_CACHED,
	  cli_status },
	{ "stacks", "INSTALLATION", 1, 1, "its CloudFormation stacks, worst first", NULL,
	  OPTION_CACHED, cli_stacks },
	{ "stack", "INSTALLATION NAME", 2, 2, "one stack: resources, events, outputs",
	  "Outputs and parameters that look secret are named, never shown.", 0, cli_stack },
	{ "access", "INSTALLATION", 1, 1, "who you are there, and the off switch",
	  "Opens a session (an AssumeRole in the customer's CloudTrail), says what it is,\n"
	  "and closes it.",
	  OPTION_MODE, cli_access },
	{ "journal", "[INSTALLATION]", 0, 1, "what was done, newest last",
	  "Local: needs no credentials and no network.",
	  OPTION_SINCE | OPTION_KIND | OPTION_LIMIT, cli_journal },
	{ "journal show", "SEQ|ID [INSTALLATION]", 1, 2, "a record as the customer reads it",
	  "ID is the record's own (26 letters and digits), as in CloudTrail's userAgent.\n"
	  "SEQ counts within one log: name it by an INSTALLATION, by the number of a\n"
	  "customer's account, or by the word vendor, unless only one log has that number.",
	  0, cli_journal_show },
	{ "journal verify", "", 0, 0, "check chain, tree and signatures",
	  "Exit codes: 0 valid; 1 incomplete; 30 diverged from what was signed last;\n"
	  "40 invalid.",
	  OPTION_INDEX, cli_journal_verify },
	{ "journal reindex", "", 0, 0, "rebuild the index from the entries", NULL, 0,
	  cli_journal_reindex },
	{ "version", "", 0, 0, "version, build and libraries", NULL, 0, cli_version },
	{ "help", "[VERB]", 0, 2, "this help, or a verb's", NULL, 0, cli_help },
};
/* clang-format on */
const size_t verbs_n = ARRAY_LEN(verbs_all);

/* How many of the words the name takes; 0 when they do not begin with it. */
static size_t words_of(const char *name, const char *const *words, size_t n_words)
{
	struct str rest = str_of(name);
	size_t used = 0;

	while (rest.len > 0) {
		struct str word = str_cut(&rest, ' ');

		if (used == n_words || !str_is(word, words[used]))
			return 0;
		used++;
	}
	return used;
}

const struct verb *verbs_match(const char *const *words, size_t n_words,
			       size_t *ret_used)
{
	const struct verb *best = NULL;

	*ret_used = 0;
	for (size_t i = 0; i < verbs_n; i++) {
		size_t used = words_of(verbs_all[i].name, words, n_words);

		if (used > *ret_used) {
			best = &verbs_all[i];
			*ret_used = used;
		}
	}
	return best;
}

static bool check_options(const char *what, unsigned allowed, const struct options *o,
			  struct err *err)
{
	for (size_t i = 0; i < options_n; i++)
		if (o->given & options_all[i].bit & ~allowed)
			return err_set(err, ERR_ARG, "%s takes no --%s; see %s --help",
				       what, options_all[i].name, what);
	return true;
}

bool verbs_check(const struct verb *v, const struct options *o, size_t n_args,
		 struct err *err)
{
	char what[64] = "candor ";

	if (!text_copy(what + 7, sizeof(what) - 7, str_of(v->name)))
		what[0] = '\0';
	if (!check_options(what, OPTIONS_COMMON | v->options, o, err))
		return false;
	if (n_args < v->min_args)
		return err_set(err, ERR_ARG, "%s needs %s", what, v->args);
	if (n_args > v->max_args)
		return err_set(err, ERR_ARG, "%s takes %s; there are too many words",
			       what, v->args[0] ? v->args : "no words");
	return true;
}

bool verbs_check_console(const struct options *o, struct err *err)
{
	if (!check_options("candor", OPTIONS_CONSOLE, o, err))
		return false;
	if (o->n_words > 1)
		return err_set(
			err, ERR_ARG,
			"candor [INSTALLATION] takes one word; there are too many");
	return true;
}

static void add_pair(struct buf *out, const char *left, int width, const char *right)
{
	buf_addf(out, "  %-*s  %s\n", width, left, right);
}

static void add_options(struct buf *out, unsigned bits)
{
	buf_add_text(out, "\noptions:\n");
	for (size_t i = 0; i < options_n; i++) {
		const struct option *o = &options_all[i];
		AUTO(buf) left = BUF_INIT(64);

		if (!(o->bit & bits))
			continue;
		buf_addf(&left, "--%s%s%s", o->name, o->value ? " " : "",
			 text_or(o->value, ""));
		add_pair(out, buf_text(&left), 16, o->help);
	}
}

static void help_of_verb(const struct verb *v, struct buf *out)
{
	buf_addf(out, "candor %s: %s\n\nusage: candor %s%s%s [OPTION...]\n", v->name,
		 v->summary, v->name, v->args[0] ? " " : "", v->args);
	if (v->more)
		buf_addf(out, "\n%s\n", v->more);
	add_options(out, OPTIONS_COMMON | v->options);
}

void verbs_help(const struct verb *v, struct buf *out)
{
	if (v) {
		help_of_verb(v, out);
		return;
	}
	buf_add_text(
		out,
		"candor: operate a vendor's installations in customers' AWS accounts,\n"
		"with a record of every call.\n\n"
		"usage: candor [INSTALLATION]              the console\n"
		"       candor VERB [ARGUMENT...] [OPTION...]\n\nverbs:\n");
	for (size_t i = 0; i < verbs_n; i++) {
		AUTO(buf) left = BUF_INIT(128);

		buf_addf(&left, "%s%s%s", verbs_all[i].name,
			 verbs_all[i].args[0] ? " " : "", verbs_all[i].args);
		add_pair(out, buf_text(&left), 34, verbs_all[i].summary);
	}
	add_options(out, OPTIONS_COMMON | OPTION_VERSION | OPTION_THEME | OPTION_ASCII);
	buf_add_text(
		out,
		"\nexit codes: 0 fine; 1 problems found; 2 usage; 3 denied, by AWS or "
		"by\n"
		"policy; 4 AWS or network error; 5 the journal is broken or cannot be\n"
		"written; 6 standard output could not be written; 128+n given up by\n"
		"signal n.\n"
		"configuration: $XDG_CONFIG_HOME/candor/candor.conf; state:\n"
		"$XDG_STATE_HOME/candor; cache: $XDG_CACHE_HOME/candor.\n");
}
