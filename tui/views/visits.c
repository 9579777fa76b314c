/*
 * Records drawn together to visits.
 */
#include "tui/views/visits.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/base/utf8.h"
#include "tui/views/words.h"

#define RECORDS 400 /* looked at */

static bool same_visit(const struct record *a, const struct record *b)
{
	return text_eq(a->who, b->who) && text_eq(a->mode, b->mode) &&
	       a->at_ms / 86400000 == b->at_ms / 86400000;
}

void visits_fill(struct visits *v, const struct records *r, const char *inst)
{
	AUTO(buf) filter = BUF_INIT(128);
	size_t n = 0;
	size_t total = 0;
	struct record *rows = NULL;

	if (!r || (v->stamped && v->stamp == r->stamp(r->ctx)))
		return;
	v->stamp = r->stamp(r->ctx);
	v->stamped = true;
	v->n = 0;
	rows = mem_new(RECORDS, sizeof(*rows));
	buf_addf(&filter, "inst:=%s", inst);
	n = r->list(r->ctx, buf_text(&filter), rows, RECORDS, &total);
	for (size_t i = 0; i < n; i++) {
		struct visit *last = v->n ? &v->items[v->n - 1] : NULL;

		if (last && same_visit(&last->newest, &rows[i]))
			last->n++;
		else if (v->n < VISITS_MAX)
			v->items[v->n++] = (struct visit){ rows[i], rows[i].at_ms, 1 };
		else
			break;
		v->items[v->n - 1].first_ms = rows[i].at_ms;
	}
	free(rows);
}

/* "6 m · 12 records", "now · 2 records"; brief: "×12" */
static void visit_text(const struct visit *visit, int64_t now_sec, bool brief,
		       struct buf *out)
{
	int64_t took_ms = visit->newest.at_ms - visit->first_ms;

	if (brief) {
		buf_addf(out, "×%zu", visit->n);
		return;
	}
	if (now_sec - visit->newest.at_ms / 1000 < 60)
		buf_add_text(out, "now · ");
	else if (took_ms >= 60000)
		buf_addf(out, "%" PRId64 " m · ", took_ms / 60000);
	word_count(out, visit->n, "record");
}

/* Columns of the times: what the longest needs. */
static int when_width(const struct visits *v, int64_t now_sec)
{
	int width = 0;

	for (size_t i = 0; i < v->n; i++) {
		AUTO(buf) when = BUF_INIT(64);

		word_when(&when, v->items[i].newest.at_ms / 1000, now_sec);
		if (utf8_width(buf_str(&when)) > width)
			width = utf8_width(buf_str(&when));
	}
	return width;
}

static void draw_visit(const struct visit *visit, struct pen pen, int times, int width,
		       int64_t now_sec)
{
	bool brief = width < 50;
	AUTO(buf) when = BUF_INIT(64);
	AUTO(buf) acts = BUF_INIT(64);

	word_when(&when, visit->newest.at_ms / 1000, now_sec);
	visit_text(visit, now_sec, brief, &acts);
	pen_skip(&pen, 1);
	pen_fit(&pen, times, ROLE_MUTED, buf_str(&when), FIT_TAIL, ALIGN_LEFT);
	pen_skip(&pen, 1);
	pen_fit(&pen, brief ? width - times - 16 : 16, ROLE_TEXT,
		str_of(visit->newest.who), FIT_MIDDLE, ALIGN_LEFT);
	pen_skip(&pen, 1);
	pen_fit(&pen, brief ? 8 : 9, ROLE_MUTED, str_of(visit->newest.mode), FIT_TAIL,
		ALIGN_LEFT);
	pen_text(&pen, ROLE_MUTED, buf_text(&acts));
}

void visits_draw(const struct visits *v, const struct scene *s, struct frame *f,
		 struct area a, bool focused)
{
	int times = when_width(v, s->now_sec);

	for (size_t i = 0; i < v->n && (int)i < a.height; i++)
		draw_visit(&v->items[i], pen_at(f, a, (int)i), times, a.width,
			   s->now_sec);
	if (!v->n) {
		struct pen pen = pen_at(f, a, 0);

		pen_skip(&pen, 1);
		pen_text(&pen, ROLE_FAINT,
			 s->records ? "Nobody yet, as far as this journal knows."
				    : s->records_why);
	}
	if (focused)
		frame_cursor(f, a.row, a.col, "who");
}
