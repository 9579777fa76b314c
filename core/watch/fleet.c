/*
 * The fleet's rows: when each is read, what came of it, in which order they stand.
 *
 * Always true: a row changes only after the outcome of its reading is committed; one
 * installation that is denied, slow or throttled holds up no other (each has its own
 * session, act and place in the door's queue); nothing is read while nobody looks.
 */
#include "core/watch/fleet_row.h"

#include <stdlib.h>
#include <string.h>

#define JUDGE_MS     60000
#define JUDGE_STACKS 1000 /* judged in one turn */

struct wish {
	const char *act; /* NULL: none */
	bool person;
};

struct cell {
	struct fleet *fleet;
	struct fleet_row row;
	struct reading *reading;         /* of the stacks; then: */
	struct signals_reading *signals; /* of the rest */
	struct reading_result result;    /* of the stacks, without them */
	int64_t tried_us; /* monotonic; end of the last attempt; 0: never */
	bool ending;      /* the reading was given up and is not through yet */
	struct wish wish; /* that came while it was being read */
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

static struct cell *cell_at(const struct fleet *f, size_t index)
{
	bug_unless(index < f->n);
	return &f->cells[index];
}

static int64_t now_us(const struct fleet *f)
{
	return clock_mono_us(f->opts.clock);
}

static int64_t now_sec(const struct fleet *f)
{
	return clock_wall_us(f->opts.clock) / CLOCK_SEC_US;
}

/* ---- judging a row ---- */

static void judge_row(struct fleet *f, struct fleet_row *row)
{
	enum severity was = row->worst.severity;
	bool was_stale = row->stale;

	fleet_row_judge(row, now_sec(f));
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

static bool is_busy(const struct cell *c)
{
	return c->reading != NULL || c->signals != NULL;
}

static void count_result(struct fleet *f, const struct reading_result *result)
{
	struct fleet_progress *p = &f->progress;

	p->calls += result->n_calls;
	p->running--;
	if (result->err.code == ERR_NONE)
		p->ok++;
	else if (fleet_is_denied(&result->err))
		p->denied++;
	else if (result->err.code == ERR_TIMEOUT)
		p->timeout++;
	else
		p->error++;
	if (p->running == 0)
		p->ended_sec = now_sec(f);
}

/* Somebody who is there must give an MFA code. */
static bool waits_for_code(const struct cell *c)
{
	const struct fleet *f = c->fleet;

	return f->attached &&
	       sessions_get(f->sessions, c->row.index, MODE_OBSERVE)->needs_code;
}

/* Good or refused, the next run wants to know. */
static bool worth_keeping(const struct fleet_row *row)
{
	return row->error.code == ERR_NONE || row->error.code == ERR_DENIED;
}

static void start_reading(struct cell *c, const char *act, bool person);

/* A failure would be one again; that a reading was given up is none, for what was
 * wished for since. */
static void fulfil_wish(struct cell *c)
{
	const struct wish w = c->wish;
	bool good = c->row.error.code == ERR_NONE || waits_for_code(c);

	c->wish = (struct wish){ 0 };
	if (w.act != NULL && (c->ending || good))
		start_reading(c, w.act, w.person);
}

static bool is_shown(const struct fleet *f, const struct cell *c)
{
	return f->show_index == c->row.index;
}

/* All that was to be read is read, or given up. */
static void cycle_ended(struct cell *c)
{
	struct fleet *f = c->fleet;
	struct fleet_row *row = &c->row;

	row->refreshing = false;
	row->started_us = 0;
	c->tried_us = now_us(f);
	count_result(f, &c->result);
	judge_row(f, row);
	f->unsorted = f->dirty = true;
	if (worth_keeping(row) && f->on_read != NULL)
		f->on_read(f->on_read_ctx, row);
	fulfil_wish(c);
	arm_tick(f);
}

static void signals_ended(void *ctx, const struct signals_result *result)
{
	struct cell *c = ctx;

	c->signals = NULL;
	c->result.n_calls += result->n_calls;
	cycle_ended(c);
}

static void start_signals(struct cell *c)
{
	struct fleet *f = c->fleet;
	const struct signals_opts opts = {
		.door = f->door,
		.loop = f->opts.loop,
		.clock = f->opts.clock,
		.sessions = f->sessions,
		.index = c->row.index,
		.signals = &c->row.signals,
		.stacks = &c->row.stacks,
		.shown = is_shown(f, c),
	};

	c->row.refreshing = true;
	c->signals = signals_start(&opts, signals_ended, c);
}

/* The stacks are shown before the rest is read. */
static void reading_ended(void *ctx, struct reading_result *result)
{
	struct cell *c = ctx;
	struct fleet *f = c->fleet;

	c->reading = NULL;
	c->result = *result;
	c->result.stacks = (struct stacks){ 0 };
	fleet_row_end(&c->row, result, now_sec(f));
	if (f->opts.probes == NULL || result->err.code != ERR_NONE || c->ending) {
		cycle_ended(c);
		return;
	}
	judge_row(f, &c->row);
	f->unsorted = f->dirty = true;
	start_signals(c);
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

	if (!f->attached || is_busy(c))
		return;
	c->ending = false;
	c->row.paused_sec = 0;
	c->row.refreshing = true;
	f->stamp++;
	c->row.started_us = now_us(f);
	count_start(f);
	c->reading = reading_start(&opts, reading_ended, c);
	f->dirty = true;
}

/* Now, or once the one that runs has ended. */
static void read_next(struct cell *c, const char *act, bool person)
{
	if (!is_busy(c)) {
		start_reading(c, act, person);
		return;
	}
	if (person || !c->wish.person) /* else a person's wish keeps its name */
		c->wish = (struct wish){ act, person };
}

/* Whoever asks: one that runs and was not given up is what is asked for. */
static void refresh(struct cell *c, const char *act, bool person)
{
	if (!is_busy(c) || c->ending)
		read_next(c, act, person);
}

static void cancel_reading(struct cell *c)
{
	c->wish = (struct wish){ 0 };
	if (!is_busy(c))
		return;
	c->ending = true;
	if (c->reading != NULL)
		reading_cancel(c->reading);
	else
		signals_cancel(c->signals);
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

/* INT64_MAX: a person has to ask for it. */
static int64_t due_us(const struct fleet *f, const struct cell *c)
{
	if (c->row.paused_sec != 0)
		return INT64_MAX;
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

		if (!is_busy(c) && due_us(f, c) <= now_us(f))
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
		if (!is_busy(&f->cells[i]) && due_us(f, &f->cells[i]) < best_us)
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
		if (f->cells[i].row.paused_sec == 0)
			refresh(&f->cells[i], "fleet.refresh", false);
}

void fleet_refresh(struct fleet *f, size_t index)
{
	refresh(cell_at(f, index), "stacks.refresh", true);
}

void fleet_pause(struct fleet *f, size_t index)
{
	struct cell *c = cell_at(f, index);

	cancel_reading(c);
	c->row.paused_sec = now_sec(f);
	judge_row(f, &c->row);
	f->unsorted = f->dirty = true;
	arm_tick(f);
}

/* The open stack's details are there, and new. */
static bool has_details(const struct fleet *f, const struct cell *c)
{
	const struct stack *s = stacks_find(&c->row.stacks, f->show_stack);

	return c->row.data == FLEET_READ && s != NULL && s->details_sec != 0 &&
	       now_sec(f) - s->details_sec < FLEET_SOON_SEC;
}

static const char *act_of_shown(const struct fleet *f)
{
	return f->show_stack == NULL ? "stacks.refresh" : "stack.read";
}

/* An open stack without details is read at once, and so is what needs a code of who
 * looks at it; else the cadence is enough.  What was given up waits for fleet_open().
 */
static void read_shown(struct fleet *f, struct cell *c)
{
	if (c->row.paused_sec == 0 &&
	    (waits_for_code(c) || (f->show_stack != NULL && !has_details(f, c))))
		read_next(c, act_of_shown(f), true);
}

void fleet_show(struct fleet *f, size_t index, const char *stack)
{
	bug_unless(index == FLEET_NONE || index < f->n);
	if (index == f->show_index && text_eq(f->show_stack, stack))
		return;
	f->show_index = index;
	free(f->show_stack);
	f->show_stack = mem_text(stack);
	if (index != FLEET_NONE)
		read_shown(f, &f->cells[index]);
	arm_tick(f);
}

void fleet_open(struct fleet *f, size_t index, const char *stack)
{
	struct cell *c = cell_at(f, index);

	fleet_show(f, index, stack);
	if (c->row.paused_sec != 0)
		read_next(c, act_of_shown(f), true);
}

/* ---- what the probes keep ---- */

const void *fleet_signal(const struct fleet *f, size_t index,
			 const struct probe_ops *probe)
{
	return signals_state(&cell_at(f, index)->row.signals, probe);
}

void *fleet_signal_make(struct fleet *f, size_t index, const struct probe_ops *probe)
{
	return signals_state_make(&cell_at(f, index)->row.signals, probe);
}

void fleet_ask(struct fleet *f, size_t index)
{
	struct cell *c = cell_at(f, index);

	if (f->opts.probes == NULL || !f->attached || c->row.paused_sec != 0)
		return;
	if (is_busy(c) || c->row.data != FLEET_READ ||
	    sessions_cred(f->sessions, index, MODE_OBSERVE) == NULL) {
		read_next(c, "stacks.refresh", true);
		return;
	}
	c->ending = false;
	c->result = (struct reading_result){ .err = c->row.error, .seq = c->row.seq };
	c->row.started_us = now_us(f);
	count_start(f);
	start_signals(c);
	f->dirty = true;
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
		signals_init(&c->row.signals, opts->probes, opts->config);
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
		signals_reading_free(c->signals);
		c->reading = NULL;
		c->signals = NULL;
		c->wish = (struct wish){ 0 };
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
		signals_release(&f->cells[i].row.signals);
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

void fleet_cancel(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		cancel_reading(&f->cells[i]);
}

/* ---- looking ---- */

size_t fleet_n(const struct fleet *f)
{
	return f->n;
}

const struct fleet_row *fleet_row(const struct fleet *f, size_t index)
{
	return &cell_at(f, index)->row;
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

bool fleet_row_from_node(struct fleet *f, size_t index, const struct node *n)
{
	struct fleet_row *row = &cell_at(f, index)->row;

	if (!fleet_row_take(row, n))
		return false;
	judge_row(f, row);
	f->unsorted = f->dirty = true;
	return true;
}

void fleet_row_forget_records(struct fleet *f, size_t index)
{
	struct fleet_row *row = &cell_at(f, index)->row;

	if (row->data == FLEET_READ)
		return;
	row->seq = -1;
	for (size_t i = 0; i < row->stacks.n; i++)
		row->stacks.items[i].seq = row->stacks.items[i].details_seq = -1;
	judge_row(f, row);
}
