/* core/aws/cred.c: from the environment and two files to a plan. */
#include "core/aws/cred.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/os.h"
#include "tests/fake/data.h"
#include "tests/fake/env.h"

static struct fake_env e;
static char dir[64];
static char config_path[96], credentials_path[96];

static int setup(void **state)
{
	(void)state;
	fake_env_init(&e);
	assert_true(text_copy(dir, sizeof(dir), STR("/tmp/candor-cred-XXXXXX")));
	assert_non_null(mkdtemp(dir));
	AUTO(buf) path = BUF_INIT(100);
	buf_addf(&path, "%s/config", dir);
	assert_true(text_copy(config_path, sizeof(config_path), buf_str(&path)));
	buf_clear(&path);
	buf_addf(&path, "%s/credentials", dir);
	assert_true(
		text_copy(credentials_path, sizeof(credentials_path), buf_str(&path)));
	fake_env_set(&e, "AWS_CONFIG_FILE", config_path);
	fake_env_set(&e, "AWS_SHARED_CREDENTIALS_FILE", credentials_path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_env_release(&e);
	(void)unlink(config_path);
	(void)unlink(credentials_path);
	return rmdir(dir);
}

static void files(const char *config, const char *credentials)
{
	assert_true(os_write_file(config_path, str_of(config), NULL));
	if (credentials)
		assert_true(os_write_file(credentials_path, str_of(credentials), NULL));
}

static void keys(const char *id, const char *key)
{
	fake_env_set(&e, "AWS_ACCESS_KEY_ID", id);
	fake_env_set(&e, "AWS_SECRET_ACCESS_KEY", key);
}

static void plan_is(const char *profile, struct cred_plan *p)
{
	struct err err = ERR_INIT;

	*p = (struct cred_plan){ 0 };
	if (!cred_plan_load(&e.env, profile, p, &err))
		fail_msg("%s", err.text);
}

static void plan_fails(const char *profile, enum err_code code, const char *text)
{
	AUTO(cred_plan) p = { .n_hops = 77 };
	struct err err = ERR_INIT;

	assert_false(cred_plan_load(&e.env, profile, &p, &err));
	assert_string_equal(err.text, text);
	assert_int_equal(err.code, code);
	assert_int_equal(p.n_hops, 77);
	p.n_hops = 0;
}

static void the_environment_comes_first(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	keys("AKIAENV", "s");
	files("[default]\nregion = eu-north-1\naws_access_key_id = AKIAFILE\n"
	      "aws_secret_access_key = s\n",
	      NULL);
	plan_is(NULL, &p);
	assert_int_equal(p.source, CRED_ENVIRONMENT);
	assert_string_equal(p.source_text, "environment");
	assert_string_equal(p.first.key_id, "AKIAENV");
	assert_string_equal(p.region, "eu-north-1");
	assert_int_equal(p.n_hops, 0);
}

static void a_named_profile_passes_over_the_environment(void **state)
{
	AUTO(cred_plan) named;
	AUTO(cred_plan) by_variable;
	(void)state;

	keys("AKIAENV", "s");
	files("[profile ops]\nregion = eu-north-1\n",
	      "[ops]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n");
	plan_is("ops", &named);
	assert_int_equal(named.source, CRED_PROFILE_KEYS);
	assert_string_equal(named.first.key_id, "AKIAFILE");
	assert_memory_equal(named.source_text, "profile ops (/tmp/", 18);
	fake_env_set(&e, "AWS_PROFILE", "ops");
	plan_is(NULL, &by_variable);
	assert_string_equal(by_variable.first.key_id, "AKIAENV");
}

static void a_blank_environment_gives_way_to_the_profile(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	keys(" ", " ");
	fake_env_set(&e, "AWS_PROFILE", "ops");
	files("[profile ops]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n"
	      "aws_session_token = t\n",
	      NULL);
	plan_is(NULL, &p);
	assert_string_equal(p.first.key_id, "AKIAFILE");
	assert_true(str_is(secret_str(&p.first.token), "t"));
}

static void a_chain_of_roles_stands_in_the_order_it_is_done(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	files("[profile c]\nrole_arn = arn:c\nsource_profile = b\nexternal_id = x/1\n"
	      "mfa_serial = arn:mfa\nduration_seconds = 3600\nrole_session_name = "
	      "mira\n"
	      "region = eu-west-3\nca_bundle = /etc/ca.pem\nendpoint_url = https://x/\n"
	      "[profile b]\nrole_arn = arn:b\nsource_profile = a\nregion = us-east-1\n",
	      "[a]\naws_access_key_id = AKIAA\naws_secret_access_key = s\n");
	plan_is("c", &p);
	assert_string_equal(p.first.key_id, "AKIAA");
	assert_int_equal(p.n_hops, 2);
	assert_string_equal(p.hops[0].role_arn, "arn:b");
	assert_string_equal(p.hops[0].profile, "b");
	assert_null(p.hops[0].external_id);
	assert_int_equal(p.hops[0].duration_sec, 0);
	assert_string_equal(p.hops[1].role_arn, "arn:c");
	assert_string_equal(p.hops[1].external_id, "x/1");
	assert_string_equal(p.hops[1].mfa_serial, "arn:mfa");
	assert_string_equal(p.hops[1].session_name, "mira");
	assert_int_equal(p.hops[1].duration_sec, 3600);
	assert_string_equal(p.region, "eu-west-3");
	assert_string_equal(p.ca_bundle, "/etc/ca.pem");
	assert_string_equal(p.endpoint_url, "https://x/");
}

static void variables_win_over_the_profile(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	files("[default]\nregion = eu-west-3\nca_bundle = /a\nendpoint_url = "
	      "https://x/\n"
	      "aws_access_key_id = AKIAA\naws_secret_access_key = s\n",
	      NULL);
	fake_env_set(&e, "AWS_DEFAULT_REGION", "eu-west-1");
	fake_env_set(&e, "AWS_CA_BUNDLE", "/b");
	fake_env_set(&e, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
	plan_is(NULL, &p);
	assert_string_equal(p.region, "eu-west-1");
	assert_string_equal(p.ca_bundle, "/b");
	assert_null(p.endpoint_url);
	cred_plan_release(&p);
	fake_env_set(&e, "AWS_REGION", "eu-west-2");
	plan_is(NULL, &p);
	assert_string_equal(p.region, "eu-west-2");
}

static void credential_source_takes_the_environment(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	files("[profile a]\nrole_arn = arn:a\ncredential_source = Environment\n"
	      "[profile b]\nrole_arn = arn:b\ncredential_source = "
	      "Ec2InstanceMetadata\n",
	      NULL);
	plan_fails("a", ERR_CRED,
		   "profile a takes its credentials from the environment, and "
		   "AWS_ACCESS_KEY_ID is not set");
	keys("AKIAENV", "s");
	plan_is("a", &p);
	assert_int_equal(p.source, CRED_ENVIRONMENT);
	assert_int_equal(p.n_hops, 1);
	plan_fails(
		"b", ERR_CRED,
		"profile b: credential_source = Ec2InstanceMetadata is not supported, "
		"Environment is");
}

static void a_process_is_split_and_not_run(void **state)
{
	AUTO(cred_plan) p;
	(void)state;

	files("[profile a]\ncredential_process = /bin/false 'a b' c\n"
	      "[profile b]\nrole_arn = arn:b\nsource_profile = a\n"
	      "[profile c]\ncredential_process = x 'open\n",
	      NULL);
	plan_is("b", &p);
	assert_int_equal(p.source, CRED_PROCESS);
	assert_string_equal(p.process_argv[0], "/bin/false");
	assert_string_equal(p.process_argv[1], "a b");
	assert_string_equal(p.process_argv[2], "c");
	assert_null(p.process_argv[3]);
	assert_memory_equal(p.source_text, "credential_process of profile a (/tmp/",
			    38);
	plan_fails("c", ERR_CRED,
		   "profile c: credential_process has a quote that is not closed");
}

static void keys_and_process_have_the_order_of_aws(void **state)
{
	AUTO(cred_plan) p;
	AUTO(cred_plan) q;
	(void)state;

	files("[profile a]\ncredential_process = x\naws_access_key_id = AKIAC\n"
	      "aws_secret_access_key = s\n[profile b]\ncredential_process = x\n",
	      "[b]\naws_access_key_id = AKIAB\naws_secret_access_key = s\n");
	plan_is("a", &p);
	assert_int_equal(p.source, CRED_PROCESS);
	plan_is("b", &q);
	assert_int_equal(q.source, CRED_PROFILE_KEYS);
	assert_string_equal(q.first.key_id, "AKIAB");
}

static void a_browser_sign_in_is_a_source_or_names_the_line_that_helps(void **state)
{
	AUTO(cred_plan) dev;
	AUTO(cred_plan) role;
	AUTO(cred_plan) p;
	(void)state;

	fake_env_set(&e, "HOME", "/home/mira");
	files("[sso-session my]\nsso_start_url = https://x/\nsso_region = eu-west-1\n"
	      "[profile dev]\nsso_session = my\nsso_account_id = 210987654321\n"
	      "sso_role_name = Dev\n"
	      "[profile login]\nlogin_session = arn:x\n"
	      "[profile role]\nrole_arn = arn:r\nsource_profile = dev\n"
	      "[profile fixed]\nsso_start_url = https://x/\ncredential_process = aws "
	      "configure export-credentials --profile fixed\n",
	      NULL);
	plan_is("dev", &dev);
	assert_int_equal(dev.source, CRED_SSO);
	assert_string_equal(dev.source_text, "SSO sign-in of profile dev");
	assert_string_equal(dev.sso.role, "Dev");
	assert_int_equal(dev.n_hops, 0);
	plan_is("role", &role);
	assert_int_equal(role.source, CRED_SSO);
	assert_int_equal(role.n_hops, 1);
	plan_fails("login", ERR_CRED,
		   "profile login signs in by `aws login`: run `aws login --profile "
		   "login` and add to the profile the line `credential_process = aws "
		   "configure export-credentials --profile login`");
	plan_is("fixed", &p);
	assert_int_equal(p.source, CRED_PROCESS);
	assert_string_equal(p.process_argv[2], "export-credentials");
}

static void says_what_is_wrong_with_a_profile(void **state)
{
	(void)state;
	files("[profile empty]\nregion = x\n"
	      "[profile alone]\nrole_arn = arn:a\n"
	      "[profile both]\nrole_arn = arn:a\nsource_profile = x\ncredential_source "
	      "= y\n"
	      "[profile gone]\nrole_arn = arn:a\nsource_profile = nowhere\n"
	      "[profile self]\nrole_arn = arn:a\nsource_profile = self\n"
	      "[profile l1]\nrole_arn = arn:a\nsource_profile = l2\n"
	      "[profile l2]\nrole_arn = arn:a\nsource_profile = l1\n"
	      "[profile half]\naws_access_key_id = AKIAX\n"
	      "[profile web]\nrole_arn = arn:a\nweb_identity_token_file = /t\n",
	      NULL);
	plan_fails("empty", ERR_CRED,
		   "profile empty has no credentials: it needs keys, role_arn or "
		   "credential_process");
	plan_fails("alone", ERR_CRED,
		   "profile alone has role_arn, but neither source_profile nor "
		   "credential_source");
	plan_fails("both", ERR_CRED,
		   "profile both has both source_profile and credential_source");
	plan_fails("gone", ERR_CRED,
		   "profile gone: there is no source_profile nowhere");
	plan_fails("self", ERR_CRED,
		   "profile self: source_profile self leads back to itself");
	plan_fails("l1", ERR_CRED,
		   "profile l2: source_profile l1 leads back to itself");
	plan_fails("half", ERR_CRED, "profile half: the secret access key is missing");
	plan_fails("web", ERR_CRED,
		   "profile web: web_identity_token_file is not supported; add "
		   "`credential_process = aws configure export-credentials --profile "
		   "web` to "
		   "a profile of its own");
}

static void says_where_it_looked_when_there_is_nothing(void **state)
{
	AUTO(buf) text = BUF_INIT(300);
	(void)state;

	buf_addf(&text, "there is no profile nobody in %s", config_path);
	plan_fails("nobody", ERR_CRED, buf_text(&text));
	buf_clear(&text);
	buf_addf(&text,
		 "no credentials: AWS_ACCESS_KEY_ID is not set, and %s has no "
		 "[default]; set "
		 "profile in candor.conf or AWS_PROFILE",
		 config_path);
	plan_fails(NULL, ERR_CRED, buf_text(&text));
}

static void a_wrong_duration_is_named_with_its_line(void **state)
{
	AUTO(buf) text = BUF_INIT(300);
	(void)state;

	files("[profile a]\nrole_arn = arn:a\ncredential_source = Environment\n"
	      "duration_seconds = 60\n",
	      NULL);
	buf_addf(&text, "%s:4: duration_seconds is 900 to 43200", config_path);
	plan_fails("a", ERR_CONFIG, buf_text(&text));
}

static void a_chain_of_too_many_roles_is_refused(void **state)
{
	AUTO(buf) config = BUF_INIT(2000);
	AUTO(cred_plan) p;
	(void)state;

	for (int i = 0; i <= LIMIT_PROFILE_HOPS; i++)
		buf_addf(&config,
			 "[profile p%d]\nrole_arn = arn:%d\nsource_profile = p%d\n", i,
			 i, i + 1);
	buf_addf(&config,
		 "[profile p%d]\naws_access_key_id = A\naws_secret_access_key = s\n",
		 LIMIT_PROFILE_HOPS + 1);
	files(buf_text(&config), NULL);
	plan_is("p1", &p);
	assert_int_equal(p.n_hops, LIMIT_PROFILE_HOPS);
	assert_string_equal(p.hops[0].role_arn, "arn:5");
	plan_fails("p0", ERR_CRED, "profile p5: a chain of more than 5 roles");
}

static void copies_credentials_and_wipes_them(void **state)
{
	struct cred a = { .key_id = "AKIAX", .expires_sec = 7 };
	AUTO(cred) b = { 0 };
	(void)state;

	secret_set(&a.key, STR("k"));
	secret_set(&a.token, STR("t"));
	cred_copy(&b, &a);
	cred_copy(&b, &b);
	cred_release(&a);
	cred_release(&a);
	cred_release(NULL);
	assert_int_equal(a.key_id[0], '\0');
	assert_string_equal(b.key_id, "AKIAX");
	assert_true(str_is(secret_str(&b.key), "k"));
	assert_true(str_is(secret_str(&b.token), "t"));
	assert_int_equal(b.expires_sec, 7);
}

/* ---- the cases of smithy-rs, when they lie beside the project ---- */

static void write_profiles(const struct node *profiles)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(64));

	for (const struct node *p = node_first(profiles); p; p = p->next) {
		buf_addf(&text, "[profile %s]\n", p->name);
		for (const struct node *k = node_first(p); k; k = k->next)
			buf_addf(&text, "%s = %s\n", k->name, k->text.p);
	}
	files(buf_text(&text), "");
}

static void assert_chain(const struct cred_plan *p, const struct node *chain)
{
	const struct node *link = node_first(chain);
	size_t n = 0;

	assert_string_equal(p->first.key_id,
			    node_text(link, "AccessKey.access_key_id", "?"));
	assert_true(str_is(secret_str(&p->first.key),
			   node_text(link, "AccessKey.secret_access_key", "?")));
	for (link = link->next; link; link = link->next, n++) {
		const struct node *role = node_get(link, "AssumeRole");
		const char *name = node_text(role, "role_session_name", NULL);
		const char *external = node_text(role, "external_id", NULL);
		assert_true(n < p->n_hops);
		assert_string_equal(p->hops[n].role_arn,
				    node_text(role, "role_arn", "?"));
		assert_true(text_eq(p->hops[n].session_name, name));
		assert_true(text_eq(p->hops[n].external_id, external));
	}
	assert_int_equal(n, p->n_hops);
}

static void the_cases_of_role_chains_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc =
		data_json(&arena, DATA_SHARED "/config-tests/assume-role-tests.json");
	int n = 0, chains = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *t = node_first(doc); t; t = t->next, n++) {
		AUTO(cred_plan) p = { 0 };
		struct err err = ERR_INIT;
		const struct node *chain = node_at(t, "output.ProfileChain");
		const struct node *first = node_get(node_first(chain), "AccessKey");
		write_profiles(node_at(t, "input.profiles"));
		bool ok = cred_plan_load(
			&e.env, node_text(t, "input.selected_profile", ""), &p, &err);
		/* What others take from metadata, web identity and SSO, we refuse. */
		assert_int_equal(ok, first != NULL);
		if (!ok) {
			assert_int_equal(err.code, ERR_CRED);
			continue;
		}
		assert_chain(&p, chain);
		chains++;
	}
	print_message("%d cases, %d chains\n", n, chains);
	assert_int_equal(n, 28);
	assert_int_equal(chains, 7);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_environment_comes_first),
		TEST(a_named_profile_passes_over_the_environment),
		TEST(a_blank_environment_gives_way_to_the_profile),
		TEST(a_chain_of_roles_stands_in_the_order_it_is_done),
		TEST(variables_win_over_the_profile),
		TEST(credential_source_takes_the_environment),
		TEST(a_process_is_split_and_not_run),
		TEST(keys_and_process_have_the_order_of_aws),
		TEST(a_browser_sign_in_is_a_source_or_names_the_line_that_helps),
		TEST(says_what_is_wrong_with_a_profile),
		TEST(says_where_it_looked_when_there_is_nothing),
		TEST(a_wrong_duration_is_named_with_its_line),
		TEST(a_chain_of_too_many_roles_is_refused),
		TEST(copies_credentials_and_wipes_them),
		TEST(the_cases_of_role_chains_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
