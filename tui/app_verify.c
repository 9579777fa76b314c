/*
 * Key V: the whole journal recomputed, in slices, with its progress in the strip.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tui/app_impl.h"

#define SLICE_MS    25
#define SAY_EACH_US INT64_C(500000)

static void say(struct app *a, enum program_tone tone, const char *text)
{
	console_say(a->console, a->scene.now_sec, tone, text);
	a->dirty = true;
}

void app_verify_end(struct app *a)
{
	db_verify_free(a->verify);
	a->verify = NULL;
}

void app_verify_stop(struct app *a)
{
	char text[160];

	if (!a->verify)
		return;
	(void)snprintf(text, sizeof(text),
		       "The verification was given up at %" PRId64 " of %" PRId64
		       " entries: nothing is known of the rest.",
		       db_verify_at(a->verify), db_verify_total(a->verify));
	app_verify_end(a);
	say(a, PROGRAM_WARNING, text);
}

void app_verify_begin(struct app *a)
{
	struct db_verify_options o = { .dir = program_paths(a->program)->state,
				       .clock = a->clock };
	struct err err = ERR_INIT;

	if (a->verify) {
		say(a, PROGRAM_NOTE, "The journal is being verified already.");
		return;
	}
	if (!db_verify_new(&o, &a->verify, &err)) {
		say(a, PROGRAM_PROBLEM, err.text);
		return;
	}
	a->verify_said_us = 0;
	a->verify_from_us = clock_mono_us(a->clock);
	say(a, PROGRAM_NOTE, "Verifying the journal …  Ctrl-C stops.");
	loop_again(a->loop);
}

static void say_progress(struct app *a)
{
	char text[128];
	int64_t now_us = clock_mono_us(a->clock);

	if (now_us - a->verify_said_us < SAY_EACH_US)
		return;
	a->verify_said_us = now_us;
	(void)snprintf(text, sizeof(text),
		       "Verifying the journal: %" PRId64 " of %" PRId64
		       " entries.  Ctrl-C stops.",
		       db_verify_at(a->verify), db_verify_total(a->verify));
	say(a, PROGRAM_NOTE, text);
}

static void say_verdict(struct app *a)
{
	char text[400];
	size_t n = db_verify_n_logs(a->verify);

	if (db_verify_ok(a->verify)) {
		(void)snprintf(text, sizeof(text),
			       "✓ the journal verifies: %" PRId64
			       " entries in %zu log%s, hashes, tree and signatures",
			       db_verify_total(a->verify), n, n == 1 ? "" : "s");
		say(a, PROGRAM_NOTE, text);
		return;
	}
	a->journal_bad = true;
	if (db_verify_file_fault(a->verify)[0]) {
		(void)snprintf(text, sizeof(text), "■ the journal does not verify: %s",
			       db_verify_file_fault(a->verify));
		say(a, PROGRAM_PROBLEM, text);
	}
	for (size_t i = 0; i < n; i++) {
		struct db_verdict v = db_verify_log(a->verify, i);

		if (v.ok)
			continue;
		(void)snprintf(text, sizeof(text),
			       "■ %s does not verify: %s at #%" PRId64 ": %s", v.origin,
			       v.fault, v.bad_seq, v.why);
		say(a, PROGRAM_PROBLEM, text);
	}
}

void app_verify_step(struct app *a)
{
	struct err err = ERR_INIT;
	bool done = false;

	if (!a->verify)
		return;
	if (!db_verify_step(a->verify, SLICE_MS, &done, &err)) {
		say(a, PROGRAM_PROBLEM, err.text);
		app_verify_end(a);
		return;
	}
	if (!done) {
		say_progress(a);
		loop_again(a->loop);
		return;
	}
	say_verdict(a);
	app_verify_end(a);
}
