/*
 * Heartbeats through candor listen's file (db/beats_read.c) and through the gateway's
 * table (core/watch/beats_table.c): the same signed beats give the same to see.
 */
#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/watch/beat_gate.h"
#include "core/watch/beats_table.h"
#include "db/beats.h"
#include "tests/unit/core/access/operator_world.h"

#define NOW      WORLD_SEC
#define FROM     (NOW - 3 * 3600)
#define ARRIVALS 400

struct arrival {
	char body[512], signature[128];
	int64_t ms;
};

struct scene {
	struct world w;
	struct config config;
	struct cred_plan plan;
	struct identity *id;
	struct beat_source *table;
	struct beat_store *store;
	struct beat_source *local;
	EVP_PKEY *key, *other;
	char dir[64];
	struct arrival arrivals[ARRIVALS];
	size_t n;
	unsigned n_ends;
	struct err end_err;
};

/* ---- keys and beats ---- */

static EVP_PKEY *key_of(unsigned char seed)
{
	unsigned char raw[32];

	memset(raw, seed, sizeof(raw));
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw, sizeof(raw));
}

static void write_key(const char *path, EVP_PKEY *key)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(PEM_write_PUBKEY(f, key), 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static void sign(EVP_PKEY *key, struct arrival *a)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned char sig[64];
	size_t len = sizeof(sig);
	AUTO(buf) text = BUF_INIT(sizeof(a->signature));

	assert_int_equal(EVP_DigestSignInit(c, NULL, NULL, NULL, key), 1);
	assert_int_equal(
		EVP_DigestSign(c, sig, &len, (unsigned char *)a->body, strlen(a->body)),
		1);
	EVP_MD_CTX_free(c);
	buf_add_text(&text, "ed25519=");
	buf_add_base64(&text, sig, len);
	assert_true(text_copy(a->signature, sizeof(a->signature), buf_str(&text)));
}

/* One that arrives at a time, says at_sec and is signed by a key. */
static struct arrival *arrive(struct scene *s, EVP_PKEY *key, const char *agent,
			      int64_t seq, int64_t at_sec, int64_t ms)
{
	struct arrival *a = &s->arrivals[s->n++];
	AUTO(buf) at = BUF_INIT(64);

	assert_true(s->n <= ARRIVALS);
	clock_rfc3339(&at, at_sec);
	(void)snprintf(
		a->body, sizeof(a->body),
		"{\"v\":1,\"installation\":\"acme\",\"agent\":\"%s\",\"version\":"
		"\"4.12.3\",\"seq\":%lld,\"at\":\"%s\",\"status\":\"ok\"}",
		agent, (long long)seq, buf_text(&at));
	a->ms = ms;
	sign(key, a);
	return a;
}

static void beat(struct scene *s, const char *agent, int64_t seq, int64_t sec)
{
	(void)arrive(s, s->key, agent, seq, sec, sec * 1000 + 37);
}

static void again(struct scene *s, size_t i, int64_t ms)
{
	s->arrivals[s->n] = s->arrivals[i];
	s->arrivals[s->n++].ms = ms;
}

/* An agent that beats well; one with a gap, a late beat, one out of order, a restart;
 * and what an attacker sends. */
static void tell_a_story(struct scene *s)
{
	for (int64_t i = 0; i < 120; i++) {
		int64_t sec = NOW - 7200 + i * 60 - 10;

		beat(s, "loader", 88000 + i, sec);
		if (i == 3)
			again(s, s->n - 1, sec * 1000 + 900); /* a duplicate */
		if (i >= 40 && i < 52)
			continue; /* sent, not received: its seq goes on */
		if (i == 70)
			(void)arrive(s, s->other, "api", 9, sec, sec * 1000 + 40);
		if (i == 71)
			(void)arrive(s, s->key, "api", 10, sec + 4000, sec * 1000 + 50);
		if (i == 72)
			again(s, 1, sec * 1000 + 60); /* played back */
		beat(s, "api", i < 90 ? 500 + i : i - 90, sec + 1 + (i == 30 ? 45 : 0));
		if (i == 100)
			(void)arrive(s, s->key, "api", 8, sec - 90,
				     sec * 1000 + 2000); /* out of order, or known */
	}
	/* all of it is old enough to be read from the table */
	for (size_t i = 0; i < s->n; i++)
		assert_true(s->arrivals[i].ms < (NOW - BEATS_TABLE_LAG_SEC) * 1000);
}

/* ---- the two receivers ---- */

/* It is up all the time, and says so. */
static void be_up(struct scene *s, int64_t *up_ms, int64_t ms)
{
	struct err err = ERR_INIT;

	for (; *up_ms < ms; *up_ms += BEATS_UP_SEC * 1000) {
		beat_store_up(s->store, *up_ms * 1000);
		assert_true(beat_store_commit(s->store, &err));
	}
}

/* As candor listen does. */
static void receive(struct scene *s)
{
	int64_t up_ms = s->arrivals[0].ms;
	struct beat_gate *gate;
	struct err err = ERR_INIT;
	struct account a = { .state = ACCOUNT_SUSPENDED, .since_sec = NOW - 3000 };

	assert_true(beat_gate_new(&s->config, &gate, &err));
	for (size_t i = 0; i < s->n; i++) {
		struct beat_arrival got;

		beat_gate_judge(gate, str_of(s->arrivals[i].body),
				str_of(s->arrivals[i].signature),
				s->arrivals[i].ms * 1000, &got);
		be_up(s, &up_ms, s->arrivals[i].ms);
		if (beat_taken(got.verdict))
			assert_true(beat_store_put(
				s->store, "acme",
				&(struct beat_raw){ got.beat.agent, got.beat.version,
						    got.beat.status, got.beat.seq,
						    got.beat.at_sec, got.received_us },
				&err));
		else
			beat_store_refused(s->store, "acme", got.verdict,
					   got.received_us / 1000000);
		if (i % 7 == 0)
			assert_true(beat_store_commit(s->store, &err));
	}
	be_up(s, &up_ms, (NOW + 1) * 1000);
	beat_gate_free(gate);
	(void)snprintf(a.reason, sizeof(a.reason), "invoice 4711 unpaid");
	(void)snprintf(a.who, sizeof(a.who), "mira.kovac");
	assert_true(beat_store_account_set(s->store, "acme", &a, &err));
}

static void add_item(struct buf *out, const struct arrival *a, size_t i)
{
	buf_addf(out,
		 "%s{\"installation\":{\"S\":\"acme\"},\"entry\":{\"S\":\"beat#%lld#"
		 "%04zu\"},\"raw\":{\"B\":\"",
		 out->len > 0 && out->p[out->len - 1] == '}' ? "," : "",
		 (long long)a->ms, i);
	buf_add_base64(out, a->body, strlen(a->body));
	buf_add_text(out, "\"},\"signature\":{\"B\":\"");
	buf_add_base64(out, a->signature, strlen(a->signature));
	buf_add_text(out, "\"},\"expires\":{\"N\":\"1\"}}");
}

/* What DynamoDB would answer to the query of a range: pages of so many. */
static void answer(struct scene *s, const char *match, int64_t low_ms, int64_t high_ms,
		   size_t page, bool backwards)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(4));
	size_t n = 0, last = 0;
	AUTO(buf) next = BUF_INIT(256);

	buf_add_text(&out, "{\"Items\":[");
	for (size_t k = 0; k < s->n && n < page; k++) {
		size_t i = backwards ? s->n - 1 - k : k;
		const struct arrival *a = &s->arrivals[i];

		if (a->ms < low_ms || a->ms > high_ms)
			continue;
		add_item(&out, a, i);
		last = i;
		n++;
	}
	buf_add_text(&out, "]");
	if (n == page && !backwards)
		buf_add_text(&out, ",\"LastEvaluatedKey\":{\"entry\":{\"S\":\"x\"}}");
	buf_add_text(&out, "}");
	fake_expect(s->w.transport, match,
		    &(struct fake_reply){ .body = buf_text(&out) });
	if (n < page || backwards)
		return;
	buf_addf(&next, "beat#%lld#%04zu!", (long long)s->arrivals[last].ms, last);
	answer(s, buf_text(&next), s->arrivals[last].ms + 1, high_ms, page, false);
}

static void expect_accounts(struct scene *s)
{
	static const char one[] =
		"\"account\":{\"S\":\"suspended\"},\"since\":{\"N\":\"%lld\"},"
		"\"reason\":"
		"{\"S\":\"invoice 4711 unpaid\"},\"who\":{\"S\":\"mira.kovac\"}";
	char fields[400], body[1200];

	(void)snprintf(fields, sizeof(fields), one, (long long)(NOW - 3000));
	(void)snprintf(
		body, sizeof(body),
		"{\"Items\":[{\"entry\":{\"S\":\"account\"},%s},{\"entry\":{\"S\":"
		"\"account#%lld\"},%s}]}",
		fields, (long long)(NOW - 3000), fields);
	fake_expect(s->w.transport, "account~",
		    &(struct fake_reply){ .body = body, .times = FAKE_ALWAYS });
}

/* ---- the scene ---- */

static bool declares(void *ctx, const char *inst, const char *key, struct declared *ret)
{
	const struct scene *s = ctx;

	if (inst != NULL || !text_eq(key, "heartbeats"))
		return false;
	*ret = (struct declared){ s->config.beat_table, "" };
	return true;
}

static void read_config(struct scene *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;

	buf_addf(&text,
		 "[vendor]\ndomain = vendor.example\n[heartbeats]\nsource = table\n"
		 "table = candor-beats\nregion = eu-north-1\n[installation acme]\n"
		 "customer = A\naccount = 441052219917\nregion = eu-central-1\n"
		 "role_arn = arn:aws:iam::441052219917:role/CandorAccess\n"
		 "external_id = xx\npolicy_observe = "
		 "arn:aws:iam::441052219917:policy/CandorObserve\n"
		 "heartbeat = every 60s grace 30s\nheartbeat_key = %s/acme.pub\n",
		 s->dir);
	assert_true(config_parse(buf_str(&text), "c", &s->config, &err));
}

static int setup(void **state)
{
	struct scene *s = mem_new(1, sizeof(*s));
	struct identity_opts opts;
	struct err err = ERR_INIT;
	char path[128];

	world_init(&s->w);
	(void)snprintf(s->dir, sizeof(s->dir), "/tmp/candor-beats-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->key = key_of(7);
	s->other = key_of(8);
	(void)snprintf(path, sizeof(path), "%s/acme.pub", s->dir);
	write_key(path, s->key);
	read_config(s);
	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	assert_true(beat_store_open(path, BEAT_STORE_RECEIVE, &s->store, &err));
	s->local = beat_store_source(s->store);
	expect_caller(&s->w, ROLE_CALLER);
	opts = operator_opts(&s->w, &s->plan, NULL, NULL);
	s->id = identity_new(&opts);
	identity_start(s->id, NULL, NULL);
	world_turns(&s->w);
	assert_int_equal(identity_state(s->id), IDENTITY_READY);
	door_set_declares(s->w.door, declares, s);
	s->table = beats_table_new(&(struct beats_table_opts){
		.door = s->w.door,
		.loop = s->w.loop,
		.clock = &s->w.clock.clock,
		.config = &s->config,
		.identity = s->id,
		.log = s->w.vendor_log,
	});
	*state = s;
	return 0;
}

static void remove_files(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			(void)unlinkat(dirfd(d), e->d_name, 0);
	(void)closedir(d);
}

static int teardown(void **state)
{
	struct scene *s = *state;

	beat_source_free(s->table);
	beat_source_free(s->local);
	beat_store_close(s->store);
	identity_free(s->id);
	world_end(&s->w);
	config_release(&s->config);
	cred_plan_release(&s->plan);
	EVP_PKEY_free(s->key);
	EVP_PKEY_free(s->other);
	remove_files(s->dir);
	(void)rmdir(s->dir);
	free(s);
	return 0;
}

/* ---- reading ---- */

static struct scene *reading_scene;
static struct beat_sink inner;

static void on_end(void *ctx, const struct err *err)
{
	reading_scene->n_ends++;
	reading_scene->end_err = err == NULL ? (struct err){ 0 } : *err;
	inner.end(ctx, err);
}

static void read_only(struct scene *s, struct beat_source *source, struct beats *b)
{
	struct beat_sink sink = beats_sink(b);

	inner = sink;
	reading_scene = s;
	s->n_ends = 0;
	sink.end = on_end;
	source->ops->read(source, "acme", b->start_sec, b->cursor_us, NOW, &sink);
	world_turns(&s->w);
	assert_int_equal(s->n_ends, 1);
}

static void read_into(struct scene *s, struct beat_source *source, struct beats *b)
{
	read_only(s, source, b);
	if (s->end_err.code == ERR_NONE)
		beats_settle(b, NOW);
}

static void start(struct beats *b)
{
	const struct beat_plan plan = { 60, 30 };

	beats_init(b, &plan, 3, NOW);
}

static void same_agents(const struct beats *a, const struct beats *b)
{
	assert_int_equal(a->n_agents, b->n_agents);
	for (size_t i = 0; i < a->n_agents; i++) {
		const struct beat_agent *x = &a->agents[i];
		struct beat_agent y = b->agents[i];

		assert_string_equal(x->name, y.name);
		assert_int_equal(x->n_beats, y.n_beats);
		assert_int_equal(x->n_missed, y.n_missed);
		assert_int_equal(x->n_late, y.n_late);
		assert_memory_equal(x->slots, y.slots, (size_t)a->n_slots);
		assert_memory_equal(x->gaps, y.gaps, sizeof(x->gaps));
		assert_memory_equal(x->missed, y.missed, (size_t)a->n_slots);
		assert_memory_equal(x->late, y.late, (size_t)a->n_slots);
		y.slots = x->slots;
		y.missed = x->missed;
		y.late = x->late;
		assert_memory_equal(x, &y, sizeof(y));
	}
}

static void same_health(const struct beats *a, const struct beats *b)
{
	struct health x = { 0 }, y = { 0 };

	beats_judge(a, &x);
	beats_judge(b, &y);
	assert_true(x.n > 0);
	assert_int_equal(x.n, y.n);
	for (size_t i = 0; i < x.n; i++) {
		assert_string_equal(x.rows[i].rule, y.rows[i].rule);
		assert_string_equal(x.rows[i].reason, y.rows[i].reason);
	}
	health_release(&x);
	health_release(&y);
}

static void same(const struct beats *a, const struct beats *b)
{
	same_agents(a, b);
	assert_memory_equal(&a->account, &b->account, sizeof(a->account));
	assert_memory_equal(a->refused, b->refused, sizeof(a->refused));
	assert_int_equal(a->cursor_us, b->cursor_us);
	assert_int_equal(a->n_spans, b->n_spans);
	same_health(a, b);
}

static int64_t cut_ms(const struct scene *s, size_t n)
{
	return s->arrivals[n].ms;
}

static void both_sources_show_the_same(void **state)
{
	struct scene *s = *state;
	struct beats local, table;

	tell_a_story(s);
	receive(s);
	start(&local);
	start(&table);
	expect_accounts(s);
	answer(s, "\"ScanIndexForward\":false", 0, FROM * 1000 - 1, 500, true);
	answer(s, "\"ScanIndexForward\":true", table.start_sec * 1000, NOW * 1000, 50,
	       false);
	read_into(s, s->local, &local);
	read_into(s, s->table, &table);
	assert_int_equal(s->end_err.code, ERR_NONE);
	assert_int_equal(fake_n_unexpected(s->w.transport), 0);
	assert_int_equal(local.n_agents, 2);
	assert_true(local.refused[BEAT_DUPLICATE] > 0);
	assert_int_equal(local.refused[BEAT_WRONG_KEY], 1);
	assert_int_equal(local.refused[BEAT_FUTURE], 1);
	same(&local, &table);
	/* in the vendor's log, bound to the table */
	assert_int_equal(
		world_count(&s->w, JOURNAL_ACT_INTENT, "\"on\":\"candor-beats\""), 1);
	beats_release(&local);
	beats_release(&table);
}

static void what_came_since_is_all_that_is_read_next(void **state)
{
	struct scene *s = *state;
	struct beats local, table;
	size_t all, half;
	char match[64];
	size_t before;

	tell_a_story(s);
	all = s->n;
	half = all / 2;
	receive(s);
	start(&local);
	start(&table);
	expect_accounts(s);
	read_into(s, s->local, &local);
	s->n = half; /* the table has no more yet */
	answer(s, "\"ScanIndexForward\":false", 0, FROM * 1000 - 1, 500, true);
	answer(s, "\"ScanIndexForward\":true", table.start_sec * 1000, NOW * 1000, 500,
	       false);
	read_only(s, s->table, &table);
	s->n = all;
	(void)snprintf(match, sizeof(match), "beat#%lld#%04zu!",
		       (long long)cut_ms(s, half - 1), half - 1);
	answer(s, match, cut_ms(s, half - 1) + 1, NOW * 1000, 500, false);
	before = fake_n_sent(s->w.transport);
	read_into(s, s->table, &table);
	assert_int_equal(fake_n_sent(s->w.transport) - before, 2);
	assert_int_equal(table.cursor_us, local.cursor_us);
	same_agents(&local, &table);
	assert_memory_equal(local.refused, table.refused, sizeof(local.refused));
	beats_release(&local);
	beats_release(&table);
}

static void a_table_that_is_denied_says_so(void **state)
{
	struct scene *s = *state;
	struct beats b;

	start(&b);
	fake_expect(
		s->w.transport, NULL,
		&(struct fake_reply){ .status = 400,
				      .body = "{\"__type\":\"x#AccessDeniedException\","
					      "\"Message\":\"no\"}",
				      .times = FAKE_ALWAYS });
	read_into(s, s->table, &b);
	assert_int_equal(s->end_err.code, ERR_DENIED);
	assert_int_equal(b.err.code, ERR_DENIED);
	beats_release(&b);
}

static void giving_up_ends_each_reading_once(void **state)
{
	struct scene *s = *state;
	struct beats b;
	struct beat_sink sink;

	start(&b);
	sink = beats_sink(&b);
	inner = sink;
	reading_scene = s;
	sink.end = on_end;
	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .never = true, .times = FAKE_ALWAYS });
	s->table->ops->read(s->table, "acme", FROM, 0, NOW, &sink);
	s->table->ops->read(s->table, "acme", FROM, 0, NOW, &sink);
	world_turns(&s->w);
	assert_int_equal(s->n_ends, 0);
	beat_source_free(s->table);
	s->table = NULL;
	assert_int_equal(s->n_ends, 2);
	world_turns(&s->w);
	beats_release(&b);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(both_sources_show_the_same),
		T(what_came_since_is_all_that_is_read_next),
		T(a_table_that_is_denied_says_so),
		T(giving_up_ends_each_reading_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
