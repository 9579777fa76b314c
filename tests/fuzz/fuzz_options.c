/*
 * Any bytes as the words of a command line, a NUL between: what was given is among
 * them, and a refusal is a sentence.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/options.h"

#define ARGS_MAX 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Within one of argv's strings. */
static void check_borrowed(const char *text, int argc, char *const argv[])
{
	bool found = !text;

	for (int i = 1; i < argc && !found; i++)
		found = text >= argv[i] && text <= argv[i] + strlen(argv[i]);
	bug_unless(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	char *argv[ARGS_MAX + 2] = { mem_text("candor") };
	struct options o = { 0 };
	struct err err = ERR_INIT;
	int argc = 1;

	for (; rest.len && argc <= ARGS_MAX; argc++) {
		struct str word = str_cut(&rest, '\0');

		argv[argc] = mem_text_n(word.p, word.len);
	}
	if (options_parse(argc, argv, &o, &err)) {
		bug_unless(o.n_words <= OPTIONS_WORDS);
		bug_unless(o.limit >= 0 && o.limit <= 1000000);
		for (size_t i = 0; i < o.n_words; i++)
			check_borrowed(o.words[i], argc, argv);
		check_borrowed(o.config, argc, argv);
		check_borrowed(o.theme, argc, argv);
		check_borrowed(o.since, argc, argv);
	} else {
		bug_unless(err.code == ERR_ARG && err.text[0]);
		bug_unless(utf8_valid(str_of(err.text)));
	}
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return 0;
}
