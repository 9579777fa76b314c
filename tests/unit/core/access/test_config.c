/* core/access/config.c: every mistake has its line and its sentence. */
#include "core/access/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"

#define VENDOR "[vendor]\ndomain = vendor.example\n"
#define ROLE   "role_arn = arn:aws:iam::441052219917:role/CandorAccess\n"
#define POLICY "policy_observe = arn:aws:iam::441052219917:policy/CandorObserve\n"
#define HEAD   "[installation acme]\ncustomer = Acme\n"
#define PLACE  "account = 441052219917\nregion = eu-central-1\n"
#define ID     "external_id = 7d1f\n"
#define GOOD   VENDOR HEAD PLACE ROLE ID POLICY

static void a_whole_file_is_read(void **state)
{
	const char *text = VENDOR
		"[operator]\nprofile = ops ; the employee's\n"
		"identity = role\nmfa_serial = arn:aws:iam::1:mfa/x\n" HEAD PLACE ROLE
			ID POLICY "policy_debug = "
		"arn:aws:iam::441052219917:policy/path/CandorDebug\n"
		"stacks = acme-*\ntimezone = -03:30\nheartbeat = every 60s\n"
		"[installation dew-2.cn]\ncustomer = 東雲\naccount = 740093316528\n"
		"region = cn-north-1\n"
		"role_arn = arn:aws-cn:iam::740093316528:role/p/CandorAccess\n" ID
		"policy_observe = arn:aws-cn:iam::aws:policy/ReadOnlyAccess\n";
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(config_parse(str_of(text), "candor.conf", &c, &err));
	assert_string_equal(c.vendor_domain, "vendor.example");
	assert_string_equal(c.profile, "ops");
	assert_int_equal(c.part, IDENTITY_PART_ROLE);
	assert_int_equal(c.n_installations, 2);
	assert_true(c.installations[0].has_zone);
	assert_int_equal(c.installations[0].zone_sec, -(3 * 3600 + 30 * 60));
	assert_false(c.installations[1].has_zone);
	assert_string_equal(c.installations[0].name, "acme");
	assert_string_equal(c.installations[0].partition, "aws");
	assert_string_equal(c.installations[0].stacks, "acme-*");
	assert_null(c.installations[0].policy_operate);
	assert_string_equal(c.installations[1].partition, "aws-cn");
	assert_string_equal(c.installations[1].customer, "東雲");
	assert_null(c.installations[1].stacks);
	assert_ptr_equal(config_find(&c, "dew-2.cn"), &c.installations[1]);
	assert_null(config_find(&c, "nobody"));
	assert_int_equal(c.n_warnings, 0);
	assert_string_equal(c.settings[1].section, "operator");
	assert_string_equal(c.settings[1].key, "profile");
	assert_int_equal(c.settings[1].line, 4);
	config_release(&c);
}

static void the_example_of_the_documentation_is_right(void **state)
{
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(os_read_file("docs/examples/candor.conf", &text, &err));
	assert_true(config_parse(buf_str(&text), "candor.conf", &c, &err));
	assert_int_equal(c.n_warnings, 0);
	assert_int_equal(c.n_installations, 1);
	config_release(&c);
}

static void unknown_keys_are_warnings(void **state)
{
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(config_parse(str_of(GOOD "regoin\x1b[31m = x\n"), "c", &c, &err));
	assert_int_equal(c.n_warnings, 1);
	assert_non_null(strstr(c.warnings[0], "c:10: key \"regoin"));
	assert_null(strchr(c.warnings[0], '\x1b'));
	config_release(&c);
}

static const struct {
	const char *text, *says;
	enum err_code code;
} wrong[] = {
	{ "", "no [vendor] section", ERR_CONFIG },
	{ "domain = x\n", "c:1: ", ERR_CONFIG },
	{ "[vendor]\n", "c:1: [vendor] has no \"domain\"", ERR_CONFIG },
	{ "[vendor]\ndomain = a b\n", "c:2: domain may hold", ERR_CONFIG },
	{ VENDOR VENDOR, "c:3: [vendor] stands twice", ERR_CONFIG },
	{ VENDOR "[vendor\n", "c:3: ", ERR_CONFIG },
	{ VENDOR "nonsense\n", "c:3: ", ERR_CONFIG },
	{ VENDOR "[instalation x]\n", "c:3: section [instalation x] is unknown",
	  ERR_CONFIG },
	{ VENDOR "[operator]\nidentity = both\n", "c:4: identity is \"both\"",
	  ERR_CONFIG },
	{ VENDOR "[operator]\nprofile = a\nprofile = b\n",
	  "c:5: profile stands already on line 4", ERR_CONFIG },
	{ VENDOR "[installation a b]\n", "c:3: the name of an installation",
	  ERR_CONFIG },
	{ VENDOR "[installation]\n", "c:3: the name of an installation", ERR_CONFIG },
	{ GOOD HEAD, "c:10: installation acme stands already on line 3", ERR_CONFIG },
	{ VENDOR HEAD ROLE ID POLICY "region = eu-central-1\n", "has no \"account\"",
	  ERR_CONFIG },
	{ VENDOR HEAD PLACE ID POLICY, "has no \"role_arn\"", ERR_CONFIG },
	{ VENDOR HEAD PLACE ROLE POLICY, "has no \"external_id\"", ERR_CONFIG },
	{ VENDOR HEAD PLACE ROLE ID, "has no \"policy_observe\"", ERR_CONFIG },
	{ VENDOR "[installation a]\n" PLACE ROLE ID POLICY, "has no \"customer\"",
	  ERR_CONFIG },
	{ VENDOR HEAD "account = 44105221991\nregion = eu-central-1\n" ROLE ID POLICY,
	  "c:5: account \"44105221991\" is not 12 digits", ERR_CONFIG },
	{ VENDOR HEAD "account = 44105221991x\nregion = eu-central-1\n" ROLE ID POLICY,
	  "is not 12 digits", ERR_CONFIG },
	{ VENDOR HEAD "account = 441052219917\nregion = mars-north-1\n" ROLE ID POLICY,
	  "c:6: region \"mars-north-1\" is of no partition", ERR_CONFIG },
	{ VENDOR HEAD "account = 441052219917\nregion = aws-global\n" ROLE ID POLICY,
	  "c:6: region \"aws-global\" is a whole partition", ERR_CONFIG },
	{ VENDOR HEAD "account = 441052219917\nregion = cn-north-1\n" ROLE ID POLICY,
	  "c:7: role_arn is of partition aws, but region cn-north-1 is of aws-cn",
	  ERR_CONFIG },
	{ VENDOR HEAD PLACE "role_arn = arn:aws:iam::999999999999:role/X\n" ID POLICY,
	  "c:7: role_arn is of account 999999999999, but account is 441052219917",
	  ERR_CONFIG },
	{ VENDOR HEAD PLACE "role_arn = arn:aws:iam::441052219917:user/X\n" ID POLICY,
	  "c:7: role_arn", ERR_CONFIG },
	{ VENDOR HEAD PLACE "role_arn = CandorAccess-is-the-role\n" ID POLICY,
	  "is not an ARN like arn:aws:iam::441052219917:role/", ERR_CONFIG },
	{ VENDOR HEAD PLACE "role_arn = arn:aws:iam::1:r\n" ID POLICY,
	  "c:7: role_arn has 16 bytes, but must have 20 to 2048", ERR_CONFIG },
	{ VENDOR HEAD PLACE ROLE ID
	  "policy_observe = arn:aws:iam::999999999999:policy/X\n",
	  "policy_observe is of account 999999999999", ERR_CONFIG },
	{ GOOD "policy_debug = arn:aws:iam::999999999999:policy/X\n",
	  "policy_debug is of account", ERR_CONFIG },
	{ GOOD "timezone = Europe/Berlin\n", "but must have 3 to 6", ERR_CONFIG },
	{ GOOD "timezone = +15:00\n", "is neither UTC nor an offset", ERR_CONFIG },
	{ GOOD "timezone = +1:000\n", "is neither UTC nor an offset", ERR_CONFIG },
	{ VENDOR HEAD PLACE ROLE "external_id = x\n" POLICY,
	  "external_id has 1 bytes, but must have 2 to 1224", ERR_CONFIG },
	{ VENDOR HEAD PLACE ROLE "external_id = a b c\n" POLICY, "external_id may hold",
	  ERR_CONFIG },
	{ VENDOR "[installation a]\ncustomer = \xff\n" PLACE ROLE ID POLICY,
	  "customer is not UTF-8", ERR_CONFIG },
};

static void every_mistake_has_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct config c = { 0 };
		struct err err = ERR_INIT;
		bool ok = config_parse(str_of(wrong[i].text), "c", &c, &err);

		if (ok || strstr(err.text, wrong[i].says) == NULL)
			print_error("case %zu: \"%s\" does not say \"%s\"\n", i,
				    err.text, wrong[i].says);
		assert_false(ok);
		assert_non_null(strstr(err.text, wrong[i].says));
		assert_int_equal(err.code, wrong[i].code);
		assert_null(c.installations);
	}
}

static void two_files_make_one_configuration(void **state)
{
	const struct config_source two[] = {
		{ "/etc/candor.conf",
		  STR(VENDOR "[operator]\nprofile = machine\n"
			     "identity = role\n[console]\n"
			     "theme = light\n" HEAD PLACE ROLE ID POLICY) },
		{ "own.conf", STR("[operator]\nprofile = mine\n[console]\n"
				  "theme = dark\n[installation other]\n"
				  "customer = O\n" PLACE ROLE ID POLICY) },
	};
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(config_parse_all(two, 2, NULL, NULL, &c, &err));
	assert_string_equal(c.vendor_domain, "vendor.example");
	assert_string_equal(c.profile, "mine");
	assert_int_equal(c.part, IDENTITY_PART_ROLE);
	assert_int_equal(c.n_installations, 2);
	assert_string_equal(c.installations[0].file, "/etc/candor.conf");
	assert_string_equal(c.installations[1].file, "own.conf");
	assert_string_equal(c.path, "own.conf");
	config_release(&c);
}

static void an_installation_in_two_files_names_both(void **state)
{
	const struct config_source two[] = { { "/etc/c", STR(GOOD) },
					     { "own", STR("\n" HEAD) } };
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(config_parse_all(two, 2, NULL, NULL, &c, &err));
	assert_string_equal(err.text,
			    "own:2: installation acme stands already at /etc/c:3; take "
			    "one of them out");
}

static void note_problem(void *ctx, const struct err *err)
{
	struct buf *said = ctx;

	buf_addf(said, "%s\n", err->text);
}

static void all_errors_are_told_when_asked_for(void **state)
{
	const char *text = VENDOR
		"[vendro]\nx = y\n[operator]\nidentity = both\nidentity = role\n" HEAD
			ROLE "[console]\ntheme =\nmouse = on\nmouse = off\n"
		"[installation b]\nregion = \xff\naccount = 1\n[installation c d]\n";
	const struct config_source one = { "c", str_of(text) };
	AUTO(buf) said = BUF_INIT(4096);
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(config_parse_all(&one, 1, note_problem, &said, &c, &err));
	assert_string_equal(
		buf_text(&said),
		"c:3: section [vendro] is unknown: vendor, operator, console, "
		"listen, heartbeats, watch, \"metric ID\" or \"installation NAME\"\n"
		"c:7: identity stands already on line 6\n"
		"c:8: [installation acme] has no \"account\"\n"
		"c:12: the value has 0 bytes, but must have 1 to 256\n"
		"c:14: mouse stands already on line 13\n"
		"c:16: region has 1 bytes, but must have 4 to 63\n"
		"c:18: the name of an installation is 1 to 64 of letters, digits, dot, "
		"underscore, hyphen: \"c d\"\n");
	assert_int_equal(err.code, ERR_CONFIG);
	assert_null(c.installations);
}

static void the_declared_bucket_and_table_are_read(void **state)
{
	static const struct {
		const char *line, *bucket, *prefix; /* bucket NULL: refused */
	} rows[] = {
		{ "s3://acme-metadata", "acme-metadata", "" },
		{ "s3://acme-metadata/", "acme-metadata", "" },
		{ "s3://acme.metadata/a/b", "acme.metadata", "a/b/" },
		{ "s3://acme-metadata/candor/", "acme-metadata", "candor/" },
		{ "https://acme-metadata/", NULL, NULL },
		{ "s3://Acme/", NULL, NULL },
		{ "s3://ab/x", NULL, NULL },
		{ "s3://-acme/x", NULL, NULL },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) text = BUF_INIT(4096);
		AUTO(config) c = { 0 };
		struct err err = ERR_INIT;

		buf_addf(&text,
			 GOOD "metadata = %s\n[heartbeats]\nsource = table\n"
			      "table = beats\nregion = eu-north-1\n",
			 rows[i].line);
		assert_int_equal(config_parse(buf_str(&text), "c", &c, &err),
				 rows[i].bucket != NULL);
		if (rows[i].bucket == NULL) {
			assert_non_null(strstr(err.text, "is not a bucket like"));
			continue;
		}
		assert_string_equal(c.installations[0].metadata_bucket, rows[i].bucket);
		assert_string_equal(c.installations[0].metadata_prefix, rows[i].prefix);
		assert_string_equal(c.beat_table, "beats");
	}
}

static void a_source_of_heartbeats_is_whole_or_refused(void **state)
{
	static const char *const bad[] = { "source = sqlite", "source = tables",
					   "source = table",
					   "source = table\ntable = t2b",
					   "source = local\nregion = nowhere-1" };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(buf) text = BUF_INIT(4096);
		struct config c = { 0 };
		struct err err = ERR_INIT;

		buf_addf(&text, GOOD "[heartbeats]\n%s\n", bad[i]);
		assert_false(config_parse(buf_str(&text), "c", &c, &err));
		assert_int_equal(err.code, ERR_CONFIG);
	}
}

static void too_many_installations_are_refused(void **state)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(2));
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	buf_add_text(&text, VENDOR);
	for (int i = 0; i <= LIMIT_INSTALLATIONS; i++)
		buf_addf(&text,
			 "[installation i%d]\ncustomer = A\n" PLACE ROLE ID POLICY, i);
	assert_false(config_parse(buf_str(&text), "c", &c, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void a_file_of_others_is_refused(void **state)
{
	char path[] = "/tmp/candor-test-config-XXXXXX";
	int fd = mkstemp(path);
	struct config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, GOOD, strlen(GOOD)), strlen(GOOD));
	assert_int_equal(fchmod(fd, 0666), 0);
	assert_false(config_load(path, &c, &err));
	assert_int_equal(fchmod(fd, 0600), 0);
	assert_true(config_load(path, &c, &err));
	assert_string_equal(c.path, path);
	config_release(&c);
	assert_int_equal(unlink(path), 0);
	assert_false(config_load(path, &c, &err));
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_file_is_read),
		cmocka_unit_test(the_example_of_the_documentation_is_right),
		cmocka_unit_test(unknown_keys_are_warnings),
		cmocka_unit_test(every_mistake_has_its_line),
		cmocka_unit_test(two_files_make_one_configuration),
		cmocka_unit_test(an_installation_in_two_files_names_both),
		cmocka_unit_test(all_errors_are_told_when_asked_for),
		cmocka_unit_test(the_declared_bucket_and_table_are_read),
		cmocka_unit_test(a_source_of_heartbeats_is_whole_or_refused),
		cmocka_unit_test(too_many_installations_are_refused),
		cmocka_unit_test(a_file_of_others_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
