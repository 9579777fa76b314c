/*
 * Sign-in by IAM Identity Center: what the profile says, and the token in the cache.
 *
 * Holds always: no message holds anything of a token; the file is written whole or not
 * at all, for it is shared with AWS's own tools.
 * Source: botocore's SSOTokenLoader and SSOTokenProvider.
 */
#include "core/aws/cred_sso.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_env.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/sha.h"
#include "core/tree/json.h"

#define RENEW_SEC INT64_C(900)
#define TOKEN_MAX LIMIT_KIB(64) /* of one text in the file */

void cred_sso_release(struct cred_sso *s)
{
	if (!s)
		return;
	free(s->profile);
	free(s->start_url);
	free(s->region);
	free(s->account);
	free(s->role);
	free(s->cache);
	*s = (struct cred_sso){ 0 };
}

void sso_token_release(struct sso_token *t)
{
	if (!t)
		return;
	secret_release(&t->access);
	secret_release(&t->refresh);
	secret_release(&t->client_secret);
	secret_wipe(t, sizeof(*t));
}

/* ---- the profile ---- */

bool cred_sso_is(const struct profile *p)
{
	static const char *const keys[] = { "sso_session", "sso_start_url",
					    "sso_account_id", "sso_role_name",
					    "login_session" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (profile_prop(p, keys[i]))
			return true;
	}
	return false;
}

static bool refuse_login(const struct profile *p, struct err *err)
{
	return err_set(
		err, ERR_CRED,
		"profile %s signs in by `aws login`: run `aws login --profile %s` "
		"and add to the profile the line `credential_process = aws "
		"configure export-credentials --profile %s`",
		p->name, p->name, p->name);
}

/* The file's name is the SHA-1 of the session's name, or of the old form's URL. */
static char *cache_path(const struct cred_env *env, const char *of)
{
	const char *home = cred_env_get(env, "HOME");
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	char hex[41];

	if (!home || !sha1_hex(str_of(of), hex))
		return NULL;
	buf_addf(&path, "%s/.aws/sso/cache/%s.json", home, hex);
	return buf_ok(&path) ? buf_take(&path) : NULL;
}

static bool need(const struct cred_sso *s, struct err *err)
{
	const struct {
		const char *value, *key;
	} rows[] = {
		{ s->start_url, "sso_start_url" },
		{ s->region, "sso_region" },
		{ s->account, "sso_account_id" },
		{ s->role, "sso_role_name" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!rows[i].value)
			return err_set(err, ERR_CRED,
				       "profile %s signs in by SSO, but %s is missing: "
				       "run `aws configure sso --profile %s`",
				       s->profile, rows[i].key, s->profile);
	return true;
}

bool cred_sso_read(const struct profiles *all, const struct profile *p,
		   const struct cred_env *env, struct cred_sso *ret, struct err *err)
{
	const char *name = profile_get(p, "sso_session");
	const struct profile *from = name ? profiles_sso_session(all, name) : p;
	struct cred_sso s = { 0 };

	bug_unless(p);
	if (profile_prop(p, "login_session"))
		return refuse_login(p, err);
	if (!from)
		return err_set(
			err, ERR_CRED,
			"profile %s names the SSO session %.100s, and there is no "
			"[sso-session %.100s] in the config",
			p->name, name, name);
	s = (struct cred_sso){
		.profile = mem_text(p->name),
		.start_url = mem_text(profile_get(from, "sso_start_url")),
		.region = mem_text(profile_get(from, "sso_region")),
		.account = mem_text(profile_get(p, "sso_account_id")),
		.role = mem_text(profile_get(p, "sso_role_name")),
		.may_renew = name != NULL,
	};
	bool ok = need(&s, err);
	if (ok)
		s.cache = cache_path(env, name ? name : s.start_url);
	if (ok && !s.cache)
		ok = err_set(
			err, ERR_CRED,
			"profile %s signs in by SSO, and its token cannot be found: "
			"HOME is not set, or this machine has no SHA-1",
			p->name);
	if (ok)
		*ret = s;
	else
		cred_sso_release(&s);
	return ok;
}

bool cred_sso_over(const struct cred_sso *s, const char *why, struct err *err)
{
	return err_set(
		err, ERR_CRED,
		"profile %s: %s: run `aws sso login --profile %s`, then try again",
		s->profile, why, s->profile);
}

/* ---- the token ---- */

/* Older tools write "2026-11-23T09:00:00UTC". */
static int64_t read_time(const struct node *root, const char *name)
{
	struct str s = str_of(node_text(root, name, ""));
	AUTO(buf) iso = BUF_INIT(64);
	int64_t sec = 0;

	if (str_ends(s, "UTC")) {
		buf_add(&iso, s.p, s.len - 3);
		buf_add_char(&iso, 'Z');
		s = buf_str(&iso);
	}
	return clock_parse_iso(s, &sec) ? sec : 0;
}

static void read_secret(const struct node *root, const char *name, struct secret *ret)
{
	struct str s = str_of(node_text(root, name, ""));

	if (s.len <= TOKEN_MAX)
		secret_set(ret, s);
}

bool sso_token_parse(struct str json, struct sso_token *ret)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_MIB(1));
	struct sso_token t = { 0 };
	struct node *root;

	if (!json_parse(json, &arena, &root, NULL) || root->kind != NODE_OBJECT)
		return false;
	read_secret(root, "accessToken", &t.access);
	read_secret(root, "refreshToken", &t.refresh);
	read_secret(root, "clientSecret", &t.client_secret);
	t.expires_sec = read_time(root, "expiresAt");
	t.client_expires_sec = read_time(root, "registrationExpiresAt");
	bool ok = !secret_empty(&t.access) && t.expires_sec > 0 &&
		  text_copy(t.client_id, sizeof(t.client_id),
			    str_of(node_text(root, "clientId", "")));
	if (ok)
		*ret = t;
	else
		sso_token_release(&t);
	return ok;
}

bool sso_token_load(const struct cred_sso *s, struct sso_token *ret, struct err *err)
{
	AUTO(buf) text = BUF_SECRET(LIMIT_KIB(256));

	if (!os_file_exists(s->cache))
		return cred_sso_over(s, "nobody has signed in", err);
	if (!os_read_private(s->cache, &text, err))
		return err_context(err, "profile %s", s->profile);
	return sso_token_parse(buf_str(&text), ret) ||
	       cred_sso_over(s, "the cached sign-in cannot be read", err);
}

static void put_time(struct arena *a, struct node *root, const char *name, int64_t sec)
{
	AUTO(buf) text = BUF_INIT(64);

	clock_rfc3339(&text, sec);
	node_put_text(a, root, name, buf_text(&text));
}

static void put_secret(struct arena *a, struct node *root, const char *name,
		       const struct secret *value)
{
	if (!secret_empty(value))
		node_put_str(a, root, name, secret_str(value));
}

bool sso_token_save(const struct cred_sso *s, const struct sso_token *t,
		    struct err *err)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_MIB(1));
	AUTO(buf) text = BUF_SECRET(LIMIT_KIB(256));
	struct node *root = node_object(&arena);

	node_put_text(&arena, root, "startUrl", s->start_url);
	node_put_text(&arena, root, "region", s->region);
	put_secret(&arena, root, "accessToken", &t->access);
	put_time(&arena, root, "expiresAt", t->expires_sec);
	node_put_text(&arena, root, "clientId", t->client_id);
	put_secret(&arena, root, "clientSecret", &t->client_secret);
	put_time(&arena, root, "registrationExpiresAt", t->client_expires_sec);
	put_secret(&arena, root, "refreshToken", &t->refresh);
	json_write(&text, root, JSON_COMPACT);
	if (!arena_ok(&arena) || !buf_ok(&text))
		return err_set(err, ERR_LIMIT, "profile %s: a token of this size",
			       s->profile);
	return os_write_file(s->cache, buf_str(&text), err);
}

bool sso_token_is_old(const struct sso_token *t, int64_t now_sec)
{
	return t->expires_sec - now_sec < RENEW_SEC;
}

bool sso_token_may_renew(const struct sso_token *t, int64_t now_sec)
{
	return !secret_empty(&t->refresh) && !secret_empty(&t->client_secret) &&
	       t->client_id[0] != '\0' && t->client_expires_sec > now_sec;
}
