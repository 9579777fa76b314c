/*
 * Reading the metadata bucket.
 *
 * Always true: only the bucket that the installation declares is asked, with its
 * account as the expected owner; an object that the listing says is too large is not
 * asked for, and of none comes more than a ceiling; a key is read once; what was read
 * is shown once it is on record.
 */
#include "core/watch/metadata_probe.h"

#include <stdlib.h>
#include <string.h>

#include "core/watch/metadata_keys.h"

#define LIST_PAGES 4  /* of both kinds together, further ones come with the next act */
#define OBJECTS    24 /* that one act reads */
#define RETRIES    4
#define SHOWN_SEC  INT64_C(55)
#define HIDDEN_SEC INT64_C(240)
#define AHEAD_SEC  INT64_C(900) /* a name of a time to come is none */
#define RANGE_TEXT "bytes=0-1048576"

struct state;

/* A call on its way: callbacks get one of these. */
struct listing_of {
	struct state *state;
	size_t kind;
};
struct reading_of {
	struct state *state;
	size_t kind;
	char *key;
};

struct state {
	struct metadata shown;
	struct metadata *draft;                     /* NULL: no act runs */
	struct metadata_keys keys[METADATA_KINDS];  /* with what the act found */
	struct listing_of listings[METADATA_KINDS]; /* of the act */
	struct reading_of *readings;                /* OBJECTS, while an act runs */
	size_t n_readings;
	unsigned n_listing; /* lists that are under way */
	bool listed;        /* the act lists */
	bool cut;           /* a listing has more: it goes on in the next act */
	char *bucket, *prefix, *account; /* of the act */
	int64_t now_sec;
	int64_t listed_sec; /* last listing that was tried; 0 */
};

const struct metadata *metadata_shown(const void *state)
{
	return state == NULL ? NULL : &((const struct state *)state)->shown;
}

static void *state_new(void)
{
	struct state *s = mem_new(1, sizeof(*s));

	metadata_init(&s->shown);
	return s;
}

static void forget_act(struct state *s)
{
	for (size_t i = 0; i < s->n_readings; i++)
		free(s->readings[i].key);
	free(s->readings);
	s->readings = NULL;
	s->n_readings = 0;
	free(s->bucket);
	free(s->prefix);
	free(s->account);
	s->bucket = s->prefix = s->account = NULL;
	if (s->draft != NULL)
		metadata_release(s->draft);
	free(s->draft);
	s->draft = NULL;
}

static void state_free(void *state)
{
	struct state *s = state;

	if (s == NULL)
		return;
	forget_act(s);
	metadata_release(&s->shown);
	for (size_t i = 0; i < METADATA_KINDS; i++)
		metadata_keys_release(&s->keys[i]);
	free(s);
}

static size_t waiting(const struct state *s)
{
	return metadata_keys_waiting(&s->keys[0]) + metadata_keys_waiting(&s->keys[1]);
}

static bool list_is_due(const struct state *s, const struct probe_site *site)
{
	int64_t every = site->shown ? SHOWN_SEC : HIDDEN_SEC;

	return s->cut || s->listed_sec == 0 || site->now_sec < s->listed_sec ||
	       site->now_sec - s->listed_sec >= every;
}

static bool plan(void *state, const struct probe_site *site, struct probe_plan *ret)
{
	struct state *s = state;
	size_t n = waiting(s);

	s->listed = false;
	if (site->inst->metadata_bucket == NULL)
		return false;
	s->listed = list_is_due(s, site);
	if (!s->listed && n == 0)
		return false;
	if (s->listed)
		probe_expect(ret, &op_s3_list_metadata, LIST_PAGES);
	if (s->listed || n > OBJECTS)
		n = OBJECTS;
	probe_expect(ret, &op_s3_get_metadata, (unsigned)n + RETRIES);
	return true;
}

/* ---- objects ---- */

static void note_error(struct state *s, const struct err *err)
{
	if (s->draft->err.code == ERR_NONE)
		kept_err_set(&s->draft->err, err);
}

static struct metadata_key *key_of(struct reading_of *r)
{
	struct metadata_keys *k = &r->state->keys[r->kind];

	for (size_t i = 0; i < k->n; i++)
		if (text_eq(k->items[i].key, r->key))
			return &k->items[i];
	return NULL;
}

/* It is there, and it cannot be read: asking again would not help. */
static bool is_final(const struct call_reply *reply)
{
	return reply->fault != NULL && (reply->fault->kind == FAULT_DENIED ||
					reply->fault->kind == FAULT_OTHER);
}

static void take_object(struct state *s, const struct reading_of *r,
			const struct call_reply *reply)
{
	const struct node *body = node_get(reply->result, "Body");
	enum metadata_fault fault = METADATA_EMPTY;

	if (body == NULL || !metadata_take(s->draft, body->text, s->now_sec, &fault))
		metadata_note_bad(s->draft, r->key, fault, s->now_sec);
}

static void object_came(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct reading_of *r = ctx;
	struct state *s = r->state;
	struct metadata_key *k = key_of(r);

	(void)a;
	if (reply->result != NULL) {
		take_object(s, r, reply);
	} else if (!is_final(reply)) {
		note_error(s, reply->err);
		return; /* it waits on */
	} else if (!text_eq(reply->fault->code, "NoSuchKey")) {
		metadata_note_bad(s->draft, r->key, METADATA_REFUSED, s->now_sec);
	}
	if (k != NULL)
		k->waits = false;
}

/* What the act read is not on record: it is read again. */
static void unread(struct state *s)
{
	for (size_t i = 0; i < s->n_readings; i++) {
		struct metadata_key *k = key_of(&s->readings[i]);

		if (k != NULL)
			k->waits = true;
	}
}

static void put_common(const struct state *s, struct args *args)
{
	args_put(args, "Bucket", s->bucket);
	args_put(args, "ExpectedBucketOwner", s->account);
}

static void ask_object(struct state *s, struct act *a, size_t kind,
		       struct metadata_key *k)
{
	struct reading_of *r = &s->readings[s->n_readings++];
	AUTO(args) args = { 0 };
	struct err err = ERR_INIT;

	*r = (struct reading_of){ s, kind, mem_text(k->key) };
	k->asked = true;
	put_common(s, &args);
	args_put(&args, "Key", k->key);
	args_put(&args, "Range", RANGE_TEXT);
	if (!call_submit(a, &op_s3_get_metadata, &args, object_came, r, &err))
		note_error(s, &err);
}

/* The newest one that waits, of either kind. */
static struct metadata_key *next_waiting(struct state *s, size_t *ret_kind)
{
	struct metadata_key *best = NULL;

	for (size_t kind = 0; kind < METADATA_KINDS; kind++) {
		struct metadata_keys *k = &s->keys[kind];

		for (size_t i = k->n; i > 0; i--) {
			struct metadata_key *one = &k->items[i - 1];

			if (!one->waits || one->asked)
				continue;
			if (best == NULL || one->at_sec > best->at_sec) {
				best = one;
				*ret_kind = kind;
			}
			break;
		}
	}
	return best;
}

static void ask_objects(struct state *s, struct act *a)
{
	while (s->n_readings < OBJECTS && act_left(a, &op_s3_get_metadata) > RETRIES) {
		size_t kind = 0;
		struct metadata_key *k = next_waiting(s, &kind);

		if (k == NULL)
			return;
		ask_object(s, a, kind, k);
	}
}

/* ---- listing ---- */

static void take_entry(struct listing_of *l, const struct node *entry)
{
	struct state *s = l->state;
	AUTO(buf) key = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) prefix = BUF_INIT(LIMIT_KIB(2));
	int64_t size = node_int(entry, "Size", -1);
	int64_t at_sec = 0;
	bool named;

	buf_addf(&prefix, "%s%s", s->prefix, metadata_kinds[l->kind]);
	if (!metadata_key_decode(str_of(node_text(entry, "Key", "")), &key))
		return;
	if (metadata_keys_has(&s->keys[l->kind], buf_text(&key)))
		return;
	named = metadata_key_time(buf_str(&key), buf_text(&prefix), &at_sec) &&
		at_sec <= s->now_sec + AHEAD_SEC;
	if (!named) {
		metadata_note_bad(s->draft, buf_text(&key), METADATA_NAMED, s->now_sec);
		return;
	}
	if (size == 0 || size > (int64_t)LIMIT_META_OBJECT)
		metadata_note_bad(s->draft, buf_text(&key),
				  size == 0 ? METADATA_EMPTY : METADATA_LARGE,
				  s->now_sec);
	metadata_keys_add(&s->keys[l->kind], buf_text(&key), at_sec,
			  size > 0 && size <= (int64_t)LIMIT_META_OBJECT);
}

static void list_page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct listing_of *l = ctx;

	(void)a;
	for (const struct node *n = node_first(reply->result); n != NULL; n = n->next)
		if (text_eq(n->name, "Contents"))
			take_entry(l, n);
}

static void list_end(void *ctx, struct act *a, const struct err *err)
{
	struct listing_of *l = ctx;
	struct state *s = l->state;

	if (err != NULL && err->code == ERR_LIMIT)
		s->cut = true;
	else if (err != NULL)
		note_error(s, err);
	if (--s->n_listing == 0)
		ask_objects(s, a);
}

static void list_kind(struct state *s, struct act *a, size_t kind)
{
	AUTO(args) args = { 0 };
	AUTO(buf) prefix = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) after = BUF_INIT(LIMIT_KIB(2));
	struct err err = ERR_INIT;

	s->listings[kind] = (struct listing_of){ s, kind };
	buf_addf(&prefix, "%s%s", s->prefix, metadata_kinds[kind]);
	metadata_keys_start(&s->keys[kind], buf_text(&prefix), s->now_sec, &after);
	put_common(s, &args);
	args_put(&args, "Prefix", buf_text(&prefix));
	args_put(&args, "StartAfter", buf_text(&after));
	if (call_pages(a, &op_s3_list_metadata, &args, list_page, list_end,
		       &s->listings[kind], &err))
		s->n_listing++;
	else
		note_error(s, &err);
}

/* ---- the act ---- */

static void run(void *state, const struct probe_site *site, struct act *a)
{
	struct state *s = state;

	if (s->draft != NULL) /* an act that was given up without a word */
		unread(s);
	forget_act(s);
	s->draft = mem_new(1, sizeof(*s->draft));
	metadata_copy(s->draft, &s->shown);
	kept_err_clear(&s->draft->err);
	s->readings = mem_new(OBJECTS, sizeof(*s->readings));
	s->bucket = mem_text(site->inst->metadata_bucket);
	s->prefix = mem_text(site->inst->metadata_prefix);
	s->account = mem_text(site->inst->account);
	s->now_sec = site->now_sec;
	s->n_listing = 0;
	for (size_t kind = 0; kind < METADATA_KINDS; kind++)
		for (size_t i = 0; i < s->keys[kind].n; i++)
			s->keys[kind].items[i].asked = false;
	if (!s->listed) {
		ask_objects(s, a);
		return;
	}
	s->cut = false;
	s->listed_sec = site->now_sec;
	for (size_t kind = 0; kind < METADATA_KINDS; kind++)
		list_kind(s, a, kind);
}

static void end(void *state, const struct probe_end *end)
{
	struct state *s = state;

	if (s->draft == NULL)
		return;
	if (!end->on_record) {
		unread(s);
		kept_err_set(&s->shown.err, &end->err);
		forget_act(s);
		return;
	}
	metadata_release(&s->shown);
	s->shown = *s->draft;
	free(s->draft);
	s->draft = NULL;
	if (s->listed)
		s->shown.read_sec = end->now_sec;
	s->shown.seq = end->seq;
	for (size_t kind = 0; kind < METADATA_KINDS; kind++)
		metadata_keys_prune(&s->keys[kind]);
	s->shown.n_waiting = waiting(s);
	forget_act(s);
}

static void judge(const void *state, const struct probe_site *site, struct health *h)
{
	if (site->inst->metadata_bucket != NULL)
		metadata_judge(metadata_shown(state), site->now_sec, h);
}

/* ---- the cache ---- */

static void to_node(struct arena *a, struct node *to, const void *state)
{
	const struct state *s = state;

	metadata_to_node(a, to, &s->shown);
	for (size_t kind = 0; kind < METADATA_KINDS; kind++) {
		const struct metadata_keys *k = &s->keys[kind];
		struct node *list = node_put(a, to, metadata_kinds[kind], NODE_LIST);

		for (size_t i = 0; i < k->n; i++) {
			struct node *n = node_add(a, list, NODE_OBJECT);

			node_put_text(a, n, "key", k->items[i].key);
			node_put_int(a, n, "at_sec", k->items[i].at_sec);
			node_put_bool(a, n, "waits", k->items[i].waits);
		}
	}
}

static void from_node(void *state, const struct node *n)
{
	struct state *s = state;

	metadata_from_node(&s->shown, n);
	for (size_t kind = 0; kind < METADATA_KINDS; kind++) {
		const struct node *list = node_get(n, metadata_kinds[kind]);

		for (const struct node *k = node_first(list); k != NULL; k = k->next) {
			const char *key = node_text(k, "key", "");
			const struct node *waits = node_get(k, "waits");

			if (key[0] != '\0' && !metadata_keys_has(&s->keys[kind], key))
				metadata_keys_add(&s->keys[kind], key,
						  node_int(k, "at_sec", 0),
						  waits != NULL && waits->number != 0);
		}
	}
	s->shown.n_waiting = waiting(s);
}

static void forget_records(void *state)
{
	((struct state *)state)->shown.seq = -1;
}

const struct probe_ops probe_metadata = {
	.id = "metadata",
	.rules = rules_metadata,
	.new = state_new,
	.free = state_free,
	.plan = plan,
	.run = run,
	.end = end,
	.judge = judge,
	.to_node = to_node,
	.from_node = from_node,
	.forget_records = forget_records,
};
