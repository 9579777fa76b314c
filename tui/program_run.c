/*
 * While it runs, and how it ends: the cache, what is read, leaving in order.
 */
#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "core/tree/json.h"
#include "tui/program_impl.h"

#define CACHED_US      15000 /* of a turn, for rows of the cache */
#define BROKEN_EXIT_MS 2200  /* outcomes are tried each second: two more tries */

/* ---- cache ---- */

static bool open_cache(struct program *p)
{
	struct err err = ERR_INIT;
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	if (p->cache || !p->fleet || !p->has_cache)
		return p->cache != NULL;
	buf_addf(&path, "%s/cache.db", p->paths.cache);
	if (!cache_open(buf_text(&path), &p->cache, &err))
		program_say(p, PROGRAM_WARNING, err.text);
	return p->cache != NULL;
}

/* The device whose journal has the records that a cached row names; "" without one. */
static void device_of(const struct program *p, struct buf *ret)
{
	AUTO(buf) journal = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct err err = ERR_INIT;

	buf_addf(&journal, "%s/journal.db", p->paths.state);
	buf_addf(&path, "%s/device", p->paths.state);
	if (!os_file_exists(buf_text(&journal)) ||
	    !os_read_file(buf_text(&path), ret, &err))
		buf_clear(ret);
	else if (str_ends(buf_str(ret), "\n"))
		buf_cut(ret, ret->len - 1);
}

static void take_row(struct program *p, size_t index, const struct node *n,
		     const char *device)
{
	if (fleet_row_from_node(p->fleet, index, n) &&
	    (text_empty(device) || !text_eq(node_text(n, "device", ""), device)))
		fleet_row_forget_records(p->fleet, index);
}

static void load_row(struct program *p, size_t index, const char *device)
{
	const struct installation *inst = fleet_row(p->fleet, index)->inst;
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_BODY);
	struct node *n = NULL;
	struct err err = ERR_INIT;

	if (cache_get(p->cache, inst->name, &text, &err) && text.len > 0 &&
	    json_parse(buf_str(&text), &arena, &n, &err))
		take_row(p, index, n, device);
	if (err.code != ERR_NONE)
		log_line("cache of %s: %s", inst->name, err.text);
	arena_release(&arena);
}

/* As long as us; INT64_MAX: all.  Each row is judged. */
static void load_rows(struct program *p, int64_t us)
{
	int64_t begun_us = clock_mono_us(p->clock);
	AUTO(buf) device = BUF_INIT(LIMIT_KIB(1));

	device_of(p, &device);
	while (p->n_cached < fleet_n(p->fleet) &&
	       clock_mono_us(p->clock) - begun_us < us)
		load_row(p, p->n_cached++, buf_text(&device));
}

static void load_some(void *ctx)
{
	struct program *p = ctx;

	load_rows(p, CACHED_US);
	p->cached_timer = p->n_cached < fleet_n(p->fleet)
				  ? loop_arm(p->loop, 0, load_some, p)
				  : 0;
	program_changed(p);
	if (!p->cached_timer && p->stage == PROGRAM_READY)
		program_fulfil(p);
}

void program_cached(struct program *p)
{
	program_open_beats(p);
	if (!open_cache(p))
		return;
	load_rows(p, INT64_MAX);
}

void program_cached_soon(struct program *p)
{
	program_open_beats(p);
	if (open_cache(p))
		load_some(p);
}

void program_save_row(void *ctx, const struct fleet_row *row)
{
	struct program *p = ctx;
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_BODY);
	struct err err = ERR_INIT;
	struct node *n;

	if (!open_cache(p))
		return;
	n = fleet_row_to_node(&arena, row);
	if (n && p->store)
		node_put_text(&arena, n, "device", db_journal_device(p->store));
	if (n)
		json_write(&text, n, JSON_COMPACT);
	if (n && buf_ok(&text) &&
	    !cache_put(p->cache, row->inst->name, buf_str(&text), &err))
		log_line("cache of %s: %s", row->inst->name, err.text);
	arena_release(&arena);
}

/* ---- reading ---- */

void program_fulfil(struct program *p)
{
	if (p->cached_timer)
		return;                            /* load_some() comes back to it */
	for (size_t i = 0; i < p->n_wanted; i++) { /* first: a person's */
		if (p->wanted[i])
			fleet_refresh(p->fleet, i);
		p->wanted[i] = false;
	}
	if (p->want_all)
		fleet_refresh_all(p->fleet);
	if (p->want_watch)
		fleet_start(p->fleet);
	p->want_watch = p->want_all = false;
}

void program_refresh(struct program *p, size_t index)
{
	if (index == FLEET_NONE)
		p->want_all = true;
	else if (index < p->n_wanted)
		p->wanted[index] = true;
	p->want_watch = p->watches; /* it may have been given up before it began */
	if (p->stage != PROGRAM_READY)
		return;
	program_identify_again(p); /* before the sessions ask for it */
	program_fulfil(p);
}

void program_watch(struct program *p)
{
	p->want_watch = p->watches = true;
	if (p->stage == PROGRAM_READY)
		program_fulfil(p);
}

size_t program_pending(const struct program *p)
{
	size_t n = p->want_all || p->want_watch ? p->n_wanted : 0;

	for (size_t i = 0; i < p->n_wanted; i++)
		if (n < p->n_wanted &&
		    (p->wanted[i] || fleet_row(p->fleet, i)->refreshing))
			n++;
	return p->fleet ? n + fleet_beats_pending(p->fleet) : n;
}

void program_cancel(struct program *p)
{
	p->want_all = p->want_watch = false;
	for (size_t i = 0; i < p->n_wanted; i++)
		p->wanted[i] = false;
	if (p->fleet)
		fleet_cancel(p->fleet);
	if (p->sessions)
		sessions_cancel_all(p->sessions);
	program_mfa(p, NULL); /* no question comes after it: nobody waits for one */
	if (p->identity)
		identity_cancel(p->identity);
	if (p->door)
		door_cancel_all(p->door);
	program_changed(p);
}

bool program_acts(const struct program *p)
{
	return (p->identity && identity_state(p->identity) == IDENTITY_WORKING) ||
	       (p->sessions && sessions_busy(p->sessions)) ||
	       (p->door && door_stats(p->door).open_acts > 0);
}

struct program_verification program_verification(const struct program *p)
{
	struct program_verification v = { .over = p->verified };

	if (!p->store)
		return v;
	v.total = db_journal_n_logs(p->store);
	for (size_t i = 0; i < v.total; i++) {
		struct db_log_info log = db_journal_log_info(p->store, (int)i);

		v.done += log.verified;
		v.bad = v.bad || !text_empty(log.why);
	}
	return v;
}

/* ---- leaving ---- */

static void cancel(struct program *p)
{
	if (!p->cut)
		door_cancel_all(p->door);
	p->cut = true;
}

static void time_is_over(void *ctx)
{
	struct program *p = ctx;

	cancel(p);
	p->over = true;
}

/* What is cancelled now is still to be written. */
static void cut(void *ctx)
{
	struct program *p = ctx;

	cancel(p);
	(void)loop_arm(p->loop, BROKEN_EXIT_MS, time_is_over,
		       p); /* fires once at most */
}

/* What the journal does not take now it will hardly take in ten seconds. */
static void hurry(struct program *p)
{
	if (p->hurried || journal_state(db_journal_of(p->store)) != JOURNAL_BROKEN)
		return;
	p->hurried = true;
	(void)loop_arm(p->loop, BROKEN_EXIT_MS, time_is_over,
		       p); /* fires once at most */
}

void program_leave_step(struct program *p)
{
	hurry(p);
	if (p->closing || (door_stats(p->door).open_acts > 0 && !p->cut))
		return;
	p->closing = true;
	if (p->sessions)
		sessions_close_all(p->sessions, "exit");
	loop_again(p->loop);
}

void program_leave(struct program *p)
{
	if (p->stage == PROGRAM_LEAVING)
		return;
	p->stage = PROGRAM_LEAVING;
	p->code_reply = NULL;
	if (!p->door)
		return;
	if (p->fleet)
		fleet_stop(p->fleet);
	door_close(p->door);
	(void)loop_arm(p->loop, LIMIT_EXIT_MS, cut, p); /* fires once at most */
	loop_again(p->loop);
}

bool program_left(const struct program *p)
{
	if (p->stage != PROGRAM_LEAVING)
		return false;
	if (!p->door)
		return true;
	return p->closing && (door_idle(p->door) || p->over);
}
