/*
 * The rows of the program with what candor.conf says of them.
 */
#include "core/watch/metric_catalogue.h"

#include <math.h>
#include <stdlib.h>

static const struct metric_row *row_find(const struct metric_row *rows, const char *id)
{
	for (; rows->id != NULL; rows++)
		if (text_eq(rows->id, id))
			return rows;
	return NULL;
}

static double number_or(double given, double otherwise)
{
	return isnan(given) ? otherwise : given;
}

static bool is_set(const struct config_metric *g)
{
	return !isnan(g->warn) || !isnan(g->crit);
}

/* Thresholds that a person gave take the place of the row's. */
static void adjust(struct metric_row *row, const struct config_metric *g)
{
	if (row->bad == METRIC_BAD_NEVER && is_set(g)) {
		row->bad = METRIC_BAD_ABOVE;
		row->warn = row->crit = (double)NAN;
	}
	if (g->has_bad)
		row->bad = g->below ? METRIC_BAD_BELOW : METRIC_BAD_ABOVE;
	row->warn = number_or(g->warn, row->warn);
	row->crit = number_or(g->crit, row->crit);
	if (g->for_periods > 0)
		row->for_periods = g->for_periods;
	else if (row->for_periods == 0)
		row->for_periods = 3;
	if (g->title != NULL)
		row->title = g->title;
}

static struct metric_row own_row(const struct config_metric *g)
{
	struct metric_row row = {
		.id = g->id,
		.title = text_or(g->title, g->id),
		.brief = g->id,
		.unit = text_or(g->unit, ""),
		.space = g->space,
		.name = g->name,
		.stat = text_or(g->stat, "Sum"),
		.bad = METRIC_BAD_NEVER,
		.warn = (double)NAN,
		.crit = (double)NAN,
		.own = true,
		.n_dimensions = g->n_dimensions,
	};

	if (text_eq(row.stat, "Sum") && text_eq(row.unit, "/min"))
		row.per_sec = 60;
	else if (text_eq(row.stat, "Sum") && text_eq(row.unit, "/s"))
		row.per_sec = 1;
	for (size_t i = 0; i < g->n_dimensions; i++) {
		row.dimensions[i].name = g->dimensions[i].name;
		row.dimensions[i].value = g->dimensions[i].value;
	}
	adjust(&row, g);
	/* of which little is bad, nothing is no better */
	row.steady = row.bad == METRIC_BAD_BELOW;
	return row;
}

static const struct config_metric *given(const struct config *c, const char *id)
{
	for (size_t i = 0; i < c->n_metrics; i++)
		if (text_eq(c->metrics[i].id, id))
			return &c->metrics[i];
	return NULL;
}

static size_t count_rows(void)
{
	size_t n = 0;

	while (metric_rows[n].id != NULL)
		n++;
	return n;
}

static void make_rows(struct metric_catalogue *c, const struct config *config)
{
	size_t n_rows = count_rows();

	c->rows = mem_new(n_rows + config->n_metrics + 1, sizeof(*c->rows));
	c->n = 0;
	for (size_t i = 0; i < config->n_metrics; i++)
		if (config->metrics[i].space != NULL)
			c->rows[c->n++] = own_row(&config->metrics[i]);
	for (size_t i = 0; i < n_rows; i++) {
		const struct config_metric *g = given(config, metric_rows[i].id);

		c->rows[c->n] = metric_rows[i];
		if (g != NULL)
			adjust(&c->rows[c->n], g);
		c->n++;
	}
}

/* The rows of the newest config: those of a thousand installations are the same. */
static struct {
	const struct config *config;
	struct metric_catalogue rows;
	size_t users;
} shared; /* one thread */

void metric_catalogue_init(struct metric_catalogue *c, const struct config *config)
{
	if (shared.users > 0 && shared.config != config) {
		make_rows(c, config);
		return;
	}
	if (shared.users++ == 0) {
		shared.config = config;
		make_rows(&shared.rows, config);
	}
	*c = shared.rows;
}

void metric_catalogue_release(struct metric_catalogue *c)
{
	if (c->rows == NULL || c->rows != shared.rows.rows) {
		free(c->rows);
	} else if (--shared.users == 0) {
		free(shared.rows.rows);
		shared.rows = (struct metric_catalogue){ 0 };
	}
	*c = (struct metric_catalogue){ 0 };
}

const struct metric_row *metric_catalogue_find(const struct metric_catalogue *c,
					       const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_eq(c->rows[i].id, id))
			return &c->rows[i];
	return NULL;
}

/* Warn comes before crit, on the way that is bad. */
static bool check_order(const struct config_metric *g, const struct metric_row *row,
			struct err *err)
{
	if (isnan(row->warn) || isnan(row->crit) ||
	    (row->bad == METRIC_BAD_BELOW ? row->warn >= row->crit
					  : row->warn <= row->crit))
		return true;
	return err_set(err, ERR_CONFIG,
		       "%s:%u: [metric %s] would be critical (%g) before it is a "
		       "warning (%g)",
		       g->file, g->line, g->id, row->crit, row->warn);
}

bool metric_catalogue_check(const struct config *config, struct err *err)
{
	for (size_t i = 0; i < config->n_metrics; i++) {
		const struct config_metric *g = &config->metrics[i];
		const struct metric_row *known = row_find(metric_rows, g->id);
		struct metric_row row;

		if (known == NULL && g->space == NULL)
			return err_set(err, ERR_CONFIG,
				       "%s:%u: there is no metric %s; one of your own "
				       "has a namespace and a name",
				       g->file, g->line, g->id);
		if (known != NULL && g->space != NULL)
			return err_set(err, ERR_CONFIG,
				       "%s:%u: candor has a metric %s already; give "
				       "yours another name",
				       g->file, g->line, g->id);
		row = known != NULL ? *known : own_row(g);
		if (known != NULL)
			adjust(&row, g);
		if (!check_order(g, &row, err))
			return false;
	}
	return true;
}

struct str metric_member_id(const struct metric_row *row, const struct member *m)
{
	struct str id = str_of(m->name);
	size_t at = id.len;

	if (row->id_from == METRIC_ID_WHOLE)
		return id;
	if (!str_starts(id, "arn:") && !str_starts(id, "https://"))
		return id;
	while (at > 0 && id.p[at - 1] != '/' && id.p[at - 1] != ':')
		at--;
	return (struct str){ id.p + at, id.len - at };
}

static void put_number(double v, struct buf *out)
{
	static const struct {
		double from;
		const char *letter;
	} steps[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e4, "k" } };
	double size = fabs(v);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		double from = steps[i].from == 1e4 ? 1e3 : steps[i].from;

		if (size < steps[i].from)
			continue;
		buf_addf(out, "%.3g%s", v / from, steps[i].letter);
		return;
	}
	if (size >= 1000)
		buf_addf(out, "%.0f", v);
	else
		buf_addf(out, "%.3g", v);
}

void metric_value_text(const struct metric_row *row, double value, struct buf *out)
{
	if (!isfinite(value)) {
		buf_add_text(out, "-");
		return;
	}
	put_number(value, out);
	if (!text_empty(row->unit))
		buf_addf(out, " %s", row->unit);
}

void metric_limit_text(const struct metric_row *row, double limit, struct buf *out)
{
	buf_add_text(out, row->bad == METRIC_BAD_BELOW ? "less than " : "more than ");
	put_number(limit, out);
}
