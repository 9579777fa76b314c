/*
 * candor help [VERB]: the same text as --help, on stdout.
 */
#include <string.h>

#include "core/base/limits.h"
#include "tui/cli/cli.h"
#include "tui/kit/nearest.h"

int cli_help(struct cli *c)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
	size_t used = 0;
	const struct verb *v = verbs_match(c->args, c->n_args, &used);

	if (!v && c->n_args == 1 && verbs_help_begun(c->args[0], &text)) {
		out_text(&c->out, buf_text(&text));
		return EXIT_CODE_FINE;
	}
	if (!v && c->n_args == 1)
		v = verbs_match_console(c->args[0]), used = v ? 1 : 0;
	if (c->n_args > 0 && used != c->n_args) {
		struct nearest near = NEAREST_INIT(c->args[0]);

		for (size_t i = 0; i < verbs_n_rows; i++)
			nearest_try(&near, verbs_all[i].name);
		out_message("there is no verb %s%s%s%s", c->args[0],
			    near.best ? "; did you mean " : "; see candor --help",
			    near.best ? near.best : "", near.best ? "?" : "");
		return EXIT_CODE_USAGE;
	}
	verbs_help(v, &text);
	out_text(&c->out, buf_text(&text));
	return EXIT_CODE_FINE;
}
