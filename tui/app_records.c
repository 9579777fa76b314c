/*
 * The journal's index and what a view looks for in it, a slice each turn.
 */
#include "tui/app_impl.h"

#define INDEX_EACH_US (INT64_C(100) * 1000)
#define BUSY_MS       250 /* until it is opened again */
#define INDEX_MS      4   /* of feeding the index, each turn: a key waits no longer */

static void index_due(void *ctx)
{
	((struct app *)ctx)->index_timer = 0; /* the turn it makes is what was wanted */
}

/* Without a wait for another process that opens it: tried again in a while. */
static void open_records(struct app *a)
{
	struct err err = ERR_INIT;

	if (a->records || !program_journal(a->program) || a->records_err.code ||
	    a->index_timer)
		return;
	if (records_db_open(program_paths(a->program)->state, a->clock,
			    program_config(a->program), &a->records, &err)) {
		app_changed(a);
		return;
	}
	if (err.code == ERR_BUSY) {
		a->index_timer = loop_arm(a->loop, BUSY_MS, index_due, a);
		return;
	}
	a->records_err = err;
	app_tell(a, PROGRAM_WARNING, err.text);
}

/* A view that looks far back does so in slices; what it finds is drawn in between. */
static void work(struct app *a)
{
	if (!console_working(a->console) || a->leaving)
		return;
	app_scene(a);
	console_work(a->console, &a->scene);
	if (!console_working(a->console))
		app_changed(a); /* its end is to be seen */
	else
		loop_again(a->loop);
	a->dirty = true;
}

/* While a fleet is read, each turn has a few entries: taken in together they cost less,
 * and no frame comes sooner. */
static bool too_soon(struct app *a)
{
	int64_t since_us = clock_mono_us(a->clock) - a->indexed_us;

	if (a->indexed_us == 0 || since_us >= INDEX_EACH_US ||
	    program_pending(a->program) == 0)
		return false;
	if (!a->index_timer)
		a->index_timer = loop_arm(
			a->loop, (INDEX_EACH_US - since_us) / 1000 + 1, index_due, a);
	return true;
}

/* After the journal's phase of a turn: take in what it gained, in slices. */
void app_on_send(void *ctx)
{
	struct app *a = ctx;
	struct journal *j = program_journal(a->program);
	int64_t entries = j ? journal_count(j, -1) : 0;
	bool done = true;

	app_verify_step(a);
	if (!j || a->leaving)
		return;
	open_records(a);
	work(a);
	if (!a->records || entries == a->indexed || too_soon(a))
		return;
	if (records_db_catch_up(a->records, INDEX_MS, &done))
		a->dirty = true;
	if (done) {
		a->indexed = entries;
		a->indexed_us = clock_mono_us(a->clock);
		return;
	}
	if (a->indexed_us)
		a->indexed_us = 1; /* the rest follows at once */
	loop_again(a->loop);
}
