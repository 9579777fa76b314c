/*
 * Where a service answers, and for which region to sign.
 *
 * Holds always: a host is made only of a region that matches a partition's rule, so
 * nothing from a file can become part of a name in DNS; http without TLS goes to
 * loopback only; an override is marked as such, for it sends signed requests to
 * somebody else.
 * Source: botocore's endpoint rule sets.
 */
#include "core/aws/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_env.h"

static const struct partition {
	const char *name, *suffix;
	const char *starts[10]; /* region: START-WORD-DIGITS; NULL ends */
} partitions[] = {
	{ .name = "aws",
	  .suffix = "amazonaws.com",
	  .starts = { "us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx" } },
	{ .name = "aws-cn", .suffix = "amazonaws.com.cn", .starts = { "cn" } },
	{ .name = "aws-us-gov", .suffix = "amazonaws.com", .starts = { "us-gov" } },
};

/* "-WORD-DIGITS", as in the regular expressions of the partitions. */
static bool is_tail(const char *s)
{
	size_t n = 1;

	if (s[0] != '-')
		return false;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') ||
	       s[n] == '_')
		n++;
	if (n == 1 || s[n] != '-')
		return false;
	size_t digits = strspn(s + n + 1, "0123456789");
	return digits > 0 && s[n + 1 + digits] == '\0';
}

static const struct partition *find_partition(const char *region)
{
	for (size_t i = 0; region && i < ARRAY_LEN(partitions); i++) {
		const struct partition *p = &partitions[i];
		for (size_t k = 0; k < ARRAY_LEN(p->starts) && p->starts[k]; k++) {
			size_t len = strlen(p->starts[k]);
			if (strncmp(region, p->starts[k], len) == 0 &&
			    is_tail(region + len) && strlen(region) < 40)
				return p;
		}
	}
	if (text_eq(region, "aws-global"))
		return &partitions[0];
	return NULL;
}

const char *partition_of_region(const char *region)
{
	const struct partition *p = find_partition(region);

	return p ? p->name : NULL;
}

/* Which URL counts, and where it stands, for the message. NULL: AWS's own. */
static const char *override_of(const struct aws_service *service,
			       const struct cred_env *env, const char *profile_url,
			       struct buf *ret_where)
{
	const char *url;

	if (cred_env_true(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
		return NULL;
	buf_addf(ret_where, "AWS_ENDPOINT_URL_%s", service->env);
	url = cred_env_get(env, buf_text(ret_where));
	if (url)
		return url;
	buf_clear(ret_where);
	buf_add_text(ret_where, "AWS_ENDPOINT_URL");
	url = cred_env_get(env, "AWS_ENDPOINT_URL");
	if (url)
		return url;
	buf_clear(ret_where);
	buf_add_text(ret_where, "endpoint_url of the profile");
	return text_empty(profile_url) ? NULL : profile_url;
}

static bool from_url(const char *url, const char *where, struct endpoint *ret,
		     struct err *err)
{
	AUTO(http_request) r = { 0 };
	struct err why = ERR_INIT;

	if (!http_parse_url(str_trim(str_of(url)), &r, &why))
		return err_set(err, ERR_CONFIG, "%s: %s", where, why.text);
	ret->override = true;
	ret->loopback = http_is_loopback(r.host);
	ret->tls = r.tls;
	ret->port = r.port;
	if (!r.tls && !ret->loopback)
		return err_set(err, ERR_CONFIG,
			       "%s: http without TLS is allowed to loopback only, use "
			       "https://",
			       where);
	if (!text_copy(ret->host, sizeof(ret->host), str_of(r.host)) ||
	    !text_copy(ret->base_path, sizeof(ret->base_path), str_of(r.path)))
		return err_set(err, ERR_CONFIG, "%s: a URL that is too long", where);
	return true;
}

bool endpoint_of_webhook(const char *url, struct endpoint *ret, struct err *err)
{
	struct str query = str_trim(str_of(url));
	struct str head = str_cut(&query, '?');
	AUTO(buf) plain = BUF_SECRET(LIMIT_KIB(4));
	AUTO(http_request) r = { 0 };
	struct endpoint ep = { 0 };
	struct err why = ERR_INIT;

	buf_add_str(&plain, head);
	if (!http_parse_url(buf_str(&plain), &r, &why))
		return err_set(err, ERR_CONFIG,
			       "the webhook is no URL like https://host/path");
	for (size_t i = 0; i < query.len; i++)
		if (query.p[i] <= ' ' || query.p[i] > '~' || query.p[i] == '#')
			return err_set(err, ERR_CONFIG,
				       "the webhook's query has a byte that no URL "
				       "may have");
	if (!from_url(buf_text(&plain), "webhook", &ep, err))
		return false;
	if (!text_copy(ep.query, sizeof(ep.query), query))
		return err_set(err, ERR_CONFIG, "webhook: a URL that is too long");
	*ret = ep;
	return true;
}

static void from_rule(const struct partition *p, const struct aws_service *service,
		      const char *region, struct endpoint *ret)
{
	AUTO(buf) host = BUF_INIT(sizeof(ret->host));

	ret->tls = true;
	if (text_eq(region, "aws-global"))
		buf_addf(&host, "%s.%s", service->prefix, p->suffix);
	else
		buf_addf(&host, "%s.%s.%s", service->prefix, region, p->suffix);
	bug_unless(text_copy(ret->host, sizeof(ret->host), buf_str(&host)));
	bug_unless(text_copy(ret->base_path, sizeof(ret->base_path), STR("/")));
}

static bool say_region(const struct aws_service *service, const char *region,
		       struct err *err)
{
	if (text_empty(region))
		return err_set(
			err, ERR_ARG,
			"no region for %s: set AWS_REGION, or region in the profile",
			service->id);
	return err_set(err, ERR_ARG, "%s: there is no region \"%.40s\"", service->id,
		       region);
}

struct http_request endpoint_request(const struct endpoint *ep, const char *method)
{
	struct http_request r = {
		.host = mem_text(ep->host),
		.port = ep->port,
		.tls = ep->tls,
		.path = mem_text(ep->base_path),
		.query = ep->query[0] != '\0' ? mem_text(ep->query) : NULL,
		.body = BUF_SECRET(LIMIT_BODY),
	};

	bug_unless(text_copy(r.method, sizeof(r.method), str_of(method)));
	return r;
}

bool endpoint_takes_bucket(const struct endpoint *ep, const char *bucket)
{
	static const char ends[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t n = bucket == NULL ? 0 : strlen(bucket);

	return !ep->override && n >= 3 && n <= 63 &&
	       strspn(bucket, "abcdefghijklmnopqrstuvwxyz0123456789-") == n &&
	       strchr(ends, bucket[0]) != NULL && strchr(ends, bucket[n - 1]) != NULL;
}

bool endpoint_resolve(const struct aws_service *service, const char *region,
		      const struct cred_env *env, const char *profile_url,
		      struct endpoint *ret, struct err *err)
{
	const struct partition *p = find_partition(region);
	bool global = text_eq(region, "aws-global");
	AUTO(buf) where = BUF_INIT(256);
	struct endpoint ep = { 0 };

	if (!p || (global && !text_eq(service->id, "sts")))
		return say_region(service, region, err);
	bug_unless(text_copy(ep.signing_region, sizeof(ep.signing_region),
			     str_of(global ? "us-east-1" : region)));
	const char *url = override_of(service, env, profile_url, &where);
	if (url) {
		if (!from_url(url, buf_text(&where), &ep, err))
			return false;
	} else if (cred_env_true(env, "AWS_USE_FIPS_ENDPOINT")) {
		/* Who asked for it must not be served by another one in silence. */
		return err_set(err, ERR_CONFIG,
			       "AWS_USE_FIPS_ENDPOINT: candor does not know these "
			       "endpoints; name one in AWS_ENDPOINT_URL_%s",
			       service->env);
	} else {
		from_rule(p, service, region, &ep);
	}
	*ret = ep;
	return true;
}
