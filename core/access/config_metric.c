/*
 * candor.conf: [metric ID], a threshold that is changed or a metric of the vendor's
 * own.  Whether the id names a metric that candor knows is core/watch's to say.
 */
#include "core/access/config_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define AT(field) offsetof(struct config_draft, metric.field)

/* Sizes: GetMetricData (API version 2010-08-01). */
const struct config_key config_metric_keys[] = {
	{ "warn", AT(warn), 1, 24, false, NULL },
	{ "crit", AT(crit), 1, 24, false, NULL },
	{ "for", AT(for_periods), 1, 2, false, "" },
	{ "bad", AT(bad), 5, 5, false, "" },
	{ "title", AT(title), 1, 32, false, NULL },
	{ "namespace", AT(space), 1, 255, false, "._-/#:" },
	{ "name", AT(name), 1, 255, false, NULL },
	{ "statistic", AT(stat), 2, 16, false, "." },
	{ "unit", AT(unit), 1, 12, false, NULL },
	{ "dimensions", AT(dimensions), 3, 2048, false, NULL },
	{ 0 },
};

void config_metric_draft_release(struct config_metric_draft *d)
{
	char **all[] = {
		&d->warn, &d->crit, &d->for_periods, &d->bad,  &d->title,
		&d->name, &d->stat, &d->space,       &d->unit, &d->dimensions
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(*all[i]);
	*d = (struct config_metric_draft){ 0 };
}

void config_metric_release(struct config_metric *m)
{
	free(m->id);
	free(m->title);
	free(m->space);
	free(m->name);
	free(m->stat);
	free(m->unit);
	for (size_t i = 0; i < m->n_dimensions; i++) {
		free(m->dimensions[i].name);
		free(m->dimensions[i].value);
	}
	*m = (struct config_metric){ 0 };
}

static bool is_id(struct str s)
{
	if (s.len == 0 || s.len > 64 || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

bool config_begin_metric(struct config_reader *r, struct str id, struct err *err)
{
	if (!is_id(id))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: the id of a metric is 1 to 64 of small letters, "
			       "digits, hyphen, a letter first: \"%.*s\"",
			       r->file, r->line, STR_FMT(id));
	for (size_t i = 0; i < r->config.n_metrics; i++) {
		const struct config_metric *m = &r->config.metrics[i];

		if (str_is(id, m->id) && m->file == r->file)
			return err_set(err, ERR_CONFIG,
				       "%s:%u: metric %s stands already on line %u",
				       r->file, r->line, m->id, m->line);
	}
	if (r->config.n_metrics >= LIMIT_METRICS)
		return err_set(err, ERR_LIMIT, "%s:%u: more than %d metrics", r->file,
			       r->line, LIMIT_METRICS);
	free(r->name);
	r->name = mem_text_n(id.p, id.len);
	r->at = AT_METRIC;
	r->keys = config_metric_keys;
	return true;
}

/* "18", "-0.5": digits with a dot between, whatever the locale has. */
static bool number_of(const char *text, double *ret)
{
	struct str rest = str_of(text);
	bool minus = str_starts(rest, "-");
	int64_t whole = 0;
	int64_t part = 0;
	double scale = 1;

	if (minus)
		rest = (struct str){ rest.p + 1, rest.len - 1 };
	if (!str_int(str_cut(&rest, '.'), 0, INT64_C(1000000000000), &whole))
		return false;
	if (rest.p != NULL &&
	    (rest.len > 9 || !str_int(rest, 0, INT64_C(999999999), &part)))
		return false;
	for (size_t i = 0; i < rest.len; i++)
		scale *= 10;
	*ret = ((double)whole + (double)part / scale) * (minus ? -1 : 1);
	return true;
}

static bool take_number(const struct config_reader *r, const char *key,
			const char *text, double *ret, struct err *err)
{
	*ret = (double)NAN;
	if (text == NULL || number_of(text, ret))
		return true;
	return err_set(err, ERR_CONFIG,
		       "%s:%u: %s \"%s\" is no number such as 5 or 0.5", r->file,
		       config_line_of(r, key), key, text);
}

static bool is_stat(const char *text)
{
	static const char *const words[] = { "Sum", "Average", "Minimum", "Maximum",
					     "SampleCount" };
	double p;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_eq(words[i], text))
			return true;
	return text[0] == 'p' && number_of(text + 1, &p) && p >= 0 && p <= 100;
}

static bool check_words(const struct config_reader *r,
			const struct config_metric_draft *d, struct err *err)
{
	int64_t periods;

	if (d->bad != NULL && !text_eq(d->bad, "above") && !text_eq(d->bad, "below"))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: bad is \"%s\", but must be above or below",
			       r->file, config_line_of(r, "bad"), d->bad);
	if (d->stat != NULL && !is_stat(d->stat))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: statistic \"%s\" is none of Sum, Average, "
			       "Minimum, Maximum, SampleCount or p0 to p100",
			       r->file, config_line_of(r, "statistic"), d->stat);
	if (d->for_periods != NULL && !str_int(str_of(d->for_periods), 1, 15, &periods))
		return err_set(err, ERR_CONFIG, "%s:%u: for is 1 to 15 periods",
			       r->file, config_line_of(r, "for"));
	return true;
}

/* What tells CloudWatch which metric it is stands together or not at all. */
static bool check_own(const struct config_reader *r,
		      const struct config_metric_draft *d, struct err *err)
{
	if ((d->space == NULL) != (d->name == NULL))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: [%s] has a %s, but no %s: a metric of your own "
			       "has both",
			       r->file, r->line, r->section,
			       d->space != NULL ? "namespace" : "name",
			       d->space != NULL ? "name" : "namespace");
	if (d->space == NULL &&
	    (d->stat != NULL || d->unit != NULL || d->dimensions != NULL))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: [%s] has no namespace: statistic, unit and "
			       "dimensions are for metrics of your own",
			       r->file, r->line, r->section);
	return true;
}

/* "FunctionName=load, Stage=prod" */
static bool take_dimensions(const struct config_reader *r, const char *text,
			    struct config_metric *m, struct err *err)
{
	struct str rest = str_of(text);

	while (rest.len > 0) {
		struct str value = str_trim(str_cut(&rest, ','));
		struct str name = str_trim(str_cut(&value, '='));

		value = str_trim(value);
		if (name.len == 0 || value.len == 0 ||
		    m->n_dimensions == CONFIG_DIMENSIONS)
			return err_set(
				err, ERR_CONFIG,
				"%s:%u: dimensions are up to %d NAME=VALUE apart "
				"by commas",
				r->file, config_line_of(r, "dimensions"),
				CONFIG_DIMENSIONS);
		m->dimensions[m->n_dimensions].name = mem_text_n(name.p, name.len);
		m->dimensions[m->n_dimensions].value = mem_text_n(value.p, value.len);
		m->n_dimensions++;
	}
	return true;
}

static char *safe(const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));

	if (text == NULL)
		return NULL;
	utf8_safe(&out, str_of(text), 1000);
	return buf_take(&out);
}

static bool fill(const struct config_reader *r, const struct config_metric_draft *d,
		 struct config_metric *m, struct err *err)
{
	int64_t periods = 0;

	if (!take_number(r, "warn", d->warn, &m->warn, err) ||
	    !take_number(r, "crit", d->crit, &m->crit, err) ||
	    !check_words(r, d, err) || !check_own(r, d, err) ||
	    !take_dimensions(r, text_or(d->dimensions, ""), m, err))
		return false;
	if (d->for_periods != NULL && str_int(str_of(d->for_periods), 1, 15, &periods))
		m->for_periods = (unsigned)periods;
	m->has_bad = d->bad != NULL;
	m->below = text_eq(d->bad, "below");
	m->title = safe(d->title);
	m->unit = safe(d->unit);
	m->space = mem_text(d->space);
	m->name = mem_text(d->name);
	m->stat = mem_text(d->stat);
	return true;
}

bool config_take_metric(struct config_reader *r, struct err *err)
{
	struct config *c = &r->config;
	struct config_metric m = { .file = r->file, .line = r->line };

	if (!fill(r, &r->draft.metric, &m, err)) {
		config_metric_release(&m);
		return false;
	}
	m.id = r->name;
	r->name = NULL;
	for (size_t i = 0; i < c->n_metrics; i++) {
		if (!text_eq(c->metrics[i].id, m.id))
			continue;
		config_metric_release(&c->metrics[i]); /* of an earlier file */
		c->metrics[i] = m;
		return true;
	}
	*VEC_PUSH(c->metrics, c->n_metrics, c->cap_metrics) = m;
	return true;
}
