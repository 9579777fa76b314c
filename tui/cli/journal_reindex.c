/*
 * candor journal reindex: index.db made anew from the entries.
 */
#include "core/base/limits.h"
#include "tui/cli/records.h"

static bool count(struct index *x, int64_t *ret, struct err *err)
{
	const struct index_filter all = { 0 };
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct index_row *rows;
	size_t n;

	return index_rows(x, &all, 1, 0, &arena, &rows, &n, ret, err);
}

static bool rebuild(const struct cli *c, int64_t *ret, struct err *err)
{
	struct index *x = NULL;

	if (!index_open(program_paths(c->program)->state, &clock_system, true, &x, err))
		return false;

	bool ok = index_rebuild(x, err) && count(x, ret, err);

	index_close(x);
	return ok;
}

static void print(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);

	if (i)
		outf(&c->out, "the index holds %lld entries\n",
		     (long long)node_int(i, "entries", 0));
}

int cli_journal_reindex(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	int64_t entries = 0;
	int code = records_open(c, &d, "journal.reindex");

	if (code != EXIT_CODE_FINE)
		return code;
	if (records_absent(c))
		return cli_print(c, &d, NULL);
	if (rebuild(c, &entries, &err)) {
		doc_int(&d, doc_item(&d), "entries", entries);
		d.facts.read = true;
	} else {
		doc_error(&d, NULL, &err);
	}
	return cli_print(c, &d, print);
}
