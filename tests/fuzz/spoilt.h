/*
 * The invented fleet with any bytes for texts: names, reasons, outputs, records,
 * messages, jobs, themes, pages, signals.  Everything that a text stands in is filled
 * anew by spoilt_fill(), so that a run owes nothing to the one before.
 */
#ifndef TESTS_FUZZ_SPOILT_H
#define TESTS_FUZZ_SPOILT_H

#include "tests/fuzz/spoilt_signals.h"
#include "tests/unit/tui/invented.h"
#include "tui/kit/theme_file.h"

#define SPOILT_TEXTS  6
#define SPOILT_JOBS   3
#define SPOILT_VALUES 200

struct spoilt {
	struct invented v;
	struct invented_signals signals; /* of the first site */
	const char *texts[SPOILT_TEXTS]; /* of this run; borrowed */
	struct records records;
	struct pages pages;
	struct metrics_source metrics;
	struct series series[SPOILT_TEXTS];
	struct job jobs[SPOILT_JOBS];
	struct theme shipped;
	struct theme_name names[3];
	struct theme_names list;
	struct scene_theme theme;
};

static inline void spoilt_text(char **text, const char *with)
{
	free(*text);
	*text = mem_text(with);
}

/* As the program cuts: behind a whole character, where there are such. */
static inline void spoilt_put(char *dst, size_t size, const char *text)
{
	size_t n = strlen(text);

	if (n >= size)
		for (n = size - 1; n > 0 && (text[n] & 0xC0) == 0x80; n--)
			;
	memcpy(dst, text, n);
	dst[n] = '\0';
}

static inline void spoilt_stack(struct stack *s, const char *const *texts)
{
	spoilt_text(&s->name, texts[0]);
	spoilt_text(&s->reason, texts[1]);
	spoilt_text(&s->description, texts[2]);
	spoilt_text(&s->status, texts[3]);
	spoilt_text(&s->version, texts[2]);
	spoilt_text(&s->arn, texts[0]);
	for (size_t i = 0; i < s->n_resources; i++) {
		spoilt_text(&s->resources[i].logical, texts[i % SPOILT_TEXTS]);
		spoilt_text(&s->resources[i].physical, texts[(i + 1) % SPOILT_TEXTS]);
		spoilt_text(&s->resources[i].reason, texts[(i + 2) % SPOILT_TEXTS]);
	}
	for (size_t i = 0; i < s->n_events; i++) {
		spoilt_text(&s->events[i].logical, texts[i % SPOILT_TEXTS]);
		spoilt_text(&s->events[i].reason, texts[(i + 1) % SPOILT_TEXTS]);
	}
	for (size_t i = 0; i < s->outputs.n; i++) {
		spoilt_text(&s->outputs.items[i].key, texts[i % SPOILT_TEXTS]);
		spoilt_text(&s->outputs.items[i].value, texts[(i + 1) % SPOILT_TEXTS]);
	}
}

static inline void spoilt_row(struct spoilt *w, size_t i)
{
	struct fleet_row *row = &w->v.rows[i];
	struct session *session = &w->v.sessions[i];

	if (i % 2 == 1) {
		spoilt_text(&w->v.insts[i].name, w->texts[0]);
		spoilt_text(&w->v.insts[i].region, w->texts[3]);
	}
	spoilt_text(&w->v.insts[i].customer, w->texts[i % SPOILT_TEXTS]);
	for (size_t k = 0; k < row->stacks.n; k++)
		spoilt_stack(&row->stacks.items[k], w->texts);
	for (size_t k = 0; k < row->health.n; k++) {
		struct verdict *bad = &row->health.rows[k];

		spoilt_put(bad->reason, sizeof(bad->reason), w->texts[1]);
		spoilt_put(bad->subject, sizeof(bad->subject), w->texts[0]);
	}
	row->worst = row->health.rows[0];
	row->version = w->texts[2];
	kept_err_say(&row->error, ERR_AWS, "%s", w->texts[1]);
	spoilt_put(session->arn, sizeof(session->arn), w->texts[3]);
	spoilt_put(session->name, sizeof(session->name), w->texts[4]);
}

/* ---- what the scene points at ---- */

static inline size_t spoilt_search(void *ctx, const char *filter, int64_t from,
				   struct record *rows, size_t max, int64_t *ret_next)
{
	const struct spoilt *w = ctx;

	(void)filter;
	(void)from;
	*ret_next = 0;
	for (size_t i = 0; i < SPOILT_TEXTS && i < max; i++) {
		struct record *r = &rows[i];

		*r = invented_records[i % ARRAY_LEN(invented_records)];
		r->n = (int64_t)(SPOILT_TEXTS - i);
		spoilt_put(r->who, sizeof(r->who), w->texts[4]);
		spoilt_put(r->inst, sizeof(r->inst), w->texts[0]);
		spoilt_put(r->act, sizeof(r->act), w->texts[i]);
		spoilt_put(r->target, sizeof(r->target), w->texts[2]);
		spoilt_put(r->result, sizeof(r->result), w->texts[1]);
	}
	return max < SPOILT_TEXTS ? max : SPOILT_TEXTS;
}

static inline size_t spoilt_list(void *ctx, const char *filter, struct record *rows,
				 size_t max, size_t *ret_total)
{
	int64_t next = 0;

	*ret_total = spoilt_search(ctx, filter, 0, rows, max, &next);
	return *ret_total;
}

static inline void spoilt_detail(const struct spoilt *w, struct detail *d)
{
	detail_rule(d, w->texts[0]);
	for (size_t i = 0; i < SPOILT_TEXTS; i++) {
		detail_pair(d, w->texts[i], ROLE_TEXT, str_of(w->texts[(i + 1) % 6]));
		detail_text(d, ROLE_WARN, str_of(w->texts[i]));
	}
}

static inline bool spoilt_show(void *ctx, int64_t n, bool whole, struct detail *d)
{
	(void)n;
	(void)whole;
	spoilt_detail(ctx, d);
	return true;
}

static inline struct node *spoilt_item(void *ctx, int64_t n, struct arena *a)
{
	const struct spoilt *w = ctx;
	struct node *item = node_object(a);

	(void)node_put_int(a, item, "seq", n);
	(void)node_put_text(a, item, "act", w->texts[1]);
	return item;
}

static inline const char *spoilt_title(void *ctx, const char *name)
{
	return name[0] ? ((const struct spoilt *)ctx)->texts[3] : NULL;
}

static inline void spoilt_page(void *ctx, const char *name, struct detail *ret)
{
	(void)name;
	spoilt_detail(ctx, ret);
}

static inline void spoilt_jobs(struct spoilt *w)
{
	for (size_t i = 0; i < SPOILT_JOBS; i++) {
		struct job *j = &w->jobs[i];

		*j = (struct job){ .attempt = (unsigned)i, .attempts = 5 };
		(void)snprintf(j->id, sizeof(j->id), "%zu", i);
		spoilt_put(j->what, sizeof(j->what), w->texts[i]);
		spoilt_put(j->inst, sizeof(j->inst), w->texts[i + 1]);
		spoilt_put(j->state, sizeof(j->state), w->texts[i + 2]);
		j->next_us = i == 1 ? w->v.scene.now_us + 7000000 : 0;
		j->throttled = i == 1;
	}
}

static inline void spoilt_theme(struct spoilt *w)
{
	for (size_t i = 0; i < ARRAY_LEN(w->names); i++)
		spoilt_put(w->names[i].name, sizeof(w->names[i].name), w->texts[i]);
	w->names[1].shipped = true;
	w->list = (struct theme_names){ w->names, ARRAY_LEN(w->names), 0 };
	w->theme = (struct scene_theme){ .now = &w->shipped,
					 .depth = DEPTH_256,
					 .name = w->texts[0],
					 .kept = w->texts[1],
					 .why = w->texts[2],
					 .dir = w->texts[3],
					 .names = &w->list };
}

/* Texts of metrics, and their bytes for values. */
static inline size_t spoilt_metrics(void *ctx, const struct fleet_row *row,
				    struct metric *ret, size_t max)
{
	const struct spoilt *w = ctx;

	(void)row;
	for (size_t i = 0; i < SPOILT_TEXTS && i < max; i++)
		ret[i] = (struct metric){ .id = w->texts[i],
					  .name = w->texts[i],
					  .brief = w->texts[(i + 1) % SPOILT_TEXTS],
					  .unit = w->texts[(i + 2) % SPOILT_TEXTS],
					  .series = &w->series[i],
					  .warn = w->series[i].values[0],
					  .crit = i % 2 ? SERIES_GAP : 1e9,
					  .below = i % 3 == 0,
					  .state = (enum severity)i };
	return max < SPOILT_TEXTS ? max : SPOILT_TEXTS;
}

static inline void spoilt_series(struct spoilt *w)
{
	for (size_t i = 0; i < SPOILT_TEXTS; i++) {
		struct series *s = &w->series[i];
		size_t n = strlen(w->texts[i]) / sizeof(double);

		series_init(s, INVENTED_NOW - SPOILT_VALUES * 60, 60, SPOILT_VALUES);
		s->partial = i;
		for (size_t k = 0; k < SPOILT_VALUES && n; k++) {
			double value = 0;

			memcpy(&value, w->texts[i] + k % n * sizeof(value),
			       sizeof(value));
			s->values[k] = value;
		}
	}
}

/* ---- a world ---- */

static inline void spoilt_init(struct spoilt *w)
{
	struct err err = ERR_INIT;

	invented_init(&w->v);
	invented_signals(&w->signals, &w->v.scene, &w->v.insts[0], &w->v.rows[0]);
	bug_unless(theme_shipped(&w->shipped, "dark", &err));
	w->records = (struct records){ invented_stamp, spoilt_list, spoilt_search,
				       spoilt_show,    spoilt_item, w };
	w->pages = (struct pages){ spoilt_title, spoilt_page, w };
	w->v.scene.records = &w->records;
	w->v.scene.pages = &w->pages;
	w->metrics = (struct metrics_source){ .list = spoilt_metrics, .ctx = w };
	w->v.scene.metrics = &w->metrics;
	w->v.scene.theme = &w->theme;
}

static inline void spoilt_release(struct spoilt *w)
{
	w->v.scene.jobs = NULL;
	w->v.scene.n_jobs = 0;
	for (size_t i = 0; i < SPOILT_TEXTS; i++)
		series_release(&w->series[i]);
	invented_signals_release(&w->signals);
	invented_release(&w->v);
}

/* texts  any bytes, NUL-terminated, valid until the next call */
static inline void spoilt_fill(struct spoilt *w, char *const texts[SPOILT_TEXTS])
{
	struct scene *s = &w->v.scene;

	for (size_t i = 0; i < SPOILT_TEXTS; i++)
		w->texts[i] = texts[i];
	for (size_t i = 0; i < INVENTED_N; i++)
		spoilt_row(w, i);
	spoilt_put(w->v.caller.who, sizeof(w->v.caller.who), texts[4]);
	spoilt_put(w->v.trouble.text, sizeof(w->v.trouble.text), texts[1]);
	s->now_us = INT64_C(5000000000);
	s->host = texts[3];
	s->journal_why = texts[1];
	s->waits_for = texts[2];
	spoilt_jobs(w);
	spoilt_series(w);
	spoilt_signals(&w->signals, &s->sites[0], w->texts);
	spoilt_theme(w);
	s->jobs = w->jobs;
	s->n_jobs = SPOILT_JOBS;
	s->throttled = w->jobs[1];
}

/*
 * trouble  nothing works: no journal, nobody known
 * loading  nothing was read yet
 */
static inline void spoilt_state(struct spoilt *w, bool trouble, bool loading)
{
	struct scene *s = &w->v.scene;

	s->caller = trouble ? NULL : &w->v.caller;
	s->stage = trouble ? PROGRAM_FAILED : PROGRAM_READY;
	s->journal_open = !trouble;
	s->verification.bad = trouble;
	for (size_t i = 0; i < INVENTED_N; i++) {
		w->v.rows[i].data = loading ? FLEET_NOTHING
				    : i % 3 ? FLEET_READ
					    : FLEET_CACHED;
		w->v.rows[i].refreshing = loading;
	}
}

#endif
