/*
 * core/aws/bound.c: what the configuration declares is read, and nothing else; and how
 * S3 is asked and answers.
 */
#include "tests/unit/core/aws/owner.h"

#define GZIP "\x1f\x8b\x08\x00 not text"

static bool declares(void *ctx, const char *inst, const char *key, struct declared *ret)
{
	(void)ctx;
	if (!text_eq(inst, "acme-prod-eu") || !text_eq(key, "metadata"))
		return false;
	*ret = (struct declared){ "acme-metadata", "candor/" };
	return true;
}

static bool declares_dotted(void *ctx, const char *inst, const char *key,
			    struct declared *ret)
{
	(void)ctx;
	(void)inst;
	(void)key;
	*ret = (struct declared){ "acme.metadata", "" };
	return true;
}

static bool ask(struct owner *o, const char *bucket, const char *key, struct err *err)
{
	AUTO(args) args = { 0 };

	args_put(&args, "Bucket", bucket);
	args_put(&args, "Key", key);
	args_put(&args, "Range", "bytes=0-99");
	args_put(&args, "ExpectedBucketOwner", WORLD_ACCOUNT);
	return call_submit(o->act, &op_s3_get_metadata, &args, NULL, NULL, err);
}

static void nothing_is_read_that_is_not_declared(void **state)
{
	struct owner *o = *state;
	const struct expect e = { &op_s3_get_metadata, 1 };
	struct act_spec spec = spec_of(o, &e, 1);
	struct err err = ERR_INIT;

	assert_false(begin(o, &op_s3_get_metadata, 1));
	door_set_declares(o->w.door, declares, NULL);
	spec.inst = "another";
	assert_false(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_int_equal(err.code, ERR_POLICY);
	assert_non_null(strstr(err.text, "nothing is declared for another"));
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"denied\""), 2);
}

static void no_other_bucket_and_no_other_key_is_asked_for(void **state)
{
	static const struct {
		const char *bucket, *key;
	} rows[] = {
		{ "acme-customers", "candor/v1/lambda/a" },
		{ "acme-metadata", "people.csv" },
		{ "acme-metadata", "candor" },
		{ "acme-metadata2", "candor/x" },
	};
	struct owner *o = *state;

	door_set_declares(o->w.door, declares, NULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = ERR_INIT;

		assert_true(begin(o, &op_s3_get_metadata, 1));
		assert_false(ask(o, rows[i].bucket, rows[i].key, &err));
		assert_int_equal(err.code, ERR_POLICY);
		world_turns(&o->w);
		assert_int_equal(o->result.status, ACT_DENIED);
	}
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME,
				     "is outside what the configuration declares"),
			 2);
}

static void the_intent_says_what_may_be_read(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;

	door_set_declares(o->w.door, declares, NULL);
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = GZIP });
	assert_true(begin(o, &op_s3_get_metadata, 1));
	assert_true(ask(o, "acme-metadata", "candor/v1/a b+c", &err));
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_INTENT,
				     "\"on\":\"acme-metadata/candor/\""),
			 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_INTENT, "\"class\":\"meta\""),
			 1);
}

static void s3_has_the_bucket_in_the_host_and_signs_what_it_sends(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;
	const struct http_request *r;

	door_set_declares(o->w.door, declares, NULL);
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = GZIP });
	assert_true(begin(o, &op_s3_get_metadata, 1));
	assert_true(ask(o, "acme-metadata", "candor/v1/a b+c//../d", &err));
	world_turns(&o->w);
	r = &fake_sent(o->w.transport, 0)->request;
	assert_string_equal(r->host, "acme-metadata.s3.eu-central-1.amazonaws.com");
	assert_string_equal(r->path, "/candor/v1/a%20b%2Bc//../d");
	assert_string_equal(http_request_get(r, "Range"), "bytes=0-99");
	assert_string_equal(http_request_get(r, "x-amz-expected-bucket-owner"),
			    WORLD_ACCOUNT);
	assert_string_equal(
		http_request_get(r, "x-amz-content-sha256"),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_non_null(strstr(http_request_get(r, "Authorization"),
			       "SignedHeaders=host;range;x-amz-content-sha256;x-amz-"
			       "date;x-amz-expected-bucket-owner;"));
}

static void a_bucket_with_a_dot_stands_in_the_path(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;
	const struct http_request *r;

	door_set_declares(o->w.door, declares_dotted, NULL);
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = GZIP });
	assert_true(begin(o, &op_s3_get_metadata, 1));
	assert_true(ask(o, "acme.metadata", "a", &err));
	world_turns(&o->w);
	r = &fake_sent(o->w.transport, 0)->request;
	assert_string_equal(r->host, "s3.eu-central-1.amazonaws.com");
	assert_string_equal(r->path, "/acme.metadata/a");
}

/* ---- listing ---- */

struct pages_seen {
	unsigned n_pages, n_rows, n_ends;
	char last[64];
};

static void on_list_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct pages_seen *p = ctx;

	(void)a;
	p->n_pages++;
	for (const struct node *n = node_first(reply->result); n != NULL; n = n->next) {
		if (!text_eq(n->name, "Contents"))
			continue;
		p->n_rows++;
		assert_true(text_copy(p->last, sizeof(p->last),
				      str_of(node_text(n, "Key", ""))));
	}
}

static void on_list_end(void *ctx, struct act *a, const struct err *err)
{
	struct pages_seen *p = ctx;

	(void)a;
	assert_null(err);
	p->n_ends++;
}

#define LIST(rows, more)                                                        \
	"<?xml version=\"1.0\"?><ListBucketResult "                             \
	"xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>acme-metadata" \
	"</Name>" rows more "</ListBucketResult>"
#define OBJECT(key) "<Contents><Key>" key "</Key><Size>10</Size></Contents>"

static void a_listing_has_pages_and_its_rows_are_counted(void **state)
{
	struct owner *o = *state;
	struct pages_seen seen = { 0 };
	struct err err = ERR_INIT;
	AUTO(args) args = { 0 };

	door_set_declares(o->w.door, declares, NULL);
	fake_expect(o->w.transport, "continuation-token=1%2F%2B",
		    &(struct fake_reply){ .body = LIST(OBJECT("candor/c"), "") });
	fake_expect(o->w.transport, "list-type=2&encoding-type=url&prefix=candor%2Fv1",
		    &(struct fake_reply){ .body = LIST(OBJECT("candor/a")
							       OBJECT("candor/b"),
						       "<NextContinuationToken>1/+</"
						       "NextContinuationToken>") });
	args_put(&args, "Bucket", "acme-metadata");
	args_put(&args, "Prefix", "candor/v1/");
	args_put(&args, "ExpectedBucketOwner", WORLD_ACCOUNT);
	assert_true(begin(o, &op_s3_list_metadata, 4));
	assert_true(call_pages(o->act, &op_s3_list_metadata, &args, on_list_page,
			       on_list_end, &seen, &err));
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(seen.n_pages, 2);
	assert_int_equal(seen.n_rows, 3);
	assert_int_equal(seen.n_ends, 1);
	assert_string_equal(seen.last, "candor/c");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"rows\":3"), 1);
}

/* ---- rows ---- */

static bool requires(const struct op *op, const char *name)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++)
		if (text_eq(op->params[i].name, name))
			return op->params[i].required;
	return false;
}

static void who_reads_content_is_bound_or_discloses(void **state)
{
	static const char *const readers[] = { "s3:GetObject", "dynamodb:Query",
					       "dynamodb:Scan", "dynamodb:GetItem" };
	(void)state;

	for (size_t i = 0; op_all[i] != NULL; i++) {
		const struct op *op = op_all[i];

		for (size_t k = 0; k < ARRAY_LEN(readers); k++)
			if (text_eq(op->id, readers[k]))
				assert_true(op_is_bound(op) ||
					    op->effect == EFFECT_DISCLOSE);
		if (!op_is_bound(op))
			continue;
		assert_true(requires(op, op->bound.param));
		if (op->bound.within != NULL)
			assert_true(requires(op, op->bound.within));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(nothing_is_read_that_is_not_declared),
		T(no_other_bucket_and_no_other_key_is_asked_for),
		T(the_intent_says_what_may_be_read),
		T(s3_has_the_bucket_in_the_host_and_signs_what_it_sends),
		T(a_bucket_with_a_dot_stands_in_the_path),
		T(a_listing_has_pages_and_its_rows_are_counted),
		cmocka_unit_test(who_reads_content_is_bound_or_discloses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
