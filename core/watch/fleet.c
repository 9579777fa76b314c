/*
 * The fleet's rows: when each is read, what came of it, in which order they stand.
 *
 * Always true: a row changes only after the outcome of its reading is committed; one
 * installation that is denied, slow or throttled holds up no other (each has its own
 * session, act and place in the door's queue); nothing is read while nobody looks.
 */
#include "core/watch/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/watch/reading.h"

#define JUDGE_MS      60000
#define JUDGE_STACKS  1000                 /* judged in one turn */
#define SLOW_DATA_SEC (2 * FLEET_REST_SEC) /* older data is stale */
#define CACHE_VERSION 1

struct cell {
	struct fleet *fleet;
	struct fleet_row row;
	struct reading *reading;
	int64_t tried_us; /* monotonic; end of the last attempt; 0: never */
	bool again;       /* something was opened while it was being read */
};

struct fleet {
	struct fleet_opts opts;
	struct door *door;
	struct sessions *sessions;
	struct cell *cells;
	size_t *order; /* position -> index */
	bool unsorted; /* rows changed: the order is made when it is looked at */
	size_t n;
	bool started, attached;
	int64_t touched_us;
	uint64_t tick_timer, judge_timer;
	size_t judge_next; /* where the next slice begins */
	size_t show_index; /* FLEET_NONE */
	char *show_stack;
	struct fleet_progress progress;
	bool dirty;
	uint64_t stamp; /* grows with each change of a row or of the order */
	loop_hook *on_change;
	void *on_change_ctx;
	fleet_saved *on_read;
	void *on_read_ctx;
};

static int64_t now_us(const struct fleet *f)
{
	return clock_mono_us(f->opts.clock);
}

static int64_t now_sec(const struct fleet *f)
{
	return clock_wall_us(f->opts.clock) / CLOCK_SEC_US;
}

/* ---- judging a row ---- */

static bool is_denied(const struct err *err)
{
	return err->code == ERR_DENIED || err->code == ERR_POLICY;
}

static bool is_old(const struct fleet *f, const struct fleet_row *row)
{
	return now_sec(f) - row->read_sec > SLOW_DATA_SEC;
}

/* Nothing goes on counting on data that is not of now. */
static int64_t judged_at(const struct fleet *f, const struct fleet_row *row)
{
	return row->stale ? row->read_sec : now_sec(f);
}

/* Verdicts of the stacks that are in trouble or changing; counts the settled ones. */
static void judge_stacks(struct fleet *f, struct fleet_row *row)
{
	int64_t at_sec = judged_at(f, row);

	row->n_settled = 0;
	for (size_t i = 0; i < row->stacks.n; i++) {
		struct verdict v;

		health_stack(&row->stacks.items[i], at_sec, &v);
		if (v.severity == SEV_OK && !v.changing)
			row->n_settled++;
		else
			health_add_stack(&row->health, &row->stacks.items[i], at_sec,
					 &v);
	}
	if (row->stacks.n == 0)
		health_add_rule(&row->health, "no-stacks", "stacks", row->read_sec,
				row->seq, "no stack matches %s",
				text_or(row->inst->stacks, "(all)"));
	else if (row->n_settled == row->stacks.n && !row->stacks_cut)
		health_add_rule(&row->health, "all-ok", "stacks", 0, row->seq,
				"%zu of %zu stacks settled", row->n_settled,
				row->stacks.n);
	if (row->stacks_cut)
		health_add_rule(&row->health, "cut", "stacks", row->read_sec, row->seq,
				"the list is not whole: %zu stacks were read",
				row->stacks.n);
	health_sort(&row->health);
}

/* "09:15Z", or "2026-11-20 09:15Z" of another day. */
static void put_when(const struct fleet *f, int64_t sec, struct buf *out)
{
	const int64_t day = 86400;
	AUTO(buf) text = BUF_INIT(64);

	clock_rfc3339(&text, sec);
	if (sec / day != now_sec(f) / day)
		buf_addf(out, "%.10s ", buf_text(&text));
	clock_hm(out, sec);
	buf_add_char(out, 'Z');
}

/* "was CRIT at 09:15Z: acme-ingest ROLLBACK_COMPLETE …": what was known last. */
static void put_was(const struct fleet *f, const struct fleet_row *row, struct buf *out)
{
	const struct verdict *v = &row->health.rows[0];
	bool of_stack = str_starts(str_of(v->rule), "stack-");

	buf_addf(out, "was %s at ", severity_name(v->severity));
	put_when(f, row->read_sec, out);
	buf_addf(out, ": %s%s%s", of_stack ? v->subject : "", of_stack ? " " : "",
		 verdict_reason(v));
}

/* The last word of AWS was no; the last attempt may have failed in another way. */
static void put_denial(const struct fleet *f, const struct fleet_row *row,
		       struct buf *out)
{
	if (is_denied(&row->error)) {
		buf_add_text(out, row->error.text);
		return;
	}
	buf_add_text(out, "refused at ");
	put_when(f, row->denied_sec, out);
	buf_addf(out, ": %s", row->denial.text);
	if (row->error.code != ERR_NONE)
		buf_addf(out, " · %s", row->error.text);
}

static int64_t stale_since(const struct fleet_row *row)
{
	return row->failed_sec != 0 ? row->failed_sec : row->read_sec;
}

static void put_error(const struct fleet_row *row, struct buf *out)
{
	if (row->error.code != ERR_NONE)
		buf_addf(out, " · %s", row->error.text);
}

/* Adds what is to be said of access and data, after the stacks.  True if that is the
 * row's state. */
static bool judge_data(struct fleet *f, struct fleet_row *row)
{
	struct health *h = &row->health;
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);

	if (row->denial.code != ERR_NONE) {
		put_denial(f, row, &text);
		health_add_rule(h, "no-access", "access", row->denied_sec, row->seq,
				"%s", buf_text(&text));
		return true;
	}
	if (row->data == FLEET_NOTHING && row->error.code == ERR_NONE) {
		health_add_rule(h, "not-read", "data", 0, -1, "not read yet");
		return true;
	}
	if (row->data == FLEET_NOTHING) {
		health_add_rule(h, "not-readable", "data", row->failed_sec, row->seq,
				"%s", row->error.text);
		return true;
	}
	if (row->data == FLEET_CACHED || is_old(f, row)) {
		put_was(f, row, &text);
		put_error(row, &text);
		health_add_rule(h, row->data == FLEET_CACHED ? "cached" : "stale",
				"data", stale_since(row), row->seq, "%s",
				buf_text(&text));
		return true;
	}
	if (row->error.code != ERR_NONE) {
		buf_add_text(&text, "as of ");
		put_when(f, row->read_sec, &text);
		put_error(row, &text);
		health_add_rule(h, "no-answer", "data", stale_since(row), row->seq,
				"%s", buf_text(&text));
	}
	return false;
}

/* One version for all stacks that have one, "mixed", or "". */
static const char *version_of(const struct stacks *l)
{
	const char *found = "";

	for (size_t i = 0; i < l->n; i++) {
		const char *v = l->items[i].version;

		if (text_empty(v))
			continue;
		if (found[0] != '\0' && !text_eq(found, v))
			return "mixed";
		found = v;
	}
	return found;
}

/* What was added after the stacks knows what these were. */
static void note_was(struct health *h, size_t n_stacks)
{
	for (size_t i = n_stacks; n_stacks > 0 && i < h->n; i++) {
		h->rows[i].has_was = true;
		h->rows[i].was = h->rows[0].severity;
	}
}

static void judge_row(struct fleet *f, struct fleet_row *row)
{
	enum severity was = row->worst.severity;
	bool was_stale = row->stale;
	struct verdict state = { .severity = SEV_UNKNOWN };
	size_t n_stacks;
	bool decided;

	row->stale = row->data == FLEET_CACHED ||
		     (row->data == FLEET_READ &&
		      (row->error.code != ERR_NONE || is_old(f, row)));
	health_clear(&row->health);
	if (row->data != FLEET_NOTHING)
		judge_stacks(f, row);
	n_stacks = row->health.n;
	decided = judge_data(f, row);
	note_was(&row->health, n_stacks);
	if (decided)
		state = row->health.rows[n_stacks];
	health_sort(&row->health);
	row->worst = decided ? state : row->health.rows[0];
	row->version = version_of(&row->stacks);
	f->stamp++;
	f->dirty = f->dirty || row->worst.severity != was || row->stale != was_stale;
}

static const struct fleet *sorting; /* qsort() has no context; one thread */

static int by_state(const void *a, const void *b)
{
	const struct fleet_row *x = &sorting->cells[*(const size_t *)a].row;
	const struct fleet_row *y = &sorting->cells[*(const size_t *)b].row;
	int order = health_compare(&x->worst, &y->worst);

	return order != 0 ? order : strcmp(x->inst->name, y->inst->name);
}

static void sort_rows(struct fleet *f)
{
	f->unsorted = false;
	f->stamp++;
	sorting = f;
	if (f->n > 1)
		qsort(f->order, f->n, sizeof(*f->order), by_state);
	sorting = NULL;
}

void fleet_judge(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		judge_row(f, &f->cells[i].row);
	f->unsorted = true;
}

/* As many rows as fit into one turn; the order is made when all are through. */
static void judge_slice(void *ctx)
{
	struct fleet *f = ctx;
	size_t n = 0;

	for (; f->judge_next < f->n && n < JUDGE_STACKS; f->judge_next++) {
		struct fleet_row *row = &f->cells[f->judge_next].row;

		judge_row(f, row);
		n += row->stacks.n + 1;
	}
	if (f->judge_next < f->n) {
		f->judge_timer = loop_arm(f->opts.loop, 0, judge_slice, f);
		return;
	}
	f->judge_next = 0;
	f->unsorted = true;
	f->judge_timer = loop_arm(f->opts.loop, JUDGE_MS, judge_slice, f);
}

/* In LOOP_DRAW, at most once a turn; one turn more for who draws before it. */
static void tell_change(void *ctx)
{
	struct fleet *f = ctx;

	if (!f->dirty)
		return;
	f->dirty = false;
	if (f->on_change != NULL)
		f->on_change(f->on_change_ctx);
	loop_again(f->opts.loop);
}

/* ---- one reading ---- */

static void arm_tick(struct fleet *f);

static void count_result(struct fleet *f, const struct reading_result *result)
{
	struct fleet_progress *p = &f->progress;

	p->calls += result->n_calls;
	p->running--;
	if (result->err.code == ERR_NONE)
		p->ok++;
	else if (is_denied(&result->err))
		p->denied++;
	else if (result->err.code == ERR_TIMEOUT)
		p->timeout++;
	else
		p->error++;
	if (p->running == 0)
		p->ended_sec = now_sec(f);
}

static void take_stacks(struct fleet *f, struct fleet_row *row,
			struct reading_result *result)
{
	stacks_keep_details(&result->stacks, &row->stacks);
	stacks_release(&row->stacks);
	row->stacks = result->stacks;
	result->stacks = (struct stacks){ 0 };
	row->stacks_cut = result->cut;
	row->data = FLEET_READ;
	row->read_sec = now_sec(f);
}

/* Somebody who is there must give an MFA code. */
static bool waits_for_code(const struct cell *c)
{
	const struct fleet *f = c->fleet;

	return f->attached &&
	       sessions_get(f->sessions, c->row.index, MODE_OBSERVE)->needs_code;
}

/* Since when there is no answer, and no access: an error of another kind neither begins
 * nor ends the latter. */
static void note_failure(struct fleet_row *row)
{
	if (row->error.code == ERR_NONE) {
		row->failed_sec = row->denied_sec = 0;
		row->denial = ERR_INIT;
		return;
	}
	if (row->failed_sec == 0)
		row->failed_sec = row->tried_sec;
	if (!is_denied(&row->error))
		return;
	if (row->denied_sec == 0)
		row->denied_sec = row->tried_sec;
	row->denial = row->error;
}

/* Good or refused, the next run wants to know. */
static bool worth_keeping(const struct fleet_row *row)
{
	return row->error.code == ERR_NONE || row->error.code == ERR_DENIED;
}

static void start_reading(struct cell *c, const char *act, bool person);

static void reading_ended(void *ctx, struct reading_result *result)
{
	struct cell *c = ctx;
	struct fleet *f = c->fleet;
	struct fleet_row *row = &c->row;

	c->reading = NULL;
	c->tried_us = now_us(f);
	row->refreshing = false;
	row->started_us = 0;
	row->tried_sec = now_sec(f);
	row->error = result->err;
	row->detail_error = result->detail_err;
	note_failure(row);
	if (result->seq >= 0)
		row->seq = result->seq;
	if (result->err.code == ERR_NONE)
		take_stacks(f, row, result);
	count_result(f, result);
	judge_row(f, row);
	f->unsorted = f->dirty = true;
	if (worth_keeping(row) && f->on_read != NULL)
		f->on_read(f->on_read_ctx, row);
	if (c->again && (row->error.code == ERR_NONE || waits_for_code(c)))
		start_reading(c, "stack.read", true);
	c->again = false;
	arm_tick(f);
}

static void count_start(struct fleet *f)
{
	struct fleet_progress *p = &f->progress;

	if (p->running == 0)
		*p = (struct fleet_progress){ .started_sec = now_sec(f) };
	p->n++;
	p->running++;
	p->ended_sec = 0;
}

static bool is_shown(const struct fleet *f, const struct cell *c)
{
	return f->show_index == c->row.index;
}

static void start_reading(struct cell *c, const char *act, bool person)
{
	struct fleet *f = c->fleet;
	const struct reading_opts opts = {
		.door = f->door,
		.loop = f->opts.loop,
		.clock = f->opts.clock,
		.sessions = f->sessions,
		.inst = c->row.inst,
		.index = c->row.index,
		.old = &c->row.stacks,
		.act = act,
		.open_stack = is_shown(f, c) ? f->show_stack : NULL,
		.person = person,
	};

	if (!f->attached || c->reading != NULL)
		return;
	c->row.refreshing = true;
	f->stamp++;
	c->row.started_us = now_us(f);
	count_start(f);
	c->reading = reading_start(&opts, reading_ended, c);
	f->dirty = true;
}

/* ---- cadence ---- */

bool fleet_sleeping(const struct fleet *f)
{
	return now_us(f) - f->touched_us > FLEET_SLEEP_SEC * CLOCK_SEC_US;
}

/* What is denied is not asked for each minute: it stands in the customer's trail. */
static int64_t interval_us(const struct fleet *f, const struct cell *c)
{
	enum severity s = c->row.worst.severity;
	bool soon = is_shown(f, c) || (s != SEV_OK && s != SEV_NOACC);

	return (soon ? FLEET_SOON_SEC : FLEET_REST_SEC) * CLOCK_SEC_US;
}

static int64_t due_us(const struct fleet *f, const struct cell *c)
{
	return c->tried_us == 0 ? now_us(f) : c->tried_us + interval_us(f, c);
}

static void tick(void *ctx)
{
	struct fleet *f = ctx;

	f->tick_timer = 0;
	if (!f->started || fleet_sleeping(f))
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct cell *c = &f->cells[i];

		if (c->reading == NULL && due_us(f, c) <= now_us(f))
			start_reading(c, "fleet.refresh", false);
	}
	arm_tick(f);
}

/* The timer stands for the installation that is due next. */
static void arm_tick(struct fleet *f)
{
	int64_t best_us = INT64_MAX;

	loop_disarm(f->opts.loop, f->tick_timer);
	f->tick_timer = 0;
	if (!f->started || !f->attached)
		return;
	for (size_t i = 0; i < f->n; i++)
		if (f->cells[i].reading == NULL && due_us(f, &f->cells[i]) < best_us)
			best_us = due_us(f, &f->cells[i]);
	if (best_us == INT64_MAX)
		return;
	best_us -= now_us(f);
	f->tick_timer =
		loop_arm(f->opts.loop, best_us < 0 ? 0 : best_us / 1000 + 1, tick, f);
}

void fleet_touch(struct fleet *f)
{
	bool slept = fleet_sleeping(f);

	f->touched_us = now_us(f);
	if (slept)
		arm_tick(f);
}

void fleet_refresh_all(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		start_reading(&f->cells[i], "fleet.refresh", false);
}

void fleet_refresh(struct fleet *f, size_t index)
{
	bug_unless(index < f->n);
	start_reading(&f->cells[index], "stacks.refresh", true);
}

/* The open stack's details are there, and new. */
static bool has_details(const struct fleet *f, const struct cell *c)
{
	const struct stack *s = stacks_find(&c->row.stacks, f->show_stack);

	return c->row.data == FLEET_READ && s != NULL && s->details_sec != 0 &&
	       now_sec(f) - s->details_sec < FLEET_SOON_SEC;
}

/* An open stack without details is read at once, and so is what needs a code of who
 * opened it; else the cadence is enough. */
static void read_shown(struct fleet *f, struct cell *c)
{
	if (!waits_for_code(c) && (f->show_stack == NULL || has_details(f, c)))
		return;
	if (c->reading != NULL)
		c->again = true;
	else
		start_reading(c,
			      f->show_stack == NULL ? "stacks.refresh" : "stack.read",
			      true);
}

void fleet_show(struct fleet *f, size_t index, const char *stack)
{
	bug_unless(index == FLEET_NONE || index < f->n);
	if (f->show_index == index && text_eq(f->show_stack, stack))
		return;
	f->show_index = index;
	free(f->show_stack);
	f->show_stack = mem_text(stack);
	if (index != FLEET_NONE)
		read_shown(f, &f->cells[index]);
	arm_tick(f);
}

/* ---- making, starting, ending ---- */

struct fleet *fleet_new(const struct fleet_opts *opts)
{
	struct fleet *f = mem_new(1, sizeof(*f));

	f->opts = *opts;
	f->n = opts->config->n_installations;
	f->cells = mem_new(f->n + 1, sizeof(*f->cells));
	f->order = mem_new(f->n + 1, sizeof(*f->order));
	f->show_index = FLEET_NONE;
	f->touched_us = now_us(f);
	for (size_t i = 0; i < f->n; i++) {
		struct cell *c = &f->cells[i];

		c->fleet = f;
		c->row.inst = &opts->config->installations[i];
		c->row.index = i;
		c->row.seq = -1;
		f->order[i] = i;
	}
	fleet_judge(f);
	loop_on(f->opts.loop, LOOP_DRAW, tell_change, f);
	return f;
}

static void give_up(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct cell *c = &f->cells[i];

		reading_free(c->reading);
		c->reading = NULL;
		c->row.refreshing = false;
		f->stamp++;
	}
	f->progress.running = 0;
}

void fleet_free(struct fleet *f)
{
	if (f == NULL)
		return;
	give_up(f);
	loop_disarm(f->opts.loop, f->tick_timer);
	loop_disarm(f->opts.loop, f->judge_timer);
	for (size_t i = 0; i < f->n; i++) {
		stacks_release(&f->cells[i].row.stacks);
		health_release(&f->cells[i].row.health);
	}
	free(f->cells);
	free(f->order);
	free(f->show_stack);
	free(f);
}

void fleet_attach(struct fleet *f, struct door *door, struct sessions *sessions)
{
	if (door == NULL || sessions == NULL)
		give_up(f);
	f->door = door;
	f->sessions = sessions;
	f->attached = door != NULL && sessions != NULL;
}

void fleet_start(struct fleet *f)
{
	bug_unless(f->attached);
	if (f->started)
		return;
	f->started = true;
	f->touched_us = now_us(f);
	f->judge_next = 0;
	f->judge_timer = loop_arm(f->opts.loop, JUDGE_MS, judge_slice, f);
	fleet_refresh_all(f);
	arm_tick(f);
}

void fleet_stop(struct fleet *f)
{
	f->started = false;
	loop_disarm(f->opts.loop, f->tick_timer);
	loop_disarm(f->opts.loop, f->judge_timer);
	f->tick_timer = f->judge_timer = 0;
}

/* ---- looking ---- */

size_t fleet_n(const struct fleet *f)
{
	return f->n;
}

const struct fleet_row *fleet_row(const struct fleet *f, size_t index)
{
	bug_unless(index < f->n);
	return &f->cells[index].row;
}

const struct fleet_row *fleet_find(const struct fleet *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (text_eq(f->cells[i].row.inst->name, name))
			return &f->cells[i].row;
	return NULL;
}

size_t fleet_sorted(struct fleet *f, size_t position)
{
	bug_unless(position < f->n);
	if (f->unsorted)
		sort_rows(f);
	return f->order[position];
}

struct fleet_progress fleet_progress(const struct fleet *f)
{
	return f->progress;
}

uint64_t fleet_stamp(const struct fleet *f)
{
	return f->stamp + 1;
}

void fleet_on_change(struct fleet *f, loop_hook *hook, void *ctx)
{
	f->on_change = hook;
	f->on_change_ctx = ctx;
}

void fleet_on_read(struct fleet *f, fleet_saved *hook, void *ctx)
{
	f->on_read = hook;
	f->on_read_ctx = ctx;
}

/* ---- the cache ---- */

struct node *fleet_row_to_node(struct arena *a, const struct fleet_row *row)
{
	struct node *n = node_object(a);
	struct node *list;

	if (row->data == FLEET_NOTHING && row->denial.code != ERR_DENIED)
		return NULL;
	node_put_int(a, n, "v", CACHE_VERSION);
	node_put_text(a, n, "account", row->inst->account);
	node_put_text(a, n, "region", row->inst->region);
	node_put_int(a, n, "read_sec", row->read_sec);
	node_put_int(a, n, "seq", row->seq);
	node_put_int(a, n, "cut", row->stacks_cut);
	if (row->denial.code == ERR_DENIED) {
		node_put_int(a, n, "denied_sec", row->denied_sec);
		node_put_text(a, n, "denial", row->denial.text);
	}
	list = node_put(a, n, "stacks", NODE_LIST);
	for (size_t i = 0; i < row->stacks.n; i++)
		if (!stack_to_node(a, list, &row->stacks.items[i]))
			return NULL;
	return arena_ok(a) ? n : NULL;
}

static bool fits(const struct fleet_row *row, const struct node *n)
{
	return row->data != FLEET_READ && node_int(n, "v", 0) == CACHE_VERSION &&
	       text_eq(node_text(n, "account", ""), row->inst->account) &&
	       text_eq(node_text(n, "region", ""), row->inst->region) &&
	       (node_int(n, "read_sec", 0) > 0 || node_int(n, "denied_sec", 0) > 0);
}

/* What AWS refused an earlier run, unless this one has tried itself. */
static void take_denial(struct fleet_row *row, const struct node *n)
{
	if (row->tried_sec != 0 || node_int(n, "denied_sec", 0) <= 0)
		return;
	row->denied_sec = node_int(n, "denied_sec", 0);
	(void)err_set(&row->denial, ERR_DENIED, "%s", node_text(n, "denial", ""));
}

bool fleet_row_from_node(struct fleet *f, size_t index, const struct node *n)
{
	struct fleet_row *row = &f->cells[index].row;
	const struct node *list = node_get(n, "stacks");
	bool cut = node_int(n, "cut", 0) != 0;

	bug_unless(index < f->n);
	if (!fits(row, n))
		return false;
	stacks_release(&row->stacks);
	for (const struct node *s = node_first(list); s != NULL; s = s->next) {
		struct stack stack;

		if (row->stacks.n < LIMIT_STACKS && stack_from_node(s, &stack))
			*VEC_PUSH(row->stacks.items, row->stacks.n, row->stacks.cap) =
				stack;
		else
			cut = true;
	}
	stacks_sort(&row->stacks);
	row->read_sec = node_int(n, "read_sec", 0);
	row->data = row->read_sec > 0 ? FLEET_CACHED : FLEET_NOTHING;
	row->seq = node_int(n, "seq", -1);
	row->stacks_cut = cut;
	take_denial(row, n);
	judge_row(f, row);
	f->unsorted = f->dirty = true;
	return true;
}

void fleet_row_forget_records(struct fleet *f, size_t index)
{
	struct fleet_row *row = &f->cells[index].row;

	bug_unless(index < f->n);
	if (row->data == FLEET_READ)
		return;
	row->seq = -1;
	for (size_t i = 0; i < row->stacks.n; i++)
		row->stacks.items[i].seq = row->stacks.items[i].details_seq = -1;
	judge_row(f, row);
}
