/*
 * What a section of candor.conf must hold as a whole: nothing missing, and keys that
 * fit each other.
 */
#include "core/access/config_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/access/arn.h"
#include "core/aws/endpoint.h"
#include "core/base/buf.h"

bool config_is_account(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return n == 12;
}

unsigned config_line_of(const struct config_reader *r, const char *key)
{
	for (size_t i = 0; r->keys != NULL && r->keys[i].name != NULL; i++)
		if (text_eq(r->keys[i].name, key) && r->seen[i] != 0)
			return r->seen[i];
	return r->line;
}

bool config_check_required(const struct config_reader *r, struct err *err)
{
	for (size_t i = 0; r->keys != NULL && r->keys[i].name != NULL; i++)
		if (r->keys[i].required && r->seen[i] == 0)
			return err_set(err, ERR_CONFIG, "%s:%u: [%s] has no \"%s\"",
				       r->file, r->line, r->section, r->keys[i].name);
	return true;
}

/* An IAM ARN of the installation's own account and partition. */
static bool check_arn(const struct config_reader *r, const char *key, const char *text,
		      const char *kind, struct err *err)
{
	const char *account = r->draft.account;
	const char *partition = partition_of_region(r->draft.region);
	bool policy = text_eq(kind, "policy/");
	struct arn a;

	if (text == NULL)
		return true;
	if (!arn_parse(str_of(text), &a) || !str_is(a.service, "iam") ||
	    !str_starts(a.resource, kind))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: %s \"%s\" is not an ARN like "
			       "arn:%s:iam::%s:%s…",
			       r->file, config_line_of(r, key), key, text, partition,
			       account, kind);
	if (!str_is(a.partition, partition))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: %s is of partition %.*s, but region %s is of %s",
			       r->file, config_line_of(r, key), key,
			       STR_FMT(a.partition), r->draft.region, partition);
	if (!str_is(a.account, account) && !(policy && str_is(a.account, "aws")))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: %s is of account %.*s, but account is %s",
			       r->file, config_line_of(r, key), key, STR_FMT(a.account),
			       account);
	return true;
}

static bool check_region(const struct config_reader *r, struct err *err)
{
	const char *region = r->draft.region;

	if (partition_of_region(region) == NULL)
		return err_set(
			err, ERR_CONFIG,
			"%s:%u: region \"%s\" is of no partition that candor knows",
			r->file, config_line_of(r, "region"), region);
	if (str_ends(str_of(region), "-global"))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: region \"%s\" is a whole partition: no stack "
			       "lives there, name one region",
			       r->file, config_line_of(r, "region"), region);
	return true;
}

bool config_zone(const char *text, int *ret_sec)
{
	struct str s = str_of(text);
	int64_t hours = 0;
	int64_t minutes = 0;

	if (str_is(s, "UTC")) {
		*ret_sec = 0;
		return true;
	}
	if (s.len != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    !str_int((struct str){ s.p + 1, 2 }, 0, 14, &hours) ||
	    !str_int((struct str){ s.p + 4, 2 }, 0, 59, &minutes))
		return false;
	*ret_sec = (int)(hours * 3600 + minutes * 60) * (s.p[0] == '-' ? -1 : 1);
	return true;
}

static bool check_zone(const struct config_reader *r, struct err *err)
{
	const char *zone = r->draft.timezone;
	int sec = 0;

	if (!zone || config_zone(zone, &sec))
		return true;
	return err_set(err, ERR_CONFIG,
		       "%s:%u: timezone \"%s\" is neither UTC nor an offset such as "
		       "+09:00",
		       r->file, config_line_of(r, "timezone"), zone);
}

bool config_bucket(const char *text, char **ret_bucket, char **ret_prefix)
{
	struct str rest = str_of(text);
	struct str bucket;
	AUTO(buf) prefix = BUF_INIT(1100);

	if (!str_starts(rest, "s3://"))
		return false;
	rest = (struct str){ rest.p + 5, rest.len - 5 };
	bucket = str_cut(&rest, '/');
	if (bucket.len < 3 || bucket.len > 63 ||
	    strspn(bucket.p, "abcdefghijklmnopqrstuvwxyz0123456789.-") < bucket.len ||
	    strchr(".-", bucket.p[0]) != NULL ||
	    strchr(".-", bucket.p[bucket.len - 1]) != NULL)
		return false;
	buf_add_str(&prefix, rest);
	if (rest.len > 0 && rest.p[rest.len - 1] != '/')
		buf_add_char(&prefix, '/');
	*ret_bucket = mem_text_n(bucket.p, bucket.len);
	*ret_prefix = mem_text(buf_text(&prefix));
	return true;
}

static bool check_metadata(const struct config_reader *r, struct err *err)
{
	const char *text = r->draft.metadata;
	char *bucket = NULL;
	char *prefix = NULL;
	bool ok = text == NULL || config_bucket(text, &bucket, &prefix);

	free(bucket);
	free(prefix);
	return ok || err_set(err, ERR_CONFIG,
			     "%s:%u: metadata \"%s\" is not a bucket like "
			     "s3://acme-metadata/candor/",
			     r->file, config_line_of(r, "metadata"), text);
}

bool config_check_heartbeats(const struct config_reader *r, struct err *err)
{
	const struct config_draft *d = &r->draft;
	bool table = text_eq(d->beat_source, "table");

	if (d->beat_source != NULL && !table && !text_eq(d->beat_source, "local"))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: source is \"%s\", but must be local or table",
			       r->file, config_line_of(r, "source"), d->beat_source);
	if (table && (d->beat_table == NULL || d->beat_region == NULL))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: source = table needs table and region", r->file,
			       config_line_of(r, "source"));
	if (d->beat_region != NULL && partition_of_region(d->beat_region) == NULL)
		return err_set(
			err, ERR_CONFIG,
			"%s:%u: region \"%s\" is of no partition that candor knows",
			r->file, config_line_of(r, "region"), d->beat_region);
	return true;
}

bool config_check_installation(const struct config_reader *r, struct err *err)
{
	const struct config_draft *d = &r->draft;

	if (!config_is_account(d->account))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: account \"%s\" is not 12 digits", r->file,
			       config_line_of(r, "account"), d->account);
	return check_region(r, err) && check_zone(r, err) && check_metadata(r, err) &&
	       config_check_heartbeat(r, err) &&
	       check_arn(r, "role_arn", d->role_arn, "role/", err) &&
	       check_arn(r, "policy_observe", d->observe, "policy/", err) &&
	       check_arn(r, "policy_operate", d->operate, "policy/", err) &&
	       check_arn(r, "policy_debug", d->debug, "policy/", err);
}
