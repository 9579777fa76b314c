/*
 * Lines of the console's command line: as keys.conf binds them, and what is meant.
 */
#include "tui/cli/verbs.h"
#include "tui/kit/nearest.h"
#include "tui/kit/word.h"
#include "tui/views/also.h"

#define WORD_MAX 64

const char *verbs_meant(struct str word)
{
	for (size_t i = 0; i < verbs_n_rows; i++)
		if (verbs_all[i].command && word.len > 1 &&
		    word_begins(str_of(also_of(verbs_all[i].name)), word))
			return verbs_all[i].name;
	return NULL;
}

const char *verbs_line(struct str line, const char **ret_near)
{
	struct str word = str_cut(&line, ' ');
	const struct verb *v = verbs_command(word);
	char wanted[WORD_MAX] = "";
	struct nearest near = NEAREST_INIT(wanted);

	*ret_near = NULL;
	if (v)
		return v->says ? v->says : v->summary;
	if (!text_copy(wanted, sizeof(wanted), word))
		return NULL;
	for (size_t i = 0; i < verbs_n_rows; i++)
		if (verbs_all[i].command)
			nearest_try(&near, verbs_all[i].name);
	*ret_near = near.best ? near.best : verbs_meant(word);
	return NULL;
}
