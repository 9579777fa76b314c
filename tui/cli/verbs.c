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
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_fleet,
	  .command = COMMAND_FLEET, .alias = "fl" },
	{ .name = "status", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "health with its reasons",
	  .examples = "status acme-prod-eu\nstatus acme-prod-eu --cached",
	  .see = "candor fleet, candor stacks",
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_status },
	{ .name = "stacks", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "its CloudFormation stacks, worst first",
	  .examples = "stacks acme-prod-eu\nstacks acme-prod-eu --json",
	  .see = "candor stack",
	  .options = OPTION_CACHED, .exits = VERB_EXITS_LIVE, .run = cli_stacks,
	  .command = COMMAND_STACKS, .typed = "[INSTALLATION]" },
	{ .name = "stack", .args = "INSTALLATION NAME", .min_args = 2, .max_args = 2,
	  .summary = "one stack: resources, events, outputs",
	  .more = "Outputs and parameters that look secret are named, never shown.",
	  .examples = "stack acme-prod-eu acme-prod-eu-core",
	  .see = "candor stacks",
	  .exits = VERB_EXITS_LIVE, .run = cli_stack,
	  .command = COMMAND_STACK, .alias = "st", .typed = "NAME [INSTALLATION]" },
	{ .name = "metrics", .args = "INSTALLATION [METRIC]...", .min_args = 1,
	  .max_args = OPTIONS_WORDS - 1, .summary = "its metrics over a time, and thresholds",
	  .more = "Of the last 3 hours, or --since.  METRIC is an id or a title as this verb prints\n"
		  "it; without: all.  --csv: one row a period, one column a metric, gaps empty.",
	  .examples = "metrics acme-prod-eu\nmetrics acme-prod-eu lambda-errors --since 3h\nmetrics acme-prod-eu --since 2d --csv > acme.csv",
	  .see = "candor alarms, docs/metrics.md",
	  .options = OPTION_SINCE | OPTION_CSV, .exits = VERB_EXITS_LIVE, .run = cli_metrics,
	  .command = COMMAND_METRICS, .alias = "me", .typed = "[METRICS]",
	  .says = "charts over one time: metrics by name, and how far back" },
	{ .name = "alarms", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "the CloudWatch alarms of its stacks",
	  .more = "Worst first, with the history of those that fire.",
	  .examples = "alarms acme-prod-eu\nalarms acme-prod-eu --json",
	  .see = "candor metrics, candor status",
	  .exits = VERB_EXITS_LIVE, .run = cli_alarms,
	  .command = COMMAND_ALARMS, .alias = "al", .typed = "[INSTALLATION]",
	  .says = "CloudWatch alarms with their reasons and history" },
	{ .name = "services", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "parts of its services, worst first",
	  .more = "The parts of the services that its stacks are made of, worst first, each with\n"
		  "its reason.  docs/services.md says what is asked, what is dropped, the rules.",
	  .examples = "services acme-prod-eu\nservices acme-prod-eu --json",
	  .see = "candor stacks, candor explain",
	  .exits = VERB_EXITS_LIVE, .run = cli_services,
	  .command = COMMAND_SERVICES, .alias = "sv", .typed = "[INSTALLATION]",
	  .says = "functions, tables, buckets and the like, worst first" },
	{ .name = "metadata", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "the summaries that it left in its bucket",
	  .more = "The newest one of each function and metric, and objects that cannot be used.",
	  .examples = "metadata acme-prod-eu\nmetadata acme-prod-eu --json",
	  .see = "candor status, candor metrics",
	  .exits = VERB_EXITS_LIVE, .run = cli_metadata },
	{ .name = "access", .args = "INSTALLATION", .min_args = 1, .max_args = 1,
	  .summary = "who you are there, and the off switch",
	  .more = "Opens a session (an AssumeRole in the customer's CloudTrail), says what it is,\n"
		  "and closes it.",
	  .examples = "access acme-prod-eu\naccess acme-prod-eu --mode observe",
	  .see = "candor journal",
	  .options = OPTION_MODE, .exits = VERB_EXITS_LIVE, .run = cli_access,
	  .command = COMMAND_ACCESS, .alias = "who", .typed = "[INSTALLATION]" },
	{ .name = "journal", .args = "[INSTALLATION]", .max_args = 1,
	  .summary = "what was done, newest last",
	  .more = "Local: needs no credentials and no network.",
	  .examples = "journal\njournal acme-prod-eu --since 2d\njournal --kind session.open --limit 20",
	  .see = "candor journal show, candor journal verify",
	  .options = OPTION_SINCE | OPTION_KIND | OPTION_LIMIT,
	  .exits = VERB_EXITS_LOCAL, .run = cli_journal,
	  .command = COMMAND_JOURNAL, .alias = "j", .typed = "[FILTER]",
	  .says = "what was done; who: inst: action: result: mode: kind: words" },
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
	{ .name = "watch", .args = "[INSTALLATION]...", .max_args = OPTIONS_WORDS,
	  .summary = "watch without a person, tell changes",
	  .more = "Reads and judges each minute; when an installation changes its state, prints a\n"
		  "line (with --json a document), runs the command and posts to the webhook of\n"
		  "[watch] in candor.conf.  TERM ends it.  Without names: all installations.",
	  .examples = "watch\nwatch --once --json\nwatch acme-prod-eu --every 5m",
	  .see = "candor fleet, docs/operations.md",
	  .options = OPTION_ONCE | OPTION_EVERY | OPTION_ROUNDS,
	  .exits = VERB_EXITS_LIVE, .run = cli_watch },
	{ .name = "explain", .args = "[RULE]", .max_args = 1,
	  .summary = "rules of health: when, and what to do",
	  .more = "Local: opens nothing.  Without RULE: all rules, by signal.",
	  .examples = "explain\nexplain stack-rolled-back",
	  .see = "candor status, docs/rules.md",
	  .exits = VERB_EXITS_PLAIN, .run = cli_explain },
	{ .name = "heartbeats", .args = "[INSTALLATION]", .max_args = 1,
	  .summary = "heartbeats, and what did not come",
	  .more = "Local: what candor listen received within the last 24 hours or --since.  Of one\n"
		  "installation the gaps, too, with their cause.",
	  .examples = "heartbeats\nheartbeats acme-prod-eu --since 3h\nheartbeats --json | jq '.items[] | select(.missed > 0)'",
	  .see = "candor listen, docs/heartbeats.md",
	  .options = OPTION_SINCE, .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS | VERB_EXIT_FAILED,
	  .run = cli_heartbeats,
	  .command = COMMAND_HEARTBEATS, .alias = "hb",
	  .says = "beats of each agent over 24 h, gaps with causes" },
	{ .name = "listen", .args = "", .summary = "receive heartbeats, until Ctrl-C or TERM",
	  .more = "HTTPS (TLS 1.2 and later) with a certificate and its key; plain HTTP on loopback\n"
		  "alone, for a proxy.  --listen, --tls-cert and --tls-key win over [listen] in\n"
		  "candor.conf.  Prints at its end what was received and what was refused.",
	  .examples = "listen\nlisten --listen 0.0.0.0:8443 --tls-cert beats.pem --tls-key beats.key",
	  .see = "candor heartbeats, docs/heartbeats.md",
	  .options = OPTION_LISTEN | OPTION_TLS_CERT | OPTION_TLS_KEY,
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_FAILED, .run = cli_listen },
	{ .name = "account set", .args = "INSTALLATION active|suspended", .min_args = 2, .max_args = 2,
	  .summary = "say if its bills are paid",
	  .more = "What a heartbeat is answered with.  Goes on record in the vendor's log, with the\n"
		  "reason, before it is set; signs in once for your name.",
	  .examples = "account set acme-prod-eu suspended --reason \"invoice 4711 is open\"",
	  .see = "candor account show, candor heartbeats", .forget = true,
	  .options = OPTION_REASON, .exits = VERB_EXITS_LIVE, .run = cli_account_set },
	{ .name = "account show", .args = "[INSTALLATION]", .max_args = 1,
	  .summary = "active or suspended, and why",
	  .more = "Local: needs no credentials and no network.",
	  .examples = "account show", .see = "candor account set",
	  .exits = VERB_EXITS_LOCAL, .run = cli_account_show },
	{ .name = "keys", .args = "", .summary = "every key, and where it comes from",
	  .more = "Local: reads candor.conf and keys.conf beside it.  What is wrong with\n"
		  "keys.conf stands first and makes exit code 1.",
	  .examples = "keys\nkeys --json | jq '.problems'",
	  .see = "candor-keys(5)",
	  .exits = VERB_EXITS_LOCAL | VERB_EXIT_PROBLEMS, .run = cli_keys,
	  .command = COMMAND_KEYS, .typed = "[reload]",
	  .says = "every key and where it comes from; reload reads keys.conf again" },
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
	  .run = cli_doctor, .command = COMMAND_PAGE },
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
	{ .name = "help", .args = "[VERB]...", .max_args = 2, .summary = "this help, or a verb's",
	  .examples = "help\nhelp journal show",
	  .exits = VERB_EXITS_PLAIN, .run = cli_help,
	  .command = COMMAND_HELP, .alias = "h", .typed = "[WORD]", .says = "keys here, then everywhere" },

	/* in the console alone */
	{ .name = "overview", .args = "[INSTALLATION]", .outside = "status",
	  .summary = "health with its reasons, stacks, who was here",
	  .command = COMMAND_OVERVIEW, .alias = "ov status" },
	{ .name = "open", .args = "INSTALLATION", .outside = "status",
	  .summary = "overview of an installation",
	  .command = COMMAND_OPEN, .alias = "o" },
	{ .name = "refresh", .args = "[INSTALLATION|all]", .outside = "fleet",
	  .summary = "read again", .command = COMMAND_REFRESH },
	{ .name = "filter", .args = "[FILTER]",
	  .summary = "keep rows that fit: words, column:value, !word, column>n; empty: all",
	  .command = COMMAND_FILTER },
	{ .name = "sort", .args = "COLUMN [ORDER]", .summary = "sort the list",
	  .command = COMMAND_SORT },
	{ .name = "columns", .args = "[COLUMNS]", .summary = "choose the columns of the list",
	  .command = COMMAND_COLUMNS },
	{ .name = "copy", .args = "[id|arn|row|view|file]", .summary = "copy the id, the ARN, the row, the view",
	  .more = "file writes what was copied last into a private file and says its path.",
	  .command = COMMAND_COPY, .alias = "y" },
	{ .name = "actions", .args = "", .summary = "what can be done with the selected row",
	  .command = COMMAND_ACTION },
	{ .name = "tz", .args = "utc|local|customer|relative",
	  .summary = "in which zone times are written", .command = COMMAND_TIMES },
	{ .name = "renew", .args = "[INSTALLATION]",
	  .summary = "a new session before the old one ends (asks)",
	  .command = COMMAND_RENEW },
	{ .name = "drop", .args = "[INSTALLATION]", .summary = "give the session up now (asks)",
	  .command = COMMAND_DROP },
	{ .name = "verify", .args = "", .outside = "journal verify",
	  .summary = "recompute every hash and signature of the journal",
	  .command = COMMAND_VERIFY },
	{ .name = "messages", .args = "", .summary = "what candor said in this run",
	  .command = COMMAND_MESSAGES, .alias = "mes" },
	{ .name = "jobs", .args = "", .summary = "what runs now; Ctrl-C there gives one up",
	  .command = COMMAND_JOBS },
	{ .name = "goto", .args = "TIME", .summary = "go to a time in the charts",
	  .command = COMMAND_GOTO },
	{ .name = "range", .args = "SPAN", .summary = "how much time the charts show",
	  .command = COMMAND_RANGE },
	{ .name = "calls", .args = "", .summary = "AWS calls of this run",
	  .command = COMMAND_PAGE },
	{ .name = "theme", .args = "[THEME|inspect]", .outside = "theme list",
	  .summary = "choose colours (color) by looking; inspect names the role of a cell",
	  .says = "colours: alone it opens the list; inspect names a cell's role",
	  .command = COMMAND_THEME },
	{ .name = "settings", .args = "", .outside = "config show --origin",
	  .summary = "settings in force, and where each comes from",
	  .command = COMMAND_PAGE },
	{ .name = "mouse", .args = "on|off",
	  .summary = "on: select rows and scroll with it; Shift-drag selects text",
	  .command = COMMAND_MOUSE },
	{ .name = "ascii", .args = "on|off",
	  .summary = "on: plain signs, for a font or terminal that lacks the others",
	  .command = COMMAND_ASCII },
	{ .name = "dump", .args = "",
	  .summary = "write this screen to a private file; goes on record",
	  .command = COMMAND_DUMP },
	{ .name = "quit", .args = "", .summary = "leave candor (exit)",
	  .command = COMMAND_QUIT, .alias = "q q! wq x exit" },
};

const struct verb_exit_row verbs_exits[] = {
	{ VERB_EXIT_FINE, "0", "fine" },
	{ VERB_EXIT_PROBLEMS, "1", "problems found" },
	{ VERB_EXIT_USAGE, "2", "the command line or the configuration is wrong" },
	{ VERB_EXIT_DENIED, "3", "denied, by AWS or by policy" },
	{ VERB_EXIT_FAILED, "4", "AWS or network error, or another candor has what is needed" },
	{ VERB_EXIT_JOURNAL, "5", "the journal is broken or cannot be written" },
	{ VERB_EXIT_OUTPUT, "6", "standard output could not be written" },
	{ VERB_EXIT_DIVERGED, "30", "the journal diverged from what was signed last" },
	{ VERB_EXIT_INVALID, "40", "the journal is invalid" },
	{ VERB_EXIT_SIGNAL, "128+n", "given up by signal n" },
};

static const struct argument arguments[] = {
	{ .name = "INSTALLATION", .help = "its name in candor.conf",
	  .kind = ARGUMENT_INSTALLATION },
	{ .name = "NAME", .help = "the stack's name", .kind = ARGUMENT_STACK },
	{ .name = "SEQ|ID", .help = "number or id of a record", .kind = ARGUMENT_TEXT },
	{ .name = "VERB", .help = "one of candor's verbs", .kind = ARGUMENT_VERB },
	{ .name = "THEME", .help = "a theme's name, or a file .theme",
	  .kind = ARGUMENT_THEME },
	{ .name = "THEME|inspect", .help = "its name; inspect names the role of a cell",
	  .kind = ARGUMENT_THEME },
	{ .name = "CURRENT", .help = "the word at the cursor", .kind = ARGUMENT_TEXT },
	{ .name = "WORDS", .help = "those before it, one a line", .kind = ARGUMENT_TEXT },
	{ .name = "RULE", .help = "id of a rule of health",
	  .kind = ARGUMENT_RULE },
	{ .name = "SHELL", .help = "bash, zsh or fish", .kind = ARGUMENT_WORDS,
	  .words = "bash|zsh|fish" },
	{ .name = "INSTALLATION|all", .help = "its name, or all of them",
	  .kind = ARGUMENT_SCOPE },
	{ .name = "COLUMN", .help = "a column of the list on the screen",
	  .kind = ARGUMENT_COLUMN },
	{ .name = "COLUMNS", .help = "their names, all or default",
	  .kind = ARGUMENT_COLUMNS },
	{ .name = "METRIC", .help = "its id or title, as candor metrics prints it",
	  .kind = ARGUMENT_TEXT },
	{ .name = "METRICS", .help = "some of them, and 30m, 3h or 2d back",
	  .kind = ARGUMENT_METRICS },
	{ .name = "TIME", .help = "14:02, -1h, now, yesterday 9:00, 2026-11-23T14:00Z",
	  .kind = ARGUMENT_REST },
	{ .name = "SPAN", .help = "15m to 15d", .kind = ARGUMENT_TEXT },
	{ .name = "ORDER", .help = "asc, or desc for the other way round",
	  .kind = ARGUMENT_WORDS, .words = "asc|desc" },
	{ .name = "FILTER", .help = "words to keep; see ? for the rest",
	  .kind = ARGUMENT_REST },
	{ .name = "WORD", .help = "what to look for in help", .kind = ARGUMENT_REST },
	{ .name = "id|arn|row|view|file", .help = "of what has the focus; id without it",
	  .kind = ARGUMENT_WORDS, .words = "id|arn|row|view|file" },
	{ .name = "utc|local|customer|relative", .help = "how times are written",
	  .kind = ARGUMENT_WORDS, .words = "utc|local|customer|relative" },
	{ .name = "reload", .help = "read keys.conf again", .kind = ARGUMENT_WORDS,
	  .words = "reload" },
	{ .name = "active|suspended", .help = "active: its bills are paid",
	  .kind = ARGUMENT_WORDS, .words = "active|suspended" },
	{ .name = "on|off", .help = "on or off", .kind = ARGUMENT_WORDS,
	  .words = "on|off" },
};
/* clang-format on */
#define CONSOLE_ONLY 23 /* rows at the end of the table; a test counts them */
const size_t verbs_n = ARRAY_LEN(verbs_all) - CONSOLE_ONLY;
const size_t verbs_n_rows = ARRAY_LEN(verbs_all);
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

const struct verb *verbs_match_console(const char *word)
{
	for (size_t i = verbs_n; i < verbs_n_rows; i++)
		if (text_eq(verbs_all[i].name, word))
			return &verbs_all[i];
	return NULL;
}

static bool is_alias(const char *aliases, struct str word)
{
	struct str rest = str_of(aliases);

	while (rest.len > 0)
		if (str_eq(str_cut(&rest, ' '), word))
			return true;
	return false;
}

const struct verb *verbs_command(struct str word)
{
	for (size_t i = 0; word.len > 0 && i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];

		if (v->command && (str_is(word, v->name) || is_alias(v->alias, word)))
			return v;
	}
	return NULL;
}

void verbs_console_only(const struct verb *v, struct buf *out)
{
	buf_addf(out, "%s works in the console only: candor, then :%s%s%s", v->name,
		 v->name, v->args[0] ? " " : "", v->args);
	if (v->outside)
		buf_addf(out, "; candor %s is its like here", v->outside);
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

/* Word i of "INSTALLATION [NAME]"; empty: there are fewer. */
static struct str word_of(const char *args, size_t i)
{
	struct str rest = str_of(args);

	for (; rest.len > 0 && i > 0; i--)
		(void)str_cut(&rest, ' ');
	return str_cut(&rest, ' ');
}

const struct argument *verbs_argument(const struct verb *v, size_t i)
{
	struct str word = word_of(v->args, i);

	for (size_t last = i; word.len == 0 && last > 0; last--) {
		word = word_of(v->args, last - 1);
		if (word.len > 0 && !str_ends(word, "..."))
			return NULL;
	}
	return argument_of(word);
}

const char *verbs_typed_args(const struct verb *v)
{
	return v->typed ? v->typed : v->args;
}

const struct argument *verbs_typed(const struct verb *v, size_t i, bool *ret_needed)
{
	struct str word = word_of(verbs_typed_args(v), i);

	*ret_needed = word.len > 0 && word.p[0] != '[';
	return argument_of(word);
}

static void add_arguments(struct buf *out, const struct verb *v)
{
	for (size_t i = 0; word_of(v->args, i).len > 0; i++) {
		const struct argument *a = argument_of(word_of(v->args, i));

		if (i == 0)
			buf_add_text(out, "\narguments:\n");
		if (a)
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

static void help_of_command(const struct verb *v, struct buf *out)
{
	AUTO(buf) where = BUF_INIT(512);

	verbs_console_only(v, &where);
	buf_addf(out, "candor: %s: %s\n\n%s\n", v->name, v->summary, buf_text(&where));
	if (v->more)
		buf_addf(out, "\n%s\n", v->more);
	add_arguments(out, v);
	buf_add_text(out, "\nsee also: candor help, candor(1)\n");
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

/* "in the console, after a colon: overview open ..." */
static void add_console_only(struct buf *out)
{
	size_t width = 0;

	buf_add_text(out, "\nin the console, after a colon, these and:\n");
	for (size_t i = verbs_n; i < verbs_n_rows; i++) {
		size_t len = strlen(verbs_all[i].name) + 2;

		width = i == verbs_n || width + len > 76 ? 0 : width;
		buf_addf(out, "%s%s",
			 width          ? "  "
			 : i == verbs_n ? "  "
					: "\n  ",
			 verbs_all[i].name);
		width += len;
	}
	buf_add_text(out, "\n");
}

static bool begins_with(const struct verb *v, const char *word)
{
	struct str name = str_of(v->name);

	return !v->hidden && str_is(str_cut(&name, ' '), word) && name.len > 0;
}

bool verbs_help_begun(const char *word, struct buf *out)
{
	const char *const words[] = { word };
	const struct verb *v = verbs_match_console(word);
	size_t used = 0;
	bool any = false;

	if (verbs_match(words, 1, &used))
		return false;
	for (size_t i = 0; i < verbs_n; i++) {
		AUTO(buf) left = BUF_INIT(128);

		if (!begins_with(&verbs_all[i], word))
			continue;
		if (!any)
			buf_addf(out, "usage: candor %s WORD [OPTION...]\n\n", word);
		any = true;
		buf_addf(&left, "%s%s%s", verbs_all[i].name,
			 verbs_all[i].args[0] ? " " : "", verbs_all[i].args);
		add_pair(out, buf_text(&left), 24, verbs_all[i].summary);
	}
	if (any && v)
		buf_addf(out, "\nin the console, :%s %s: %s\n", word, v->args,
			 v->summary);
	if (any)
		buf_addf(out, "\nsee also: candor %s WORD --help, candor(1)\n", word);
	return any;
}

void verbs_help(const struct verb *v, struct buf *out)
{
	unsigned bits = OPTIONS_COMMON;

	if (v && !v->run)
		help_of_command(v, out);
	else if (v)
		help_of_verb(v, out);
	if (v)
		return;
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
	add_console_only(out);
	bits |= OPTIONS_CONSOLE; /* some of them are both */
	add_options(out, bits);
	add_exits(out, VERB_EXITS_LIVE);
	buf_add_text(
		out,
		"\nconfiguration: $XDG_CONFIG_HOME/candor/candor.conf, over that of\n"
		"/etc/candor; state: $XDG_STATE_HOME/candor; cache:\n"
		"$XDG_CACHE_HOME/candor.\n"
		"see also: candor VERB --help, candor(1), candor.conf(5)\n");
}
