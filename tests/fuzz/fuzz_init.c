/*
 * Any bytes as the answers of candor init, a line each: a refusal is a sentence and
 * changes nothing, and what was taken comes back from the file that is written.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "tests/fuzz/check_text.h"
#include "tui/cli/init_answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *no_files(void *ctx, const char *name)
{
	(void)ctx;
	return strstr(name, "_FILE") ? "/dev/null" : NULL;
}

static void check_file(const struct init_answers *a)
{
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct config c = { 0 };
	struct err err = ERR_INIT;

	init_write(a, &text);
	check_lines(buf_str(&text));
	bug_unless(config_parse(buf_str(&text), "candor.conf", &c, &err));
	bug_unless(text_eq(c.vendor_domain, a->domain));
	bug_unless(c.n_installations == 1 && c.n_warnings == 0);
	bug_unless(text_eq(c.installations[0].name, a->name));
	bug_unless(text_eq(c.installations[0].region, a->region));
	bug_unless(text_eq(c.installations[0].role_arn, a->role_arn));
	bug_unless(text_eq(c.installations[0].account, a->account));
	config_release(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cred_env env = { no_files, NULL };
	AUTO(init_answers) a = { .env = &env };
	AUTO(buf) said = BUF_INIT(LIMIT_TEXT);
	struct str rest = { (const char *)data, size };
	unsigned taken = 0;

	for (size_t i = 0; i < INIT_QUESTIONS; i++) {
		struct err err = ERR_INIT;

		if (init_take(&a, i, str_cut(&rest, '\n'), &err))
			taken |= 1u << i;
		else
			bug_unless(err.code != ERR_NONE && err.text[0] &&
				   utf8_valid(str_of(err.text)));
	}
	if (taken & 1u << INIT_PLACE)
		(void)init_doubt(&a, &said);
	check_lines(buf_str(&said));
	if (taken == (1u << INIT_QUESTIONS) - 1)
		check_file(&a);
	return 0;
}
