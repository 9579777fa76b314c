/*
 * candor journal verify [--index]: every entry, node, checkpoint and signature of every
 * log, read-only, in slices with progress.  Ctrl-C simply ends it: nothing is written.
 */
#include <stdio.h>

#include "core/base/clock.h"
#include "db/verify.h"
#include "tui/cli/progress.h"
#include "tui/cli/records.h"

#define SLICE_MS 50

static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "log", "LOG", OUT_TEXT, NULL },
	{ "entries", "ENTRIES", OUT_NUMBER, NULL },
	{ "signed", "SIGNED", OUT_NUMBER, NULL },
	{ "unsigned", "AFTER", OUT_NUMBER, NULL },
	{ "checkpoints", "CHECKPOINTS", OUT_NUMBER, NULL },
	{ "fault", "FOUND", OUT_TEXT, NULL },
	{ "bad_seq", "AT", OUT_NUMBER, NULL },
	{ "why", "WHY", OUT_TEXT, NULL },
};

/* What the verdicts of all logs come to; a worse one is kept. */
static void judge(int *code, int found)
{
	if (found > *code)
		*code = found;
}

static void add_log(struct doc *d, const struct db_verdict *v, int *code)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "state", !v->ok ? "crit" : v->mark_known ? "ok" : "warn");
	doc_text(d, i, "log", v->origin);
	doc_int(d, i, "entries", v->size);
	doc_int(d, i, "signed", v->signed_size);
	doc_int(d, i, "unsigned", v->size - v->signed_size);
	doc_int(d, i, "checkpoints", v->checkpoints);
	doc_text(d, i, "fault", v->fault);
	doc_int_or_null(d, i, "bad_seq", v->bad_seq);
	doc_text(d, i, "why",
		 v->ok && !v->mark_known
			 ? "what this log's key signed last is not there "
			   "to be compared"
			 : v->why);
	doc_text(d, i, "vkey", v->vkey);
	if (v->diverged)
		judge(code, EXIT_CODE_DIVERGED);
	else if (!v->ok)
		judge(code, EXIT_CODE_INVALID);
	else if (!v->mark_known)
		judge(code, EXIT_CODE_PROBLEMS);
}

static const char *verdict_word(int code)
{
	if (code == EXIT_CODE_INVALID)
		return "invalid";
	if (code == EXIT_CODE_DIVERGED)
		return "diverged";
	return code == EXIT_CODE_PROBLEMS ? "incomplete" : "valid";
}

static bool run(struct db_verify *v, struct progress *p, struct err *err)
{
	bool done = false;
	bool ok = true;

	while (ok && !done) {
		char line[96];

		ok = db_verify_step(v, SLICE_MS, &done, err);
		if (!progress_due(p))
			continue;
		(void)snprintf(line, sizeof(line), "checked %lld of %lld entries",
			       (long long)db_verify_at(v),
			       (long long)db_verify_total(v));
		progress_paint(p, line);
	}
	progress_wipe(p);
	return ok;
}

static void print(struct cli *c, struct doc *d)
{
	if (d->items->n_children == 0)
		return;
	out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
	outf(&c->out, "%s: %s\n", node_text(d->extra, "verdict", ""),
	     node_text(d->extra, "says", ""));
}

/* Entries that only the chain holds: whoever owns the file could rewrite these. */
static int64_t count_unsigned(const struct db_verify *v)
{
	int64_t n = 0;

	for (size_t i = 0; i < db_verify_n_logs(v); i++) {
		struct db_verdict log = db_verify_log(v, i);

		n += log.size - log.signed_size;
	}
	return n;
}

static void conclude(struct doc *d, const struct db_verify *v, int code)
{
	AUTO(buf) says = BUF_INIT(512);
	const char *file = db_verify_file_fault(v);

	buf_addf(&says, "%zu logs, %lld entries, %lld of them after the last signature",
		 db_verify_n_logs(v), (long long)db_verify_at(v),
		 (long long)count_unsigned(v));
	if (!text_empty(file))
		buf_addf(&says, "; %s", file);
	doc_text(d, d->extra, "verdict", verdict_word(code));
	doc_text(d, d->extra, "says", buf_text(&says));
}

static bool verify(struct cli *c, struct doc *d, int *code, struct err *err)
{
	struct db_verify *v = NULL;
	struct progress p;
	const struct db_verify_options opts = {
		.dir = program_paths(c->program)->state,
		.clock = &clock_system,
	};

	if (!db_verify_new(&opts, &v, err))
		return false;

	progress_init(&p, program_env(c->program, "TERM"));

	bool ok = run(v, &p, err);

	for (size_t i = 0; ok && i < db_verify_n_logs(v); i++) {
		struct db_verdict log = db_verify_log(v, i);

		add_log(d, &log, code);
	}
	if (ok && !text_empty(db_verify_file_fault(v)))
		judge(code, EXIT_CODE_INVALID);
	if (ok)
		conclude(d, v, *code);
	db_verify_free(v);
	return ok;
}

static bool compare_index(const struct cli *c, struct err *err)
{
	struct index *x = NULL;

	if (!records_index(c, &x, err))
		return false;

	bool ok = index_compare(x, err);

	index_close(x);
	return ok;
}

/* No verdict on any log; the document has one all the same. */
static void give_up(const struct cli *c, struct doc *d, int *code,
		    const struct err *err)
{
	bool absent = !records_there(c);
	bool busy = err->code == ERR_BUSY;

	judge(code, EXIT_CODE_PROBLEMS);
	doc_text(d, d->extra, "verdict", absent || busy ? "incomplete" : "invalid");
	doc_text(d, d->extra, "says", err->text);
	if (absent)
		out_message("%s; nothing could be verified", err->text);
	else
		doc_error(d, NULL, err);
}

int cli_journal_verify(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	int code = records_open(c, &d, "journal.verify");
	int found = EXIT_CODE_FINE;

	if (code != EXIT_CODE_FINE)
		return code;
	d.facts.read = verify(c, &d, &found, &err);
	if (!d.facts.read) {
		give_up(c, &d, &found, &err);
	} else if ((c->options->given & OPTION_INDEX) && records_there(c) &&
		   !compare_index(c, &err)) {
		out_message("the index: %s; candor journal reindex makes it anew",
			    err.text);
		judge(&found, EXIT_CODE_PROBLEMS);
	}
	d.exit = found;
	return cli_print(c, &d, print);
}
