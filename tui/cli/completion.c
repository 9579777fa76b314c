/*
 * candor completion SHELL: a script that asks candor itself what fits.
 * candor complete CURRENT [WORDS]: what fits; for those scripts, silent when it cannot.
 *
 * All knowledge is in complete.c: the scripts hand words over and names back.  What
 * comes back is harmless in every shell (complete_offer()).
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/watch/fleet.h"
#include "tui/cli/checks.h"
#include "tui/cli/cli.h"
#include "tui/cli/complete.h"
#include "tui/kit/theme_file.h"

/* ---- the scripts ---- */

static const char bash_script[] =
	"# Completion of candor for bash, written by: candor completion bash\n"
	"_candor() {\n"
	"	local IFS=$'\\n' line\n"
	"	COMPREPLY=()\n"
	"	while IFS= read -r line; do\n"
	"		if [[ $line == :files ]]; then\n"
	"			compopt -o default\n"
	"		else\n"
	"			COMPREPLY+=(\"${line%%$'\\t'*}\")\n"
	"		fi\n"
	"	done < <(\"${COMP_WORDS[0]/#\\~/$HOME}\" complete -- \\\n"
	"		\"${COMP_WORDS[COMP_CWORD]}\" \\\n"
	"		\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" 2>/dev/null)\n"
	"	# \"=\" parts words here: only what stands behind it is replaced\n"
	"	if [[ ${COMP_WORDS[COMP_CWORD]} == *=* ]]; then\n"
	"		COMPREPLY=(\"${COMPREPLY[@]#*=}\")\n"
	"	fi\n"
	"}\n"
	"complete -F _candor candor\n";

static const char zsh_script[] =
	"#compdef candor\n"
	"# Completion of candor for zsh, written by: candor completion zsh\n"
	"_candor() {\n"
	"	local line\n"
	"	local -a found\n"
	"	for line in \"${(@f)$(\"${(Q)words[1]/#\\~/$HOME}\" complete -- \\\n"
	"			\"${words[CURRENT]}\" \"${(F)words[2,CURRENT-1]}\" "
	"2>/dev/null)}\"; do\n"
	"		if [[ $line == :files ]]; then\n"
	"			_files\n"
	"			return\n"
	"		fi\n"
	"		[[ -n $line ]] || continue\n"
	"		found+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")\n"
	"	done\n"
	"	_describe -V candor found\n"
	"}\n"
	"if [[ $funcstack[1] == _candor ]]; then\n"
	"	_candor \"$@\"\n"
	"else\n"
	"	compdef _candor candor\n"
	"fi\n";

static const char fish_script[] =
	"# Completion of candor for fish, written by: candor completion fish\n"
	"function __candor_complete\n"
	"	set -l words (commandline -opc)\n"
	"	set -l current (commandline -ct)\n"
	"	set -l before (string join \\n -- $words[2..-1] | string collect)\n"
	"	set -l head (string match -r -- '^--[a-z-]+=' \"$current\")\n"
	"	for line in (command $words[1] complete -- \"$current\" \"$before\" "
	"2>/dev/null)\n"
	"		if test \"$line\" = :files\n"
	"			for file in (__fish_complete_path "
	"(string replace -- \"$head\" '' \"$current\"))\n"
	"				echo \"$head$file\"\n"
	"			end\n"
	"		else\n"
	"			echo $line\n"
	"		end\n"
	"	end\n"
	"end\n"
	"complete -c candor -f -a '(__candor_complete)'\n";

static const struct {
	const char *shell, *script;
} scripts[] = {
	{ "bash", bash_script },
	{ "zsh", zsh_script },
	{ "fish", fish_script },
};

int cli_completion(struct cli *c)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		if (!text_eq(scripts[i].shell, c->args[0]))
			continue;
		out_text(&c->out, scripts[i].script);
		return EXIT_CODE_FINE;
	}
	(void)err_set(&err, ERR_ARG,
		      "there is completion for bash, zsh and fish, not %s", c->args[0]);
	return cli_fail(c, &err);
}

/* ---- what fits ---- */

/* The program is made only when a name of it is asked for. */
static bool is_open(struct cli *c)
{
	AUTO(checks) ignored = { 0 };

	return c->program ||
	       (cli_open_checked(c, &ignored) == EXIT_CODE_FINE && c->program);
}

static void offer_installations(void *ctx, struct buf *out, struct str prefix)
{
	struct cli *c = ctx;
	const struct config *config = is_open(c) ? program_config(c->program) : NULL;

	for (size_t i = 0; config && i < config->n_installations; i++)
		complete_offer(out, prefix, config->installations[i].name,
			       config->installations[i].customer);
}

static void offer_stacks(void *ctx, const char *inst, struct buf *out,
			 struct str prefix)
{
	struct cli *c = ctx;
	const struct fleet_row *row;

	if (!is_open(c) || !program_config(c->program))
		return;
	program_cached(c->program);
	row = fleet_find(program_fleet(c->program), inst);
	for (size_t i = 0; row && i < row->stacks.n; i++)
		complete_offer(out, prefix, row->stacks.items[i].name,
			       row->stacks.items[i].status);
}

static void offer_themes(void *ctx, struct buf *out, struct str prefix)
{
	struct cli *c = ctx;
	AUTO(theme_names) names = { 0 };
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	if (is_open(c))
		theme_dir_beside(program_paths(c->program)->config, &dir);
	theme_names(dir.len > 0 ? buf_text(&dir) : NULL, &names);
	for (size_t i = 0; i < names.n; i++)
		if (!names.rows[i].hidden)
			complete_offer(out, prefix, names.rows[i].name,
				       names.rows[i].shipped ? "shipped" : "yours");
}

/* --config FILE on the line that is being completed counts. */
static void find_config(struct options *o, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(str_of(words[i]), "--config="))
			o->config = words[i] + strlen("--config=");
		else if (text_eq(words[i], "--config") && i + 1 < n)
			o->config = words[i + 1];
	}
}

#define LINE_WORDS 64 /* on a line that is completed; more are not looked at */

int cli_complete(struct cli *c)
{
	struct cli names = *c; /* with the configuration of that line */
	struct complete_source source = { offer_installations, offer_stacks,
					  offer_themes, &names };
	struct str rest = str_of(c->n_args > 1 ? c->args[1] : "");
	struct options with_config = *c->options;
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	char *words[LINE_WORDS];
	size_t n = 0;

	while (rest.len > 0 && n < LINE_WORDS) {
		struct str word = str_cut(&rest, '\n');

		words[n++] = mem_text_n(word.p, word.len);
	}
	find_config(&with_config, words, n);
	names.options = &with_config;
	complete_line(&source, (const char *const *)words, n, c->args[0], &out);
	c->program = names.program; /* freed with c */
	out_text(&c->out, buf_text(&out));
	for (size_t i = 0; i < n; i++)
		free(words[i]);
	return EXIT_CODE_FINE;
}
