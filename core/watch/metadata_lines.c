/*
 * Objects of the metadata bucket, line by line.
 *
 * Always true: a text enters the model only when each of its bytes is one of few; a
 * number only when it is finite and not negative; a time only when it is not to come.
 */
#include "core/watch/metadata.h"

#include <math.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/gunzip.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

#define COUNT_MAX   (INT64_C(1) << 53)
#define LINE_ARENA  LIMIT_KIB(256)
#define PERIOD_MAX  METADATA_DAY_SEC
#define CODE_BYTES  "._-"
#define OTHER_CODES "…"
#define AHEAD_SEC   INT64_C(600) /* their clocks */

/* A summary on its way into the model. */
struct line {
	const struct node *n;
	char name[METADATA_NAME_MAX + 1];
	int64_t start_sec, end_sec;
};

/* ---- pieces ---- */

static bool take_word(char *dst, size_t size, const char *text, const char *others)
{
	for (const char *c = text; *c != '\0'; c++) {
		bool alnum = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
			     (*c >= 'A' && *c <= 'Z');

		if (!alnum && strchr(others, *c) == NULL)
			return false;
	}
	return text[0] != '\0' && text_copy(dst, size, str_of(text));
}

static bool time_at(const struct node *n, const char *name, int64_t *ret)
{
	return clock_parse_iso(str_of(node_text(n, name, "")), ret);
}

/* A whole number; otherwise: the member is absent; -2: it is none. */
static int64_t count_of(const struct node *at, int64_t otherwise)
{
	if (at == NULL || at->kind == NODE_NULL)
		return otherwise;
	if (at->kind != NODE_INT || at->number < 0 || at->number > COUNT_MAX)
		return -2;
	return at->number;
}

static double real_at(const struct node *n, const char *path)
{
	const struct node *at = node_at(n, path);

	if (at != NULL && at->kind == NODE_INT)
		return (double)at->number;
	if (at != NULL && at->kind == NODE_REAL && isfinite(at->real))
		return at->real;
	return (double)NAN;
}

static double duration_at(const struct node *n, const char *path)
{
	double ms = real_at(n, path);

	return ms >= 0 ? ms : (double)NAN;
}

/* ---- cells ---- */

/* The cell of a time within the last day, emptied when it was of another day. */
static struct metadata_cell *cell_for(struct metadata *m, int64_t sec, int64_t now_sec)
{
	int64_t index = sec / METADATA_CELL_SEC;
	size_t slot = (size_t)(index % METADATA_CELLS);
	struct metadata_cell *c = &m->cells[slot];

	if (sec < 0 || index <= now_sec / METADATA_CELL_SEC - METADATA_CELLS ||
	    index < c->index)
		return NULL;
	if (c->index != index) {
		*c = (struct metadata_cell){ .index = index };
		for (size_t i = 0; i < m->n_codes; i++)
			m->codes[i].n[slot] = 0;
	}
	return c;
}

/* Codes beyond the table share the last row. */
static struct metadata_code *code_for(struct metadata *m, const char *name)
{
	for (size_t i = 0; i < m->n_codes; i++)
		if (text_eq(m->codes[i].code, name))
			return &m->codes[i];
	if (m->n_codes + 1 >= METADATA_CODES)
		name = OTHER_CODES;
	if (m->n_codes == METADATA_CODES)
		return &m->codes[METADATA_CODES - 1];
	struct metadata_code *c = VEC_PUSH(m->codes, m->n_codes, m->cap_codes);
	bug_unless(text_copy(c->code, sizeof(c->code), str_of(name)));
	return c;
}

void metadata_add_code(struct metadata *m, const char *code, size_t slot, int64_t n)
{
	char word[METADATA_CODE_MAX + 1];

	if (n > 0 && n <= COUNT_MAX && slot < METADATA_CELLS &&
	    (text_eq(code, OTHER_CODES) ||
	     take_word(word, sizeof(word), code, CODE_BYTES)))
		code_for(m, code)->n[slot] += n;
}

/* ---- lambda ---- */

/* The sum of all codes; -1: the line tells none; -2: it is no good. */
static int64_t sum_rejected(const struct node *codes)
{
	int64_t sum = 0;
	size_t n = 0;

	if (codes == NULL || codes->kind == NODE_NULL)
		return -1;
	if (codes->kind != NODE_OBJECT)
		return -2;
	for (const struct node *c = codes->first; c != NULL; c = c->next, n++) {
		char word[METADATA_CODE_MAX + 1];
		int64_t count = count_of(c, -2);

		if (count < 0 || n >= 100 || sum + count > COUNT_MAX ||
		    !take_word(word, sizeof(word), c->name, CODE_BYTES))
			return -2;
		sum += count;
	}
	return sum;
}

static void add_to_cell(struct metadata *m, const struct metadata_function *f,
			const struct node *codes, int64_t now_sec)
{
	/* one that ends on the hour is of the hour before */
	struct metadata_cell *c = cell_for(m, f->end_sec - 1, now_sec);

	if (c == NULL)
		return;
	c->runs += f->runs;
	c->errors += f->errors;
	c->loaded += f->loaded > 0 ? f->loaded : 0;
	c->rejected += f->rejected > 0 ? f->rejected : 0;
	for (const struct node *n = node_first(codes); n != NULL; n = n->next)
		metadata_add_code(m, n->name, (size_t)(c - m->cells), n->number);
}

/* Two summaries of one function: the newer one is kept, and what they tell together. */
static void join_functions(struct metadata_function *kept,
			   const struct metadata_function *f)
{
	const struct metadata_function was = *kept;
	bool newer = was.end_sec <= f->end_sec;

	if (newer)
		*kept = *f;
	if (newer && f->rejected < 0) { /* it does not say that they are over */
		kept->in_a_row = was.in_a_row;
		kept->in_a_row_sec = was.in_a_row_sec;
	}
	if (was.in_a_row == 0 || f->in_a_row == 0)
		return;
	kept->in_a_row = was.in_a_row > INT64_MAX - f->in_a_row
				 ? INT64_MAX
				 : was.in_a_row + f->in_a_row;
	kept->in_a_row_sec =
		was.in_a_row_sec < f->in_a_row_sec ? was.in_a_row_sec : f->in_a_row_sec;
}

static bool keep_function(struct metadata *m, const struct metadata_function *f)
{
	size_t at = 0;

	while (at < m->n_functions && strcmp(m->functions[at].name, f->name) < 0)
		at++;
	if (at < m->n_functions && text_eq(m->functions[at].name, f->name)) {
		join_functions(&m->functions[at], f);
		return true;
	}
	if (m->n_functions >= LIMIT_META_NAMES) {
		m->cut = true;
		return false;
	}
	(void)VEC_PUSH(m->functions, m->n_functions, m->cap_functions);
	memmove(m->functions + at + 1, m->functions + at,
		(m->n_functions - 1 - at) * sizeof(*f));
	m->functions[at] = *f;
	return true;
}

static bool take_lambda(struct metadata *m, const struct line *l, int64_t now_sec)
{
	const struct node *codes = node_at(l->n, "rows.rejected");
	struct metadata_function f = {
		.start_sec = l->start_sec,
		.end_sec = l->end_sec,
		.runs = count_of(node_get(l->n, "runs"), -2),
		.errors = count_of(node_get(l->n, "errors"), 0),
		.throttles = count_of(node_get(l->n, "throttles"), 0),
		.p50_ms = duration_at(l->n, "duration_ms.p50"),
		.p95_ms = duration_at(l->n, "duration_ms.p95"),
		.max_ms = duration_at(l->n, "duration_ms.max"),
		.loaded = count_of(node_at(l->n, "rows.loaded"), -1),
		.rejected = sum_rejected(codes),
	};

	if (f.runs < 0 || f.errors < 0 || f.throttles < 0 || f.loaded < -1 ||
	    f.rejected < -1)
		return false;
	memcpy(f.name, l->name, sizeof(f.name));
	f.in_a_row = f.rejected >= METADATA_REJECTS_MIN ? f.rejected : 0;
	f.in_a_row_sec = f.in_a_row > 0 ? f.start_sec : 0;
	if (keep_function(m, &f))
		add_to_cell(m, &f, codes, now_sec);
	return true;
}

/* ---- metrics ---- */

static bool keep_metric(struct metadata *m, const struct metadata_metric *x)
{
	size_t at = 0;

	while (at < m->n_metrics && strcmp(m->metrics[at].name, x->name) < 0)
		at++;
	if (at < m->n_metrics && text_eq(m->metrics[at].name, x->name)) {
		if (m->metrics[at].end_sec <= x->end_sec)
			m->metrics[at] = *x;
		return true;
	}
	if (m->n_metrics >= LIMIT_META_NAMES) {
		m->cut = true;
		return true;
	}
	(void)VEC_PUSH(m->metrics, m->n_metrics, m->cap_metrics);
	memmove(m->metrics + at + 1, m->metrics + at,
		(m->n_metrics - 1 - at) * sizeof(*x));
	m->metrics[at] = *x;
	return true;
}

static bool take_metric(struct metadata *m, const struct line *l)
{
	struct metadata_metric x = {
		.start_sec = l->start_sec,
		.end_sec = l->end_sec,
		.n = count_of(node_get(l->n, "n"), -2),
		.min = real_at(l->n, "min"),
		.max = real_at(l->n, "max"),
		.avg = real_at(l->n, "avg"),
		.last = real_at(l->n, "last"),
	};

	memcpy(x.name, l->name, sizeof(x.name));
	return x.n >= 0 &&
	       take_word(x.unit, sizeof(x.unit), node_text(l->n, "unit", "None"),
			 "/%_-") &&
	       keep_metric(m, &x);
}

/* ---- a line ---- */

static bool open_line(struct line *l, const struct node *n, const char *name_member,
		      int64_t now_sec)
{
	l->n = n;
	return take_word(l->name, sizeof(l->name), node_text(n, name_member, ""),
			 "._:/-") &&
	       time_at(n, "start", &l->start_sec) && time_at(n, "end", &l->end_sec) &&
	       l->start_sec <= l->end_sec && l->end_sec - l->start_sec <= PERIOD_MAX &&
	       l->end_sec <= now_sec + AHEAD_SEC;
}

/* 1: of the format; 0: of a type that this version does not know; -1: bad. */
static int take_document(struct metadata *m, const struct node *n, int64_t now_sec)
{
	const char *type = node_text(n, "type", "");
	bool lambda = text_eq(type, "lambda");
	struct line l;

	if (n->kind != NODE_OBJECT || node_int(n, "v", 0) < 1 || type[0] == '\0')
		return -1;
	if (node_int(n, "v", 0) != 1 || (!lambda && !text_eq(type, "metric")))
		return 0;
	if (!open_line(&l, n, lambda ? "function" : "name", now_sec))
		return -1;
	if (!(lambda ? take_lambda(m, &l, now_sec) : take_metric(m, &l)))
		return -1;
	if (l.end_sec > m->newest_sec)
		m->newest_sec = l.end_sec;
	return 1;
}

static int take_line(struct metadata *m, struct str text, int64_t now_sec)
{
	AUTO(arena) arena = ARENA_INIT(LINE_ARENA);
	struct err err = ERR_INIT;
	struct node *n;

	if (text.len > LIMIT_META_LINE || !json_parse(text, &arena, &n, &err))
		return -1;
	return take_document(m, n, now_sec);
}

bool metadata_take_text(struct metadata *m, struct str text, int64_t now_sec)
{
	int64_t before = m->n_lines + m->n_other;
	struct str rest = text;

	for (size_t n = 0; rest.len > 0; n++) {
		struct str one = str_trim(str_cut(&rest, '\n'));
		int took = -1;

		if (one.len == 0)
			continue;
		if (n < LIMIT_META_LINES)
			took = take_line(m, one, now_sec);
		m->n_lines += took > 0;
		m->n_other += took == 0;
		m->n_bad_lines += took < 0;
		if (n >= LIMIT_META_LINES)
			break;
	}
	return m->n_lines + m->n_other > before;
}

bool metadata_take(struct metadata *m, struct str packed, int64_t now_sec,
		   enum metadata_fault *ret)
{
	AUTO(buf) text = BUF_INIT(LIMIT_META_TEXT);
	struct err err = ERR_INIT;
	bool whole, any;

	if (packed.len == 0) {
		*ret = METADATA_EMPTY;
		return false;
	}
	if (packed.len > LIMIT_META_OBJECT) {
		*ret = METADATA_LARGE;
		return false;
	}
	whole = gunzip(packed, &text, &err);
	if (!whole && err.code == ERR_LIMIT) { /* whoever packs so means no good */
		*ret = METADATA_UNPACKS;
		return false;
	}
	any = metadata_take_text(m, buf_str(&text), now_sec);
	m->n_objects++;
	*ret = METADATA_NO_LINE;
	if (!whole)
		*ret = gunzip_is(packed) ? METADATA_BROKEN : METADATA_NO_GZIP;
	return whole && any;
}
