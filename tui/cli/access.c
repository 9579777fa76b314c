/*
 * candor access INSTALLATION [--mode M]: opens the session, says who we are there, what
 * it allows, how long, and how the customer ends it; then closes it.
 */
#include <string.h>

#include "core/access/identity.h"
#include "core/access/mode.h"
#include "core/access/session.h"
#include "core/base/clock.h"
#include "core/watch/fleet.h"
#include "tui/cli/live.h"
#include "tui/kit/nearest.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "who", "who", OUT_TEXT, NULL },
	{ "caller", "caller", OUT_TEXT, NULL },
	{ "credentials", "credentials", OUT_TEXT, NULL },
	{ "installation", "installation", OUT_TEXT, NULL },
	{ "customer", "customer", OUT_TEXT, NULL },
	{ "account", "account", OUT_TEXT, NULL },
	{ "region", "region", OUT_TEXT, NULL },
	{ "endpoint", "endpoint", OUT_TEXT, NULL },
	{ "role", "role", OUT_TEXT, NULL },
	{ "session", "session", OUT_TEXT, NULL },
	{ "session_arn", "session ARN", OUT_TEXT, NULL },
	{ "source_identity", "source identity", OUT_TEXT, NULL },
	{ "access_key", "access key id", OUT_TEXT, NULL },
	{ "mfa", "MFA", OUT_TEXT, NULL },
	{ "mode", "mode", OUT_TEXT, NULL },
	{ "allows", "allows", OUT_TEXT, NULL },
	{ "policy", "session policy", OUT_TEXT, NULL },
	{ "opened_at", "opened", OUT_TEXT, NULL },
	{ "expires_at", "expires", OUT_TEXT, NULL },
	{ "left_s", "seconds left", OUT_TEXT, NULL },
	{ "seq", "record", OUT_TEXT, NULL },
};
/* clang-format on */

struct visit {
	struct cli *cli;
	const struct fleet_row *row;
	size_t index;
	bool over; /* the session is open, or was refused */
	struct err err;
};

static void on_session(void *ctx, const struct session *session, const struct err *err)
{
	struct visit *v = ctx;

	(void)session;
	v->over = true;
	if (err)
		v->err = *err;
}

static bool is_ready(void *ctx)
{
	return program_ready(ctx);
}

static bool is_over(void *ctx)
{
	return ((struct visit *)ctx)->over;
}

/* The tag keys and values that the door's AssumeRole carries. */
static void add_tags(struct doc *d, struct node *item, const struct visit *v)
{
	const struct session *s =
		sessions_get(program_sessions(v->cli->program), v->index, MODE_OBSERVE);
	struct node *tags = node_put(&d->arena, item, "tags", NODE_LIST);
	/* clang-format off */
	const char *const pairs[][2] = {
		{ "candor-operator",
                 identity_caller(program_identity(v->cli->program))->who },
		{ "candor-mode", mode_name(s->mode) },
		{ "candor-installation", s->inst->name },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct node *n = node_add(&d->arena, tags, NODE_OBJECT);

		doc_text(d, n, "key", pairs[i][0]);
		doc_text(d, n, "value", pairs[i][1]);
	}
}

static const char *role_name_of(const char *arn)
{
	const char *slash = strrchr(arn, '/');

	return slash ? slash + 1 : arn;
}

static void add_command(struct doc *d, struct node *list, const char *does,
			const char *role, const char *policy, const char *operator_,
			const char *condition_key, const char *value)
{
	struct node *n = node_add(&d->arena, list, NODE_OBJECT);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	buf_addf(&text,
		 "aws iam put-role-policy --role-name %s --policy-name %s "
		 "--policy-document "
		 "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
		 "\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"%s\":{"
		 "\"%s\":"
		 "\"%s\"}}}]}'",
		 role, policy, operator_, condition_key, value);
	doc_text(d, n, "does", does);
	doc_text(d, n, "command", buf_text(&text));
}

/* Both cut live sessions: IAM evaluates a role's policies on every request. */
static void add_off_switch(struct doc *d, struct node *item, const char *role_arn,
			   const char *who)
{
	struct node *list = node_put(&d->arena, item, "off_switch", NODE_LIST);
	const char *role = role_name_of(role_arn);
	AUTO(buf) now = BUF_INIT(64);

	clock_rfc3339(&now, d->at_sec + 1); /* the session above, too */
	add_command(d, list, "ends every session of the role that is open now", role,
		    "candor-revoke-sessions", "DateLessThan", "aws:TokenIssueTime",
		    buf_text(&now));
	add_command(d, list, "keeps this person out, now and later", role,
		    "candor-revoke-person", "StringEquals", "aws:SourceIdentity", who);
}

static const char *endpoint_text(const struct visit *v, struct buf *out)
{
	const char *host = "";

	switch (program_place(v->cli->program, &host)) {
	case PROGRAM_AWS: break;
	case PROGRAM_SANDBOX: buf_addf(out, "SANDBOX %s", host); break;
	case PROGRAM_ENDPOINT: buf_addf(out, "ENDPOINT %s", host); break;
	}
	return out->len > 0 ? buf_text(out) : "AWS";
}

static void add_session(struct doc *d, struct node *i, const struct visit *v)
{
	const struct session *s =
		sessions_get(program_sessions(v->cli->program), v->index, MODE_OBSERVE);

	doc_text(d, i, "role", s->inst->role_arn);
	doc_text(d, i, "session", s->name);
	doc_text(d, i, "session_arn", s->arn);
	doc_text(d, i, "session_id", s->id);
	doc_text(d, i, "access_key", s->key_id);
	doc_text(d, i, "mfa", s->mfa);
	doc_text(d, i, "mode", mode_name(s->mode));
	doc_text(d, i, "allows", mode_row(s->mode)->allows);
	doc_text(d, i, "policy", mode_policy(s->mode, s->inst));
	doc_time(d, i, "opened_at", s->opened_sec);
	doc_time(d, i, "expires_at", s->expires_sec);
	doc_int(d, i, "left_s", session_left_sec(s, d->at_sec));
	doc_int(d, i, "seq", s->open_seq);
}

static void add_item(struct doc *d, const struct visit *v)
{
	struct node *i = doc_item(d);
	const struct installation *inst = v->row->inst;
	const struct caller *caller =
		identity_caller(program_identity(v->cli->program));
	AUTO(buf) endpoint = BUF_INIT(512);

	doc_text(d, i, "installation", inst->name);
	doc_text(d, i, "customer", inst->customer);
	doc_text(d, i, "account", inst->account);
	doc_text(d, i, "region", inst->region);
	doc_text(d, i, "endpoint", endpoint_text(v, &endpoint));
	doc_text(d, i, "who", caller->who);
	doc_text(d, i, "caller", caller->arn);
	doc_text(d, i, "credentials", caller->source);
	doc_text(d, i, "source_identity", caller->who);
	add_session(d, i, v);
	add_tags(d, i, v);
	add_off_switch(d, i, inst->role_arn, caller->who);
	d->facts.read = true;
}

static void print_pairs(struct cli *c, const char *title, const struct node *list,
			const char *left, const char *between, const char *right)
{
	outf(&c->out, "\n%s\n", title);
	for (const struct node *n = node_first(list); n; n = n->next) {
		out_text(&c->out, "  ");
		out_safe(&c->out, str_of(node_text(n, left, "")));
		out_text(&c->out, between);
		out_safe(&c->out, str_of(node_text(n, right, "")));
		out_text(&c->out, "\n");
	}
}

static void print(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);

	if (!i)
		return;
	out_fields(&c->out, columns, ARRAY_LEN(columns), i);
	print_pairs(c,
		    "session tags, in the customer's CloudTrail:", node_get(i, "tags"),
		    "key", "=", "value");
	print_pairs(c,
		    "the customer's off switch, with the customer's own credentials:",
		    node_get(i, "off_switch"), "does", ":\n    ", "command");
}

static bool find_mode(const char *name, const struct mode_row **ret, struct err *err)
{
	struct nearest near = NEAREST_INIT(name);

	*ret = mode_find(name);
	if (*ret)
		return true;
	for (size_t i = 0; i < MODE_COUNT; i++)
		nearest_try(&near, mode_rows[i].name);
	return err_set(err, ERR_ARG, "there is no mode %s; %s%s%s", name,
		       near.best ? "did you mean "
				 : "modes are observe, operate, debug",
		       text_or(near.best, ""), near.best ? "?" : "");
}

/* A mode that is not there yet is denied by policy, not a wrong word: exit 3. */
static bool begin(struct visit *v, enum mode mode, struct err *err)
{
	if (sessions_open(program_sessions(v->cli->program), v->index, mode, on_session,
			  v, err))
		return true;
	if (err->code == ERR_UNSUPPORTED)
		err->code = ERR_POLICY;
	return false;
}

/* A mode that is refused needs no identity: that is known, and recorded, at once. */
static bool open_session(struct visit *v, struct live *live, enum mode mode,
			 struct doc *d)
{
	struct program *p = v->cli->program;

	if (mode_check(mode, v->row->inst, &v->err) && !live_wait(live, is_ready, p, d))
		return false;
	v->err = ERR_INIT;
	if (!begin(v, mode, &v->err)) {
		doc_error(d, v->row->inst->name, &v->err);
		return false;
	}

	bool over = live_wait(live, is_over, v, d);

	sessions_forget(program_sessions(p), v);
	if (over && v->err.code != ERR_NONE)
		doc_error(d, v->row->inst->name, &v->err);
	return over && v->err.code == ERR_NONE;
}

static int visit(struct visit *v, const struct mode_row *mode)
{
	AUTO(doc) d = { 0 };
	struct live live;

	doc_init(&d, "access", cli_now(v->cli));
	if (live_start(&live, v->cli, &d) && open_session(v, &live, mode->mode, &d)) {
		d.at_sec = cli_now(v->cli);
		add_item(&d, v);
	}
	live_end(&live, &d);
	return cli_print(v->cli, &d, print);
}

int cli_access(struct cli *c)
{
	int code = cli_open(c);
	struct err err = ERR_INIT;
	const struct mode_row *mode = mode_row(MODE_OBSERVE);
	struct visit v = { .cli = c };

	if (code != EXIT_CODE_FINE)
		return code;
	if (!cli_installation(c, c->args[0], &err) ||
	    (c->options->mode && !find_mode(c->options->mode, &mode, &err)))
		return cli_fail(c, &err);
	v.row = fleet_find(program_fleet(c->program), c->args[0]);
	v.index = v.row->index;
	return visit(&v, mode);
}
