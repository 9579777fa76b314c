/*
 * candor: arguments, then a verb or the console.
 *
 * The only file that asks the environment; everything below gets it through a seam.
 * Hardening comes first: from the second line on no other process of this user may
 * look into our memory, and no core file is written.
 */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"
#include "tui/app.h"
#include "tui/cli/cli.h"
#include "tui/kit/nearest.h"
#include "tui/kit/signals.h"
#include "tui/linear.h"
#include "tui/views/later.h"

static const char *get_variable(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name); /* NOLINT(concurrency-mt-unsafe): one thread */
}

static const struct cred_env environment = { .get = get_variable };

static int usage(const struct err *err)
{
	out_error(err);
	return EXIT_CODE_USAGE;
}

/* word  what was typed where v is NULL; NULL: nothing */
static int help(const struct verb *v, const char *word)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
	struct out out;

	if (v || !word || !verbs_help_begun(word, &text))
		verbs_help(v || !word ? v : verbs_match_console(word), &text);
	out_init(&out, STDOUT_FILENO, true);
	out_text(&out, buf_text(&text));

	bool ok = out_flush(&out);

	if (out.error)
		out_message("standard output could not be written: %s",
			    err_errno(out.error));
	out_release(&out);
	return ok ? EXIT_CODE_FINE : EXIT_CODE_OUTPUT;
}

/* A command of the console, or of a later version. */
static int not_here(const char *word)
{
	const struct verb *v = verbs_match_console(word);
	AUTO(buf) text = BUF_INIT(512);

	if (v)
		verbs_console_only(v, &text);
	else
		buf_add_text(&text, later_of(str_of(word)));
	out_message("%s", buf_text(&text));
	return EXIT_CODE_USAGE;
}

/* The word is neither a verb nor an installation: name what comes nearest. */
static int unknown_word(const struct config *config, const char *word)
{
	struct nearest near = NEAREST_INIT(word);
	struct err err = ERR_INIT;
	AUTO(buf) safe = BUF_INIT(256);

	if (verbs_match_console(word) || later_of(str_of(word)))
		return not_here(word);
	utf8_safe(&safe, str_of(word), 80);
	for (size_t i = 0; i < verbs_n; i++)
		nearest_try(&near, verbs_all[i].name);
	for (size_t i = 0; config && i < config->n_installations; i++)
		nearest_try(&near, config->installations[i].name);
	if (near.best)
		(void)err_set(&err, ERR_ARG,
			      "%s is no verb and no installation; did you mean %s?",
			      buf_text(&safe), near.best);
	else
		(void)err_set(
			&err, ERR_ARG,
			"%s is no verb and no installation; candor --help lists the "
			"verbs, candor fleet --cached the installations",
			buf_text(&safe));
	return usage(&err);
}

static int console_of(struct program *p, const struct options *o, bool *first_run)
{
	const struct config *config = program_config(p);
	const char *word = o->n_words > 0 ? o->words[0] : NULL;
	struct app_opts opts = { .installation = word };

	struct err err = ERR_INIT;

	if (word && (!config || !config_find(config, word)))
		return unknown_word(config, word);
	if (!verbs_check_console(o, &err))
		return usage(&err);
	if (!config) {
		cli_first_run(program_paths(p)->config);
		*first_run = true;
		return EXIT_CODE_USAGE;
	}
	if (settings_is(program_settings(p), SETTING_LINEAR, "yes"))
		return linear_run(p, word, o, &environment);
	return app_run(p, &opts);
}

/* Who sits at a terminal may begin at once. */
static int offer_init(const struct options *o, int otherwise)
{
	static const char question[] = "\nBegin with candor init now? [y/N] ";
	size_t used = 0;
	const struct verb *init =
		verbs_match((const char *const[]){ "init" }, 1, &used);

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return otherwise;
	(void)!write(STDERR_FILENO, question, sizeof(question) - 1); /* or unseen */
	return cli_agreed() ? cli_run(init, o, NULL, 0, &environment) : otherwise;
}

static int console(const struct options *o)
{
	struct program_opts opts = { .env = &environment,
				     .config = o->config,
				     .events = { .said = cli_said },
				     .flags = cli_flags(o) };
	struct program *p = NULL;
	struct err err = ERR_INIT;

	if (o->n_words == 0 && !verbs_check_console(o, &err))
		return usage(&err);
	if (!program_new(&opts, &p, &err)) {
		out_error(&err);
		return err_exit_code(err.code);
	}

	bool first_run = false;
	int code = console_of(p, o, &first_run);

	program_listen(p, &opts.events); /* the console's own ears are gone */
	program_free(p);
	return first_run ? offer_init(o, code) : code;
}

static int run(const struct options *o)
{
	size_t used = 0;
	const struct verb *v = verbs_match(o->words, o->n_words, &used);
	struct err err = ERR_INIT;

	if (o->given & OPTION_HELP)
		return help(v, o->n_words ? o->words[0] : NULL);
	if (o->given & OPTION_VERSION)
		return cli_run(
			verbs_match((const char *const[]){ "version" }, 1, &used), o,
			NULL, 0, &environment);
	if (!v)
		return console(o);
	if (!verbs_check(v, o, o->n_words - used, &err))
		return usage(&err);
	return cli_run(v, o, o->words + used, o->n_words - used, &environment);
}

/* Whatever runs, a verb or the console: a crash leaves a report, where there is a state
 * directory to leave it in. */
static void catch_crashes(void)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	bool known = program_crash_path(&environment, &path);

	signals_catch_fatal(known ? buf_text(&path) : NULL, CANDOR_VERSION);
}

int main(int argc, char *argv[])
{
	struct options options;
	struct err err = ERR_INIT;

	os_harden();
	catch_crashes();
	/* libcurl would write TLS's keys there.  One thread:
	 * NOLINTNEXTLINE(concurrency-mt-unsafe) */
	(void)unsetenv("SSLKEYLOGFILE");
	/* Numbers stay as in C.  One thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
	(void)setlocale(LC_CTYPE, "");
	(void)signal(SIGPIPE, SIG_IGN); /* a reader that left is EPIPE */
	if (!options_parse(argc, argv, &options, &err))
		return usage(&err);
	return run(&options);
}
