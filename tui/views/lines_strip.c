/*
 * Row n-1: what is wrong, what is waited for, or the newest record of what is in view.
 */
#include <inttypes.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "tui/views/lines.h"
#include "tui/views/times.h"
#include "tui/views/words.h"

#define MISSING_NAMED 3

/* Which installations the round did not read: the counts name none.  What an earlier
 * round did not read is not of this one. */
static void missing_text(const struct scene *s, struct buf *out)
{
	const struct fleet_progress *g = &s->done;
	size_t n = 0;

	if (!g->denied && !g->timeout && !g->error)
		return;
	for (size_t i = 0; i < s->n_sites; i++) {
		const struct fleet_row *r = s->sites[i].row;

		if (!r->error.code || r->tried_sec < g->started_sec)
			continue;
		if (n++ < MISSING_NAMED)
			buf_addf(out, "%s%s", n == 1 ? "  · missing " : ", ",
				 r->inst->name);
	}
	if (n > MISSING_NAMED)
		buf_addf(out, " and %zu more", n - MISSING_NAMED);
}

/* What a quick round changes is its result alone: the strip does not flicker. */
static void progress_text(const struct scene *s, bool brief, struct buf *out)
{
	const struct fleet_progress *g = &s->done;

	bool first = !g->ended_sec && s->stage != PROGRAM_FAILED;

	if (first || (lines_busy(s) && !s->progress.ended_sec)) {
		size_t n = s->progress.n ? s->progress.n : s->n_sites;

		buf_add_text(out, "↻ reading ");
		word_count(out, n, "installation");
		if (s->progress.n)
			buf_addf(out, "  · %zu done", n - s->progress.running);
		return;
	}
	if (!g->ended_sec)
		return;
	buf_add_text(out, "✎ ");
	times_hms_zone(out, g->ended_sec, s->now_sec);
	if (!brief) {
		buf_add_text(out, "  fleet.refresh  ");
		word_count(out, g->n, "installation");
	}
	buf_addf(out, "  ok %zu", g->ok);
	if (g->denied)
		buf_addf(out, "  denied %zu", g->denied);
	if (g->timeout)
		buf_addf(out, "  timeout %zu", g->timeout);
	if (g->error)
		buf_addf(out, "  error %zu", g->error);
	missing_text(s, out);
	buf_add_text(out, "  · ");
	word_count(out, (size_t)g->calls, "API call");
}

static void record_text(const struct record *r, int64_t now_sec, struct buf *out)
{
	buf_addf(out, "✎ #%" PRId64 " ", r->seq);
	times_hms_zone(out, r->at_ms / 1000, now_sec);
	buf_addf(out, "  %s  %s  %s", r->act, r->target[0] ? r->target : r->inst,
		 r->result);
}

/* The last attempt to read what is in view failed: said until one goes well. */
static bool draw_failure(const struct site *site, struct frame *f, struct area a)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));

	if (!site || !site->row->error.code)
		return false;
	buf_addf(&text, "▲ %s: %s", site->row->inst->name, site->row->error.text);
	chrome_strip(f, a, ROLE_WARN, buf_str(&text));
	return true;
}

/* A session that ran out while its screen is open. */
static bool draw_ended(const struct scene *s, const struct site *site, struct frame *f,
		       struct area a)
{
	const struct session *ses = site ? site->session : NULL;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!ses || ses->state != SESSION_OPEN || session_left_sec(ses, s->now_sec) > 0)
		return false;
	buf_add_text(&text, "■ session ended ");
	word_when(&text, ses->expires_sec, s->now_sec);
	buf_add_text(&text, " — R renews (L1); what stands here is of before");
	chrome_strip(f, a, ROLE_CRIT, buf_str(&text));
	return true;
}

/* What is waited for, from the moment that it is long. */
static bool draw_waiting(const struct scene *s, struct frame *f, struct area a)
{
	const struct job *t = &s->throttled;
	int64_t since_us = s->now_us - s->busy_us;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!s->busy_us)
		return false;
	if (t->id[0]) {
		/* painted with the spinner: no clock ticks for it */
		buf_addf(&text, "▲ %s%sthrottled", t->inst, t->inst[0] ? ": " : "");
		job_next_text(t, s->now_us, &text);
		buf_add_text(&text, ". Ctrl-C stops.");
		chrome_strip(f, a, ROLE_WARN, buf_str(&text));
		return true;
	}
	if (since_us < LINES_SLOW_US)
		return false;
	buf_add_text(&text, text_or(s->waits_for, "AWS has not answered"));
	buf_addf(&text, ", %" PRId64 " s, Ctrl-C stops; ", since_us / CLOCK_SEC_US);
	word_count(&text, s->pending, "installation");
	buf_add_text(&text, " still being read");
	chrome_strip(f, a, ROLE_MUTED, buf_str(&text));
	return true;
}

/* The front of a path; what is left is the name of the file. */
static size_t path_front(struct str word)
{
	size_t front = 0;

	for (size_t i = 1; word.len && word.p[0] == '/' && i + 1 < word.len; i++)
		if (word.p[i] == '/')
			front = i;
	return front;
}

void lines_fit(struct str text, int width, struct buf *out)
{
	bool fits = utf8_width(text) <= width;

	while (!fits && text.len) {
		struct str word = str_cut(&text, ' ');
		size_t front = path_front(word);

		buf_addf(out, "%s%s%.*s", out->len ? " " : "", front ? "…" : "",
			 STR_FMT(((struct str){ word.p + front, word.len - front })));
	}
	if (fits)
		buf_add_str(out, text);
}

/* What to do stands in the cause: the words before it give way, :messages has all. */
static void no_journal(const struct scene *s, int width, struct buf *out)
{
	AUTO(buf) whole = BUF_INIT(LIMIT_KIB(2));

	buf_addf(&whole, "■ no journal, no access: %s", lines_journal_why(s));
	lines_fit(buf_str(&whole), width, out);
	if (utf8_width(buf_str(out)) <= width)
		return;
	buf_clear(&whole);
	buf_clear(out);
	buf_addf(&whole, "■ %s", lines_journal_why(s));
	lines_fit(buf_str(&whole), width, out);
}

void lines_strip(const struct scene *s, const struct place *p, struct frame *f,
		 struct area a)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) filter = BUF_INIT(128);
	enum role role = ROLE_MUTED;
	struct record r;
	size_t total = 0;

	if (!a.height)
		return;
	if (lines_journal_bad(s)) {
		no_journal(s, a.width - 2, &text);
		chrome_strip(f, a, ROLE_CRIT, buf_str(&text));
		return;
	}
	if (s->stage == PROGRAM_FAILED && s->trouble->code) {
		buf_addf(&text, "■ %s · r tries again", s->trouble->text);
		chrome_strip(f, a, ROLE_CRIT, buf_str(&text));
		return;
	}
	if (!s->busy_us && p->view != VIEW_JOURNAL &&
	    (draw_ended(s, scene_find(s, p->inst), f, a) ||
	     draw_failure(scene_find(s, p->inst), f, a)))
		return;
	if (draw_waiting(s, f, a))
		return;
	if (p->view == VIEW_JOURNAL) {
		buf_add_text(&text,
			     "✎ the journal is read-only here; corrections are new "
			     "records");
	} else if (p->inst[0] && s->records) {
		buf_addf(&filter, "inst:=%s", p->inst);
		if (s->records->list(s->records->ctx, buf_text(&filter), &r, 1, &total))
			record_text(&r, s->now_sec, &text);
	} else {
		progress_text(s, a.width < 100 && (s->done.n > s->done.ok), &text);
		if (s->done.timeout || s->done.error)
			role = ROLE_WARN;
	}
	chrome_strip(f, a, role, buf_str(&text));
}
