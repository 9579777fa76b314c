/*
 * The plan of how to get credentials: which source, and which roles from there.
 *
 * Holds always:
 *  - nothing is run and nothing is sent here; the same files give the same plan;
 *  - roles stand in the order in which they are assumed;
 *  - a profile is passed once, so loops end; but one may name itself as its source
 *    when it has keys;
 *  - no message holds a key.
 * Source: botocore's order of sources; smithy-rs's tests of chains.
 */
#include "core/aws/cred.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_env.h"
#include "core/aws/cred_process.h"
#include "core/aws/cred_profile.h"
#include "core/aws/cred_sso.h"
#include "core/base/buf.h"
#include "core/base/utf8.h"

void cred_release(struct cred *c)
{
	if (!c)
		return;
	secret_wipe(c->key_id, sizeof(c->key_id));
	secret_release(&c->key);
	secret_release(&c->token);
	*c = (struct cred){ 0 };
}

void cred_copy(struct cred *dst, const struct cred *src)
{
	if (dst == src)
		return;
	memcpy(dst->key_id, src->key_id, sizeof(dst->key_id));
	secret_copy(&dst->key, &src->key);
	secret_copy(&dst->token, &src->token);
	dst->expires_sec = src->expires_sec;
}

static void hop_release(struct cred_hop *h)
{
	free(h->profile);
	free(h->role_arn);
	free(h->external_id);
	free(h->mfa_serial);
	free(h->session_name);
	*h = (struct cred_hop){ 0 };
}

void cred_plan_release(struct cred_plan *p)
{
	if (!p)
		return;
	cred_release(&p->first);
	cred_process_free(p->process_argv);
	cred_sso_release(&p->sso);
	for (size_t i = 0; i < LIMIT_PROFILE_HOPS; i++)
		hop_release(&p->hops[i]);
	free(p->region);
	free(p->ca_bundle);
	free(p->endpoint_url);
	*p = (struct cred_plan){ 0 };
}

/* ---- the source ---- */

static void say_source(struct cred_plan *plan, enum cred_source source,
		       const char *what, const char *name, const char *path)
{
	AUTO(buf) raw = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) safe = BUF_INIT(sizeof(plan->source_text));

	buf_addf(&raw, name ? "%s %s" : "%s", what, name);
	if (path)
		buf_addf(&raw, " (%s)", path);
	utf8_safe(&safe, buf_str(&raw), sizeof(plan->source_text) - 1);
	bug_unless(text_copy(plan->source_text, sizeof(plan->source_text),
			     buf_str(&safe)));
	plan->source = source;
}

static bool from_env(struct cred_plan *plan, const struct cred_env *env,
		     bool *ret_found, struct err *err)
{
	if (!cred_env_keys(env, &plan->first, ret_found, err))
		return false;
	if (*ret_found)
		say_source(plan, CRED_ENVIRONMENT, "environment", NULL, NULL);
	return true;
}

static bool has_keys(const struct profile *p)
{
	return profile_prop(p, "aws_access_key_id") ||
	       profile_prop(p, "aws_secret_access_key");
}

static bool keys_in_credentials(const struct profile *p)
{
	const struct profile_prop *id = profile_prop(p, "aws_access_key_id");

	return id && id->file == PROFILE_CREDENTIALS;
}

static bool from_keys(struct cred_plan *plan, const struct profiles *all,
		      const struct profile *p, struct err *err)
{
	const struct profile_prop *id = profile_prop(p, "aws_access_key_id");
	AUTO(buf) where = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&where, "profile %s", p->name);
	if (!cred_set(&plan->first, buf_text(&where),
		      profile_get(p, "aws_access_key_id"),
		      profile_get(p, "aws_secret_access_key"),
		      profile_get(p, "aws_session_token"), err))
		return false;
	say_source(plan, CRED_PROFILE_KEYS, "profile", p->name,
		   id ? all->paths[id->file] : NULL);
	return true;
}

static bool from_process(struct cred_plan *plan, const struct profiles *all,
			 const struct profile *p, struct err *err)
{
	const struct profile_prop *prop = profile_prop(p, "credential_process");

	if (!cred_process_split(prop->value, &plan->process_argv, err))
		return err_context(err, "profile %s", p->name);
	say_source(plan, CRED_PROCESS, "credential_process of profile", p->name,
		   all->paths[prop->file]);
	return true;
}

static bool from_sso(struct cred_plan *plan, const struct profiles *all,
		     const struct cred_env *env, const struct profile *p,
		     struct err *err)
{
	if (!cred_sso_read(all, p, env, &plan->sso, err))
		return false;
	say_source(plan, CRED_SSO, "SSO sign-in of profile", p->name, NULL);
	return true;
}

/* A profile without a role.  AWS's tools look at SSO first; a line that they would pass
 * over, `credential_process`, is for `aws login`, which candor cannot do. */
static bool from_profile(struct cred_plan *plan, const struct profiles *all,
			 const struct cred_env *env, const struct profile *p,
			 struct err *err)
{
	bool process = profile_prop(p, "credential_process") != NULL;

	if (cred_sso_is(p) && !process)
		return from_sso(plan, all, env, p, err);
	if (!cred_sso_is(p) && keys_in_credentials(p))
		return from_keys(plan, all, p, err);
	if (process)
		return from_process(plan, all, p, err);
	if (has_keys(p))
		return from_keys(plan, all, p, err);
	return err_set(err, ERR_CRED,
		       "profile %s has no credentials: it needs keys, role_arn or "
		       "credential_process",
		       p->name);
}

/* ---- the chain ---- */

static bool set_duration(struct cred_hop *hop, const struct profiles *all,
			 const struct profile *p, struct err *err)
{
	const struct profile_prop *prop = profile_prop(p, "duration_seconds");

	if (!prop || str_int(str_of(prop->value), 900, 43200, &hop->duration_sec))
		return true;
	return err_set(err, ERR_CONFIG, "%s:%u: duration_seconds is 900 to 43200",
		       text_or(all->paths[prop->file], "profile"), prop->line);
}

static char *text_of(const struct profile *p, const char *key)
{
	return mem_text(profile_get(p, key));
}

/* The plan's hops are collected from the last to the first: add at the end, turn round
 * when the chain is whole. */
static bool add_hop(struct cred_plan *plan, const struct profiles *all,
		    const struct profile *p, struct err *err)
{
	if (plan->n_hops >= LIMIT_PROFILE_HOPS)
		return err_set(err, ERR_CRED,
			       "profile %s: a chain of more than %d roles", p->name,
			       LIMIT_PROFILE_HOPS);
	struct cred_hop *hop = &plan->hops[plan->n_hops++];
	hop->profile = mem_text(p->name);
	hop->role_arn = text_of(p, "role_arn");
	hop->external_id = text_of(p, "external_id");
	hop->mfa_serial = text_of(p, "mfa_serial");
	hop->session_name = text_of(p, "role_session_name");
	return set_duration(hop, all, p, err);
}

static void turn_hops_round(struct cred_plan *plan)
{
	for (size_t i = 0; i < plan->n_hops / 2; i++) {
		struct cred_hop *a = &plan->hops[i];
		struct cred_hop *b = &plan->hops[plan->n_hops - 1 - i];
		struct cred_hop swap = *a;
		*a = *b;
		*b = swap;
	}
}

static bool from_named_source(struct cred_plan *plan, const struct cred_env *env,
			      const struct profile *p, struct err *err)
{
	const char *name = profile_get(p, "credential_source");
	bool found = false;

	if (!text_eq(name, "Environment"))
		return err_set(
			err, ERR_CRED,
			"profile %s: credential_source = %.40s is not supported, "
			"Environment is",
			p->name, name);
	if (!from_env(plan, env, &found, err))
		return false;
	return found ||
	       err_set(err, ERR_CRED,
		       "profile %s takes its credentials from the environment, "
		       "and AWS_ACCESS_KEY_ID is not set",
		       p->name);
}

static bool check_role(const struct profile *p, struct err *err)
{
	bool source = profile_prop(p, "source_profile") != NULL;
	bool named = profile_prop(p, "credential_source") != NULL;

	if (profile_prop(p, "web_identity_token_file"))
		return err_set(
			err, ERR_CRED,
			"profile %s: web_identity_token_file is not supported; add "
			"`credential_process = aws configure export-credentials "
			"--profile %s` to a profile of its own",
			p->name, p->name);
	if (source && named)
		return err_set(
			err, ERR_CRED,
			"profile %s has both source_profile and credential_source",
			p->name);
	return source || named ||
	       err_set(err, ERR_CRED,
		       "profile %s has role_arn, but neither source_profile nor "
		       "credential_source",
		       p->name);
}

static bool was_passed(const struct cred_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_hops; i++) {
		if (text_eq(plan->hops[i].profile, name))
			return true;
	}
	return false;
}

/*
 * From the profile that was asked for towards the source.
 *
 * A profile on the way that has keys ends the chain there, whatever else it has; the
 * first does so only when it has no role or names itself as its source.
 */
static bool follow(struct cred_plan *plan, const struct profiles *all,
		   const struct cred_env *env, const struct profile *p, struct err *err)
{
	for (bool first = true;; first = false) {
		if (!first && has_keys(p))
			return from_keys(plan, all, p, err);
		if (!profile_prop(p, "role_arn"))
			return from_profile(plan, all, env, p, err);
		if (!check_role(p, err) || !add_hop(plan, all, p, err))
			return false;
		const char *source = profile_get(p, "source_profile");
		if (!source)
			return from_named_source(plan, env, p, err);
		if (text_eq(source, p->name) && has_keys(p))
			return from_keys(plan, all, p, err);
		if (was_passed(plan, source))
			return err_set(
				err, ERR_CRED,
				"profile %s: source_profile %.100s leads back to "
				"itself",
				p->name, source);
		const struct profile *next = profiles_find(all, source);
		if (!next)
			return err_set(err, ERR_CRED,
				       "profile %s: there is no source_profile %.100s",
				       p->name, source);
		p = next;
	}
}

/* ---- all of it ---- */

static void set_surroundings(struct cred_plan *plan, const struct cred_env *env,
			     const struct profile *p)
{
	const char *region = cred_env_get(env, "AWS_REGION");
	const char *bundle = cred_env_get(env, "AWS_CA_BUNDLE");

	if (!region)
		region = cred_env_get(env, "AWS_DEFAULT_REGION");
	plan->region = mem_text(region ? region : profile_get(p, "region"));
	plan->ca_bundle = mem_text(bundle ? bundle : profile_get(p, "ca_bundle"));
	if (!cred_env_true(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
		plan->endpoint_url = text_of(p, "endpoint_url");
}

static bool say_none(const struct profiles *all, const char *name, bool asked,
		     struct err *err)
{
	const char *config = text_or(all->paths[PROFILE_CONFIG], "~/.aws/config");

	if (asked)
		return err_set(err, ERR_CRED, "there is no profile %.100s in %s", name,
			       config);
	return err_set(err, ERR_CRED,
		       "no credentials: AWS_ACCESS_KEY_ID is not set, and %s has no "
		       "[default]; set profile in candor.conf or AWS_PROFILE",
		       config);
}

bool cred_plan_load(const struct cred_env *env, const char *profile,
		    struct cred_plan *ret, struct err *err)
{
	AUTO(cred_plan) plan = { 0 };
	AUTO(profiles) all = { 0 };
	const char *name = profile ? profile : cred_env_get(env, "AWS_PROFILE");
	bool asked = name != NULL, found = false;

	if (!profiles_load(&all, env, err))
		return false;
	name = text_or(name, "default");
	const struct profile *p = profiles_find(&all, name);
	if (!profile && !from_env(&plan, env, &found, err))
		return false;
	if (!found && !p)
		return say_none(&all, name, asked, err);
	if (!found && !follow(&plan, &all, env, p, err))
		return false;
	turn_hops_round(&plan);
	set_surroundings(&plan, env, p);
	*ret = plan;
	plan = (struct cred_plan){ 0 };
	return true;
}
