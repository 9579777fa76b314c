/*
 * Credentials in the environment.
 *
 * Holds always: a key or token is printable ASCII without blanks, so it can stand in
 * a header; no message holds any of it.
 */
#include "core/aws/cred_env.h"

#include <string.h>
#include <strings.h>

#include "core/base/str.h"

const char *cred_env_get(const struct cred_env *env, const char *name)
{
	const char *value = env ? env->get(env->ctx, name) : NULL;

	return value && str_trim(str_of(value)).len > 0 ? value : NULL;
}

bool cred_env_true(const struct cred_env *env, const char *name)
{
	const char *value = cred_env_get(env, name);

	return value && strcasecmp(value, "true") == 0;
}

/* Blanks and line ends at both ends: what a shell's $(cat file) leaves. */
static struct str trim_all(const char *text)
{
	struct str s = str_of(text);

	while (s.len > 0 && strchr(" \t\r\n", s.p[0]))
		s = (struct str){ s.p + 1, s.len - 1 };
	while (s.len > 0 && strchr(" \t\r\n", s.p[s.len - 1]))
		s.len--;
	return s;
}

static bool is_printable(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	}
	return true;
}

bool cred_set(struct cred *ret, const char *where, const char *key_id, const char *key,
	      const char *token, struct err *err)
{
	struct str id = trim_all(key_id), k = trim_all(key), t = trim_all(token);

	if (id.len == 0 || k.len == 0)
		return err_set(err, ERR_CRED, "%s: %s is missing", where,
			       id.len == 0 ? "the access key id"
					   : "the secret access key");
	if (!is_printable(id) || !is_printable(k) || !is_printable(t))
		return err_set(err, ERR_CRED, "%s: a key with odd bytes in it", where);
	if (id.len >= sizeof(ret->key_id) || k.len > LIMIT_KIB(1) ||
	    t.len > LIMIT_TOKEN)
		return err_set(err, ERR_CRED, "%s: a key that is too long", where);
	cred_release(ret);
	bug_unless(text_copy(ret->key_id, sizeof(ret->key_id), id));
	secret_set(&ret->key, k);
	if (t.len > 0)
		secret_set(&ret->token, t);
	return true;
}

bool cred_env_keys(const struct cred_env *env, struct cred *ret, bool *ret_found,
		   struct err *err)
{
	const char *id = cred_env_get(env, "AWS_ACCESS_KEY_ID");
	const char *key = cred_env_get(env, "AWS_SECRET_ACCESS_KEY");
	const char *token = cred_env_get(env, "AWS_SESSION_TOKEN");

	if (!id && !key) {
		*ret_found = false;
		return true;
	}
	if (!cred_set(ret, "AWS_ACCESS_KEY_ID in the environment", id, key, token, err))
		return false;
	*ret_found = true;
	return true;
}
