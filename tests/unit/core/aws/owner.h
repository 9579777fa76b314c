/*
 * One act at the door, and what its owner was told.
 */
#ifndef TESTS_UNIT_CORE_AWS_OWNER_H
#define TESTS_UNIT_CORE_AWS_OWNER_H

#include "core/aws/call.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fake/world.h"

/* ---- answers ---- */

#define STACKS(token)                                                                \
	"<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>a" \
	"</StackName></member><member><StackName>b</StackName></member></"           \
	"Stacks>" token                                                              \
	"</DescribeStacksResult><ResponseMetadata><RequestId>rid-body</RequestId>"   \
	"</ResponseMetadata></DescribeStacksResponse>"
#define NEXT(token) "<NextToken>" token "</NextToken>"
#define FAULT(code)                                                          \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code               \
	"</Code><Message>no</Message></Error><RequestId>rid-err</RequestId>" \
	"</ErrorResponse>"
#define RID(id)                                \
	{                                      \
		{                              \
			"x-amzn-RequestId", id \
		}                              \
	}

static const struct op op_write = {
	.id = "cloudformation:DeleteStack",
	.name = "DeleteStack",
	.service = &service_cloudformation,
	.effect = EFFECT_WRITE,
	.params = { { .name = "StackName", .kind = PARAM_TEXT, .required = true } },
};
static const struct op op_disclose = {
	.id = "cloudformation:GetTemplate",
	.name = "GetTemplate",
	.service = &service_cloudformation,
	.effect = EFFECT_DISCLOSE,
};

/* ---- one act, and what its owner was told ---- */

struct owner {
	struct world w;
	struct act *act;
	unsigned n_replies, n_rows, n_ends, n_done;
	struct err reply_err, end_err;
	struct act_result result;
	unsigned n_sent_at_reply, n_outcomes_at_done;
	char rid[64];
	bool end_ok;
	/* what on_reply does besides */
	bool cancels, stops, fails;
	const struct op *adds;
};

static inline void on_reply(void *ctx, struct act *act, const struct call_reply *r)
{
	struct owner *o = ctx;
	struct err err = ERR_INIT;
	const struct op *op = o->adds;

	assert_true((r->result == NULL) == (r->err != NULL));
	o->n_replies++;
	if (r->err != NULL)
		o->reply_err = *r->err;
	else
		o->n_rows += (unsigned)node_at(r->result, "Stacks")->n_children;
	assert_true(text_copy(o->rid, sizeof(o->rid), str_of(r->request_id)));
	o->n_sent_at_reply = (unsigned)fake_n_sent(o->w.transport);
	if (o->cancels)
		act_cancel(act);
	if (o->stops)
		pages_stop(act);
	if (o->fails) {
		(void)err_set(&err, ERR_AWS, "makes no sense");
		act_fail(act, &err);
	}
	o->adds = NULL;
	if (op != NULL && !call_submit(act, op, NULL, on_reply, o, &err))
		o->reply_err = err;
}

static inline void on_end(void *ctx, struct act *act, const struct err *err)
{
	struct owner *o = ctx;

	(void)act;
	o->n_ends++;
	o->end_ok = err == NULL;
	if (err != NULL)
		o->end_err = *err;
}

static inline void on_done(void *ctx, const struct act_result *r)
{
	struct owner *o = ctx;

	o->n_done++;
	o->result = *r;
	o->act = NULL;
	o->n_outcomes_at_done = world_count(&o->w, JOURNAL_ACT_OUTCOME, "");
	assert_false(fake_journal_in_batch(o->w.fake));
}

static inline struct act_spec spec_of(const struct owner *o,
				      const struct expect *expects, size_t n)
{
	return (struct act_spec){
		.log = o->w.log,
		.inst = "acme-prod-eu",
		.mode = "observe",
		.act = "stacks.refresh",
		.ses = "SES1",
		.region = "eu-central-1",
		.cred = &o->w.cred,
		.account = WORLD_ACCOUNT,
		.expects = expects,
		.n_expects = n,
	};
}

static inline bool begin(struct owner *o, const struct op *op, unsigned most)
{
	const struct expect e = { op, most };
	struct act_spec spec = spec_of(o, &e, 1);
	struct err err = ERR_INIT;

	if (op->effect != EFFECT_READ)
		spec.mode = "operate";
	return act_begin(o->w.door, &spec, on_done, o, &o->act, &err);
}

static inline void submit(struct owner *o, const struct op *op)
{
	struct args args = { 0 };
	struct err err = ERR_INIT;

	if (op == &op_write)
		args_put(&args, "StackName", "acme-core");
	assert_true(call_submit(o->act, op, &args, on_reply, o, &err));
	args_release(&args);
}

static inline void pages(struct owner *o)
{
	struct err err = ERR_INIT;

	assert_true(call_pages(o->act, &op_cfn_describe_stacks, NULL, on_reply, on_end,
			       o, &err));
}

static inline int setup(void **state)
{
	struct owner *o = mem_new(1, sizeof(*o));

	world_init(&o->w);
	*state = o;
	return 0;
}

static inline int teardown(void **state)
{
	struct owner *o = *state;

	assert_int_equal(o->w.n_uncovered, 0);
	world_release(&o->w);
	free(o);
	return 0;
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
