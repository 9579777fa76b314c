/*
 * The one place where the real parts meet.
 *
 * Stages, and the one function that makes each step:
 *
 *   NEW --program_start--> VERIFYING --slice: all logs looked at--> IDENTIFYING
 *    |         +--start_parts failed--> FAILED           --on_identity--> READY
 *    |                                    ^  +--program_retry--> IDENTIFYING
 *    |   slice: a log is bad, on_identity +
 *   any --program_leave--> LEAVING: drain (calls end) -> close (sessions) -> left
 *
 * What always holds: no call is begun before every log was looked at, since wishes wait
 * for READY; the door is closed before sessions are; the journal is closed last.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "core/net/transport_curl.h"
#include "core/watch/metric_catalogue.h"
#include "tui/program_impl.h"

#define MACHINE_CONFIG CANDOR_SYSCONFDIR "/candor/candor.conf"

/* ---- what faces hear ---- */

static void trim(void *ctx)
{
	struct program *p = ctx;

	p->trim_timer = 0;
	db_journal_trim(p->store);
	cache_trim(p->cache);
	os_trim_memory();
}

/* A round of readings leaves the heap full of holes: buffers of connections, answers.
 * A second later they are all free. */
static void trim_after_round(struct program *p)
{
	bool running = fleet_progress(p->fleet).running > 0;

	if (p->round && !running && p->trim_timer == 0)
		p->trim_timer = loop_arm(p->loop, 1000, trim, p);
	p->round = running;
}

void program_changed(void *ctx)
{
	struct program *p = ctx;

	if (p->fleet)
		trim_after_round(p);
	if (p->events.changed)
		p->events.changed(p->events.ctx);
}

void program_say(struct program *p, enum program_tone tone, const char *text)
{
	log_line("%s", text);
	if (p->events.said)
		p->events.said(p->events.ctx, tone, text);
}

void program_listen(struct program *p, const struct program_events *events)
{
	p->events = *events;
}

void program_fail(struct program *p, const struct err *err)
{
	if (p->stage == PROGRAM_LEAVING)
		return;
	p->stage = PROGRAM_FAILED;
	p->trouble = *err;
	log_line("failed: %s", err->text);
	program_changed(p);
}

/* ---- the access line ---- */

/* The region for sts: a partition's sts answers only in its own regions. */
const char *program_region(const struct program *p)
{
	if (p->plan.region)
		return p->plan.region;
	return p->config.n_installations > 0 ? p->config.installations[0].region
					     : "us-east-1";
}

/* An override of either service is shown; one that leaves this machine wins. */
void program_find_endpoint(struct program *p)
{
	static const struct aws_service *const services[] = { &service_cloudformation,
							      &service_sts };
	struct err err = ERR_INIT;

	p->endpoint = (struct endpoint){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		struct endpoint e;

		if (!endpoint_resolve(services[i], program_region(p), p->env,
				      p->plan.endpoint_url, &e, &err))
			continue; /* the first call says why */
		if (e.override && (!p->endpoint.override || !e.loopback))
			p->endpoint = e;
	}
	if (p->endpoint.port)
		(void)snprintf(p->host, sizeof(p->host), "%s:%u", p->endpoint.host,
			       p->endpoint.port);
	else
		(void)snprintf(p->host, sizeof(p->host), "%s", p->endpoint.host);
}

enum program_place program_place(const struct program *p, const char **ret_host)
{
	*ret_host = p->host;
	if (!p->endpoint.override)
		return PROGRAM_AWS;
	return p->endpoint.loopback ? PROGRAM_SANDBOX : PROGRAM_ENDPOINT;
}

/* ---- paths and configuration ---- */

#define STATE_PLACE "XDG_STATE_HOME", ".local/state"
#define CRASH_FILE  "crash.txt"

const struct cred_env *program_variables(const struct program *p)
{
	return p->env;
}

const char *program_env(const struct program *p, const char *name)
{
	return p->env->get(p->env->ctx, name);
}

/* The XDG base directory specification asks to ignore a relative path; who set one
 * wants to know where things lie instead. */
static void say_relative(struct program *p, const char *variable, const char *value,
			 const char *used)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&text, "%s=%s is not an absolute path and does not count; %s is used",
		 variable, value, used);
	program_say(p, PROGRAM_WARNING, buf_text(&text));
}

/* $VARIABLE/candor, or $HOME/otherwise/candor; false: neither names a directory. */
static bool add_place(const struct cred_env *env, const char *variable,
		      const char *otherwise, struct buf *out)
{
	const char *base = env->get(env->ctx, variable);
	const char *home = env->get(env->ctx, "HOME");

	if (!text_empty(base) && base[0] == '/')
		buf_addf(out, "%s/candor", base);
	else if (!text_empty(home) && home[0] == '/')
		buf_addf(out, "%s/%s/candor", home, otherwise);
	else
		return false;
	return true;
}

static bool xdg(struct program *p, const char *variable, const char *otherwise,
		char **ret, struct err *err)
{
	const char *base = program_env(p, variable);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));

	if (!add_place(p->env, variable, otherwise, &path))
		return err_set(err, ERR_ARG,
			       "neither %s nor HOME names a directory; set one",
			       variable);
	if (!buf_ok(&path))
		return err_set(err, ERR_ARG, "%s is too long", variable);
	if (!text_empty(base) && base[0] != '/')
		say_relative(p, variable, base, buf_text(&path));
	*ret = buf_take(&path);
	return true;
}

static char *joined(const char *dir, const char *name)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s/%s", dir, name);
	return buf_take(&path);
}

static bool find_config(struct program *p, const struct program_opts *opts,
			struct err *err)
{
	const char *named = text_or(opts->config, program_env(p, "CANDOR_CONFIG"));
	char *dir = NULL;

	if (!text_empty(named)) {
		p->paths.config = mem_text(named);
		return true;
	}
	if (!xdg(p, "XDG_CONFIG_HOME", ".config", &dir, err))
		return false;
	p->paths.config = joined(dir, "candor.conf");
	p->paths.machine = mem_text(text_or(opts->machine, MACHINE_CONFIG));
	free(dir);
	return true;
}

static bool find_paths(struct program *p, const struct program_opts *opts,
		       struct err *err)
{
	if (!find_config(p, opts, err) || !xdg(p, STATE_PLACE, &p->paths.state, err) ||
	    !xdg(p, "XDG_CACHE_HOME", ".cache", &p->paths.cache, err))
		return false;
	p->paths.log = joined(p->paths.state, "candor.log");
	p->paths.crash = joined(p->paths.state, CRASH_FILE);
	return true;
}

bool program_crash_path(const struct cred_env *env, struct buf *out)
{
	if (!add_place(env, STATE_PLACE, out))
		return false;
	buf_add_text(out, "/" CRASH_FILE);
	return buf_ok(out);
}

size_t program_config_files(const struct program_paths *paths,
			    const char *ret[CONFIG_FILES])
{
	size_t n = 0;

	if (paths->machine && os_file_exists(paths->machine))
		ret[n++] = paths->machine;
	if (os_file_exists(paths->config))
		ret[n++] = paths->config;
	return n;
}

static bool check_metrics(struct program *p, const struct program_opts *opts,
			  struct err *err)
{
	if (metric_catalogue_check(&p->config, err))
		return true;
	if (opts->problem)
		opts->problem(opts->problem_ctx, err);
	return false;
}

static bool read_config(struct program *p, const struct program_opts *opts,
			struct err *err)
{
	const char *files[CONFIG_FILES];
	size_t n = program_config_files(&p->paths, files);

	if (n > 0)
		return config_load_all(files, n, opts->problem, opts->problem_ctx,
				       &p->config, err) &&
		       check_metrics(p, opts, err);
	/* one that is named on the command line must be there */
	(void)err_set(err, ERR_CONFIG, "--config: there is no file %s", opts->config);
	if (opts->problem)
		opts->problem(opts->problem_ctx, err);
	return false;
}

static bool load_config(struct program *p, const struct program_opts *opts,
			struct err *err)
{
	const char *files[CONFIG_FILES];

	if (text_empty(opts->config) && program_config_files(&p->paths, files) == 0)
		return true; /* a first run */
	if (!read_config(p, opts, err)) {
		err->code = ERR_CONFIG;
		return opts->problem != NULL;
	}
	p->has_config = true;
	for (size_t i = 0; i < p->config.n_warnings; i++)
		program_say(p, PROGRAM_WARNING, p->config.warnings[i]);
	return true;
}

static bool load_settings(struct program *p, const struct program_opts *opts,
			  struct err *err)
{
	if (!settings_resolve(program_config(p), p->env, &opts->flags, &p->settings,
			      err)) {
		if (!opts->problem)
			return false;
		opts->problem(opts->problem_ctx, err);
		return settings_resolve(NULL, NULL, NULL, &p->settings, err);
	}
	for (size_t i = 0; i < p->settings.n_warnings; i++)
		program_say(p, PROGRAM_WARNING, p->settings.warnings[i]);
	return true;
}

static bool make_directories(struct program *p, struct err *err)
{
	struct err log_err = ERR_INIT;
	struct err cache_err = ERR_INIT;

	if (!os_private_dir(p->paths.state, err))
		return err_set(err, ERR_JOURNAL,
			       "no journal, no action: its directory cannot be used: "
			       "%s; set XDG_STATE_HOME to a directory that you may "
			       "write to",
			       err->text);
	p->has_cache = os_private_dir(p->paths.cache, &cache_err);
	if (!p->has_cache)
		program_say(p, PROGRAM_WARNING, cache_err.text);
	if (!log_open(p->paths.log, &log_err))
		program_say(p, PROGRAM_WARNING, log_err.text);
	return true;
}

/* Without its directories the program is as good as without a configuration. */
static bool prepare(struct program *p, const struct program_opts *opts, struct err *err)
{
	if (!p->has_config || make_directories(p, err))
		return true;
	if (!opts->problem)
		return false;
	opts->problem(opts->problem_ctx, err);
	p->has_config = false;
	return true;
}

/* The loop and an empty fleet; costs a millisecond and touches nothing outside. */
static bool make_idle_parts(struct program *p, struct err *err)
{
	p->transport = transport_curl_new(NULL, err);
	if (!p->transport)
		return false;
	p->loop = loop_new(p->clock, p->transport);
	if (!p->has_config)
		return true;
	p->n_wanted = p->config.n_installations;
	p->wanted = mem_new(p->n_wanted ? p->n_wanted : 1, sizeof(*p->wanted));
	p->fleet = fleet_new(&(struct fleet_opts){ .probes = probes_all,
						   .loop = p->loop,
						   .clock = p->clock,
						   .config = &p->config });
	program_find_endpoint(p);
	return true;
}

bool program_new(const struct program_opts *opts, struct program **ret, struct err *err)
{
	struct program *p = mem_new(1, sizeof(*p));

	p->env = opts->env;
	p->clock = opts->clock ? opts->clock : &clock_system;
	p->rng = opts->rng ? opts->rng : &rng_system;
	p->events = opts->events;
	if (find_paths(p, opts, err) && load_config(p, opts, err) &&
	    load_settings(p, opts, err) && prepare(p, opts, err) &&
	    make_idle_parts(p, err)) {
		*ret = p;
		return true;
	}
	program_free(p);
	return false;
}

/* ---- the parts ---- */

const struct program_paths *program_paths(const struct program *p)
{
	return &p->paths;
}

const struct config *program_config(const struct program *p)
{
	return p->has_config ? &p->config : NULL;
}

const struct settings *program_settings(const struct program *p)
{
	return &p->settings;
}

struct loop *program_loop(struct program *p)
{
	return p->loop;
}

const struct clock *program_clock(const struct program *p)
{
	return p->clock;
}

struct fleet *program_fleet(struct program *p)
{
	return p->fleet;
}

struct door *program_door(struct program *p)
{
	return p->door;
}

struct journal *program_journal(const struct program *p)
{
	return p->store ? db_journal_of(p->store) : NULL;
}

struct db_journal *program_store(struct program *p)
{
	return p->store;
}

struct identity *program_identity(struct program *p)
{
	return p->identity;
}

struct sessions *program_sessions(struct program *p)
{
	return p->sessions;
}

enum program_stage program_stage(const struct program *p)
{
	return p->stage;
}

bool program_ready(const struct program *p)
{
	return p->stage == PROGRAM_READY;
}

const struct err *program_trouble(const struct program *p)
{
	return &p->trouble;
}

/* ---- the end ---- */

static size_t lines_of(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.p[i] == '\n';
	return n;
}

/* What the journal did not take: into a file, or else to stderr, for act.lost to be
 * checked against later. */
static void save_what_is_left(struct program *p, const struct buf *left)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
	struct err err = ERR_INIT;
	size_t n = lines_of(buf_str(left));

	if (left->len == 0)
		return;
	buf_addf(&path, "%s/emergency-%lld.txt", p->paths.state,
		 (long long)(clock_wall_us(p->clock) / CLOCK_SEC_US));
	bool kept = db_journal_emergency(buf_text(&path), buf_text(left), &err);
	buf_addf(&text, "the journal could not take %zu %s of this run", n,
		 n == 1 ? "entry" : "entries");
	if (kept)
		buf_addf(&text,
			 "; kept in %s. Keep that file: candor has no other record "
			 "of them.",
			 buf_text(&path));
	else
		buf_addf(&text,
			 ", and no file could (%s). Keep the lines below, one an "
			 "entry: id, account, what, outcome. candor has no other "
			 "record of them.",
			 err.text);
	program_say(p, PROGRAM_PROBLEM, buf_text(&text));
	if (!kept)
		(void)!write(STDERR_FILENO, buf_text(left),
			     left->len); /* nothing else is left */
}

static void free_parts(struct program *p)
{
	AUTO(buf) left = BUF_INIT(LIMIT_MIB(1));

	program_close_beats(p);
	fleet_free(p->fleet);
	sessions_free(p->sessions);
	identity_free(p->identity);
	if (p->door) {
		door_free(p->door, &left);
		save_what_is_left(p, &left);
	}
	db_journal_close(p->store);
	cache_close(p->cache);
	cred_plan_release(&p->plan);
}

void program_free(struct program *p)
{
	if (!p)
		return;
	free_parts(p);
	loop_free(p->loop);
	transport_free(p->transport);
	config_release(&p->config);
	settings_release(&p->settings);
	free(p->wanted);
	free(p->paths.config);
	free(p->paths.machine);
	free(p->paths.state);
	free(p->paths.cache);
	free(p->paths.crash);
	free(p->paths.log);
	log_close();
	free(p);
}
