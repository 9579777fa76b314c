/*
 * Any bytes as a command line: arguments stay inside the line or are whole words that a
 * beginning in it stands for, errors stay inside the line, what Tab adds
 * makes the line longer and never something else, and advice is bounded.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/limits.h"
#include "tui/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct installation insts[] = {
	{ .name = (char[]){ "acme-prod-eu" }, .customer = (char[]){ "Acme" } },
	{ .name = (char[]){ "opal-prod" }, .customer = (char[]){ "Opal" } },
};
static struct fleet_row rows[2];
static struct site sites[2];

static bool is_inside(struct str line, struct str part)
{
	return !part.len ||
	       (part.p >= line.p && part.p + part.len <= line.p + line.len);
}

/* Text of the line, or a word known elsewhere that stands there whole or, shortened, by
 * its beginning; in any case. */
static void check_arg(struct str line, struct str arg, bool shortened)
{
	struct str rest = line;
	bool meant = false;

	if (is_inside(line, arg))
		return;
	while (!meant && rest.len) {
		struct str word = command_next_word(&rest);

		meant = word.len && word.len <= arg.len &&
			(shortened || word.len == arg.len) &&
			strncasecmp(word.p, arg.p, word.len) == 0;
	}
	bug_unless(meant);
	bug_unless(memchr(arg.p, '\0', arg.len) == NULL);
}

static void parse(const struct command_context *ctx, struct str line)
{
	struct command cmd = { 0 };
	struct command_error e = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	if (!command_parse(ctx, line, &cmd, &e)) {
		bug_unless(e.at <= line.len && e.len <= line.len - e.at);
		bug_unless(memchr(e.text, '\0', sizeof(e.text)) != NULL);
		return;
	}
	for (size_t i = 0; i < COMMAND_ARGS; i++)
		check_arg(line, cmd.args[i], cmd.shortened);
	bug_unless(cmd.row || cmd.later);
	if (cmd.row)
		command_usage(cmd.row, &text);
	bug_unless(buf_ok(&text));
}

static void complete(const struct command_context *ctx, struct str line)
{
	AUTO(buf) tail = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) instead = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) hint = BUF_INIT(LIMIT_KIB(8));

	command_tail(ctx, line, &tail);
	command_instead(ctx, line, &instead);
	command_hint(ctx, line, &hint);
	bug_unless(buf_ok(&tail) && buf_ok(&instead) && buf_ok(&hint));
	for (size_t i = 0; i < verbs_n_rows; i++)
		(void)command_rank(&verbs_all[i], line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = mem_text_n((const char *)data, size); /* its end is its end */
	struct scene scene = { .sites = sites, .n_sites = 2 };
	struct command_context ctx = { &scene, "acme-prod-eu", "state installation",
				       STR("severity") };
	struct str line = { bytes, size < LIMIT_PROMPT ? size : LIMIT_PROMPT };

	for (size_t i = 0; i < 2; i++) {
		rows[i].inst = &insts[i];
		sites[i].row = &rows[i];
	}
	parse(&ctx, line);
	complete(&ctx, line);
	free(bytes);
	return 0;
}
