/*
 * Reading and checking AssumeRole's answer.
 *
 * Always true: no error text holds a part of a key; what was read is wiped on
 * release and on failure.
 */
#include "core/access/sts.h"

#include <string.h>

#include "core/access/arn.h"
#include "core/base/clock.h"
#include "core/base/utf8.h"

bool sts_name_ok(struct str name)
{
	if (name.len < 2 || name.len > 64 || str_starts(name, "aws:"))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			     (c >= 'A' && c <= 'Z');

		if (!alnum && (c == '\0' || strchr("_+=,.@-", c) == NULL))
			return false;
	}
	return true;
}

void sts_assumed_release(struct sts_assumed *a)
{
	cred_release(&a->cred);
	*a = (struct sts_assumed){ 0 };
}

static bool missing(struct err *err, const char *what)
{
	return err_set(err, ERR_PARSE, "sts:AssumeRole answered without a usable %s",
		       what);
}

static bool read_keys(const struct node *result, struct cred *cred, struct err *err)
{
	const char *id = node_text(result, "Credentials.AccessKeyId", "");
	const char *key = node_text(result, "Credentials.SecretAccessKey", "");
	const char *token = node_text(result, "Credentials.SessionToken", "");
	const char *expires = node_text(result, "Credentials.Expiration", "");

	if (id[0] == '\0' || !text_copy(cred->key_id, sizeof(cred->key_id), str_of(id)))
		return missing(err, "AccessKeyId");
	if (key[0] == '\0' || strlen(key) > 1024)
		return missing(err, "SecretAccessKey");
	if (token[0] == '\0' || strlen(token) > LIMIT_TOKEN)
		return missing(err, "SessionToken");
	if (!clock_parse_iso(str_of(expires), &cred->expires_sec))
		return missing(err, "Expiration");
	secret_set(&cred->key, str_of(key));
	secret_set(&cred->token, str_of(token));
	return true;
}

bool sts_read_assumed(const struct node *result, struct sts_assumed *ret,
		      struct err *err)
{
	AUTO(sts_assumed) a = { 0 };
	const char *arn = node_text(result, "AssumedRoleUser.Arn", "");
	const char *source = node_text(result, "SourceIdentity", "");
	AUTO(buf) safe = BUF_INIT(sizeof(a.arn));

	if (!read_keys(result, &a.cred, err))
		return false;
	utf8_safe(&safe, str_of(arn), sizeof(a.arn) - 1);
	if (safe.len == 0 || !text_copy(a.arn, sizeof(a.arn), buf_str(&safe)))
		return missing(err, "AssumedRoleUser");
	if (!text_copy(a.source_identity, sizeof(a.source_identity), str_of(source)))
		return missing(err, "SourceIdentity");
	a.expires_sec = a.cred.expires_sec;
	*ret = a;
	a.cred = (struct cred){ 0 };
	return true;
}

#define SAME_CLOCK_SEC 60

void sts_use_our_clock(struct sts_assumed *a, int64_t server_sec, int64_t now_sec)
{
	int64_t ahead = now_sec - server_sec;

	if (server_sec != 0 && (ahead >= SAME_CLOCK_SEC || ahead <= -SAME_CLOCK_SEC))
		a->cred.expires_sec = a->expires_sec + ahead;
}

/* The last part of "role/path/NAME". */
static struct str role_name(struct str resource)
{
	struct str name = resource;
	struct str rest = resource;

	while (rest.len > 0)
		name = str_cut(&rest, '/');
	return name;
}

bool sts_check_assumed(const struct sts_assumed *a, const char *role_arn,
		       const char *session_name, struct err *err)
{
	struct arn asked, got;
	struct str rest, kind, role;
	bool same =
		arn_parse(str_of(role_arn), &asked) && arn_parse(str_of(a->arn), &got);

	if (same) {
		rest = got.resource;
		kind = str_cut(&rest, '/');
		role = str_cut(&rest, '/');
		same = str_is(kind, "assumed-role") &&
		       str_eq(asked.account, got.account) &&
		       str_eq(asked.partition, got.partition) &&
		       str_eq(role_name(asked.resource), role) &&
		       str_is(rest, session_name);
	}
	if (!same)
		return err_set(err, ERR_AWS,
			       "sts:AssumeRole of %s as %s gave %s: not what was asked",
			       role_arn, session_name, a->arn);
	return true;
}
