/*
 * Rules of heartbeats, and what they are judged by.  What our receiver missed is told
 * as ours, never as the customer's.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "core/watch/beats.h"

#define RECENT_SEC                                                                   \
	3600           /* beats missed in it are worth a word when all is well again \
			*/
#define RECENT_WORST 3 /* late or missed ones of it */

#define BEATS        .signal = SIGNAL_HEARTBEATS, .evidence = EVIDENCE_HEARTBEATS

/* clang-format off */
const struct health_rule rules_beats[] = {
	{ .id = "beat-missed", .severity = SEV_CRIT, BEATS,
	  .means = "an agent's heartbeat is overdue by more than its interval and the grace",
	  .threshold = "twice the interval and the grace",
	  .setting = "heartbeat = every 60s grace 30s",
	  .says = "loader: last beat 13:51:06Z, expected every 60 s · 10 missed, 3 late",
	  .advice = "look at what stopped the agent; then at the way from there to the "
		    "receiver" },
	{ .id = "beat-status-bad", .severity = SEV_CRIT, BEATS,
	  .means = "an agent says of itself that it fails",
	  .says = "loader says \"failing\" since 13:51:06Z",
	  .advice = "look at its logs and metrics" },
	{ .id = "beat-late", .severity = SEV_WARN, BEATS,
	  .means = "an agent's heartbeat is overdue",
	  .threshold = "the interval and the grace",
	  .setting = "heartbeat = every 60s grace 30s",
	  .says = "loader: last beat 13:51:06Z, expected every 60 s · 3 late",
	  .advice = "wait for the next one; it is missed after one more interval" },
	{ .id = "beat-unsteady", .severity = SEV_WARN, BEATS,
	  .means = "an agent beats, but again and again in the last hour its beats were "
		   "late or missed",
	  .threshold = "3 times in an hour",
	  .says = "loader: 3 missed, 2 late in the last hour",
	  .advice = "look at the causes of the gaps" },
	{ .id = "beat-clock", .severity = SEV_WARN, BEATS,
	  .means = "the sender's clock, or the receiver's, is wrong",
	  .threshold = "30 seconds",
	  .says = "loader: its clock is 95 s behind ours",
	  .advice = "set the sender's clock; beats are refused when it is wrong by "
		    "minutes" },
	{ .id = "beat-untimely", .severity = SEV_WARN, BEATS,
	  .means = "beats with its signature were refused in the last hour: their time was "
		   "wrong by minutes",
	  .threshold = "120 s ahead of the receiver's clock, 300 s behind",
	  .says = "refused: 1 future, 3 past",
	  .advice = "set the sender's clock; one that holds beats back sends them too late" },
	{ .id = "beat-crowded", .severity = SEV_WARN, BEATS,
	  .means = "beats of further agents were refused in the last hour",
	  .threshold = "32 agents",
	  .says = "refused: 3 crowded",
	  .advice = "give agents names that stay; one that is silent for 7 days is forgotten" },
	{ .id = "beat-refused", .severity = SEV_WARN, BEATS,
	  .means = "an installation is silent, and beats in its name that its key did not "
		   "sign were refused in the last hour; while it beats, they are counted only",
	  .says = "refused: 3 wrong-key",
	  .advice = "was its key changed? Compare heartbeat_key in candor.conf with the "
		    "sender's; else somebody tries to forge beats" },
	{ .id = "beat-status-warn", .severity = SEV_WARN, BEATS,
	  .means = "an agent says of itself that it is not quite well",
	  .says = "loader says \"degraded\" since 13:51:06Z",
	  .advice = "look at its logs and metrics" },
	{ .id = "beat-status-unknown", .severity = SEV_UNKNOWN, BEATS,
	  .means = "an agent says a status that candor does not know",
	  .says = "loader says \"sideways\" since 13:51:06Z",
	  .advice = "compare it with the words in docs/heartbeats.md" },
	{ .id = "beat-never", .severity = SEV_UNKNOWN, BEATS,
	  .means = "heartbeats are expected, and none was ever received",
	  .setting = "heartbeat = every 60s",
	  .says = "no beat was ever received; one is expected every 60 s",
	  .advice = "start the sender (docs/heartbeats.md), and look whether the receiver "
		    "refuses it: candor heartbeats" },
	{ .id = "beat-receiver", .severity = SEV_STALE, BEATS,
	  .means = "our own receiver of heartbeats is down: what the agents do is not known",
	  .says = "the receiver is down since 13:40:10Z",
	  .advice = "start candor listen again" },
	{ .id = "beat-unread", .severity = SEV_STALE, BEATS,
	  .means = "the heartbeats that were received could not be read",
	  .says = "beats.db: is damaged",
	  .advice = "look at the error" },
	{ .id = "account-suspended", .severity = SEV_OK, BEATS,
	  .means = "the account is suspended: its bills are not paid, and it is told so",
	  .says = "suspended since 2026-11-20 by mira.kovac: invoice 4711 is open",
	  .advice = "candor account set INSTALLATION active, once they are paid" },
	{ .id = "beat-ok", .severity = SEV_OK, BEATS,
	  .means = "every agent beats in time",
	  .says = "2 agents beat every 60 s; the last 20 s ago",
	  .advice = "nothing" },
	{ 0 },
};

/* What an agent may say of itself; other words are unknown. */
static const struct {
	const char *word, *rule; /* NULL: it is well */
} statuses[] = {
	{ "ok", NULL },               { "idle", NULL },
	{ "busy", NULL },             { "starting", NULL },
	{ "stopping", NULL },         { "degraded", "beat-status-warn" },
	{ "failing", "beat-status-bad" },
};
/* clang-format on */

static const char *status_rule(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (text_eq(statuses[i].word, word))
			return statuses[i].rule;
	return "beat-status-unknown";
}

static void judge_status(const struct beat_agent *a, struct health *h)
{
	const char *rule = status_rule(a->status);
	AUTO(buf) since = BUF_INIT(32);

	if (!rule)
		return;
	clock_hms(&since, a->status_sec);
	health_add_rule(h, rule, "heartbeat", a->status_sec, -1,
			"%s says \"%s\" since %sZ", a->name, a->status,
			buf_text(&since));
	health_thing(h, a->name);
}

static void add_counts(struct buf *out, const char *before, int missed, int late)
{
	if (missed > 0)
		buf_addf(out, "%s%d missed", before, missed);
	if (late > 0)
		buf_addf(out, "%s%d late", missed > 0 ? ", " : before, late);
}

/* "13:51:06Z", or with its day when that is not today's. */
static void say_time(const struct beats *b, int64_t sec, struct buf *out)
{
	if (b->now_sec - sec >= 86400) {
		clock_rfc3339(out, sec);
		return;
	}
	clock_hms(out, sec);
	buf_add_char(out, 'Z');
}

static void say_overdue(const struct beats *b, const struct beat_agent *a,
			const char *rule, struct health *h)
{
	AUTO(buf) last = BUF_INIT(32);
	AUTO(buf) counts = BUF_INIT(64);

	say_time(b, a->received_sec, &last);
	add_counts(&counts, " · ", a->n_missed, a->n_late);
	health_add_rule(h, rule, "heartbeat", a->received_sec + b->plan.interval_sec,
			-1, "%s: last beat %s, expected every %d s%s", a->name,
			buf_text(&last), b->plan.interval_sec, buf_text(&counts));
	health_thing(h, a->name);
}

static void judge_recent(const struct beats *b, const struct beat_agent *a,
			 struct health *h)
{
	int n = RECENT_SEC / b->slot_sec;
	AUTO(buf) counts = BUF_INIT(64);
	bool was_bad = false;
	int times = 0;
	int missed = 0;
	int late = 0;

	for (int i = n < b->n_slots ? b->n_slots - n : 0; i < b->n_slots; i++) {
		bool bad = a->slots[i] == BEAT_SLOT_MISSED ||
			   a->slots[i] == BEAT_SLOT_LATE;

		missed += a->missed[i];
		late += a->late[i];
		times += bad && !was_bad;
		was_bad = bad;
	}
	if (times < RECENT_WORST)
		return;
	add_counts(&counts, "", missed, late);
	health_add_rule(h, "beat-unsteady", "heartbeat", 0, -1,
			"%s: %s in the last hour", a->name, buf_text(&counts));
	health_thing(h, a->name);
}

static void judge_agent(const struct beats *b, const struct beat_agent *a,
			struct health *h)
{
	enum beat_slot now = a->slots[b->n_slots - 1];

	if (now == BEAT_SLOT_MISSED)
		say_overdue(b, a, "beat-missed", h);
	else if (now == BEAT_SLOT_LATE && b->now_sec > a->received_sec +
							       b->plan.interval_sec +
							       b->plan.grace_sec)
		say_overdue(b, a, "beat-late", h);
	else
		judge_recent(b, a, h);
	judge_status(a, h);
	if (abs(a->skew_sec) <= BEAT_SKEW_SEC)
		return;
	health_add_rule(h, "beat-clock", "heartbeat", a->received_sec, -1,
			"%s: its clock is %d s %s ours", a->name, abs(a->skew_sec),
			a->skew_sec > 0 ? "ahead of" : "behind");
	health_thing(h, a->name);
}

/* Some agent is overdue, or there is none. */
static bool is_silent(const struct beats *b)
{
	for (size_t i = 0; i < b->n_agents; i++)
		if (b->agents[i].slots[b->n_slots - 1] >= BEAT_SLOT_LATE)
			return true;
	return b->n_agents == 0;
}

/* What was refused as one of two, and lately. */
static void tell_refused(const struct beats *b, const char *rule, enum beat_verdict v,
			 enum beat_verdict w, struct health *h)
{
	const enum beat_verdict told[] = { v, w };
	AUTO(buf) text = BUF_INIT(256);
	int64_t last_sec = 0;

	for (size_t i = 0; i < (v == w ? 1 : ARRAY_LEN(told)); i++) {
		int64_t n = beats_count(b, told[i]);

		if (n > 0)
			buf_addf(&text, "%s%" PRId64 " %s", text.len ? ", " : "", n,
				 beat_verdict_name(told[i]));
		if (b->refused_sec[told[i]] > last_sec)
			last_sec = b->refused_sec[told[i]];
	}
	if (text.len > 0 && last_sec > b->now_sec - RECENT_SEC)
		health_add_rule(h, rule, "heartbeat", 0, -1, "refused: %s",
				buf_text(&text));
}

/* Anybody can send what is not signed: that alone is no trouble of the installation's.
 */
static void judge_refused(const struct beats *b, struct health *h)
{
	tell_refused(b, "beat-untimely", BEAT_FUTURE, BEAT_PAST, h);
	tell_refused(b, "beat-crowded", BEAT_CROWDED, BEAT_CROWDED, h);
	if (is_silent(b))
		tell_refused(b, "beat-refused", BEAT_WRONG_KEY, BEAT_WRONG_KEY, h);
}

static void judge_account(const struct beats *b, struct health *h)
{
	const struct account *a = &b->account;
	AUTO(buf) since = BUF_INIT(32);

	if (a->state != ACCOUNT_SUSPENDED)
		return;
	clock_rfc3339(&since, a->since_sec);
	buf_cut(&since, 10);
	health_add_rule(h, "account-suspended", "account", a->since_sec, -1,
			"suspended since %s by %s: %s", buf_text(&since), a->who,
			a->reason);
}

/* False: the receiver is up, or only the past is not known. */
static bool judge_receiver(const struct beats *b, struct health *h)
{
	AUTO(buf) since = BUF_INIT(32);

	for (size_t i = 0; i < b->n_spans; i++) {
		const struct beat_span *s = &b->spans[i];

		if (s->kind != BEAT_SPAN_DOWN || s->to_sec != 0)
			continue;
		clock_hms(&since, s->from_sec);
		health_add_rule(h, "beat-receiver", "heartbeat", s->from_sec, -1,
				"the receiver is down since %sZ", buf_text(&since));
		return true;
	}
	return false;
}

static void say_fine(const struct beats *b, struct health *h)
{
	AUTO(buf) age = BUF_INIT(32);

	buf_addf(&age, "%" PRId64, beats_lag(b));
	health_add_rule(h, "beat-ok", "heartbeat", 0, -1,
			b->n_agents == 1
				? "%zu agent beats every %d s; the last %s s ago"
				: "%zu agents beat every %d s; the slowest %s s ago",
			b->n_agents, b->plan.interval_sec, buf_text(&age));
}

/* No agent is known.  What a table has forgotten was there all the same. */
static void judge_nobody(const struct beats *b, struct health *h)
{
	int64_t heard_sec = b->account.heard_sec;
	AUTO(buf) heard = BUF_INIT(32);

	say_time(b, heard_sec, &heard);
	if (heard_sec == 0)
		health_add_rule(h, "beat-never", "heartbeat", 0, -1,
				"no beat was ever received; one is expected every %d s",
				b->plan.interval_sec);
	else if (b->now_sec - heard_sec <= BEATS_FORGET_SEC)
		health_add_rule(
			h, "beat-never", "heartbeat", 0, -1,
			"no beat that is known has its signature; something came "
			"in its name at %s",
			buf_text(&heard));
	else
		health_add_rule(h, "beat-missed", "heartbeat",
				heard_sec + b->plan.interval_sec, -1,
				"no beat since %s, expected every %d s",
				buf_text(&heard), b->plan.interval_sec);
}

void beats_judge(const struct beats *b, struct health *h)
{
	size_t before = h->n;
	bool down;

	if (b->plan.interval_sec == 0)
		return;
	if (b->err.code != ERR_NONE)
		health_add_rule(h, "beat-unread", "heartbeat", 0, -1, "%s",
				b->err.text);
	down = judge_receiver(b, h);
	for (size_t i = 0; i < b->n_agents; i++)
		judge_agent(b, &b->agents[i], h);
	judge_refused(b, h);
	if (b->n_agents == 0 && !down && b->err.code == ERR_NONE &&
	    b->account.state == ACCOUNT_ACTIVE)
		judge_nobody(b, h);
	if (h->n == before && b->n_agents > 0)
		say_fine(b, h);
	judge_account(b, h);
}
