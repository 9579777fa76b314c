/*
 * The fleet's rows: when each is read, what came of it, in which order they stand.
 *
 * Always true: a row changes only after the outcome of its reading is committed; one
 * installation that is denied, slow or throttled holds up no other (each has its own
 * session, act and place in the door's queue); nothing is read while nobody looks.
 */
#include "core/watch/fleet_impl.h"

#include <stdlib.h>
#include <string.h>

#define JUDGE_MS   60000
#define JUDGE_MOST 1000 /* stacks, parts of services, ...: judged in one turn */

struct cell *fleet_cell(const struct fleet *f, size_t index)
{
	bug_unless(index < f->n);
	return &f->cells[index];
}

/* ---- judging a row ---- */

void fleet_judge_row(struct fleet *f, struct fleet_row *row)
{
	enum severity was = row->worst.severity;
	bool was_stale = row->stale;

	fleet_row_judge(row, fleet_now_sec(f));
	f->stamp++;
	f->dirty = f->dirty || row->worst.severity != was || row->stale != was_stale;
}

static const struct fleet *sorting; /* qsort() has no context; one thread */

/* Of equal weight the newest trouble stands first: it is why somebody was woken.  What
 * began nobody knows when stands last. */
static int by_state(const void *a, const void *b)
{
	const struct fleet_row *x = &sorting->cells[*(const size_t *)a].row;
	const struct fleet_row *y = &sorting->cells[*(const size_t *)b].row;
	int order = health_compare_weight(&x->worst, &y->worst);

	if (order != 0)
		return order;
	if (x->worst.since_sec != y->worst.since_sec)
		return x->worst.since_sec > y->worst.since_sec ? -1 : 1;
	return strcmp(x->inst->name, y->inst->name);
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
		fleet_judge_row(f, &f->cells[i].row);
	f->unsorted = true;
}

static size_t weight_of(const struct fleet_row *row)
{
	return 1 + row->stacks.n + signals_weight(&row->signals);
}

/* As many rows as fit into one turn; the order is made when all are through. */
static void judge_slice(void *ctx)
{
	struct fleet *f = ctx;
	size_t n = 0;

	for (; f->judge_next < f->n && n < JUDGE_MOST; f->judge_next++) {
		struct fleet_row *row = &f->cells[f->judge_next].row;

		fleet_judge_row(f, row);
		n += weight_of(row);
	}
	if (f->judge_next < f->n) {
		f->judge_timer = loop_arm(f->opts.loop, 0, judge_slice, f);
		return;
	}
	f->judge_next = 0;
	f->unsorted = true;
	f->judge_timer = loop_arm(f->opts.loop, JUDGE_MS, judge_slice, f);
}

static void judge_due(void *ctx)
{
	struct fleet *f = ctx;

	f->due_timer = 0;
	for (size_t i = 0; i < f->n; i++)
		if (f->cells[i].judge_due)
			fleet_judge_soon(&f->cells[i]);
}

void fleet_judge_soon(struct cell *c)
{
	struct fleet *f = c->fleet;

	c->judge_due = f->judged >= JUDGE_MOST;
	if (c->judge_due) {
		if (f->due_timer == 0)
			f->due_timer = loop_arm(f->opts.loop, 0, judge_due, f);
		return;
	}
	f->judged += weight_of(&c->row);
	fleet_judge_row(f, &c->row);
	f->unsorted = true;
}

/* In LOOP_DRAW, at most once a turn; one turn more for who draws before it. */
static void tell_change(void *ctx)
{
	struct fleet *f = ctx;

	f->judged = 0;
	if (!f->dirty)
		return;
	f->dirty = false;
	if (f->on_change != NULL)
		f->on_change(f->on_change_ctx);
	loop_again(f->opts.loop);
}

/* ---- cadence ---- */

bool fleet_sleeping(const struct fleet *f)
{
	return fleet_now_us(f) - f->touched_us > FLEET_SLEEP_SEC * CLOCK_SEC_US;
}

/* What is denied is not asked for each minute: it stands in the customer's trail. */
static int64_t interval_us(const struct fleet *f, const struct cell *c)
{
	enum severity s = c->row.worst.severity;
	bool soon = fleet_is_shown(f, c) || (s != SEV_OK && s != SEV_NOACC);

	return (soon ? FLEET_SOON_SEC : FLEET_REST_SEC) * CLOCK_SEC_US;
}

/* INT64_MAX: a person has to ask for it. */
static int64_t due_us(const struct fleet *f, const struct cell *c)
{
	if (c->row.paused_sec != 0)
		return INT64_MAX;
	return c->tried_us == 0 ? fleet_now_us(f) : c->tried_us + interval_us(f, c);
}

static void tick(void *ctx)
{
	struct fleet *f = ctx;

	f->tick_timer = 0;
	if (!f->started || fleet_sleeping(f))
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct cell *c = &f->cells[i];

		if (!fleet_is_busy(c) && due_us(f, c) <= fleet_now_us(f))
			fleet_start_reading(c, "fleet.refresh", false);
	}
	fleet_arm_tick(f);
}

/* The timer stands for the installation that is due next. */
void fleet_arm_tick(struct fleet *f)
{
	int64_t best_us = INT64_MAX;

	loop_disarm(f->opts.loop, f->tick_timer);
	f->tick_timer = 0;
	if (!f->started || !f->attached)
		return;
	for (size_t i = 0; i < f->n; i++)
		if (!fleet_is_busy(&f->cells[i]) && due_us(f, &f->cells[i]) < best_us)
			best_us = due_us(f, &f->cells[i]);
	if (best_us == INT64_MAX)
		return;
	best_us -= fleet_now_us(f);
	f->tick_timer =
		loop_arm(f->opts.loop, best_us < 0 ? 0 : best_us / 1000 + 1, tick, f);
}

void fleet_touch(struct fleet *f)
{
	bool slept = fleet_sleeping(f);

	f->touched_us = fleet_now_us(f);
	if (slept)
		fleet_arm_tick(f);
}

void fleet_refresh_all(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->cells[i].row.paused_sec == 0)
			fleet_refresh_cell(&f->cells[i], "fleet.refresh", false);
}

void fleet_refresh(struct fleet *f, size_t index)
{
	fleet_refresh_cell(fleet_cell(f, index), "stacks.refresh", true);
}

void fleet_pause(struct fleet *f, size_t index)
{
	struct cell *c = fleet_cell(f, index);

	fleet_cancel_reading(c);
	c->row.paused_sec = fleet_now_sec(f);
	fleet_judge_row(f, &c->row);
	f->unsorted = f->dirty = true;
	fleet_arm_tick(f);
}

/* The open stack's details are there, and new. */
static bool has_details(const struct fleet *f, const struct cell *c)
{
	const struct stack *s = stacks_find(&c->row.stacks, f->show_stack);

	return c->row.data == FLEET_READ && s != NULL && s->details_sec != 0 &&
	       fleet_now_sec(f) - s->details_sec < FLEET_SOON_SEC;
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
	    (fleet_waits_for_code(c) || (f->show_stack != NULL && !has_details(f, c))))
		fleet_read_next(c, act_of_shown(f), true);
}

void fleet_show(struct fleet *f, size_t index, const char *stack)
{
	bug_unless(index == FLEET_NONE || index < f->n);
	if (index == f->show_index && text_eq(f->show_stack, stack))
		return;
	f->show_index = index;
	free(f->show_stack);
	f->show_stack = mem_text(stack);
	if (index != FLEET_NONE) {
		fleet_next_turn(f);
		read_shown(f, &f->cells[index]);
	}
	fleet_arm_tick(f);
}

void fleet_open(struct fleet *f, size_t index, const char *stack)
{
	struct cell *c = fleet_cell(f, index);

	fleet_show(f, index, stack);
	if (c->row.paused_sec != 0)
		fleet_read_next(c, act_of_shown(f), true);
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
	f->touched_us = fleet_now_us(f);
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
		c->waits = false;
		c->wish = (struct wish){ 0 };
		c->row.refreshing = false;
		f->stamp++;
	}
	f->progress.running = 0;
	f->n_signals = 0;
	loop_disarm(f->opts.loop, f->turn_timer);
	f->turn_timer = 0;
}

static void release_row(struct fleet_row *row)
{
	stacks_release(&row->stacks);
	signals_release(&row->signals);
	beats_release(&row->beats);
	health_release(&row->health);
	damper_release(&row->damper);
	kept_err_clear(&row->denial);
	kept_err_clear(&row->error);
	kept_err_clear(&row->detail_error);
}

void fleet_free(struct fleet *f)
{
	if (f == NULL)
		return;
	give_up(f);
	fleet_beats_end(f);
	loop_disarm(f->opts.loop, f->tick_timer);
	loop_disarm(f->opts.loop, f->judge_timer);
	loop_disarm(f->opts.loop, f->due_timer);
	for (size_t i = 0; i < f->n; i++) {
		release_row(&f->cells[i].row);
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
	f->touched_us = fleet_now_us(f);
	f->judge_next = 0;
	f->judge_timer = loop_arm(f->opts.loop, JUDGE_MS, judge_slice, f);
	fleet_refresh_all(f);
	fleet_arm_tick(f);
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
		fleet_cancel_reading(&f->cells[i]);
}

/* ---- looking ---- */

size_t fleet_n(const struct fleet *f)
{
	return f->n;
}

const struct fleet_row *fleet_row(const struct fleet *f, size_t index)
{
	return &fleet_cell(f, index)->row;
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
	struct fleet_row *row = &fleet_cell(f, index)->row;

	if (!fleet_row_take(row, n))
		return false;
	fleet_judge_row(f, row);
	f->unsorted = f->dirty = true;
	return true;
}

void fleet_row_forget_records(struct fleet *f, size_t index)
{
	struct fleet_row *row = &fleet_cell(f, index)->row;

	if (row->data == FLEET_READ)
		return;
	row->seq = -1;
	for (size_t i = 0; i < row->stacks.n; i++)
		row->stacks.items[i].seq = row->stacks.items[i].details_seq = -1;
	signals_forget_records(&row->signals);
	fleet_judge_row(f, row);
}
