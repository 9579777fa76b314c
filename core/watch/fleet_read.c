/*
 * Reading one installation of the fleet: its stacks, then its signals.
 */
#include "core/watch/fleet_impl.h"

bool fleet_is_busy(const struct cell *c)
{
	return c->reading != NULL || c->signals != NULL || c->waits;
}

/* Of the stacks: that is the reading's, whatever became of the signals. */
static void count_result(struct fleet *f, const struct cell *c)
{
	struct fleet_progress *p = &f->progress;
	enum err_code code = c->row.error.code;

	p->calls += c->n_calls;
	p->running--;
	if (code == ERR_NONE)
		p->ok++;
	else if (fleet_is_denied(code))
		p->denied++;
	else if (code == ERR_TIMEOUT)
		p->timeout++;
	else
		p->error++;
	if (p->running == 0)
		p->ended_sec = fleet_now_sec(f);
}

/* Somebody who is there must give an MFA code. */
bool fleet_waits_for_code(const struct cell *c)
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

/* A failure would be one again; that a reading was given up is none, for what was
 * wished for since. */
static void fulfil_wish(struct cell *c)
{
	const struct wish w = c->wish;
	bool good = c->row.error.code == ERR_NONE || fleet_waits_for_code(c);

	c->wish = (struct wish){ 0 };
	if (w.act != NULL && (c->ending || good))
		fleet_start_reading(c, w.act, w.person);
}

bool fleet_is_shown(const struct fleet *f, const struct cell *c)
{
	return f->show_index == c->row.index;
}

/* Somebody came to see it while its signals were read for nobody, or wants to see
 * something else by now. */
static bool wants_more(const struct cell *c, const struct signals_result *result)
{
	return result->err.code == ERR_NONE && !c->ending && c->wish.act == NULL &&
	       (c->more || (!c->told && fleet_is_shown(c->fleet, c)));
}

/* All that was to be read is read, or given up. */
static void cycle_ended(struct cell *c)
{
	struct fleet *f = c->fleet;
	struct fleet_row *row = &c->row;

	row->refreshing = false;
	row->started_us = 0;
	if (c->of_stacks) /* else the stacks are as old as they were */
		c->tried_us = fleet_now_us(f);
	count_result(f, c);
	fleet_judge_row(f, row);
	f->unsorted = f->dirty = true;
	if (worth_keeping(row) && f->on_read != NULL)
		f->on_read(f->on_read_ctx, row);
	fulfil_wish(c);
	fleet_arm_tick(f);
}

static void signals_ended(void *ctx, const struct signals_result *result);

static void read_signals(struct cell *c)
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
		.shown = fleet_is_shown(f, c),
	};

	c->row.refreshing = true;
	c->told = opts.shown;
	c->more = false;
	f->n_signals++;
	c->signals = signals_start(&opts, signals_ended, c);
}

/* Of many few are read at once: what they have read and not shown yet takes memory.
 * Nobody who looks at one waits. */
static bool has_turn(const struct cell *c)
{
	const struct fleet *f = c->fleet;
	size_t most = f->opts.signals_at_once > 0 ? f->opts.signals_at_once
						  : FLEET_SIGNALS_AT_ONCE;

	return f->n_signals < most || fleet_is_shown(f, c);
}

static void start_signals(struct cell *c)
{
	c->row.refreshing = true;
	c->waits = !has_turn(c);
	if (!c->waits)
		read_signals(c);
}

/* The stacks were read, and it was given up before the rest was. */
static void leave_signals(struct cell *c)
{
	struct err err = ERR_INIT;

	(void)err_set(&err, ERR_CANCEL, "%s: given up", c->row.inst->name);
	signals_ended_with(&c->row.signals, &err, fleet_now_sec(c->fleet));
	cycle_ended(c);
}

static void take_turns(void *ctx)
{
	struct fleet *f = ctx;

	f->turn_timer = 0;
	for (size_t i = 0; i < f->n; i++) {
		struct cell *c = &f->cells[i];

		if (!c->waits || (!c->ending && !has_turn(c)))
			continue;
		c->waits = false;
		if (c->ending)
			leave_signals(c);
		else
			read_signals(c);
	}
}

void fleet_next_turn(struct fleet *f)
{
	if (f->turn_timer == 0)
		f->turn_timer = loop_arm(f->opts.loop, 0, take_turns, f);
}

static void signals_ended(void *ctx, const struct signals_result *result)
{
	struct cell *c = ctx;
	struct fleet *f = c->fleet;

	c->signals = NULL;
	f->n_signals--;
	c->n_calls += result->n_calls;
	if (wants_more(c, result)) {
		read_signals(c);
		return;
	}
	fleet_next_turn(f);
	cycle_ended(c);
}

/* The stacks are shown before the rest is read. */
static void reading_ended(void *ctx, struct reading_result *result)
{
	struct cell *c = ctx;
	struct fleet *f = c->fleet;

	c->reading = NULL;
	c->n_calls = result->n_calls;
	fleet_row_end(&c->row, result, fleet_now_sec(f));
	if (f->opts.probes == NULL || result->err.code != ERR_NONE) {
		cycle_ended(c);
		return;
	}
	if (c->ending) {
		leave_signals(c);
		return;
	}
	fleet_judge_row(f, &c->row);
	f->unsorted = f->dirty = true;
	start_signals(c);
}

static void count_start(struct fleet *f)
{
	struct fleet_progress *p = &f->progress;

	if (p->running == 0)
		*p = (struct fleet_progress){ .started_sec = fleet_now_sec(f) };
	p->n++;
	p->running++;
	p->ended_sec = 0;
}

void fleet_start_reading(struct cell *c, const char *act, bool person)
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
		.open_stack = fleet_is_shown(f, c) ? f->show_stack : NULL,
		.person = person,
	};

	if (!f->attached || fleet_is_busy(c))
		return;
	c->ending = false;
	c->of_stacks = true;
	c->row.paused_sec = 0;
	c->row.refreshing = true;
	f->stamp++;
	c->row.started_us = fleet_now_us(f);
	count_start(f);
	c->reading = reading_start(&opts, reading_ended, c);
	f->dirty = true;
}

/* Now, or once the one that runs has ended. */
void fleet_read_next(struct cell *c, const char *act, bool person)
{
	if (!fleet_is_busy(c)) {
		fleet_start_reading(c, act, person);
		return;
	}
	if (person || !c->wish.person) /* else a person's wish keeps its name */
		c->wish = (struct wish){ act, person };
}

/* Whoever asks: one that runs and was not given up is what is asked for. */
void fleet_refresh_cell(struct cell *c, const char *act, bool person)
{
	if (!fleet_is_busy(c) || c->ending)
		fleet_read_next(c, act, person);
}

void fleet_cancel_reading(struct cell *c)
{
	c->wish = (struct wish){ 0 };
	if (!fleet_is_busy(c))
		return;
	c->ending = true;
	if (c->reading != NULL)
		reading_cancel(c->reading);
	else if (c->signals != NULL)
		signals_cancel(c->signals);
	else
		fleet_next_turn(c->fleet);
}

/* ---- what the probes keep ---- */

const void *fleet_signal(const struct fleet *f, size_t index,
			 const struct probe_ops *probe)
{
	return signals_state(&fleet_cell(f, index)->row.signals, probe);
}

void *fleet_signal_make(struct fleet *f, size_t index, const struct probe_ops *probe)
{
	return signals_state_make(&fleet_cell(f, index)->row.signals, probe);
}

static bool has_session(const struct cell *c)
{
	return sessions_cred(c->fleet->sessions, c->row.index, MODE_OBSERVE) != NULL;
}

void fleet_ask(struct fleet *f, size_t index)
{
	struct cell *c = fleet_cell(f, index);

	if (f->opts.probes == NULL || !f->attached || c->row.paused_sec != 0)
		return;
	if (fleet_is_busy(c) && !c->ending && has_session(c)) {
		c->more = c->signals != NULL; /* else they come after the stacks */
		return;
	}
	if (fleet_is_busy(c) || c->row.data != FLEET_READ || !has_session(c)) {
		fleet_read_next(c, "stacks.refresh", true);
		return;
	}
	c->ending = c->of_stacks = false;
	c->n_calls = 0;
	c->row.started_us = fleet_now_us(f);
	count_start(f);
	start_signals(c);
	f->dirty = true;
}

void fleet_ask_first(struct fleet *f, size_t index)
{
	struct cell *c = fleet_cell(f, index);
	bool fresh = c->tried_us != 0 &&
		     fleet_now_us(f) - c->tried_us < FLEET_SOON_SEC * CLOCK_SEC_US;

	if (!c->told && fresh && !fleet_is_busy(c) && c->row.data == FLEET_READ &&
	    f->attached && has_session(c))
		fleet_ask(f, index);
}
