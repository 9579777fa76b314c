/*
 * What runs, for the jobs screen and for what rows 2 and n-1 say of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "tui/app_copy.h"
#include "tui/app_impl.h"

#define JOBS_MAX   600 /* lines; the newest ones are left out */
#define VERIFY_JOB "verify"
#define COPY_JOB   "copy"

static struct job *push(struct scene *s, const char *kind, const char *id,
			const char *what, const char *inst)
{
	struct job *j = VEC_PUSH(s->jobs, s->n_jobs, s->cap_jobs);

	(void)snprintf(j->id, sizeof(j->id), "%s:%s", kind, id);
	(void)snprintf(j->what, sizeof(j->what), "%s", what);
	text_keep(j->inst, sizeof(j->inst), str_of(inst));
	return j;
}

/* In words; it can be several things at once, the most telling one is said. */
static void say_state(const struct door_job *d, char *out, size_t size)
{
	if (d->sent)
		(void)snprintf(out, size, "waits for %s", d->op);
	else if (d->op[0])
		(void)snprintf(out, size, "%s waits for its turn", d->op);
	else
		(void)snprintf(out, size, "is written into the journal");
}

static struct job job_of(const struct door_job *d)
{
	struct job j = { .since_us = d->begun_us,
			 .attempt = d->attempt,
			 .attempts = d->attempts,
			 .next_us = d->next_us,
			 .throttled = d->throttled };

	(void)snprintf(j.id, sizeof(j.id), "act:%s", d->id);
	(void)snprintf(j.what, sizeof(j.what), "%s", d->act);
	text_keep(j.inst, sizeof(j.inst), str_of(d->inst));
	say_state(d, j.state, sizeof(j.state));
	return j;
}

static void add_acts(struct scene *s, const struct door_job *acts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct job *j = VEC_PUSH(s->jobs, s->n_jobs, s->cap_jobs);
		size_t used = 0;

		*j = job_of(&acts[i]);
		used = strlen(j->state);
		if (acts[i].n_calls)
			(void)snprintf(j->state + used, sizeof(j->state) - used,
				       "; %zu answered, %" PRIu64 " KiB",
				       acts[i].n_calls, acts[i].n_bytes / 1024);
	}
}

/* Readings between two acts, or before the first. */
static void add_readings(struct scene *s)
{
	size_t n_acts = s->n_jobs;

	for (size_t i = 0; i < s->n_sites && s->n_jobs < JOBS_MAX; i++) {
		const struct fleet_row *row = s->sites[i].row;
		bool acts = false;
		struct job *j = NULL;

		for (size_t k = 0; k < n_acts && !acts; k++)
			acts = text_eq(s->jobs[k].inst, row->inst->name);
		if (!row->refreshing || acts)
			continue;
		j = push(s, "read", row->inst->name, "installation", row->inst->name);
		j->since_us = row->started_us;
		(void)snprintf(j->state, sizeof(j->state), "waits for its turn");
	}
}

static void add_verification(struct app *a)
{
	struct job *j = NULL;

	if (!a->verify)
		return;
	j = push(&a->scene, VERIFY_JOB, "journal", "journal.verify", "");
	j->since_us = a->verify_from_us;
	(void)snprintf(j->state, sizeof(j->state), "%" PRId64 " of %" PRId64 " entries",
		       db_verify_at(a->verify), db_verify_total(a->verify));
}

static void add_copy(struct app *a)
{
	struct job *j = NULL;

	if (!app_copying(a))
		return;
	j = push(&a->scene, COPY_JOB, "clipboard", "copy", "");
	j->since_us = app_copy_since_us(a);
	(void)snprintf(j->state, sizeof(j->state), "waits for a program to take it");
}

static void fill_list(struct app *a, const struct door *door)
{
	struct door_job *acts = mem_new(JOBS_MAX, sizeof(*acts));

	add_verification(a);
	add_copy(a);
	if (door)
		add_acts(&a->scene, acts, door_jobs(door, acts, JOBS_MAX - 1));
	add_readings(&a->scene);
	free(acts);
}

void app_jobs(struct app *a)
{
	struct scene *s = &a->scene;
	const struct door *door = program_door(a->program);
	struct door_job first;

	s->n_jobs = 0;
	s->n_running = (s->pending > 0 || program_acts(a->program) ? 1u : 0u) +
		       (a->verify ? 1u : 0u) + (app_copying(a) ? 1u : 0u) +
		       (console_working(a->console) ? 1u : 0u);
	s->waits_for = NULL;
	s->throttled = (struct job){ .since_us = 0 };
	if (door && door_throttled(door, &first))
		s->throttled = job_of(&first);
	if (door && door_jobs(door, &first, 1))
		s->waits_for = first.op; /* of the static row of the operation */
	if (console_place(a->console)->view == VIEW_JOBS)
		fill_list(a, door);
}

void app_cancel(struct app *a, const char *job)
{
	struct str id = str_of(job);
	struct str kind = str_cut(&id, ':');
	bool all = text_empty(job);

	if (all || str_is(kind, VERIFY_JOB))
		app_verify_stop(a);
	if (all || str_is(kind, COPY_JOB))
		(void)app_copy_cancel(a); /* it says so itself */
	if (all)
		program_cancel(a->program);
	else if (str_is(kind, "read"))
		app_tell(a, PROGRAM_NOTE,
			 "It only waits for its turn; on another screen Ctrl-C gives "
			 "up all that runs.");
	else if (str_is(kind, "act") && program_door(a->program))
		/* false: it ended meanwhile */
		(void)door_cancel_act(program_door(a->program), job + strlen("act:"));
}
