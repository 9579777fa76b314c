/*
 * sts:AssumeRole for a session: what is asked, how the answer is checked, and what is
 * written with its outcome.
 *
 * Always true: role session name, source identity and tags name the same person; an
 * answer that was not asked for is not used.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/access/session_impl.h"
#include "core/base/log.h"

static void put_tag(struct arena *arena, struct node *tags, const char *key,
		    const char *value)
{
	struct node *tag = node_add(arena, tags, NODE_OBJECT);

	node_put_text(arena, tag, "key", key);
	node_put_text(arena, tag, "value", value);
}

static void put_host(const struct sessions *s, struct arena *arena, struct node *data)
{
	struct node *host = node_put(arena, data, "host", NODE_OBJECT);
	struct utsname os;

	node_put_text(arena, host, "name", s->host);
	node_put_text(arena, host, "os", uname(&os) == 0 ? os.sysname : "unknown");
	node_put_text(arena, host, "exe_sha256", s->exe_sha256);
}

static const char *who_of(const struct slot *k)
{
	const struct caller *c = identity_caller(k->set->opts.identity);

	bug_unless(c != NULL);
	return c->who;
}

/* docs/journal.md, "A leaf": session.open */
static void add_open(const struct slot *k, struct act *a)
{
	const struct installation *inst = k->pub.inst;
	struct arena *arena = act_arena(a);
	struct node *data = node_object(arena);
	struct node *list;
	AUTO(buf) expires = BUF_INIT(64);

	clock_rfc3339(&expires, k->assumed.expires_sec);
	node_put_text(arena, data, "role_arn", inst->role_arn);
	node_put_text(arena, data, "role_session_name", k->name);
	node_put_text(arena, data, "source_identity", who_of(k));
	list = node_put(arena, data, "tags", NODE_LIST);
	put_tag(arena, list, "candor-operator", who_of(k));
	put_tag(arena, list, "candor-mode", mode_name(k->pub.mode));
	put_tag(arena, list, "candor-installation", inst->name);
	node_put_text(arena, data, "access_key_id", k->assumed.cred.key_id);
	node_put_str(arena, data, "expires", buf_str(&expires));
	node_put_text(arena, data, "assume_request_id", k->rid);
	node_put_text(arena, data, "mfa", k->mfa);
	put_host(k->set, arena, data);
	list = node_put(arena, data, "region", NODE_LIST);
	node_add_text(arena, list, inst->region);
	act_also(a, JOURNAL_SESSION_OPEN, k->id.text, data);
}

static bool read_reply(struct slot *k, const struct call_reply *reply, struct err *err)
{
	const char *who = who_of(k);

	if (!sts_read_assumed(reply->result, &k->assumed, err) ||
	    !sts_check_assumed(&k->assumed, k->pub.inst->role_arn, k->name, err))
		return false;
	sts_use_our_clock(&k->assumed, reply->server_sec, sessions_now_sec(k->set));
	if (k->assumed.source_identity[0] == '\0')
		return err_set(err, ERR_AWS,
			       "STS set no source identity, but %s was asked for: the "
			       "session is not used",
			       who);
	if (!text_eq(k->assumed.source_identity, who))
		return err_set(err, ERR_AWS,
			       "STS set the source identity \"%s\", but %s acts: the "
			       "session is not used",
			       k->assumed.source_identity, who);
	if (k->assumed.cred.expires_sec <= sessions_now_sec(k->set))
		return err_set(
			err, ERR_EXPIRED,
			"STS gave %s a session that is over already: look at the "
			"clock of this machine",
			k->pub.inst->name);
	return true;
}

static void assume_replied(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct slot *k = ctx;
	struct err err = ERR_INIT;

	if (reply->result == NULL)
		return;
	(void)snprintf(k->rid, sizeof(k->rid), "%s", reply->request_id); /* as long */
	if (read_reply(k, reply, &err)) {
		add_open(k, a);
		return;
	}
	sts_assumed_release(&k->assumed);
	act_fail(a, &err);
}

static void assume_done(void *ctx, const struct act_result *r)
{
	struct slot *k = ctx;

	k->act = NULL;
	if (r->fault.kind == FAULT_EXPIRED && !k->anew) {
		slot_expired(k);
		return;
	}
	if (r->status == ACT_OK && r->err.code == ERR_NONE)
		slot_opened(k,
			    r->outcome.seq + 1); /* session.open follows its outcome */
	else
		slot_fail(k, &r->err,
			  r->outcome.seq >= 0 ? r->outcome.seq : r->intent.seq);
}

static void put_arg_tag(struct args *args, unsigned i, const char *key,
			const char *value)
{
	args_within(args, "Tags.%u", i);
	args_put(args, "Key", key);
	args_put(args, "Value", value);
	args_within(args, "%s", "");
}

static void put_args(const struct slot *k, struct args *args)
{
	const struct sessions *s = k->set;
	const struct installation *inst = k->pub.inst;
	const char *mode = mode_name(k->pub.mode);

	args_put(args, "RoleArn", inst->role_arn);
	args_put(args, "RoleSessionName", k->name);
	args_put_int(args, "DurationSeconds", mode_row(k->pub.mode)->duration_sec);
	args_put(args, "ExternalId", inst->external_id);
	args_put(args, "SourceIdentity", who_of(k));
	args_put(args, "PolicyArns.1.arn", mode_policy(k->pub.mode, inst));
	put_arg_tag(args, 1, "candor-operator", who_of(k));
	put_arg_tag(args, 2, "candor-mode", mode);
	put_arg_tag(args, 3, "candor-installation", inst->name);
	if (secret_empty(&k->code))
		return;
	args_put(args, "SerialNumber", s->opts.config->mfa_serial);
	args_put_secret(args, "TokenCode", k->code.p);
}

static const struct expect open_expects[] = {
	{ &op_sts_assume_role, LIMIT_ATTEMPTS + 1 },
};

/* What the acts of a slot have in common. */
struct act_spec slot_spec(const struct slot *k)
{
	const struct installation *inst = k->pub.inst;

	return (struct act_spec){
		.log = k->log,
		.inst = inst->name,
		.mode = mode_name(k->pub.mode),
		.act = "session.open",
		.target = inst->role_arn,
		.region = inst->region,
		.account = inst->account,
		.expects = open_expects,
		.n_expects = ARRAY_LEN(open_expects),
	};
}

static bool make_name(struct slot *k, struct err *err)
{
	int n = snprintf(k->name, sizeof(k->name), "%s@%s", who_of(k),
			 mode_name(k->pub.mode));

	if (n < 0 || (size_t)n >= sizeof(k->name))
		return err_set(
			err, ERR_CONFIG,
			"%s@%s is longer than the 64 bytes of a RoleSessionName: "
			"your role, or with identity = session its "
			"role_session_name, needs a name of at most %zu bytes",
			who_of(k), mode_name(k->pub.mode),
			sizeof(k->name) - 2 - strlen(mode_name(k->pub.mode)));
	return true;
}

void slot_assume(struct slot *k, const struct cred *cred)
{
	struct sessions *s = k->set;
	struct act_spec spec = slot_spec(k);
	AUTO(args) args = { 0 };
	struct err err = ERR_INIT;

	k->id = ulid_new(s->opts.clock, s->opts.rng);
	memcpy(k->signed_with, cred->key_id, sizeof(k->signed_with));
	spec.cred = cred;
	if (!make_name(k, &err) ||
	    !act_begin(s->opts.door, &spec, assume_done, k, &k->act, &err)) {
		slot_fail(k, &err, -1);
		return;
	}
	put_args(k, &args);
	if (!call_submit(k->act, &op_sts_assume_role, &args, assume_replied, k, &err))
		log_line("session: %s", err.text); /* the act ends with it */
}
