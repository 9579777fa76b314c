/* core/aws/cred_profile.c: the two files of AWS. */
#include "core/aws/cred_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/os.h"
#include "tests/fake/data.h"
#include "tests/fake/env.h"

static bool parse(struct profiles *p, const char *config, const char *credentials,
		  struct err *err)
{
	*p = (struct profiles){ 0 };
	return profiles_parse(p, str_of(config), "config", PROFILE_CONFIG, err) &&
	       profiles_parse(p, str_of(credentials), "credentials",
			      PROFILE_CREDENTIALS, err);
}

static void the_credentials_file_wins_property_by_property(void **state)
{
	AUTO(profiles) p;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(parse(
		&p,
		"[profile a]\nregion = eu-west-1\naws_access_key_id = old\n"
		"[a]\nregion = ignored\n",
		"[a]\nAWS_ACCESS_KEY_ID = new\n[profile a]\nregion = ignored\n", &err));
	const struct profile *a = profiles_find(&p, "a");
	assert_string_equal(profile_get(a, "region"), "eu-west-1");
	assert_string_equal(profile_get(a, "aws_access_key_id"), "new");
	assert_int_equal(profile_prop(a, "aws_access_key_id")->file,
			 PROFILE_CREDENTIALS);
	assert_int_equal(profile_prop(a, "region")->line, 2);
	assert_int_equal(p.n, 1);
}

static void the_default_profile_with_prefix_wins(void **state)
{
	AUTO(profiles) p;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(
		parse(&p,
		      "[default]\na = 1\n[profile default]\nb = 2\n[default]\nc = 3\n"
		      "[profile default]\nd = 4\n",
		      "[default]\ne = 5\n", &err));
	const struct profile *d = profiles_find(&p, "default");
	assert_null(profile_get(d, "a"));
	assert_string_equal(profile_get(d, "b"), "2");
	assert_null(profile_get(d, "c"));
	assert_string_equal(profile_get(d, "d"), "4");
	assert_string_equal(profile_get(d, "e"), "5");
}

static void sub_properties_and_other_sections_are_passed_over(void **state)
{
	AUTO(profiles) p;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(parse(&p,
			  "[profile a]\ns3 =\n  region = sub\n  x = y\nrole_arn = r\n"
			  "[sso-session b]\nregion = other\n[services c]\nsts =\n  "
			  "endpoint_url = x\n[profile in valid]\nregion = bad\n"
			  "[profilea]\nregion = bad\n",
			  "", &err));
	assert_int_equal(p.n, 2);
	assert_null(profiles_find(&p, "b"));
	assert_string_equal(profile_get(profiles_sso_session(&p, "b"), "region"),
			    "other");
	assert_null(profiles_sso_session(&p, "a"));
	const struct profile *a = profiles_find(&p, "a");
	assert_null(profile_get(a, "region"));
	assert_null(profile_get(a, "s3"));
	assert_string_equal(profile_get(a, "role_arn"), "r");
}

static void errors_name_file_and_line(void **state)
{
	static const struct {
		const char *config, *text;
	} rows[] = {
		{ "[profile a]\nnonsense\n", "config:2: " },
		{ "a = b\n", "config:1: " },
		{ "[profile a\n", "config:1: " },
		{ "[profile a]\n= b\n", "config:2: " },
		{ "[profile a]\n indented\n", "config:2: " },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(profiles) p;
		struct err err = ERR_INIT;
		assert_false(parse(&p, rows[i].config, "", &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_memory_equal(err.text, rows[i].text, strlen(rows[i].text));
	}
}

static void keeps_its_ceilings(void **state)
{
	AUTO(buf) many = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) large = BUF_INIT(LIMIT_MIB(1));
	AUTO(profiles) p = { 0 };
	AUTO(profiles) q = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	for (int i = 0; i < 2001; i++)
		buf_addf(&many, "[profile p%d]\n", i);
	assert_false(profiles_parse(&p, buf_str(&many), "f", PROFILE_CONFIG, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	buf_add_text(&large, "[profile p]\n");
	for (int i = 0; i < 501; i++)
		buf_addf(&large, "k%d = v\n", i);
	err = ERR_INIT;
	assert_false(profiles_parse(&q, buf_str(&large), "f", PROFILE_CONFIG, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void finds_the_files_where_the_variables_say(void **state)
{
	static const struct {
		const char *name, *value, *config, *credentials;
	} rows[] = {
		{ "X", "x", "/home/mira/.aws/config", "/home/mira/.aws/credentials" },
		{ "AWS_CONFIG_FILE", "/etc/c", "/etc/c",
		  "/home/mira/.aws/credentials" },
		{ "AWS_CONFIG_FILE", " ", "/home/mira/.aws/config",
		  "/home/mira/.aws/credentials" },
		{ "AWS_SHARED_CREDENTIALS_FILE", "~/x/y", "/home/mira/.aws/config",
		  "/home/mira/x/y" },
		{ "AWS_CONFIG_FILE", "~other/c", "~other/c",
		  "/home/mira/.aws/credentials" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fake_env e;
		fake_env_init(&e);
		fake_env_set(&e, "HOME", "/home/mira");
		fake_env_set(&e, rows[i].name, rows[i].value);
		char *config = profiles_path(&e.env, PROFILE_CONFIG);
		char *credentials = profiles_path(&e.env, PROFILE_CREDENTIALS);
		assert_string_equal(config, rows[i].config);
		assert_string_equal(credentials, rows[i].credentials);
		free(config);
		free(credentials);
		fake_env_release(&e);
	}
}

static void without_home_there_are_no_files(void **state)
{
	AUTO(profiles) p = { 0 };
	struct fake_env e;
	(void)state;

	fake_env_init(&e);
	assert_null(profiles_path(&e.env, PROFILE_CONFIG));
	assert_true(profiles_load(&p, &e.env, NULL));
	assert_int_equal(p.n, 0);
	fake_env_release(&e);
}

static void a_file_that_others_may_write_to_is_refused(void **state)
{
	AUTO(profiles) p = { 0 };
	AUTO(buf) path = BUF_INIT(200);
	char dir[] = "/tmp/candor-aws-XXXXXX";
	struct fake_env e;
	struct err err = ERR_INIT;
	(void)state;

	assert_non_null(mkdtemp(dir));
	buf_addf(&path, "%s/config", dir);
	assert_true(
		os_write_file(buf_text(&path), STR("[default]\nregion = x\n"), &err));
	fake_env_init(&e);
	fake_env_set(&e, "AWS_CONFIG_FILE", buf_text(&path));
	fake_env_set(&e, "AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
	assert_true(profiles_load(&p, &e.env, &err));
	assert_string_equal(profile_get(profiles_find(&p, "default"), "region"), "x");
	for (mode_t bit = 020; bit; bit = bit == 020 ? 002 : 0) {
		AUTO(profiles) q = { 0 };
		assert_int_equal(chmod(buf_text(&path), 0600 | bit), 0);
		assert_false(profiles_load(&q, &e.env, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_non_null(strstr(err.text, buf_text(&path)));
		assert_int_equal(q.n, 0);
	}
	fake_env_release(&e);
	(void)unlink(buf_text(&path));
	(void)rmdir(dir);
}

/* ---- AWS's own cases, when they lie beside the project ---- */

static void assert_sections(const struct profiles *p, enum profile_section section,
			    const struct node *want)
{
	size_t found = 0;

	for (size_t i = 0; i < p->n; i++)
		found += p->items[i].section == section;
	assert_int_equal(found, want->n_children);
	for (const struct node *w = node_first(want); w; w = w->next) {
		const struct profile *got = section == PROFILE_SECTION
						    ? profiles_find(p, w->name)
						    : profiles_sso_session(p, w->name);
		assert_non_null(got);
		size_t n = 0;
		for (const struct node *prop = node_first(w); prop; prop = prop->next) {
			const char *value = profile_get(got, prop->name);
			/* Sub-properties are not ours to read. */
			bool empty = prop->kind != NODE_TEXT || prop->text.len == 0;
			assert_true(empty == (value == NULL) ||
				    strchr(prop->text.p, '\n'));
			if (!empty && value)
				assert_string_equal(value, prop->text.p);
			n++;
		}
		assert_int_equal(got->n_props, n);
	}
}

/* botocore and the Rust SDK keep "a = b" below an empty value as text; we pass over. */
static bool has_sub_properties(const struct node *test)
{
	return strstr(node_text(test, "name", ""), "sub-propert") ||
	       strstr(node_text(test, "name", ""), "Sub-propert") ||
	       strstr(node_text(test, "name", ""), "subproperties");
}

static void the_cases_of_the_file_format_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, DATA_SHARED
					   "/config-tests/profile-parser-tests.json");
	int n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *t = node_first(node_get(doc, "tests")); t;
	     t = t->next) {
		AUTO(profiles) p;
		struct err err = ERR_INIT;
		const struct node *want = node_at(t, "output.config.profiles");
		const struct node *sessions = node_at(t, "output.config.sso_sessions");
		bool ok = parse(&p, node_text(t, "input.configFile", ""),
				node_text(t, "input.credentialsFile", ""), &err);
		if (ok != (want != NULL))
			print_message("%s: %s\n", node_text(t, "name", ""), err.text);
		assert_int_equal(ok, want != NULL);
		if (want && !has_sub_properties(t))
			assert_sections(&p, PROFILE_SECTION, want);
		if (sessions)
			assert_sections(&p, PROFILE_SSO_SESSION, sessions);
		n++;
	}
	print_message("%d cases\n", n);
	assert_int_equal(n, 65);
}

static void the_cases_of_file_places_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc =
		data_json(&arena, DATA_SHARED "/config-tests/file-location-tests.json");
	int n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *t = node_first(node_get(doc, "tests")); t;
	     t = t->next) {
		struct fake_env e;
		if (!text_eq(node_text(t, "platform", ""), "linux"))
			continue;
		fake_env_init(&e);
		const struct node *vars = node_get(t, "environment");
		for (const struct node *v = node_first(vars); v; v = v->next)
			fake_env_set(&e, v->name, v->text.p);
		char *config = profiles_path(&e.env, PROFILE_CONFIG);
		char *credentials = profiles_path(&e.env, PROFILE_CREDENTIALS);
		assert_string_equal(config, node_text(t, "configLocation", ""));
		assert_string_equal(credentials,
				    node_text(t, "credentialsLocation", ""));
		free(config);
		free(credentials);
		fake_env_release(&e);
		n++;
	}
	assert_int_equal(n, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_credentials_file_wins_property_by_property),
		cmocka_unit_test(the_default_profile_with_prefix_wins),
		cmocka_unit_test(sub_properties_and_other_sections_are_passed_over),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(keeps_its_ceilings),
		cmocka_unit_test(finds_the_files_where_the_variables_say),
		cmocka_unit_test(without_home_there_are_no_files),
		cmocka_unit_test(a_file_that_others_may_write_to_is_refused),
		cmocka_unit_test(the_cases_of_the_file_format_hold),
		cmocka_unit_test(the_cases_of_file_places_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
