/*
 * candor metadata INSTALLATION: the newest summaries that it left in its bucket.
 */
#include <math.h>

#include "core/watch/item.h"
#include "core/watch/metadata_probe.h"
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "kind", "KIND", OUT_TEXT, NULL },
	{ "name", "NAME", OUT_TEXT, NULL },
	{ "end", "UNTIL", OUT_AGE, NULL },
	{ "runs", "RUNS", OUT_NUMBER, NULL },
	{ "errors", "ERRORS", OUT_NUMBER, NULL },
	{ "loaded", "LOADED", OUT_NUMBER, NULL },
	{ "rejected", "REJECTED", OUT_NUMBER, NULL },
	{ "value_text", "P95 / LAST", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "loaded" };

/* A number; what was not told is null. */
static void put_real(struct doc *d, struct node *item, const char *key, double v)
{
	struct node *n =
		node_put(&d->arena, item, key, isfinite(v) ? NODE_REAL : NODE_NULL);

	if (n != NULL)
		n->real = isfinite(v) ? v : 0;
}

static void put_value(struct doc *d, struct node *item, double v, const char *unit)
{
	AUTO(buf) text = BUF_INIT(128);

	if (isfinite(v))
		buf_addf(&text, "%.6g %s", v, unit);
	doc_text(d, item, "value_text", text.len > 0 ? buf_text(&text) : NULL);
}

static void add_function(struct doc *d, const struct metadata_function *f)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "kind", "function");
	doc_text(d, i, "name", f->name);
	doc_time(d, i, "start", f->start_sec);
	doc_time(d, i, "end", f->end_sec);
	doc_int(d, i, "runs", f->runs);
	doc_int(d, i, "errors", f->errors);
	doc_int(d, i, "throttles", f->throttles);
	item_number(&d->arena, i, "loaded", f->loaded);
	item_number(&d->arena, i, "rejected", f->rejected);
	put_real(d, i, "p50_ms", f->p50_ms);
	put_real(d, i, "p95_ms", f->p95_ms);
	put_real(d, i, "max_ms", f->max_ms);
	put_value(d, i, f->p95_ms, "ms");
}

static void add_metric(struct doc *d, const struct metadata_metric *x)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "kind", "metric");
	doc_text(d, i, "name", x->name);
	doc_time(d, i, "start", x->start_sec);
	doc_time(d, i, "end", x->end_sec);
	doc_text(d, i, "unit", x->unit);
	doc_int(d, i, "n", x->n);
	put_real(d, i, "min", x->min);
	put_real(d, i, "max", x->max);
	put_real(d, i, "avg", x->avg);
	put_real(d, i, "last", x->last);
	put_value(d, i, x->last, text_eq(x->unit, "None") ? "" : x->unit);
}

static void put_rest(struct cli *c, struct doc *d, const struct metadata *m)
{
	int64_t cells[METADATA_CELLS];
	struct node *list;

	item_number(&d->arena, d->extra, "rejected_24h",
		    metadata_rejected(m, cli_now(c), cells));
	list = node_put(&d->arena, d->extra, "rejected_cells", NODE_LIST);
	for (int i = 0; i < METADATA_CELLS; i++)
		item_number(&d->arena, list, NULL, cells[i]);
	doc_int(d, d->extra, "objects", m->n_objects);
	doc_int(d, d->extra, "bad_lines", m->n_bad_lines);
	list = node_put(&d->arena, d->extra, "unusable", NODE_LIST);
	for (size_t i = 0; i < m->n_bad; i++) {
		struct node *b = node_add(&d->arena, list, NODE_OBJECT);

		doc_text(d, b, "key", m->bad[i].key);
		doc_text(d, b, "why", metadata_fault_says(m->bad[i].fault));
		doc_time(d, b, "seen", m->bad[i].at_sec);
	}
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	if (text_empty(node_text(d->extra, "bucket", "")))
		out_text(&c->out, "candor.conf declares no bucket for it: metadata = "
				  "s3://BUCKET/PREFIX/\n");
	else if (d->items->n_children == 0)
		out_text(&c->out, "no summary was read\n");
	else
		out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
			      ARRAY_LEN(less));
	for (const struct node *b = node_first(node_get(d->extra, "unusable"));
	     b != NULL; b = b->next) {
		out_safe(&c->out, str_of(node_text(b, "key", "")));
		outf(&c->out, " %s\n", node_text(b, "why", ""));
	}
}

int cli_metadata(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	const struct metadata *m;
	int code = watch_read_shown(c, "metadata", c->args[0], NULL, &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;
	m = metadata_shown(
		fleet_signal(program_fleet(c->program), row->index, &probe_metadata));
	watch_place(&d, row);
	watch_facts(&d, row, false);
	doc_text(&d, d.extra, "bucket", row->inst->metadata_bucket);
	if (m == NULL)
		return cli_print(c, &d, print);
	for (size_t i = 0; i < m->n_functions; i++)
		add_function(&d, &m->functions[i]);
	for (size_t i = 0; i < m->n_metrics; i++)
		add_metric(&d, &m->metrics[i]);
	put_rest(c, &d, m);
	if (m->err.code != ERR_NONE)
		doc_kept_error(&d, row->inst->name, &m->err);
	return cli_print(c, &d, print);
}
