/*
 * What stands around every screen.  The access line always says mode, installation,
 * account, time left and journal; the rest is cut in this order:
 * customer, region, operator to its first part.
 *
 * Numbers: "#n" is the seq in the log of the one account that is in view; elsewhere the
 * count of this device stands without "#" (docs/journal.md, "A leaf").
 */
#include "tui/views/lines.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "tui/views/parts.h"
#include "tui/views/times.h"
#include "tui/views/words.h"

#define BUSY_AFTER_US INT64_C(400000) /* a request shorter than this shows nothing */

/*
 * What gives way first when row 1 is too narrow: the highest.  A part that may go
 * before others are shortened has an empty brief form.
 */
enum cut {
	CUT_ACCOUNT = -1, /* a part of a number is worse than none */
	CUT_NEVER,
	CUT_WHO,
	CUT_NAME,
	CUT_TIME,
	CUT_SCOPE,
	CUT_REGION,
	CUT_CUSTOMER,
};
#define GOES_WHOLE ""

struct access {
	const struct scene *s;
	const struct site *site;
	struct buf who, brief_who, customer, inst, scope, brief_scope, place, left,
		time, brief_time, journal, brief_journal;
	enum role left_role, journal_role;
	bool no_session;
	bool small; /* "OBS acme-prod-eu 52m #10491" */
};

static void access_release(struct access *a)
{
	struct buf *all[] = { &a->who,        &a->brief_who, &a->customer,
			      &a->inst,       &a->scope,     &a->brief_scope,
			      &a->place,      &a->left,      &a->time,
			      &a->brief_time, &a->journal,   &a->brief_journal };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		buf_release(all[i]);
}

/* "mira.kovac@x" -> "mira" */
static void add_first_part(struct buf *out, const char *who)
{
	buf_add(out, who, strcspn(who, ".@+=_-,"));
	if (!out->len)
		buf_add_text(out, who);
}

static void fill_who(struct access *a)
{
	buf_add_text(&a->who, scene_who(a->s));
	add_first_part(&a->brief_who, scene_who(a->s));
}

static void fill_scope(struct access *a, const struct place *p)
{
	if (a->site || !a->s->config)
		return;
	if (p->view == VIEW_JOURNAL) {
		buf_addf(&a->scope, "› journal of %zu installations", a->s->n_sites);
		buf_add_text(&a->brief_scope, "› journal");
		return;
	}
	buf_add_text(&a->scope, "› ");
	word_count(&a->scope, a->s->n_sites, "installation");
	buf_add_text(&a->scope, " of ");
	word_count(&a->scope, scene_customers(a->s), "customer");
	buf_addf(&a->brief_scope, "› %zu inst", a->s->n_sites);
}

static enum role role_of_left(int64_t left_sec)
{
	if (left_sec <= 0)
		return ROLE_CRIT;
	return left_sec <= LINES_LEFT_WARN_SEC ? ROLE_WARN : ROLE_TEXT;
}

static void fill_left(struct access *a)
{
	const struct session *ses = a->site->session;
	int64_t left = 0;

	a->left_role = ROLE_TEXT;
	if (!ses || ses->state == SESSION_NONE) {
		buf_add_text(&a->left, "no session");
		a->no_session = true;
		return;
	}
	if (ses->state == SESSION_OPENING) {
		buf_add_text(&a->left, "opening");
		return;
	}
	if (ses->state == SESSION_FAILED) {
		buf_add_text(&a->left, "no session");
		a->no_session = true;
		a->left_role = ROLE_CRIT;
		return;
	}
	left = session_left_sec(ses, a->s->now_sec);
	a->left_role = role_of_left(left);
	if (left > 0)
		word_left(&a->left, left);
	else
		buf_add_text(&a->left, "expired");
}

static void fill_site(struct access *a)
{
	const struct installation *inst = NULL;

	if (!a->site)
		return;
	inst = a->site->row->inst;
	buf_addf(&a->customer, "› %s", inst->customer);
	buf_addf(&a->inst, "%s%s", a->small ? "" : "› ", inst->name);
	buf_addf(&a->place, "%s", inst->region);
	fill_left(a);
}

bool lines_journal_bad(const struct scene *s)
{
	return s->journal_open && (s->journal != JOURNAL_OK || s->journal_low);
}

const char *lines_journal_why(const struct scene *s)
{
	if (s->journal == JOURNAL_OK && s->journal_low)
		return "the disk is nearly full; free some space";
	return s->journal_why;
}

static const char *journal_word(const struct scene *s)
{
	if (s->journal == JOURNAL_BROKEN)
		return "BROKEN";
	if (s->journal_low || strstr(s->journal_why, "full") ||
	    strstr(s->journal_why, "space"))
		return "FULL";
	return "READ-ONLY";
}

static const char *journal_mark(const struct scene *s)
{
	if (!s->verification.over)
		return "…";
	return s->verification.bad ? "■" : "✓";
}

static void fill_number(struct access *a, struct buf *out)
{
	if (a->site && a->site->entries > 0)
		buf_addf(out, "#%" PRId64, a->site->entries - 1);
	else if (!a->site)
		buf_addf(out, "%" PRId64, a->s->entries);
}

static void fill_journal(struct access *a)
{
	const struct scene *s = a->s;
	AUTO(buf) number = BUF_INIT(64);

	a->journal_role = ROLE_TEXT;
	if (!s->journal_open) {
		buf_add_text(&a->journal, "? journal …");
		buf_add_text(&a->brief_journal, "? …");
		return;
	}
	if (lines_journal_bad(s)) {
		a->journal_role = ROLE_CRIT;
		buf_addf(&a->journal, "■ journal %s", journal_word(s));
		return;
	}
	fill_number(a, &number);
	buf_addf(&a->journal, "● %s%s%s%s", a->site ? "" : "journal ",
		 buf_text(&number), number.len ? " " : "", journal_mark(s));
	/* of a journal that is well the number is enough */
	if (a->small && a->site && number.len && s->verification.over &&
	    !s->verification.bad)
		buf_add_text(&a->brief_journal, buf_text(&number));
	else
		buf_addf(&a->brief_journal, "● %s%s%s", buf_text(&number),
			 number.len ? " " : "", journal_mark(s));
}

static void fill(struct access *a, const struct scene *s, const struct place *p,
		 bool small)
{
	*a = (struct access){ .s = s, .site = scene_find(s, p->inst), .small = small };
	struct buf *all[] = { &a->who,        &a->brief_who, &a->customer,
			      &a->inst,       &a->scope,     &a->brief_scope,
			      &a->place,      &a->left,      &a->time,
			      &a->brief_time, &a->journal,   &a->brief_journal };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		*all[i] = BUF_INIT(LIMIT_KIB(1));
	fill_who(a);
	fill_scope(a, p);
	fill_site(a);
	clock_hm(&a->time, times_shift(s->now_sec));
	buf_addf(&a->brief_time, "%s%c", buf_text(&a->time), times_letter());
	buf_add_char(&a->time, ' ');
	times_offset(&a->time, s->now_sec);
	fill_journal(a);
}

static const char *text_or_null(const struct buf *b)
{
	return b->len ? buf_text(b) : NULL;
}

static void draw_access(const struct access *a, struct frame *f, struct area bar)
{
	const struct scene *s = a->s;
	bool small = a->small;
	AUTO(buf) host = BUF_INIT(300);
	bool narrow = bar.width < 100;
	const char *account = a->site ? a->site->row->inst->account : NULL;

	if (s->place == PROGRAM_ENDPOINT)
		buf_addf(&host, "ENDPOINT %s", s->host);
	const struct bar_part left[] = {
		{ small ? NULL : "candor", NULL, ROLE_TEXT, true, CUT_NAME, 0 },
		{ small ? "OBS" : "OBSERVE", "OBS", ROLE_TEXT, true, CUT_NEVER, 0 },
		{ s->place == PROGRAM_SANDBOX ? "SANDBOX" : NULL, "SBX",
		  ROLE_MODE_SANDBOX, true, CUT_NEVER, 0 },
		{ text_or_null(&host), "ENDPOINT", ROLE_WARN, true, CUT_NEVER, 0 },
		{ small ? NULL : buf_text(&a->who), text_or_null(&a->brief_who),
		  ROLE_TEXT, false, CUT_WHO, 0 },
		{ text_or_null(&a->scope), text_or_null(&a->brief_scope), ROLE_TEXT,
		  false, CUT_SCOPE, 1 },
		{ small ? NULL : text_or_null(&a->customer), GOES_WHOLE, ROLE_TEXT,
		  false, CUT_CUSTOMER, 1 },
		{ text_or_null(&a->inst), NULL, ROLE_TEXT, true, CUT_NEVER, 1 },
		{ small ? NULL : account, NULL, ROLE_TEXT, false, CUT_ACCOUNT, 0 },
		{ small ? NULL : text_or_null(&a->place), GOES_WHOLE, ROLE_TEXT, false,
		  CUT_REGION, 1 },
	};
	const struct bar_part right[] = {
		{ text_or_null(&a->left), a->no_session ? "—" : NULL, a->left_role,
		  a->left_role != ROLE_TEXT, CUT_NEVER, 0 },
		{ small ? NULL : buf_text(narrow ? &a->brief_time : &a->time),
		  buf_text(&a->brief_time), ROLE_TEXT, false, CUT_TIME, 0 },
		{ narrow && a->brief_journal.len ? buf_text(&a->brief_journal)
						 : buf_text(&a->journal),
		  NULL, a->journal_role, a->journal_role != ROLE_TEXT, CUT_NEVER,
		  narrow ? 1 : 2 },
	};

	chrome_bar(f, bar, ROLE_MODE_OBSERVE, left, ARRAY_LEN(left), right,
		   ARRAY_LEN(right));
}

void lines_access(const struct scene *s, const struct place *p, struct frame *f,
		  const struct chrome *ch)
{
	struct access a;

	fill(&a, s, p, ch->size == CHROME_SMALL || ch->size == CHROME_TOO_SMALL);
	draw_access(&a, f, ch->bar);
	access_release(&a);
}

/* ---- row 2 ---- */

static const struct chrome_tab tabs[] = {
	{ "Fleet", "Flt" },     { "Overview", "Ovr" }, { "Stacks", "Stk" },
	{ "Metrics", "Met" },   { "Logs", "Log" },     { "Loads", "Lod" },
	{ "Incidents", "Inc" }, { "Posture", "Pos" },  { "Journal", "Jrn" },
};

static size_t tab_of(enum view_id view)
{
	switch (view) {
	case VIEW_FLEET: return 0;
	case VIEW_OVERVIEW: return 1;
	case VIEW_STACKS:
	case VIEW_STACK: return 2;
	case VIEW_METRICS: return 3;
	case VIEW_JOURNAL: return 8;
	case VIEW_ACCESS:
	case VIEW_MESSAGES:
	case VIEW_PAGE:
	case VIEW_THEMES:
	case VIEW_JOBS:
	case VIEW_HEARTBEATS:
	case VIEW_SERVICES:
	case VIEW_ALARMS:
	case VIEW_HELP: break;
	}
	return SIZE_MAX;
}

/* Column of the tab's digit on the line; -1. */
static int tab_col(const struct frame *f, struct area a, size_t tab, int from)
{
	for (int col = from; col < a.col + a.width; col++)
		if (f->cells[a.row * f->cols + col].code[0] == (uint32_t)('0' + tab))
			return col;
	return -1;
}

/* Tabs of screens that do not exist yet are faint. */
static void fade_tabs(struct frame *f, struct area a)
{
	int from = 0;

	for (size_t tab = 1; tab < ARRAY_LEN(tabs); tab++) {
		int begin = tab_col(f, a, tab, from);
		int end = tab_col(f, a, tab + 1, begin + 1);

		if (begin < 0 || end < 0)
			return;
		from = end;
		for (int col = begin; action_tab_later(tab) && col < end - 1; col++)
			f->cells[a.row * f->cols + col].role = ROLE_FAINT;
	}
}

bool lines_busy(const struct scene *s)
{
	return s->busy_us && s->now_us - s->busy_us >= BUSY_AFTER_US;
}

static void busy_text(const struct scene *s, struct buf *out)
{
	static const char shapes[] = { '|', '/', '-', '\\' };
	int64_t since_us = s->now_us - s->busy_us;

	if (s->still)
		buf_add_text(out, "reading");
	else
		buf_add_char(out, shapes[s->spin % ARRAY_LEN(shapes)]);
	if (s->progress.n > 1 && s->progress.running)
		buf_addf(out, " %zu/%zu", s->progress.n - s->progress.running,
			 s->progress.n);
	if (since_us >= LINES_SLOW_US)
		buf_addf(out, " %" PRId64 " s", since_us / CLOCK_SEC_US);
}

static bool read_well(const struct fleet_row *r)
{
	return r->data == FLEET_READ && !r->stale;
}

/* When the fleet's oldest data is of, apart from rows that were not read: these are
 * counted.  0: nothing was read. */
static int64_t oldest_sec(const struct scene *s, size_t *ret_unread)
{
	int64_t oldest = 0;
	size_t unread = 0;

	for (size_t i = 0; i < s->n_sites; i++)
		unread += !read_well(s->sites[i].row);
	for (size_t i = 0; i < s->n_sites; i++) {
		const struct fleet_row *r = s->sites[i].row;

		if ((read_well(r) || unread == s->n_sites) && r->read_sec &&
		    (!oldest || r->read_sec < oldest))
			oldest = r->read_sec;
	}
	*ret_unread = unread;
	return oldest;
}

/* As the worst of the rows that were not read has it: ○ NOACC, ◌ of old data. */
static const char *unread_sign(const struct scene *s)
{
	enum severity worst = SEV_STALE;

	for (size_t i = 0; i < s->n_sites; i++) {
		const struct fleet_row *r = s->sites[i].row;
		enum severity now = r->worst.severity;

		if (!read_well(r) && (now == SEV_UNKNOWN || now == SEV_NOACC) &&
		    now < worst)
			worst = now;
	}
	return word_sign(worst);
}

static void fleet_age_text(const struct scene *s, bool brief, struct buf *out)
{
	size_t unread = 0;
	int64_t oldest = oldest_sec(s, &unread);
	bool none = unread == s->n_sites;

	if (!s->done.ended_sec && !oldest)
		return;
	/* of rows that were not read "now" would be a lie */
	if (oldest && !(none && s->now_sec - oldest < 60)) {
		buf_add_text(out, "↻ ");
		word_age(out, oldest, s->now_sec);
		buf_add_text(out, unread ? ", " : "");
	}
	if (unread)
		buf_addf(out, "%zu %s", unread, brief ? unread_sign(s) : "not read");
}

static void age_text(const struct scene *s, const struct place *p, bool brief,
		     struct buf *out)
{
	const struct site *site = scene_find(s, p->inst);

	if (p->view == VIEW_JOURNAL) {
		buf_add_text(out, "live");
		return;
	}
	if (!site) {
		fleet_age_text(s, brief, out);
		return;
	}
	if (!site->row->read_sec)
		return;
	buf_add_text(out, "↻ ");
	word_age(out, site->row->read_sec, s->now_sec);
	if (site->row->error.code)
		buf_add_text(out, brief ? " ◌" : ", failed since");
}

/* Old data is seen by its ink, too. */
static enum role age_role(const struct scene *s, const struct place *p)
{
	const struct site *site = scene_find(s, p->inst);
	size_t unread = 0;
	int64_t read_sec = site ? site->row->read_sec : oldest_sec(s, &unread);

	if (p->view == VIEW_JOURNAL || !read_sec)
		return ROLE_MUTED;
	return parts_role_of_age(s->now_sec - read_sec, ROLE_MUTED);
}

/* brief: beside the tabs there is little room. */
static enum role right_text(const struct scene *s, const struct place *p, bool brief,
			    struct buf *out)
{
	if (s->stage == PROGRAM_FAILED) {
		buf_add_text(out, "■ no access");
		return ROLE_CRIT;
	}
	if (lines_busy(s))
		busy_text(s, out);
	else if (s->stage == PROGRAM_VERIFYING)
		buf_add_text(out, "verifying");
	else if (s->stage == PROGRAM_IDENTIFYING)
		buf_add_text(out, "identifying");
	else if (s->sleeping)
		buf_add_text(out, "asleep");
	else
		age_text(s, p, brief, out);
	if (s->n_running > 1)
		buf_addf(out, "%s%zu jobs", out->len ? " · " : "", s->n_running);
	return lines_busy(s) ? ROLE_MUTED : age_role(s, p);
}

void lines_tabs(const struct scene *s, const struct place *p, struct frame *f,
		const struct chrome *ch)
{
	AUTO(buf) right = BUF_INIT(128);
	enum role role = ROLE_MUTED;

	if (!ch->tabs.height)
		return;
	if (s->config)
		role = right_text(s, p, false, &right);
	if (utf8_width(buf_str(&right)) >
	    chrome_tabs_room(ch->tabs, tabs, ARRAY_LEN(tabs))) {
		buf_clear(&right);
		role = right_text(s, p, true, &right);
	}
	chrome_tabs(f, ch->tabs, tabs, ARRAY_LEN(tabs), tab_of(p->view),
		    buf_text(&right), role);
	fade_tabs(f, ch->tabs);
}

void left_text(struct buf *out, int64_t left_sec)
{
	if (left_sec <= 0)
		buf_add_text(out, "expired");
	else if (left_sec < 60)
		buf_addf(out, "%" PRId64 " s left", left_sec);
	else
		buf_addf(out, "%" PRId64 " m left", left_sec / 60);
}

int64_t lines_next_left(int64_t left_sec)
{
	static const int64_t marks_sec[] = { 600, 300, 60, 0 };

	for (size_t i = 0; left_sec > 0 && i < ARRAY_LEN(marks_sec); i++)
		if (left_sec > marks_sec[i])
			return left_sec - marks_sec[i];
	return -1;
}
