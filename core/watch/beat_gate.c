/*
 * Who may send beats.  Always true: nothing is remembered of a beat whose signature
 * does not verify, and the answer to a name that nobody has is the one to a wrong key,
 * so that nobody learns who the vendor's customers are.
 */
#include "core/watch/beat_gate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

#define KEY_FILE_MAX LIMIT_KIB(4)
#define SEC_US       INT64_C(1000000)

struct gate_agent {
	char name[BEAT_NAME_MAX + 1];
	int64_t last_us;
	struct beat_track track;
};

struct sender {
	const struct installation *inst;
	unsigned char pub[BEAT_PUB_LEN];
	struct account account;
	struct gate_agent *agents;
	size_t n_agents, cap_agents;
};

struct beat_gate {
	struct sender *senders; /* by name */
	size_t n, cap;
	int64_t last_us; /* of the newest beat: the next one is later */
};

static bool load_key(const struct installation *i, unsigned char ret[BEAT_PUB_LEN],
		     struct err *err)
{
	AUTO(buf) text = BUF_INIT(KEY_FILE_MAX);

	if (os_read_private(i->heartbeat_key, &text, err) &&
	    beat_key_parse(buf_str(&text), ret, err))
		return true;
	return err_set(err, ERR_CONFIG, "%s:%u: heartbeat_key of %s: %s", i->file,
		       i->line, i->name, err->text);
}

static int by_name(const void *a, const void *b)
{
	const struct sender *x = a;
	const struct sender *y = b;

	return strcmp(x->inst->name, y->inst->name);
}

bool beat_gate_new(const struct config *config, struct beat_gate **ret, struct err *err)
{
	struct beat_gate *g = mem_new(1, sizeof(*g));

	for (size_t i = 0; i < config->n_installations; i++) {
		const struct installation *inst = &config->installations[i];
		struct sender *s;

		if (!inst->heartbeat_key)
			continue;
		s = VEC_PUSH(g->senders, g->n, g->cap);
		s->inst = inst;
		if (load_key(inst, s->pub, err))
			continue;
		beat_gate_free(g);
		return false;
	}
	if (g->n == 0) {
		beat_gate_free(g);
		return err_set(
			err, ERR_CONFIG,
			"no installation in %s has a heartbeat_key: nobody could "
			"send a beat",
			config->path);
	}
	qsort(g->senders, g->n, sizeof(*g->senders), by_name);
	*ret = g;
	return true;
}

void beat_gate_forget(struct beat_gate *g)
{
	for (size_t i = 0; i < g->n; i++)
		g->senders[i].n_agents = 0;
}

void beat_gate_free(struct beat_gate *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->n; i++)
		free(g->senders[i].agents);
	free(g->senders);
	free(g);
}

size_t beat_gate_size(const struct beat_gate *g)
{
	return g->n;
}

const char *beat_gate_name(const struct beat_gate *g, size_t i)
{
	return g->senders[i].inst->name;
}

struct account *beat_gate_account(struct beat_gate *g, size_t i)
{
	return &g->senders[i].account;
}

/* ---- agents ---- */

/* The place of one that has been silent long enough is free for another. */
static struct gate_agent *room(struct sender *s, int64_t now_us)
{
	if (s->n_agents < BEATS_AGENTS)
		return VEC_PUSH(s->agents, s->n_agents, s->cap_agents);
	for (size_t i = 0; i < s->n_agents; i++)
		if (s->agents[i].last_us < now_us - BEATS_FORGET_SEC * SEC_US)
			return &s->agents[i];
	return NULL;
}

static struct gate_agent *agent_of(struct sender *s, const char *name, int64_t now_us)
{
	struct gate_agent *a;

	for (size_t i = 0; i < s->n_agents; i++)
		if (text_eq(s->agents[i].name, name))
			return &s->agents[i];
	a = room(s, now_us);
	if (!a)
		return NULL;
	*a = (struct gate_agent){ .last_us = now_us };
	bug_unless(text_copy(a->name, sizeof(a->name), str_of(name)));
	return a;
}

void beat_gate_known(struct beat_gate *g, size_t i, const struct beat_raw *raw)
{
	struct gate_agent *a = agent_of(&g->senders[i], raw->agent, raw->received_us);

	if (raw->received_us > g->last_us)
		g->last_us = raw->received_us;
	if (!a)
		return;
	a->last_us = raw->received_us;
	(void)beat_judge(&a->track, raw->seq, raw->at_sec, raw->received_us / SEC_US);
}

/* ---- one beat ---- */

static struct sender *sender_of(struct beat_gate *g, const char *name)
{
	size_t from = 0;
	size_t to = g->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = strcmp(name, g->senders[mid].inst->name);

		if (order == 0)
			return &g->senders[mid];
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

static void say_clock(struct beat_arrival *a)
{
	int64_t now = a->now_sec;
	int64_t off = a->beat.at_sec - now;
	AUTO(buf) ours = BUF_INIT(32);

	clock_rfc3339(&ours, now);
	(void)err_set(&a->why, ERR_ARG,
		      "at is %" PRId64 " s %s the receiver's clock, which says %s: set "
		      "the clock",
		      off < 0 ? -off : off, off < 0 ? "behind" : "ahead of",
		      buf_text(&ours));
}

/* Why a beat that verifies is refused all the same. */
static void say_why(struct beat_arrival *a)
{
	if (beat_taken(a->verdict))
		return;
	if (a->verdict == BEAT_FUTURE || a->verdict == BEAT_PAST)
		say_clock(a);
	else if (a->verdict == BEAT_DUPLICATE)
		(void)err_set(&a->why, ERR_ARG,
			      "seq %" PRId64 " of %s was received already", a->beat.seq,
			      a->beat.agent);
	else if (a->verdict == BEAT_REPLAY)
		(void)err_set(&a->why, ERR_ARG,
			      "seq %" PRId64
			      " of %s is too old to be told from one that "
			      "is played back",
			      a->beat.seq, a->beat.agent);
	else
		(void)err_set(&a->why, ERR_LIMIT,
			      "%s has %d agents already, which is all there may be",
			      a->beat.installation, BEATS_AGENTS);
}

static enum beat_verdict judge_known(struct beat_gate *g, struct sender *s,
				     struct beat_arrival *a)
{
	struct gate_agent *agent = agent_of(s, a->beat.agent, a->received_us);
	enum beat_verdict v;

	if (!agent)
		return BEAT_CROWDED;
	v = beat_judge(&agent->track, a->beat.seq, a->beat.at_sec, a->now_sec);
	if (beat_taken(v)) {
		agent->last_us = a->received_us;
		g->last_us = a->received_us;
	} else if (agent->track.n == 0 && agent == &s->agents[s->n_agents - 1]) {
		s->n_agents--; /* it was made for this one, as the last */
	}
	return v;
}

/* A key of nobody (the base point): a name that nobody has takes as long as one that
 * somebody has, so that the time does not tell who the vendor's customers are. */
static const unsigned char nobody[BEAT_PUB_LEN] = {
	0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
};

static enum beat_verdict judge(struct beat_gate *g, struct str body,
			       struct str signature, struct beat_arrival *a)
{
	unsigned char sig[BEAT_SIG_LEN];
	struct sender *s;

	if (body.len > LIMIT_BEAT) {
		(void)err_set(&a->why, ERR_LIMIT, "a beat has at most %zu bytes",
			      LIMIT_BEAT);
		return BEAT_OVERSIZE;
	}
	if (!beat_signature(signature, sig, &a->why) ||
	    !beat_parse(body, &a->beat, &a->why))
		return BEAT_MALFORMED;
	s = sender_of(g, a->beat.installation);
	if (s)
		a->sender = (size_t)(s - g->senders);
	if (!beat_verify(s ? s->pub : nobody, body, sig) || !s) {
		(void)err_set(&a->why, ERR_DENIED,
			      "no installation %s has a key that signed this",
			      a->beat.installation);
		return s ? BEAT_WRONG_KEY : BEAT_UNKNOWN_SENDER;
	}
	return judge_known(g, s, a);
}

void beat_gate_judge(struct beat_gate *g, struct str body, struct str signature,
		     int64_t now_us, struct beat_arrival *ret)
{
	*ret = (struct beat_arrival){ .sender = SIZE_MAX };
	ret->now_sec = now_us / SEC_US;
	ret->received_us = now_us > g->last_us ? now_us : g->last_us + 1;
	ret->verdict = judge(g, body, signature, ret);
	if (ret->why.code == ERR_NONE)
		say_why(ret);
}

void beat_gate_answer(struct beat_gate *g, const struct beat_arrival *a,
		      struct buf *out)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(16));
	struct node *doc = node_object(&arena);

	enum beat_verdict told =
		a->verdict == BEAT_UNKNOWN_SENDER ? BEAT_WRONG_KEY : a->verdict;

	(void)node_put_int(&arena, doc, "v", 1);
	(void)node_put_text(&arena, doc, "result", beat_verdict_name(told));
	if (a->sender != SIZE_MAX && a->verdict != BEAT_WRONG_KEY) {
		const struct account *account = &g->senders[a->sender].account;

		(void)node_put_text(&arena, doc, "account",
				    account_state_name(account->state));
		if (account->state == ACCOUNT_SUSPENDED)
			(void)node_put_text(&arena, doc, "reason", account->reason);
	}
	if (!beat_taken(a->verdict))
		(void)node_put_text(&arena, doc, "text",
				    a->why.code ? a->why.text
						: beat_verdict_means(a->verdict));
	bug_unless(arena_ok(&arena));
	json_write(out, doc, JSON_COMPACT);
	buf_add_char(out, '\n');
}
