/*
 * A change is in the file before anybody is told, and leaves it when it was told or was
 * given up: who dies in between tells it once more, and loses none.
 */
#include "tui/cli/tell.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/access/config.h"
#include "core/aws/endpoint.h"
#include "core/base/clock.h"
#include "core/base/limits.h"

#define COMMAND_US (INT64_C(30) * 1000000)
#define SAID_MAX   ((size_t)512)

static const struct config *config_of(const struct tell *t)
{
	return program_config(t->cli->program);
}

static void complain(struct tell *t, const char *what, const char *why, bool again)
{
	t->bad = true;
	out_message("%s: %s%s", what, why,
		    t->once ? "; the next run tries again"
		    : again ? "; it is tried again"
			    : "; given up");
}

/* ---- the file ---- */

static void save(struct tell *t)
{
	AUTO(buf) text = BUF_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;

	if (told_write(&t->told, &text) && os_write_file(t->path, buf_str(&text), &err))
		return;
	t->bad = true;
	out_message("what was told cannot be kept: %s",
		    err.code ? err.text : "it is too large");
}

/* Found at the start, not at three in the morning. */
static bool check_command(const struct tell *t, struct err *err)
{
	const char *command = config_of(t)->watch.command;

	return !command || access(command, X_OK) == 0 ||
	       err_set(err, ERR_CONFIG,
		       "command = %s of [watch] is no program that can be run; it "
		       "takes a "
		       "path alone, without arguments",
		       command);
}

/* Two would each run the command, and write over what the other has told. */
static bool lock_file(struct tell *t, const char *path, struct err *err)
{
	AUTO(buf) lock = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&lock, "%s.lock", path);
	if (os_lock(buf_text(&lock), &t->lock_fd, err))
		return true;
	if (err->code == ERR_BUSY)
		(void)err_set(err, ERR_BUSY,
			      "another candor watch tells from %s: stop it first, or "
			      "give this one a state directory of its own",
			      path);
	return false;
}

bool tell_open(struct tell *t, struct cli *c, bool once, struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) text = BUF_INIT(LIMIT_ARENA);

	*t = (struct tell){ .cli = c,
			    .once = once,
			    .log = -1,
			    .lock_fd = -1,
			    .said = BUF_INIT(SAID_MAX) };
	buf_addf(&path, "%s/watch.json", program_paths(c->program)->state);
	if (!lock_file(t, buf_text(&path), err))
		return false;
	if (os_file_exists(buf_text(&path)) &&
	    (!os_read_private(buf_text(&path), &text, err) ||
	     !told_read(buf_str(&text), &t->told, err)))
		return err_context(err, "%s", buf_text(&path));
	t->path = buf_take(&path);
	return check_command(t, err);
}

void tell_close(struct tell *t)
{
	if (t->running)
		os_kill(&t->child);
	if (t->act)
		act_abandon(t->act);
	told_release(&t->told);
	buf_release(&t->said);
	free(t->path);
	if (t->lock_fd >= 0)
		(void)close(t->lock_fd); /* the lock goes with it */
	*t = (struct tell){ .lock_fd = -1 };
}

void tell_change(struct tell *t, const char *inst, enum severity state,
		 const char *document)
{
	const struct config *config = config_of(t);
	const bool ways[TOLD_WAYS] = { config->watch.command != NULL,
				       config->watch.webhook != NULL };

	told_note(&t->told, inst, state);
	if (!told_add(&t->told, inst, document, ways))
		complain(t, inst, "too many changes wait to be told", false);
	t->fresh = true;
}

void tell_keep(struct tell *t)
{
	if (t->fresh)
		save(t);
	t->fresh = false;
}

/* ---- how it ended ---- */

static void succeeded(struct tell *t, enum told_way way)
{
	struct told_change *c = told_next(&t->told, way);

	told_done(&t->told, c, way);
	save(t);
}

static void failed(struct tell *t, enum told_way way, const char *what, const char *why)
{
	struct told_change *c = told_next(&t->told, way);

	if (t->once) {
		t->held[way] = true;
		complain(t, what, why, true);
		return;
	}
	complain(t, what, why, told_failed(&t->told, c, way, cli_now(t->cli)));
	save(t);
}

/* ---- the command ---- */

/* What it says is read, so that it does not block; the beginning of stderr is kept. */
static void drain(int fd, struct buf *keep)
{
	char part[4096];
	ssize_t n = 0;

	while (fd >= 0 && (n = read(fd, part, sizeof(part))) > 0) {
		size_t room = keep ? SAID_MAX - 1 - keep->len : 0;

		if (room > 0)
			buf_add(keep, part, (size_t)n < room ? (size_t)n : room);
	}
}

static void begin_command(struct tell *t, const struct told_change *c)
{
	char *argv[2] = { config_of(t)->watch.command, NULL };
	struct err err = ERR_INIT;

	buf_clear(&t->said);
	if (!os_spawn_fed(argv, str_of(c->text), &t->child, &err)) {
		failed(t, TOLD_COMMAND, "the command of [watch]", err.text);
		return;
	}
	t->running = true;
	t->since_us = clock_mono_us(program_clock(t->cli->program));
}

static void end_command(struct tell *t, const char *why)
{
	os_kill(&t->child); /* what it left behind, and the descriptors */
	t->running = false;
	if (why)
		failed(t, TOLD_COMMAND, config_of(t)->watch.command, why);
	else
		succeeded(t, TOLD_COMMAND);
}

static void watch_command(struct tell *t)
{
	AUTO(buf) why = BUF_INIT(2 * SAID_MAX);
	struct str line = { 0 };
	int status = 0;

	drain(t->child.out_fd, NULL);
	drain(t->child.err_fd, &t->said);
	if (!os_reap(&t->child, &status)) {
		if (clock_mono_us(program_clock(t->cli->program)) - t->since_us >
		    COMMAND_US)
			end_command(t, "it did not end within 30 s");
		return;
	}
	drain(t->child.err_fd, &t->said);
	if (status == 0) {
		end_command(t, NULL);
		return;
	}
	line = buf_str(&t->said);
	line = str_cut(&line, '\n');
	buf_addf(&why, "it ended with status %d%s%.*s", status, line.len ? ": " : "",
		 STR_FMT(line));
	end_command(t, buf_text(&why));
}

/* ---- the webhook ---- */

static void posted(void *ctx, const struct act_result *result)
{
	struct tell *t = ctx;

	t->act = NULL;
	if (result->status == ACT_OK && result->err.code == ERR_NONE)
		succeeded(t, TOLD_WEBHOOK);
	else
		failed(t, TOLD_WEBHOOK, "the webhook of [watch]", result->err.text);
}

static bool begin_act(struct tell *t, const char *host, struct err *err)
{
	struct program *p = t->cli->program;
	const struct expect expect = { &op_webhook_post, 1 };
	const struct act_spec spec = {
		.act = "watch.post",
		.target = host,
		.region = host,
		.url = config_of(t)->watch.webhook,
		.expects = &expect,
		.n_expects = 1,
	};
	struct act_spec with_log = spec;

	if (t->log < 0 && !journal_log(program_journal(p), &(struct journal_scope){ 0 },
				       &t->log, err))
		return false;
	with_log.log = t->log;
	return act_begin(program_door(p), &with_log, posted, t, &t->act, err);
}

static void begin_post(struct tell *t, const struct told_change *c)
{
	struct endpoint ep = { 0 };
	struct err err = ERR_INIT;
	struct args args = { 0 };

	args_put_secret(&args, "Body", c->text);
	/* What the act cannot submit, its outcome says. */
	if (!endpoint_of_webhook(config_of(t)->watch.webhook, &ep, &err) ||
	    !begin_act(t, ep.host, &err))
		failed(t, TOLD_WEBHOOK, "the webhook of [watch]", err.text);
	else if (!call_submit(t->act, &op_webhook_post, &args, NULL, NULL, &err))
		act_cancel(t->act);
	args_release(&args);
}

/* ---- what is due ---- */

static struct told_change *due(struct tell *t, enum told_way way)
{
	struct told_change *c = t->held[way] ? NULL : told_next(&t->told, way);
	const struct config *config = config_of(t);
	const char *how =
		way == TOLD_COMMAND ? config->watch.command : config->watch.webhook;

	if (!c)
		return NULL;
	if (!how) { /* of an earlier configuration: nobody was told yet */
		if (config->watch.command || config->watch.webhook)
			told_other(c, way);
		told_done(&t->told, c, way);
		return NULL;
	}
	return c->next_sec[way] <= cli_now(t->cli) ? c : NULL;
}

static bool may_post(struct tell *t)
{
	struct journal *j = program_journal(t->cli->program);

	return !t->act && program_door(t->cli->program) && j &&
	       journal_state(j) == JOURNAL_OK && program_ready(t->cli->program);
}

void tell_step(struct tell *t)
{
	struct told_change *c = NULL;

	if (t->running)
		watch_command(t);
	else if ((c = due(t, TOLD_COMMAND)) != NULL)
		begin_command(t, c);
	if (may_post(t) && (c = due(t, TOLD_WEBHOOK)) != NULL)
		begin_post(t, c);
}

bool tell_idle(struct tell *t)
{
	return !t->running && !t->act && !due(t, TOLD_COMMAND) &&
	       !(may_post(t) && due(t, TOLD_WEBHOOK));
}
