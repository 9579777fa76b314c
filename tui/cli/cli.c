/*
 * What the verbs share: opening the program, naming what is unknown, printing.
 */
#include "tui/cli/cli.h"

#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/checks.h"
#include "tui/kit/nearest.h"

#define NAMES_LISTED 8

bool cli_json(const struct cli *c)
{
	return c->options->given & OPTION_JSON;
}

/* --no-color, NO_COLOR or a dumb terminal. */
static bool no_color(const struct options *o, const struct cred_env *env)
{
	const char *no_color = env->get(env->ctx, "NO_COLOR");
	const char *term = env->get(env->ctx, "TERM");

	return (o->given & OPTION_NO_COLOR) || !text_empty(no_color) ||
	       text_empty(term) || text_eq(term, "dumb");
}

struct settings_flags cli_flags(const struct options *o)
{
	static const struct {
		enum option_bit bit;
		enum setting setting;
		const char *value;
	} words[] = {
		{ OPTION_ASCII, SETTING_GLYPHS, "ascii" },
		{ OPTION_NO_COLOR, SETTING_COLOR, "off" },
		{ OPTION_FRESH, SETTING_RESTORE, "no" },
		{ OPTION_LINEAR, SETTING_LINEAR, "yes" },
	};
	struct settings_flags flags = { .value = { [SETTING_THEME] = o->theme } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (o->given & words[i].bit)
			flags.value[words[i].setting] = words[i].value;
	return flags;
}

int64_t cli_now(const struct cli *c)
{
	const struct clock *clock =
		c->program ? program_clock(c->program) : &clock_system;

	return clock_wall_us(clock) / CLOCK_SEC_US;
}

void cli_said(void *ctx, enum program_tone tone, const char *text)
{
	(void)ctx;
	if (tone != PROGRAM_NOTE)
		out_message("%s", text);
}

/* "journal.show": the kind of the verb's documents. */
static void kind_of(const struct verb *v, struct buf *out)
{
	for (const char *p = v->name; *p; p++)
		buf_add(out, *p == ' ' ? "." : p, 1);
}

int cli_fail(struct cli *c, const struct err *err)
{
	AUTO(doc) d = { 0 };
	AUTO(buf) kind = BUF_INIT(64);

	kind_of(c->verb, &kind);
	doc_init(&d, buf_text(&kind), cli_now(c));
	doc_error(&d, NULL, err);
	return cli_print(c, &d, NULL);
}

static int open_program(struct cli *c, const struct program_opts *with)
{
	struct program_opts opts = *with;
	struct err err = ERR_INIT;

	opts.env = c->env;
	opts.config = c->options->config;
	if (c->host)
		return EXIT_CODE_FINE;
	opts.flags = cli_flags(c->options);
	if (!program_new(&opts, &c->program, &err))
		return cli_fail(c, &err);
	if (settings_is(program_settings(c->program), SETTING_COLOR, "off"))
		c->out.color = false;
	return EXIT_CODE_FINE;
}

int cli_open_local(struct cli *c)
{
	return open_program(c,
			    &(struct program_opts){ .events = { .said = cli_said } });
}

static void check_settings(struct cli *c, const struct config *config,
			   struct checks *checks)
{
	struct settings_flags flags = cli_flags(c->host->options);
	struct settings settings = { 0 };
	struct err err = ERR_INIT;

	if (!settings_resolve(config, c->env, &flags, &settings, &err)) {
		checks_problem(checks, &err);
		return;
	}
	for (size_t i = 0; i < settings.n_warnings; i++)
		checks_said(checks, PROGRAM_WARNING, settings.warnings[i]);
	settings_release(&settings);
}

/* What the host works with was right when it began; the files may not be so now. */
static void check_files_again(struct cli *c, struct checks *checks)
{
	const char *files[CONFIG_FILES];
	size_t n = program_config_files(program_paths(c->program), files);
	struct config config = { 0 };
	struct err err = ERR_INIT;

	if (n == 0 || !config_load_all(files, n, checks_problem, checks, &config, &err))
		return; /* each error was handed out; no file is a check of its own */
	for (size_t i = 0; i < config.n_warnings; i++)
		checks_said(checks, PROGRAM_WARNING, config.warnings[i]);
	check_settings(c, &config, checks);
	config_release(&config);
}

int cli_open_checked(struct cli *c, struct checks *checks)
{
	if (c->host)
		check_files_again(c, checks);
	return open_program(c, &(struct program_opts){
				       .events = { .said = checks_said, .ctx = checks },
				       .problem = checks_problem,
				       .problem_ctx = checks,
			       });
}

int cli_open(struct cli *c)
{
	int code = cli_open_local(c);
	struct err err = ERR_INIT;

	if (code != EXIT_CODE_FINE || program_config(c->program))
		return code;
	if (!cli_json(c)) {
		cli_first_run(program_paths(c->program)->config);
		return EXIT_CODE_USAGE;
	}
	(void)err_set(&err, ERR_CONFIG,
		      "there is no configuration yet: %s; candor init writes a first "
		      "one",
		      program_paths(c->program)->config);
	return cli_fail(c, &err);
}

void cli_first_run(const char *config_path)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));

	utf8_safe(&path, str_of(config_path), 2048);
	buf_addf(&text,
		 "candor: there is no configuration yet: %s\n"
		 "\n"
		 "candor needs to know who your vendor is, which AWS profile is you, "
		 "and each\n"
		 "installation: an account, a region and the role that the customer "
		 "gave you.\n"
		 "Nothing was read from AWS and nothing was sent.\n"
		 "\n"
		 "  candor init            asks four questions, shows the file, then "
		 "writes it\n"
		 "  candor doctor          tells what else is missing\n"
		 "  candor --config FILE   takes another one; so does CANDOR_CONFIG\n"
		 "\n"
		 "candor.conf(5) has every key and an example; candor --help the "
		 "rest.\n",
		 buf_text(&path));
	(void)!write(2, buf_text(&text), text.len); /* nowhere else to say it */
}

static void list_names(const struct config *config, struct buf *out)
{
	for (size_t i = 0; i < config->n_installations && i < NAMES_LISTED; i++)
		buf_addf(out, "%s%s", i > 0 ? ", " : "", config->installations[i].name);
	if (config->n_installations > NAMES_LISTED)
		buf_addf(out, " and %zu more (candor fleet --cached)",
			 config->n_installations - NAMES_LISTED);
}

bool cli_unknown_installation(const struct config *config, const char *name,
			      struct err *err)
{
	struct nearest near = NEAREST_INIT(name);
	AUTO(buf) safe = BUF_INIT(256);
	AUTO(buf) names = BUF_INIT(400);

	for (size_t i = 0; i < config->n_installations; i++)
		nearest_try(&near, config->installations[i].name);
	utf8_safe(&safe, str_of(name), 80);
	if (near.best)
		return err_set(err, ERR_ARG,
			       "there is no installation %s in %s; did you mean %s?",
			       buf_text(&safe), config->path, near.best);
	list_names(config, &names);
	return err_set(err, ERR_ARG, "there is no installation %s in %s; there are: %s",
		       buf_text(&safe), config->path,
		       names.len ? buf_text(&names) : "none");
}

const struct installation *cli_installation(const struct cli *c, const char *name,
					    struct err *err)
{
	const struct config *config = program_config(c->program);
	const struct installation *found = config_find(config, name);

	if (!found)
		(void)cli_unknown_installation(config, name,
					       err); /* false: err is set */
	return found;
}

void cli_print_errors(const struct doc *d)
{
	for (const struct node *e = node_first(d->errors); e; e = e->next) {
		const char *where = node_text(e, "installation", NULL);
		const char *text = node_text(e, "text", "");

		if (where && !strstr(text, where))
			out_message("%s: %s", where, text);
		else
			out_message("%s", text);
	}
}

/* Half a document would be taken for the whole. */
static int too_much(void)
{
	out_message(
		"more than %zu MiB at once is not shown; ask for less (--limit, or one "
		"installation)",
		LIMIT_ARENA / LIMIT_MIB(1));
	return EXIT_CODE_FAILED;
}

int cli_print(struct cli *c, struct doc *d, void (*text)(struct cli *c, struct doc *d))
{
	if (!doc_whole(d))
		return too_much();
	if (cli_json(c)) {
		AUTO(buf) json = BUF_INIT(LIMIT_ARENA);

		if (!doc_json(d, &json))
			return too_much();
		buf_add_str(&c->out.text, buf_str(&json));
	} else if (text) {
		text(c, d);
	}
	(void)out_flush(&c->out); /* looked at by cli_run() */
	cli_print_errors(d);
	return doc_exit(d);
}

/* The reader went away: what a pipe's end does to other programs, but in order. */
#define EXIT_CLOSED_PIPE (EXIT_CODE_SIGNAL + 13)

static int finish(struct cli *c, int code)
{
	(void)out_flush(&c->out); /* looked at below */
	if (c->out.closed)
		return code >= EXIT_CODE_SIGNAL ? code : EXIT_CLOSED_PIPE;
	if (c->out.error) {
		out_message("standard output could not be written: %s",
			    err_errno(c->out.error));
		return code == EXIT_CODE_FINE || code == EXIT_CODE_PROBLEMS
			       ? EXIT_CODE_OUTPUT
			       : code;
	}
	return code;
}

int cli_run(const struct verb *v, const struct options *o, const char *const *args,
	    size_t n_args, const struct cred_env *env)
{
	struct cli c = {
		.verb = v,
		.options = o,
		.args = args,
		.n_args = n_args,
		.env = env,
	};

	out_init(&c.out, STDOUT_FILENO, no_color(o, env));

	int code = finish(&c, v->run(&c));

	program_free(c.program);
	out_release(&c.out);
	return code;
}
