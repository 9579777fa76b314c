/*
 * The table of verbs, and the help that is made from it.
 */
#include "tui/cli/verbs.h"

#include <string.h>

#include "core/base/str.h"

/* clang-format off */
const struct verb verbs_all[] = {
	{ .name = "fleet", .args = "", .summary = "every installation, worst first",
	  .more = "Reads every installation; --cached prints what was last seen.",
	  .examples = "fleet\nfleet --cached\nfleet --json | jq '.items[] | select(.state != \"ok\")'",
	  .see = "candor status",
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_fleet },
	{ .name = "status", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "health with its reasons",
	  .examples = "status acme-prod-eu\nstatus acme-prod-eu --cached",
	  .see = "candor fleet, candor stacks",
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_status },
	{ .name = "stacks", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "its CloudFormation stacks, worst first",
	  .examples = "stacks acme-prod-eu\nstacks acme-prod-eu --json",
	  .see = "candor stack",
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_stacks },
	{ .name = "stack", .args = "INSTALLATION NAME", .min_args = 2, .max_args = 2,
	  .summary = "one stack: resources, events, outputs",
	  .more = "Outputs and parameters that look secret are named, never shown.",
	  .examples = "stack acme-prod-eu acme-prod-eu-core",
	  .see = "candor stacks",
	  .exits = VERB_EXITS_LIVE, .run = cli_stack },
	{ .name = "access", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "who you are there, and the off switch",
	  .more = "Opens a session (an AssumeRole in the customer's CloudTrail), says what it is,\n"
		  "and closes it.",
	  .examples = "access acme-prod-eu\naccess acme-prod-eu --mode observe",
	  .see = "candor journal",
	  .options = OPTION_MODE, .exits = VERB_EXITS_LIVE, .run = cli_access },
	{ .name = "journal", .args = "[INSTALLATION]", .max_args = 1,
	  .summary = "what was done, newest last",
	  .more = "Local: needs no credentials and no network.",
	  .examples = "journal\njournal acme-prod-eu --since 2d\njournal --kind session.open --limit 20",
	  .see = "candor journal show, candor journal verify",
	  .options = OPTION_SINCE | OPTION_KIND | OPTION_LIMIT,
	  .exits = VERB_EXITS_LOCAL, .run = cli_journal },
	{ .name = "journal show", .args = "SEQ|ID [INSTALLATION]", .min_args = 1, .max_args = 2,
	  .summary = "a record as the customer reads it",
	  .more = "ID is the record's own (26 letters and digits), as in CloudTrail's userAgent.\n"
		  "SEQ counts within one log: name it by an INSTALLATION, by the number of a\n"
		  "customer's account, or by the word vendor, unless only one log has that number.",
	  .examples = "journal show 7 acme-prod-eu\njournal show 7 vendor",
	  .see = "candor journal",
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS, .run = cli_journal_show },
	{ .name = "journal verify", .args = "", .summary = "check chain, tree and signatures",
	  .more = "Read-only: every entry, node, checkpoint and signature of every log.\n"
		  "The problems of exit code 1 are logs that could not be checked in full.",
	  .examples = "journal verify\njournal verify --index",
	  .see = "candor journal, docs/journal.md",
	  .options = OPTION_INDEX,
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS | VERB_EXIT_DIVERGED | VERB_EXIT_INVALID,
	  .run = cli_journal_verify },
	{ .name = "journal reindex", .args = "", .summary = "rebuild the index from the entries",
	  .more = "The index only speeds up looking; the entries are the truth.",
	  .examples = "journal reindex", .see = "candor journal verify",
	  .exits = VERB_EXITS_LOCAL, .run = cli_journal_reindex },
	{ .name = "keys", .args = "", .summary = "every key, and where it comes from",
	  .more = "Local: reads candor.conf and keys.conf beside it.  What is wrong with\n"
		  "keys.conf stands first and makes exit code 1.",
	  .examples = "keys\nkeys --json | jq '.problems'",
	  .see = "candor-keys(5)",
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS, .run = cli_keys },
	{ .name = "theme list", .args = "", .summary = "themes there are, shipped and your own",
	  .more = "Your own are NAME.theme in the directory themes beside candor.conf.",
	  .examples = "theme list", .see = "candor theme check, candor-theme(5)",
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS, .run = cli_theme_list },
	{ .name = "theme show", .args = "THEME", .min_args = 1, .max_args = 1,
	  .summary = "a theme role by role",
	  .examples = "theme show dark\ntheme show ./night-shift.theme",
	  .see = "candor theme check, candor-theme(5)",
	  .exits = VERB_EXITS_LOCAL, .run = cli_theme_show },
	{ .name = "theme check", .args = "[THEME]...", .max_args = OPTIONS_WORDS,
	  .summary = "can a theme be read?",
	  .more = "Contrast of every role, in exact and in 256 colours; how far apart the states\n"
		  "are with each kind of colour blindness; what looks alike with 16 and 8\n"
		  "colours or none.  Without names: all shipped themes.",
	  .examples = "theme check\ntheme check night-shift\ntheme check ./night-shift.theme --json",
	  .see = "candor-theme(5)",
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS, .run = cli_theme_check },
	{ .name = "init", .args = "", .summary = "write a first candor.conf, asking",
	  .more = "Asks for the vendor's domain, your AWS profile, the customer and the role that\n"
		  "the customer gave you; the rest follows from them.  Shows the file and asks\n"
		  "before it writes it.  It never overwrites one.  From a pipe: one answer a line,\n"
		  "and --yes.",
	  .examples = "init\ninit --yes < answers",
	  .see = "candor doctor, candor.conf(5)",
	  .options = OPTION_YES,
	  .exits = VERB_EXITS_PLAIN | VERB_EXIT_PROBLEMS | VERB_EXIT_FAILED, .run = cli_init },
	{ .name = "config show", .args = "", .summary = "settings in force, and installations",
	  .more = "Local: needs no credentials and no network.",
	  .examples = "config show --origin\nconfig show --json",
	  .see = "candor config check, candor.conf(5)",
	  .options = OPTION_ORIGIN, .exits = VERB_EXITS_PLAIN, .run = cli_config_show },
	{ .name = "config check", .args = "", .summary = "errors and warnings of the configuration",
	  .more = "Reads candor.conf, the themes and the keys, and names the line of all that is\n"
		  "wrong.  Exit code 1: there are errors; warnings alone are fine.",
	  .examples = "config check\nconfig check --config new.conf",
	  .see = "candor doctor, candor.conf(5)",
	  .exits = VERB_EXITS_PLAIN | VERB_EXIT_PROBLEMS, .run = cli_config_check },
	{ .name = "doctor", .args = "", .summary = "is everything ready, and what to do",
	  .more = "Looks at terminal, locale, clock, configuration, journal, credentials and\n"
		  "endpoints.  Signs in once, as each verb does: that call is in the journal.\n"
		  "Exit code 1: there are problems; warnings alone are fine.",
	  .examples = "doctor\ndoctor --offline",
	  .see = "candor init, candor config check",
	  .options = OPTION_OFFLINE, .exits = VERB_EXITS_PLAIN | VERB_EXIT_PROBLEMS,
	  .run = cli_doctor },
	{ .name = "completion", .args = "SHELL", .min_args = 1, .max_args = 1,
	  .summary = "completion script for a shell",
	  .more = "bash: source <(candor completion bash)\n"
		  "zsh:  candor completion zsh > a directory of $fpath/_candor\n"
		  "fish: candor completion fish > ~/.config/fish/completions/candor.fish",
	  .examples = "completion bash", .exits = VERB_EXITS_PLAIN, .run = cli_completion },
	{ .name = "complete", .args = "CURRENT [WORDS]", .min_args = 1, .max_args = 2,
	  .summary = "what could stand at the cursor, for the scripts of completion",
	  .exits = VERB_EXITS_PLAIN, .hidden = true, .run = cli_complete },
	{ .name = "version", .args = "", .summary = "version, build and libraries",
	  .examples = "version\nversion --json", .exits = VERB_EXITS_PLAIN, .run = cli_version },
	{ .name = "help", .args = "[VERB]", .max_args = 2, .summary = "this help, or a verb's",
	  .examples = "help\nhelp journal show",
	  .exits = VERB_EXITS_PLAIN, .run = cli_help },
};

const struct verb_exit_row verbs_exits[] = {
	{ VERB_EXIT_FINE, "0", "fine" },
	{ VERB_EXIT_PROBLEMS, "1", "problems found" },
	{ VERB_EXIT_USAGE, "2", "the command line or the configuration is wrong" },
	{ VERB_EXIT_DENIED, "3", "denied, by AWS or by policy" },
	{ VERB_EXIT_FAILED, "4", "AWS or network error" },
	{ VERB_EXIT_JOURNAL, "5", "the journal is broken or cannot be written" },
	{ VERB_EXIT_OUTPUT, "6", "standard output could not be written" },
	{ VERB_EXIT_DIVERGED, "30", "the journal diverged from what was signed last" },
	{ VERB_EXIT_INVALID, "40", "the journal is invalid" },
	{ VERB_EXIT_SIGNAL, "128+n", "given up by signal n" },
};

static const struct argument arguments[] = {
	{ "INSTALLATION", "its name in candor.conf", ARGUMENT_INSTALLATION, NULL },
	{ "NAME", "the stack's name", ARGUMENT_STACK, NULL },
	{ "SEQ|ID", "number or id of a record", ARGUMENT_TEXT, NULL },
	{ "VERB", "one of candor's verbs", ARGUMENT_VERB, NULL },
	{ "THEME", "a theme's name, or a file .theme", ARGUMENT_THEME, NULL },
	{ "SHELL", "bash, zsh or fish", ARGUMENT_WORDS, "bash|zsh|fish" },
	{ "CURRENT", "the word at the cursor", ARGUMENT_TEXT, NULL },
	{ "WORDS", "those before it, one a line", ARGUMENT_TEXT, NULL },
};
/* clang-format on */
const size_t verbs_n = ARRAY_LEN(verbs_all);
const size_t verbs_exits_n = ARRAY_LEN(verbs_exits);

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

static const struct argument *argument_of(struct str word)
{
	if (str_ends(word, "..."))
		word.len -= 3;
	if (str_starts(word, "[") && str_ends(word, "]"))
		word = (struct str){ word.p + 1, word.len - 2 };
	for (size_t i = 0; i < ARRAY_LEN(arguments); i++)
		if (str_is(word, arguments[i].name))
			return &arguments[i];
	return NULL;
}

const struct argument *verbs_argument(const struct verb *v, size_t i)
{
	struct str rest = str_of(v->args);

	for (size_t at = 0; rest.len > 0; at++) {
		struct str word = str_cut(&rest, ' ');

		if (at == i)
			return argument_of(word);
	}
	return NULL;
}

static void add_arguments(struct buf *out, const struct verb *v)
{
	const struct argument *a;

	for (size_t i = 0; (a = verbs_argument(v, i)) != NULL; i++) {
		if (i == 0)
			buf_add_text(out, "\narguments:\n");
		add_pair(out, a->name, 16, a->help);
	}
}

static void add_exits(struct buf *out, unsigned exits)
{
	buf_add_text(out, "\nexit codes:\n");
	for (size_t i = 0; i < verbs_exits_n; i++)
		if (verbs_exits[i].bit & exits)
			add_pair(out, verbs_exits[i].code, 16, verbs_exits[i].means);
}

static void add_examples(struct buf *out, const char *examples)
{
	struct str rest = str_of(examples);

	if (rest.len > 0)
		buf_add_text(out, "\nexamples:\n");
	while (rest.len > 0) {
		struct str line = str_cut(&rest, '\n');

		buf_addf(out, "  candor %.*s\n", STR_FMT(line));
	}
}

static void help_of_verb(const struct verb *v, struct buf *out)
{
	buf_addf(out, "candor %s: %s\n\nusage: candor %s%s%s [OPTION...]\n", v->name,
		 v->summary, v->name, v->args[0] ? " " : "", v->args);
	if (v->more)
		buf_addf(out, "\n%s\n", v->more);
	add_arguments(out, v);
	add_options(out, OPTIONS_COMMON | v->options);
	add_exits(out, v->exits);
	add_examples(out, v->examples);
	buf_addf(out, "\nsee also: %s%scandor(1)\n", text_or(v->see, ""),
		 v->see ? ", " : "");
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

		if (verbs_all[i].hidden)
			continue;
		buf_addf(&left, "%s%s%s", verbs_all[i].name,
			 verbs_all[i].args[0] ? " " : "", verbs_all[i].args);
		add_pair(out, buf_text(&left), 34, verbs_all[i].summary);
	}
	add_options(out, OPTIONS_COMMON | OPTIONS_CONSOLE);
	add_exits(out, VERB_EXITS_LIVE);
	buf_add_text(
		out,
		"\nconfiguration: $XDG_CONFIG_HOME/candor/candor.conf, over that of\n"
		"/etc/candor; state: $XDG_STATE_HOME/candor; cache:\n"
		"$XDG_CACHE_HOME/candor.\n"
		"see also: candor VERB --help, candor(1), candor.conf(5)\n");
}
