/*
 * Reading again, renewing and giving up a session.  A question is a line whose safe
 * answer is the default: only the installation's name, typed after it, does it.
 */
#include "tui/linear_impl.h"

#include <stdio.h>

#include "core/access/session.h"
#include "tui/views/lack.h"

/* ---- reading ---- */

static void say_progress(struct linear *l)
{
	struct fleet_progress p = fleet_progress(program_fleet(l->program));

	linear_say(l, "Read: ok %zu, denied %zu, timeout %zu, error %zu.", p.ok,
		   p.denied, p.timeout, p.error);
}

void linear_refresh(struct linear *l, struct str scope)
{
	struct fleet *f = program_fleet(l->program);
	char inst[PLACE_INST];
	const struct fleet_row *row = NULL;

	text_keep(inst, sizeof(inst), scope);
	row = str_is(scope, "all") ? NULL : fleet_find(f, inst);
	program_retry(l->program); /* finding out who acts may have been given up */
	program_refresh(l->program, row ? row->index : FLEET_NONE);
	if (linear_wait(l, linear_nothing_pending, l->program))
		say_progress(l);
}

/* ---- sessions ---- */

static void describe(struct linear *l, const struct fleet_row *row,
		     const struct session *ses)
{
	int64_t left = session_left_sec(ses, cli_now(&l->cli)) / 60;

	linear_say(l,
		   "installation %s, account %s, customer %s, session %s, %lld "
		   "minute%s left",
		   row->inst->name, row->inst->account,
		   text_or(row->inst->customer, "-"), ses->name, (long long)left,
		   left == 1 ? "" : "s");
}

/* Is there none?  Then it is said. */
static bool lacks(struct linear *l, const struct fleet_row *row,
		  const struct session *ses)
{
	static const struct {
		const char *before, *after, *reading;
	} says[] = {
		[LACK_UNOPENED] = { "No session is open in", "", "opens one" },
		[LACK_GIVEN_UP] = { "The session with", " is given up already",
				    "reads it again" },
		[LACK_FAILED] = { "No session is open in",
				  ": the last one failed to open", "tries again" },
	};
	enum lack lack = lack_of(row, ses);

	if (lack == LACK_NOTHING)
		return false;
	linear_say(l, "%s %s%s; refresh %s %s.", says[lack].before, row->inst->name,
		   says[lack].after, row->inst->name, says[lack].reading);
	return true;
}

/* The session of an installation that has one, said what it is; or a sentence, NULL. */
static const struct session *session_of(struct linear *l, const char *inst,
					const struct fleet_row **ret_row)
{
	struct sessions *sessions = program_sessions(l->program);
	const struct fleet_row *row = fleet_find(program_fleet(l->program), inst);
	const struct session *ses =
		sessions && row ? sessions_get(sessions, row->index, MODE_OBSERVE)
				: NULL;

	if (row == NULL || lacks(l, row, ses))
		return NULL;
	describe(l, row, ses);
	*ret_row = row;
	return ses;
}

static bool answer_is(struct linear *l, const char *word)
{
	char line[LIMIT_PROMPT];

	out_text(&l->cli.out, l->question);
	if (!out_flush(&l->cli.out) || !linear_line(l, line))
		return false;
	if (!l->tty)
		linear_say(l, "%s", line);
	return str_is(str_trim(str_of(line)), word);
}

/* True only when the name was typed after the question. */
static bool agreed(struct linear *l, const char *inst, const char *what)
{
	bool yes = false;

	l->question[0] = '\0';    /* not yet put */
	l->state = LINEAR_ASKING; /* Ctrl-C is no for an answer */
	if (out_flush(&l->cli.out) && linear_deaf(l))
		linear_say(l, "What was typed or pasted ahead is ignored.");
	(void)snprintf(l->question, sizeof(l->question),
		       "Type %s to %s; anything else leaves it as it is: ", inst, what);
	yes = !l->refused && answer_is(l, inst);
	if (l->refused && l->tty)
		out_text(&l->cli.out, "\n");
	l->refused = false;
	l->state = LINEAR_RUNNING;
	if (!yes)
		linear_say(l, "Left as it is.");
	return yes;
}

struct renewal {
	bool over;
	struct err err;
};

static void on_renewed(void *ctx, const struct session *session, const struct err *err)
{
	struct renewal *r = ctx;

	(void)session;
	r->over = true;
	r->err = err ? *err : ERR_INIT;
}

static bool renewal_over(void *ctx)
{
	return ((struct renewal *)ctx)->over;
}

static void renew(struct linear *l, const struct fleet_row *row,
		  const struct session *ses)
{
	struct sessions *sessions = program_sessions(l->program);
	struct renewal r = { 0 };
	struct err err = ERR_INIT;
	bool open = ses->state == SESSION_OPEN;

	program_retry(l->program); /* an identity that failed would refuse it */
	if (!(open ? sessions_renew : sessions_open)(sessions, row->index, MODE_OBSERVE,
						     on_renewed, &r, &err)) {
		linear_say(l, "%s", err.text);
		return;
	}
	if (!linear_wait(l, renewal_over, &r) || !r.over)
		sessions_forget(sessions, &r);
	else if (r.err.code != ERR_NONE)
		linear_say(l, "%s", r.err.text);
	else
		linear_say(l, "Renewed: session %s in %s.", ses->name, row->inst->name);
}

void linear_renew(struct linear *l, const char *inst)
{
	const struct fleet_row *row = NULL;
	const struct session *ses = session_of(l, inst, &row);

	if (!ses)
		return;
	linear_say(l,
		   "Renew the session. Will do: sts:AssumeRole once; the customer's "
		   "CloudTrail shows it. Journal: %s; the customer reads it.",
		   lack_renew_journal(ses));
	if (agreed(l, row->inst->name, "renew it"))
		renew(l, row, ses);
}

void linear_drop(struct linear *l, const char *inst)
{
	const struct fleet_row *row = NULL;
	const struct session *ses = session_of(l, inst, &row);

	if (!ses)
		return;
	linear_say(l,
		   "Give the session up. Will do: %s. Note: AWS honours the keys until "
		   "they expire; "
		   "only the customer can revoke them. candor reads it again only when "
		   "you ask. Journal: %s; the customer reads it.",
		   lack_drop_will(ses), lack_drop_journal(ses));
	if (!agreed(l, row->inst->name, "give it up"))
		return;
	fleet_pause(program_fleet(l->program), row->index);
	sessions_drop(program_sessions(l->program), row->index, MODE_OBSERVE,
		      "operator");
	linear_say(l, "The session with %s is given up; refresh %s reads it again.",
		   row->inst->name, row->inst->name);
}
