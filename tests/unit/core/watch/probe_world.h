/*
 * One probe in the fake world: an act for each reading, as core/watch/signals.c opens
 * it.
 */
#ifndef TESTS_UNIT_CORE_WATCH_PROBE_WORLD_H
#define TESTS_UNIT_CORE_WATCH_PROBE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/watch/probe.h"
#include "tests/fake/world.h"

struct probe_world {
	struct world w;
	const struct probe_ops *ops;
	void *state;
	struct config config;
	struct installation inst;
	struct members members;
	struct probe_site site;
	struct probe_end end;
	bool ended;
	struct health health;
};

static inline void probe_world_init(struct probe_world *p, const struct probe_ops *ops)
{
	*p = (struct probe_world){ .ops = ops };
	world_init(&p->w);
	p->state = ops->new ();
	p->inst.name = mem_text("acme");
	p->inst.region = mem_text("eu-central-1");
	p->site = (struct probe_site){ .inst = &p->inst,
				       .config = &p->config,
				       .members = &p->members };
}

static inline void probe_world_end(struct probe_world *p)
{
	assert_int_equal(p->w.n_uncovered, 0);
	p->ops->free(p->state);
	health_release(&p->health);
	members_release(&p->members);
	config_release(&p->config);
	free(p->inst.name);
	free(p->inst.region);
	world_release(&p->w);
}

static inline void add_member(struct probe_world *p, const char *type, const char *name)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct node *result = node_object(&arena);
	struct node *list =
		node_put(&arena, result, "StackResourceSummaries", NODE_LIST);
	struct node *row = node_add(&arena, list, NODE_OBJECT);

	node_put_text(&arena, row, "ResourceType", type);
	node_put_text(&arena, row, "PhysicalResourceId", name);
	node_put_text(&arena, row, "LogicalResourceId", "It");
	node_put_text(&arena, row, "ResourceStatus", "CREATE_COMPLETE");
	assert_true(members_add_page(&p->members, "acme-core", result));
	members_sort(&p->members);
}

static inline void probe_ended(void *ctx, const struct act_result *result)
{
	struct probe_world *p = ctx;

	p->ended = true;
	p->end = (struct probe_end){
		.on_record = result->err.code != ERR_JOURNAL &&
			     result->status != ACT_ABORTED &&
			     result->status != ACT_REFUSED,
		.seq = result->outcome.seq,
		.now_sec = clock_wall_us(&p->w.clock.clock) / CLOCK_SEC_US,
		.err = result->err,
	};
}

/* One reading; false: nothing was due. */
static inline bool probe_read(struct probe_world *p)
{
	struct probe_plan plan = { 0 };
	struct err err = ERR_INIT;
	struct act *a;

	p->site.now_sec = clock_wall_us(&p->w.clock.clock) / CLOCK_SEC_US;
	if (!p->ops->plan(p->state, &p->site, &plan))
		return false;
	const struct act_spec spec = { .log = p->w.log,
				       .inst = "acme",
				       .mode = "observe",
				       .act = "signals.refresh",
				       .region = "eu-central-1",
				       .cred = &p->w.cred,
				       .account = WORLD_ACCOUNT,
				       .expects = plan.items,
				       .n_expects = plan.n };

	p->ended = false;
	assert_true(act_begin(p->w.door, &spec, probe_ended, p, &a, &err));
	p->ops->run(p->state, &p->site, a);
	world_turns(&p->w);
	for (int i = 0; i < 200 && !p->ended; i++)
		world_wait(&p->w, 1000);
	assert_true(p->ended);
	p->ops->end(p->state, &p->end);
	return true;
}

static inline const struct health *probe_judge(struct probe_world *p)
{
	p->site.now_sec = clock_wall_us(&p->w.clock.clock) / CLOCK_SEC_US;
	health_clear(&p->health);
	p->ops->judge(p->state, &p->site, &p->health);
	health_sort(&p->health);
	return &p->health;
}

static inline void probe_expect_body(struct probe_world *p, const char *match,
				     const char *body)
{
	fake_expect(p->w.transport, match, &(struct fake_reply){ .body = body });
}

#endif
