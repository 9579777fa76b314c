/* core/aws/endpoint.c: hosts by rule and by override. */
#include "core/aws/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/net/http.h"
#include "tests/fake/data.h"
#include "tests/fake/env.h"

static void makes_hosts_of_three_partitions(void **state)
{
	static const struct {
		const struct aws_service *service;
		const char *region, *host, *signing;
	} rows[] = {
		{ &service_sts, "eu-central-1", "sts.eu-central-1.amazonaws.com",
		  "eu-central-1" },
		{ &service_sts, "us-east-1", "sts.us-east-1.amazonaws.com",
		  "us-east-1" },
		{ &service_sts, "aws-global", "sts.amazonaws.com", "us-east-1" },
		{ &service_sts, "cn-north-1", "sts.cn-north-1.amazonaws.com.cn",
		  "cn-north-1" },
		{ &service_sts, "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com",
		  "us-gov-west-1" },
		{ &service_sts, "mx-central-1", "sts.mx-central-1.amazonaws.com",
		  "mx-central-1" },
		{ &service_cloudformation, "ap-southeast-7",
		  "cloudformation.ap-southeast-7.amazonaws.com", "ap-southeast-7" },
		{ &service_cloudformation, "cn-northwest-1",
		  "cloudformation.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1" },
		{ &service_cloudformation, "us-gov-east-1",
		  "cloudformation.us-gov-east-1.amazonaws.com", "us-gov-east-1" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct endpoint ep;
		struct err err = ERR_INIT;
		assert_true(endpoint_resolve(rows[i].service, rows[i].region, NULL,
					     NULL, &ep, &err));
		assert_string_equal(ep.host, rows[i].host);
		assert_string_equal(ep.signing_region, rows[i].signing);
		assert_string_equal(ep.base_path, "/");
		assert_int_equal(ep.port, 0);
		assert_true(ep.tls);
		assert_false(ep.override || ep.loopback);
	}
}

static void knows_the_partition_of_a_region(void **state)
{
	static const struct {
		const char *region, *partition;
	} rows[] = {
		{ "eu-central-1", "aws" },
		{ "il-central-1", "aws" },
		{ "cn-north-1", "aws-cn" },
		{ "us-gov-east-1", "aws-us-gov" },
		{ "us-iso-east-1", NULL },
		{ "eusc-de-east-1", NULL },
		{ "eu-central", NULL },
		{ "eu-central-", NULL },
		{ "eu--1", NULL },
		{ "eu-central-1x", NULL },
		{ "eu-central-1.evil.com/", NULL },
		{ "EU-CENTRAL-1", NULL },
		{ "us-gov-1", "aws" },
		{ "", NULL },
		{ NULL, NULL },
		{ "xx-central-1", NULL },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *got = partition_of_region(rows[i].region);
		if (rows[i].partition)
			assert_string_equal(got, rows[i].partition);
		else
			assert_null(got);
	}
}

static void refuses_regions_it_does_not_know(void **state)
{
	struct endpoint ep;
	struct err err = ERR_INIT;
	(void)state;

	assert_false(
		endpoint_resolve(&service_sts, "mars-north-1", NULL, NULL, &ep, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_string_equal(err.text, "sts: there is no region \"mars-north-1\"");
	assert_false(endpoint_resolve(&service_sts, NULL, NULL, NULL, &ep, &err));
	assert_string_equal(err.text,
			    "no region for sts: set AWS_REGION, or region in the "
			    "profile");
	assert_false(endpoint_resolve(&service_cloudformation, "aws-global", NULL, NULL,
				      &ep, &err));
}

static void obeys_the_variables_of_aws(void **state)
{
	static const struct {
		const char *name, *value, *region, *host;
	} rows[] = {
		{ "AWS_STS_REGIONAL_ENDPOINTS", "legacy", "eu-west-1",
		  "sts.eu-west-1.amazonaws.com" },
		{ "AWS_USE_FIPS_ENDPOINT", "false", "us-east-1",
		  "sts.us-east-1.amazonaws.com" },
		{ "AWS_USE_DUALSTACK_ENDPOINT", "true", "cn-north-1",
		  "sts.cn-north-1.amazonaws.com.cn" },
		{ "AWS_ENDPOINT_URL", " ", "us-east-1", "sts.us-east-1.amazonaws.com" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fake_env e;
		struct endpoint ep;
		struct err err = ERR_INIT;
		fake_env_init(&e);
		fake_env_set(&e, rows[i].name, rows[i].value);
		assert_true(endpoint_resolve(&service_sts, rows[i].region, &e.env, NULL,
					     &ep, &err));
		assert_string_equal(ep.host, rows[i].host);
		fake_env_release(&e);
	}
}

static void the_nearest_override_wins(void **state)
{
	struct fake_env e;
	struct endpoint ep;
	struct err err = ERR_INIT;
	const char *profile = "https://vpce.example/profile";
	(void)state;

	fake_env_init(&e);
	assert_true(endpoint_resolve(&service_sts, "eu-west-1", &e.env, profile, &ep,
				     &err));
	assert_string_equal(ep.host, "vpce.example");
	assert_string_equal(ep.base_path, "/profile");
	assert_string_equal(ep.signing_region, "eu-west-1");
	assert_true(ep.override);
	assert_false(ep.loopback);
	fake_env_set(&e, "AWS_ENDPOINT_URL", "http://127.0.0.1:5055");
	assert_true(endpoint_resolve(&service_sts, "eu-west-1", &e.env, profile, &ep,
				     &err));
	assert_string_equal(ep.host, "127.0.0.1");
	assert_int_equal(ep.port, 5055);
	assert_string_equal(ep.base_path, "/");
	assert_true(ep.override && ep.loopback && !ep.tls);
	fake_env_set(&e, "AWS_ENDPOINT_URL_STS", "https://sts.example:8443/x");
	assert_true(endpoint_resolve(&service_sts, "eu-west-1", &e.env, profile, &ep,
				     &err));
	assert_string_equal(ep.host, "sts.example");
	assert_int_equal(ep.port, 8443);
	assert_true(endpoint_resolve(&service_cloudformation, "eu-west-1", &e.env,
				     profile, &ep, &err));
	assert_string_equal(ep.host, "127.0.0.1");
	fake_env_set(&e, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
	assert_true(endpoint_resolve(&service_sts, "eu-west-1", &e.env, profile, &ep,
				     &err));
	assert_string_equal(ep.host, "sts.eu-west-1.amazonaws.com");
	assert_false(ep.override);
	fake_env_release(&e);
}

static void refuses_overrides_that_are_unsafe_or_no_urls(void **state)
{
	static const struct {
		const char *url, *text;
	} rows[] = {
		{ "http://sts.example/",
		  "AWS_ENDPOINT_URL: http without TLS is allowed to loopback only, use "
		  "https://" },
		{ "sts.example", "AWS_ENDPOINT_URL: not an http:// or https:// URL" },
		{ "https://u:p@sts.example/",
		  "AWS_ENDPOINT_URL: a URL without a plain host, or with a bad port" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fake_env e;
		struct endpoint ep = { .port = 7 };
		struct err err = ERR_INIT;
		fake_env_init(&e);
		fake_env_set(&e, "AWS_ENDPOINT_URL", rows[i].url);
		assert_false(endpoint_resolve(&service_sts, "eu-west-1", &e.env, NULL,
					      &ep, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_string_equal(err.text, rows[i].text);
		assert_int_equal(ep.port, 7);
		fake_env_release(&e);
	}
}

static void a_wish_for_fips_is_not_passed_over_in_silence(void **state)
{
	struct fake_env e;
	struct endpoint ep;
	struct err err = ERR_INIT;
	(void)state;

	fake_env_init(&e);
	fake_env_set(&e, "AWS_USE_FIPS_ENDPOINT", "true");
	assert_false(
		endpoint_resolve(&service_sts, "eu-west-1", &e.env, NULL, &ep, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.text,
			    "AWS_USE_FIPS_ENDPOINT: candor does not know these "
			    "endpoints; name one in AWS_ENDPOINT_URL_STS");
	fake_env_set(&e, "AWS_ENDPOINT_URL_STS",
		     "https://sts-fips.us-east-1.amazonaws.com");
	assert_true(
		endpoint_resolve(&service_sts, "us-east-1", &e.env, NULL, &ep, &err));
	assert_string_equal(ep.host, "sts-fips.us-east-1.amazonaws.com");
	fake_env_release(&e);
}

static bool is_true(const struct node *v, const char *name)
{
	const struct node *n = node_get(v, name);

	return n && n->number != 0;
}

static void endpoints_of_others_hold_too(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, DATA_SHARED "/endpoints.json");
	int n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *v = node_first(node_get(doc, "endpoints")); v;
	     v = v->next) {
		bool sts = text_eq(node_text(v, "service", ""), "sts");
		const char *region = node_text(v, "region", "");
		struct endpoint ep;
		char url[300];
		if (!sts && !text_eq(node_text(v, "service", ""), "cloudformation"))
			continue;
		if (!partition_of_region(region))
			continue;
		if (is_true(v, "fips") || is_true(v, "dualstack"))
			continue;
		assert_true(
			endpoint_resolve(sts ? &service_sts : &service_cloudformation,
					 region, NULL, NULL, &ep, NULL));
		(void)snprintf(url, sizeof(url), "https://%s", ep.host);
		assert_string_equal(url, node_text(v, "url", ""));
		assert_string_equal(ep.signing_region,
				    node_text(v, "signingRegion", ""));
		n++;
	}
	print_message("%d endpoints\n", n);
	assert_true(n >= 16); /* two services in eight regions */
}

static void a_webhook_is_https_or_on_this_machine(void **state)
{
	static const struct {
		const char *url, *host, *path, *query;
	} good[] = {
		{ "https://hooks.example/a/b?k=v", "hooks.example", "/a/b", "k=v" },
		{ " https://hooks.example ", "hooks.example", "/", "" },
		{ "http://127.0.0.1:8080/x", "127.0.0.1", "/x", "" },
	};
	static const char *const bad[] = {
		"",
		"hooks.example/x",
		"http://hooks.example/s3cr3t",
		"ftp://hooks.example/s3cr3t",
		"https://user:s3cr3t@hooks.example/",
		"https://hooks.example/?a=s3cr3t b",
		"https://hooks.example/?s3cr3t#x",
	};
	struct endpoint ep = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct err err = ERR_INIT;

		assert_true(endpoint_of_webhook(good[i].url, &ep, &err));
		assert_string_equal(ep.host, good[i].host);
		assert_string_equal(ep.base_path, good[i].path);
		assert_string_equal(ep.query, good[i].query);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = ERR_INIT;

		assert_false(endpoint_of_webhook(bad[i], &ep, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_null(strstr(err.text, "s3cr3t"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_hosts_of_three_partitions),
		cmocka_unit_test(knows_the_partition_of_a_region),
		cmocka_unit_test(refuses_regions_it_does_not_know),
		cmocka_unit_test(obeys_the_variables_of_aws),
		cmocka_unit_test(the_nearest_override_wins),
		cmocka_unit_test(refuses_overrides_that_are_unsafe_or_no_urls),
		cmocka_unit_test(a_wish_for_fips_is_not_passed_over_in_silence),
		cmocka_unit_test(a_webhook_is_https_or_on_this_machine),
		cmocka_unit_test(endpoints_of_others_hold_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
