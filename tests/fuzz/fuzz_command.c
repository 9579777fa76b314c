/*
 * Any bytes as a command line: arguments stay inside the line or are whole words that a
 * beginning in it stands for, errors stay inside the line, what Tab adds
 * makes the line longer and never something else, and advice is bounded.
 */
#include <stdlib.h>
#include <string.h>

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

/* A word of the line, or the one word that begins so. */
static void check_arg(struct str line, struct str arg, bool shortened)
{
	bool begun = false;

	if (is_inside(line, arg))
		return;
	bug_unless(shortened);
	for (size_t at = 0; at < line.len && !begun; at++)
		begun = line.p[at] == arg.p[0] ||
			(line.p[at] | 0x20) == (arg.p[0] | 0x20);
	bug_unless(begun && memchr(arg.p, '\0', arg.len) == NULL);
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
	struct command_context ctx = { &scene, "acme-prod-eu", "state installation" };
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
