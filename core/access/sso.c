/*
 * From a sign-in token to the keys of a role.
 *
 * Always true: both calls go through the door, in the vendor's log; tokens and keys lie
 * in wiped memory, and no message holds any of them.
 */
#include "core/access/sso.h"

#include <stdlib.h>

#include "core/aws/cred_env.h"
#include "core/aws/cred_sso.h"
#include "core/base/log.h"

struct sso {
	struct sso_opts opts;
	struct sso_token token;
	struct cred cred; /* what the answer gave */
	struct act *act;
	sso_done *done;
	void *ctx;
};

static int64_t now_sec(const struct sso *s)
{
	return clock_wall_us(s->opts.clock) / CLOCK_SEC_US;
}

static bool begin(struct sso *s, const char *name, const struct op *op,
		  const struct args *args, call_done *replied, act_done *done,
		  struct err *err)
{
	const struct cred_sso *from = s->opts.from;
	const struct expect expect = { op, LIMIT_ATTEMPTS + 1 };
	AUTO(buf) target = BUF_INIT(LIMIT_TEXT);
	struct act_spec spec = {
		.log = s->opts.log,
		.act = name,
		.region = from->region,
		.expects = &expect,
		.n_expects = 1,
	};
	struct err ignored = ERR_INIT;

	buf_addf(&target, "%s/%s", from->account, from->role);
	spec.target = buf_text(&target);
	if (!act_begin(s->opts.door, &spec, done, s, &s->act, err))
		return false;
	if (!call_submit(s->act, op, args, replied, s, &ignored))
		log_line("sso: %s", ignored.text); /* the act ends with it */
	return true;
}

/* ---- the keys of the role ---- */

/* Milliseconds here, and nowhere else in AWS. */
static bool read_keys(struct sso *s, const struct node *result, struct err *err)
{
	const struct node *keys = node_get(result, "roleCredentials");
	int64_t expires_ms = node_int(keys, "expiration", 0);

	if (!keys || expires_ms <= 0)
		return err_set(err, ERR_PARSE,
			       "sso:GetRoleCredentials answered without keys");
	if (!cred_set(&s->cred, "sso:GetRoleCredentials",
		      node_text(keys, "accessKeyId", NULL),
		      node_text(keys, "secretAccessKey", NULL),
		      node_text(keys, "sessionToken", NULL), err))
		return false;
	s->cred.expires_sec = expires_ms / 1000;
	return true;
}

static void keys_replied(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct sso *s = ctx;
	struct err err = ERR_INIT;

	if (reply->result && !read_keys(s, reply->result, &err))
		act_fail(a, &err);
}

static void keys_done(void *ctx, const struct act_result *r)
{
	struct sso *s = ctx;
	struct err err = r->err;

	s->act = NULL;
	if (r->status == ACT_OK && r->err.code == ERR_NONE) {
		s->done(s->ctx, &s->cred, NULL);
		return;
	}
	if (text_eq(r->fault.code, "UnauthorizedException"))
		(void)cred_sso_over(s->opts.from,
				    "AWS does not take its sign-in any more", &err);
	else
		(void)err_context(&err, "profile %s, role %s of %s",
				  s->opts.from->profile, s->opts.from->role,
				  s->opts.from->account);
	s->done(s->ctx, NULL, &err);
}

static bool ask_keys(struct sso *s, struct err *err)
{
	AUTO(args) args = { 0 };

	args_put(&args, "roleName", s->opts.from->role);
	args_put(&args, "accountId", s->opts.from->account);
	args_put_secret(&args, "accessToken", s->token.access.p);
	return begin(s, "identity.sso", &op_sso_get_role_credentials, &args,
		     keys_replied, keys_done, err);
}

/* ---- a new token ---- */

static void token_replied(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct sso *s = ctx;
	const char *access = node_text(reply->result, "accessToken", "");
	const char *refresh = node_text(reply->result, "refreshToken", "");
	int64_t left_sec = node_int(reply->result, "expiresIn", 0);
	struct err err = ERR_INIT;

	if (!reply->result)
		return;
	if (access[0] == '\0' || left_sec <= 0 || left_sec > INT32_MAX) {
		(void)err_set(&err, ERR_PARSE,
			      "sso-oidc:CreateToken answered without a token");
		act_fail(a, &err);
		return;
	}
	secret_set(&s->token.access, str_of(access));
	if (refresh[0] != '\0')
		secret_set(&s->token.refresh, str_of(refresh));
	s->token.expires_sec = now_sec(s) + left_sec;
}

static void token_done(void *ctx, const struct act_result *r)
{
	struct sso *s = ctx;
	struct err err = ERR_INIT;
	bool ok = r->status == ACT_OK && r->err.code == ERR_NONE;

	s->act = NULL;
	if (ok && !sso_token_save(s->opts.from, &s->token, &err))
		log_line("sso: the renewed sign-in was not kept: %s", err.text);
	if (!ok && s->token.expires_sec <= now_sec(s)) {
		(void)cred_sso_over(s->opts.from,
				    "its sign-in is over and was not renewed", &err);
		s->done(s->ctx, NULL, &err);
		return;
	}
	err = ERR_INIT;
	if (!ask_keys(s, &err))
		s->done(s->ctx, NULL, &err);
}

static bool renew(struct sso *s, struct err *err)
{
	AUTO(args) args = { 0 };

	args_put(&args, "clientId", s->token.client_id);
	args_put_secret(&args, "clientSecret", s->token.client_secret.p);
	args_put(&args, "grantType", "refresh_token");
	args_put_secret(&args, "refreshToken", s->token.refresh.p);
	return begin(s, "identity.renew", &op_sso_oidc_create_token, &args,
		     token_replied, token_done, err);
}

/* ---- what others call ---- */

static bool first_step(struct sso *s, struct err *err)
{
	if (!sso_token_load(s->opts.from, &s->token, err))
		return false;
	if (s->opts.from->may_renew && sso_token_is_old(&s->token, now_sec(s)) &&
	    sso_token_may_renew(&s->token, now_sec(s)))
		return renew(s, err);
	if (s->token.expires_sec <= now_sec(s))
		return cred_sso_over(s->opts.from, "its sign-in is over", err);
	return ask_keys(s, err);
}

struct sso *sso_start(const struct sso_opts *opts, sso_done *done, void *ctx,
		      struct err *err)
{
	struct sso *s = mem_new(1, sizeof(*s));

	s->opts = *opts;
	s->done = done;
	s->ctx = ctx;
	if (first_step(s, err))
		return s;
	sso_free(s);
	return NULL;
}

void sso_free(struct sso *s)
{
	if (!s)
		return;
	if (s->act)
		act_abandon(s->act);
	sso_token_release(&s->token);
	cred_release(&s->cred);
	free(s);
}
