/*
 * Any bytes as candor.conf: a config that is handed out is whole, an error is a
 * sentence with the file's name; and so it is with two files, with all errors asked
 * for, and with settings made of it.
 */
#include <string.h>

#include "core/access/arn.h"
#include "core/access/config.h"
#include "core/aws/endpoint.h"
#include "core/base/utf8.h"
#include "tui/program_settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_installation(const struct installation *i)
{
	struct arn role;

	bug_unless(i->name[0] && i->customer[0] && config_is_account(i->account));
	bug_unless(text_eq(i->partition, partition_of_region(i->region)));
	bug_unless(arn_parse(str_of(i->role_arn), &role));
	bug_unless(str_is(role.account, i->account));
	bug_unless(str_is(role.partition, i->partition));
	bug_unless(strlen(i->external_id) >= 2 && i->policy_observe[0]);
	bug_unless(i->line > 0);
}

static void check_settings(const struct config *c)
{
	AUTO(settings) s = { 0 };
	struct err err = ERR_INIT;

	if (!settings_resolve(c, NULL, NULL, &s, &err)) {
		bug_unless(err.code == ERR_CONFIG && err.text[0]);
		return;
	}
	for (size_t i = 0; i < SETTING_COUNT; i++)
		bug_unless(utf8_valid(str_of(settings_get(&s, (enum setting)i))));
	for (size_t i = 0; i < s.n_warnings; i++)
		bug_unless(utf8_valid(str_of(s.warnings[i])));
}

static void count(void *ctx, const struct err *err)
{
	bug_unless(err->text[0]);
	(*(size_t *)ctx)++;
}

/* The bytes cut in two files; what stops the first reading is one of all errors. */
static void check_two(struct str text)
{
	size_t half = text.len / 2;
	const struct config_source two[] = {
		{ "fuzz.conf", { text.p, half } },
		{ "more.conf", { text.p + half, text.len - half } },
	};
	struct config one = { 0 }, all = { 0 };
	struct err err = ERR_INIT, first = ERR_INIT;
	size_t n = 0;
	bool ok = config_parse_all(two, 2, NULL, NULL, &one, &first);

	bug_unless(config_parse_all(two, 2, count, &n, &all, &err) == ok);
	bug_unless(ok == (n == 0));
	config_release(&one);
	config_release(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct config c = { 0 };
	struct err err = ERR_INIT;

	check_two(text);
	if (!config_parse(text, "fuzz.conf", &c, &err)) {
		bug_unless(err.code == ERR_CONFIG || err.code == ERR_LIMIT);
		bug_unless(strncmp(err.text, "fuzz.conf:", 10) == 0);
		bug_unless(!c.installations && !c.path);
		return 0;
	}
	bug_unless(c.vendor_domain && c.vendor_domain[0]);
	for (size_t i = 0; i < c.n_installations; i++) {
		check_installation(&c.installations[i]);
		bug_unless(config_find(&c, c.installations[i].name) ==
			   &c.installations[i]);
	}
	for (size_t i = 0; i < c.n_settings; i++)
		bug_unless(utf8_valid(str_of(c.settings[i].value)));
	check_settings(&c);
	config_release(&c);
	return 0;
}
