/*
 * The world around the door.
 */
#include "tests/fake/world.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/act.h"

static const char *leaf_text(const struct fake_entry *e)
{
	static char text[LIMIT_LEAF_HARD + 1];
	size_t n = e->leaf.len < LIMIT_LEAF_HARD ? e->leaf.len : LIMIT_LEAF_HARD;

	memcpy(text, e->leaf.p, n);
	text[n] = '\0';
	return text;
}

/* "Action=DescribeStacks&…": the name; "" when there is none. */
static void action_of(const struct http_request *req, char out[64])
{
	const char *at = strstr(buf_text(&req->body), "Action=");
	size_t n = 0;

	out[0] = '\0';
	if (at == NULL)
		return;
	for (at += 7; *at != '\0' && *at != '&' && n < 63; at++)
		out[n++] = *at;
	out[n] = '\0';
}

static bool covers(const struct world *w, const char *id, const char *action)
{
	for (size_t i = 0; i < fake_journal_count(w->fake); i++) {
		const struct fake_entry *e = fake_journal_at(w->fake, i);
		const char *text;

		if (e->kind != JOURNAL_ACT_INTENT || !text_eq(e->receipt.id.text, id))
			continue;
		text = leaf_text(e);
		return strstr(text, action) != NULL;
	}
	return false;
}

static void check_request(void *ctx, const struct http_request *req)
{
	struct world *w = ctx;
	const char *agent = http_request_get(req, "User-Agent");
	const char *id = agent == NULL ? NULL : strstr(agent, "app/candor.");
	char action[64];

	action_of(req, action);
	if (id == NULL || fake_journal_in_batch(w->fake) ||
	    !covers(w, id + strlen("app/candor."), action))
		w->n_uncovered++;
}

void world_init(struct world *w)
{
	const struct journal_scope vendor = { 0 };
	const struct journal_scope account = { WORLD_ACCOUNT, "aws", "Acme" };
	struct err err = ERR_INIT;

	*w = (struct world){ 0 };
	fake_clock_init(&w->clock, WORLD_SEC);
	fake_rng_init(&w->rng, 1);
	fake_env_init(&w->env);
	w->fake = fake_journal_new(&w->clock.clock, &w->rng.rng);
	w->journal = fake_journal_of(w->fake);
	w->transport = fake_transport_new(&w->clock);
	fake_on_start(w->transport, check_request, w);
	w->loop = loop_new(&w->clock.clock, w->transport);
	bug_unless(journal_log(w->journal, &vendor, &w->vendor_log, &err));
	bug_unless(journal_log(w->journal, &account, &w->log, &err));
	w->door = door_new(&(struct door_opts){
		.loop = w->loop,
		.transport = w->transport,
		.journal = w->journal,
		.clock = &w->clock.clock,
		.rng = &w->rng.rng,
		.env = &w->env.env,
		.version = "9.9.9",
	});
	memcpy(w->cred.key_id, "ASIAEXAMPLE", sizeof("ASIAEXAMPLE"));
	secret_set(&w->cred.key, STR("canary-secret-key"));
	secret_set(&w->cred.token, STR("canary-session-token"));
}

void world_release(struct world *w)
{
	door_free(w->door, NULL);
	loop_free(w->loop);
	transport_free(w->transport);
	fake_journal_free(w->fake);
	fake_env_release(&w->env);
	cred_release(&w->cred);
}

void world_turns(struct world *w)
{
	for (int i = 0; i < 200; i++)
		loop_turn(w->loop, 0);
}

void world_wait(struct world *w, int64_t ms)
{
	for (; ms > 0; ms -= 100) {
		fake_clock_advance(&w->clock, ms < 100 ? ms : 100);
		for (int i = 0; i < 8; i++)
			loop_turn(w->loop, 0);
	}
	world_turns(w);
}

const char *world_leaf(const struct world *w, enum journal_kind kind, size_t n)
{
	for (size_t i = 0; i < fake_journal_count(w->fake); i++) {
		const struct fake_entry *e = fake_journal_at(w->fake, i);

		if (e->kind == kind && n-- == 0)
			return leaf_text(e);
	}
	return "";
}

unsigned world_count(const struct world *w, enum journal_kind kind, const char *text)
{
	unsigned found = 0;

	for (size_t n = 0;; n++) {
		const char *leaf = world_leaf(w, kind, n);

		if (leaf[0] == '\0')
			return found;
		found += strstr(leaf, text) != NULL;
	}
}

const char *world_who(const struct world *w)
{
	return w->door->who;
}
