/*
 * Acts and calls: their memory, their errors, and the journal data made of them.
 *
 * Always true: an act's first error decides its status, and only giving the act up
 * takes its place, with its sentence in the new one; what is secret stands neither in
 * an intent nor in an outcome (args_show redacts).
 */
#include "core/aws/act.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

#define ACT_ARENA  LIMIT_MIB(1)
#define ARGS_SHOWN 4096 /* bytes of args_shown */

/* Calls beyond this many bytes are counted in `calls_more`, so that the leaf fits. */
#define CALLS_BYTES LIMIT_KIB(26)

/* What stands around the texts: names of members, quotes and digits. */
#define CALL_BYTES                                                 \
	(sizeof("{'api':'','http':999,'ms':,'region':'','rid':''," \
		"'src':'sigv4','svc':''},") +                      \
	 15)
#define CODE_BYTES sizeof("'code':'',")
#define SENT_BYTES (sizeof("'sent':,") + 10)
#define SKEW_BYTES (sizeof("'skew_s':,") + 20)

/* check_spec() of submit.c has seen that it is declared. */
static void allow(const struct door *d, const struct act_spec *spec,
		  const struct expect *e, struct allowance *w)
{
	struct declared declared = { 0 };

	w->op = e->op;
	w->most = e->most;
	if (!op_is_bound(e->op) || d->declares == NULL ||
	    !d->declares(d->declares_ctx, spec->inst, e->op->bound.key, &declared))
		return;
	w->bound = mem_text(declared.name);
	w->within = mem_text(declared.within);
}

struct act *act_new(struct door *d, const struct act_spec *spec)
{
	struct act *a = mem_new(1, sizeof(*a));

	a->door = d;
	a->log = spec->log;
	a->inst = mem_text(spec->inst);
	a->mode = mem_text(spec->mode);
	a->name = mem_text(spec->act);
	a->ses = mem_text(spec->ses);
	a->target = mem_text(spec->target);
	a->why = mem_text(spec->why);
	a->region = mem_text(spec->region);
	a->url = mem_text(spec->url);
	a->account = mem_text(spec->account);
	a->has_cred = spec->cred != NULL;
	if (a->has_cred)
		cred_copy(&a->cred, spec->cred);
	a->n_allowances = spec->n_expects;
	a->allowances = mem_new(spec->n_expects + 1, sizeof(*a->allowances));
	for (size_t i = 0; i < spec->n_expects; i++)
		allow(d, spec, &spec->expects[i], &a->allowances[i]);
	a->intent.seq = a->outcome.seq = -1;
	a->arena = ARENA_SECRET(ACT_ARENA);
	return a;
}

void listing_free(struct listing *l)
{
	if (l == NULL)
		return;
	page_release(&l->page);
	args_release(&l->first);
	free(l);
}

static void call_free(struct call *c)
{
	args_release(&c->args);
	listing_free(c->listing);
	free(c);
}

void act_free(struct act *a)
{
	if (a == NULL)
		return;
	while (a->calls != NULL)
		act_drop_call(a, a->calls);
	cred_release(&a->cred);
	for (size_t i = 0; i < a->n_refusals; i++)
		free(a->refusals[i]);
	for (size_t i = 0; i < a->n_alsos; i++)
		free(a->alsos[i].ses);
	for (size_t i = 0; i < a->n_allowances; i++) {
		free(a->allowances[i].bound);
		free(a->allowances[i].within);
	}
	free(a->refusals);
	free(a->alsos);
	free(a->records);
	free(a->allowances);
	arena_release(&a->arena);
	free(a->inst);
	free(a->mode);
	free(a->name);
	free(a->ses);
	free(a->target);
	free(a->why);
	free(a->region);
	if (a->url != NULL)
		secret_wipe(a->url, strlen(a->url));
	free(a->url);
	free(a->account);
	free(a);
}

void note_free(struct note *n)
{
	if (n == NULL)
		return;
	arena_release(&n->arena);
	free(n->inst);
	free(n->mode);
	free(n->act);
	free(n->ses);
	free(n);
}

struct call *act_add_call(struct act *a, const struct op *op, const struct args *args)
{
	struct call *c = mem_new(1, sizeof(*c));
	struct call **at = &a->calls;

	c->act = a;
	c->op = op;
	if (args != NULL)
		args_copy(&c->args, args);
	while (*at != NULL)
		at = &(*at)->next;
	*at = c;
	a->n_calls++;
	return c;
}

void act_drop_call(struct act *a, struct call *c)
{
	struct call **at = &a->calls;

	while (*at != NULL && *at != c)
		at = &(*at)->next;
	bug_unless(*at == c);
	*at = c->next;
	a->n_calls--;
	call_free(c);
}

struct allowance *act_allowance(const struct act *a, const struct op *op)
{
	for (size_t i = 0; i < a->n_allowances; i++)
		if (a->allowances[i].op == op)
			return &a->allowances[i];
	return NULL;
}

unsigned act_left(const struct act *a, const struct op *op)
{
	const struct allowance *w = act_allowance(a, op);

	return w == NULL ? 0 : w->most - w->used;
}

static enum act_status status_of(enum err_code code)
{
	if (code == ERR_DENIED || code == ERR_POLICY)
		return ACT_DENIED;
	if (code == ERR_TIMEOUT)
		return ACT_TIMEOUT;
	if (code == ERR_CANCEL)
		return ACT_ABORTED;
	return ACT_ERROR;
}

void act_note_error(struct act *a, const struct err *err, const struct fault *fault)
{
	if (a->status != ACT_OK)
		return;
	a->status = status_of(err->code);
	a->err = *err;
	if (fault != NULL)
		a->fault = *fault;
}

void act_note_cancel(struct act *a)
{
	struct err err = ERR_INIT;

	(void)err_set(&err, ERR_CANCEL, "%s: given up%s%s", a->name,
		      a->status == ACT_OK ? "" : " after ", a->err.text);
	a->status = ACT_ABORTED;
	a->err = err;
	a->fault = (struct fault){ 0 };
}

void act_note_refusal(struct act *a, const char *why)
{
	*VEC_PUSH(a->refusals, a->n_refusals, a->cap_refusals) = mem_text(why);
}

void act_fail(struct act *a, const struct err *err)
{
	act_note_error(a, err, NULL);
}

struct arena *act_arena(struct act *a)
{
	return &a->arena;
}

void act_also(struct act *a, enum journal_kind kind, const char *ses,
	      const struct node *data)
{
	struct also *also = VEC_PUSH(a->alsos, a->n_alsos, a->cap_alsos);

	also->kind = kind;
	also->ses = mem_text(ses);
	also->data = data;
}

enum effect act_effect(const struct act *a)
{
	enum effect worst = EFFECT_READ;

	for (size_t i = 0; i < a->n_allowances; i++)
		if (a->allowances[i].op->effect > worst)
			worst = a->allowances[i].op->effect;
	return worst;
}

const char *act_status_name(enum act_status s)
{
	switch (s) {
	case ACT_OK: return "ok";
	case ACT_ERROR: return "error";
	case ACT_DENIED: return "denied";
	case ACT_TIMEOUT: return "timeout";
	case ACT_ABORTED: return "aborted";
	case ACT_REFUSED: return "refused";
	}
	return "error";
}

/* What is known of the arguments when the intent is written. */
static void put_args(const struct act *a, struct arena *arena, struct node *data)
{
	AUTO(buf) shown = BUF_INIT(ARGS_SHOWN);

	for (const struct call *c = a->calls; c != NULL; c = c->next) {
		if (c->args.n == 0)
			continue;
		if (shown.len > 0)
			buf_add_text(&shown, "; ");
		args_show(&c->args, &shown);
	}
	if (shown.len > 0)
		node_put_str(arena, data, "args_shown", buf_str(&shown));
}

static void put_target(const struct act *a, struct arena *arena, struct node *data)
{
	struct node *target;

	if (a->target == NULL)
		return;
	target = node_put(arena, data, "target", NODE_OBJECT);
	node_put_text(arena, target,
		      str_starts(str_of(a->target), "arn:") ? "arn" : "name",
		      a->target);
}

/* What the API calls it, where the IAM action does not say so. */
static void put_api(const struct op *op, struct arena *arena, struct node *e)
{
	struct str name = str_of(op->id);

	(void)str_cut(&name, ':');
	if (!str_is(name, op->name))
		node_put_text(arena, e, "api", op->name);
}

/* Does an operation before it have the same IAM action? */
static bool is_named_before(const struct act *a, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (text_eq(a->allowances[i].op->id, a->allowances[at].op->id))
			return true;
	return false;
}

/* The one resource that the calls may be about: "acme-metadata/candor/". */
static void put_bound(const struct allowance *w, struct arena *arena, struct node *e)
{
	AUTO(buf) text = BUF_INIT(ARGS_SHOWN);

	if (w->bound == NULL)
		return;
	buf_add_text(&text, w->bound);
	if (w->op->bound.within != NULL)
		buf_addf(&text, "/%s", w->within);
	node_put_str(arena, e, "on", buf_str(&text));
}

struct node *act_intent_data(const struct act *a, struct arena *arena)
{
	struct node *data = node_object(arena);
	struct node *ops = node_put(arena, data, "ops", NODE_LIST);
	struct node *expects = node_put(arena, data, "expects", NODE_LIST);

	for (size_t i = 0; i < a->n_allowances; i++) {
		const struct allowance *w = &a->allowances[i];
		struct node *e = node_add(arena, expects, NODE_OBJECT);

		if (!is_named_before(a, i))
			node_add_text(arena, ops, w->op->id);
		node_put_text(arena, e, "op", w->op->id);
		put_api(w->op, arena, e);
		node_put_int(arena, e, "most", w->most);
		put_bound(w, arena, e);
	}
	node_put_text(arena, data, "class", effect_class(act_effect(a)));
	put_target(a, arena, data);
	put_args(a, arena, data);
	node_put_text(arena, data, "why", a->why);
	return arena_ok(arena) ? data : NULL;
}

static void put_call(const struct call_record *r, struct arena *arena,
		     struct node *calls)
{
	struct node *c = node_add(arena, calls, NODE_OBJECT);

	node_put_text(arena, c, "svc", r->op->service->id);
	node_put_text(arena, c, "api", r->op->name);
	node_put_text(arena, c, "rid", r->rid);
	node_put_int(arena, c, "http", r->http);
	node_put_text(arena, c, "region", r->region);
	node_put_int(arena, c, "ms", r->ms);
	node_put_text(arena, c, "src", "sigv4");
	if (r->code[0] != '\0')
		node_put_text(arena, c, "code", r->code);
	if (r->n_sent > 1)
		node_put_int(arena, c, "sent", r->n_sent);
	if (r->skew_sec != 0)
		node_put_int(arena, c, "skew_s", r->skew_sec);
}

/* Bytes that a safe text takes in a leaf, without its quotes. */
static size_t leaf_len(const char *text)
{
	size_t n = strlen(text);

	for (const char *c = text; *c != '\0'; c++)
		n += *c == '"' || *c == '\\';
	return n;
}

/* Never less than what put_call() makes, and close to it: each id counts. */
static size_t call_len(const struct call_record *r)
{
	size_t n = CALL_BYTES + leaf_len(r->op->name) + leaf_len(r->op->service->id) +
		   leaf_len(r->rid) + leaf_len(r->region);

	if (r->code[0] != '\0')
		n += CODE_BYTES + leaf_len(r->code);
	if (r->n_sent > 1)
		n += SENT_BYTES;
	if (r->skew_sec != 0)
		n += SKEW_BYTES;
	return n;
}

static void put_calls(const struct act *a, struct arena *arena, struct node *data)
{
	struct node *calls = node_put(arena, data, "calls", NODE_LIST);
	size_t room = a->reduced ? 0 : CALLS_BYTES;
	size_t i;

	for (i = 0; i < a->n_records; i++) {
		const struct call_record *r = &a->records[i];
		size_t size = call_len(r);

		if (size > room)
			break;
		room -= size;
		put_call(r, arena, calls);
	}
	if (i < a->n_records)
		node_put_int(arena, data, "calls_more", (int64_t)(a->n_records - i));
}

struct node *act_outcome_data(const struct act *a, struct arena *arena)
{
	struct node *data = node_object(arena);
	AUTO(buf) date = BUF_INIT(64);
	bool open = a->state == ACT_STATE_READY;

	node_put_text(arena, data, "status",
		      open ? "lost" : act_status_name(a->status));
	put_calls(a, arena, data);
	if (a->status != ACT_OK)
		node_put_text(arena, data, "error", a->err.text);
	if (a->n_refusals > 0 && !a->reduced) {
		struct node *list = node_put(arena, data, "refused", NODE_LIST);

		for (size_t i = 0; i < a->n_refusals && i < 8; i++)
			node_add_text(arena, list, a->refusals[i]);
	}
	if (a->n_bytes > 0)
		node_put_int(arena, data, "bytes", (int64_t)a->n_bytes);
	if (a->n_rows > 0)
		node_put_int(arena, data, "rows", (int64_t)a->n_rows);
	if (a->server_sec > 0) {
		clock_rfc3339(&date, a->server_sec);
		node_put_str(arena, data, "srv_date", buf_str(&date));
	}
	return arena_ok(arena) ? data : NULL;
}
