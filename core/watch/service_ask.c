/*
 * Asking the services, and what is taken of their answers into the draft.
 *
 * Always true: what is no member of the installation, and nothing of one, is dropped
 * here.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/service_state.h"

#define NAME_LEN 256

void services_forget_draft(struct service_state *s)
{
	while (s->asks != NULL) {
		struct service_ask *gone = s->asks;

		s->asks = gone->next;
		free(gone);
	}
	if (s->draft != NULL)
		services_release(s->draft);
	free(s->draft);
	s->draft = NULL;
	s->members = NULL;
}

/* ---- asking ---- */

static void note_error(struct service_state *s, size_t at, const struct err *err)
{
	struct service_round *r = &s->rounds[at];

	if (r->error != NULL)
		return;
	r->error = mem_new(1, sizeof(*r->error));
	*r->error = *err;
}

static void failed(struct service_ask *a, const struct err *err)
{
	a->failed = true;
	note_error(a->s, a->service, err);
}

static struct service_ask *ask_new(struct service_state *s, size_t at,
				   const struct service_step *step)
{
	struct service_ask *a = mem_new(1, sizeof(*a));

	*a = (struct service_ask){ .next = s->asks,
				   .s = s,
				   .step = step,
				   .service = at,
				   .part = SERVICE_WITHOUT };
	s->asks = a;
	return a;
}

static const char *last_part(const char *id)
{
	const char *end = id;

	if (!str_starts(str_of(id), "arn:"))
		return id;
	for (const char *c = id; *c != '\0'; c++)
		if (*c == '/' || *c == ':')
			end = c + 1;
	return end;
}

/* The id of what is asked about, as AWS has it. */
static const char *id_of(const struct service_ask *a)
{
	if (a->part != SERVICE_WITHOUT)
		return a->s->draft->parts[a->part].id;
	return a->member != NULL ? a->member->name : "";
}

static void put_args(const struct service_ask *a, struct args *args)
{
	for (size_t i = 0; i < STEP_ARGS && a->step->args[i].path != NULL; i++) {
		const struct step_arg *arg = &a->step->args[i];
		const char *value = arg->value;

		if (a->step->each == EACH_MEMBERS && i == 0)
			continue;
		if (text_eq(value, "{id}"))
			value = id_of(a);
		else if (text_eq(value, "{name}"))
			value = last_part(id_of(a));
		else if (text_eq(value, "{account}"))
			value = a->s->account;
		else if (text_eq(value, "{member}"))
			value = last_part(a->member != NULL ? a->member->name : "");
		if (arg->number)
			args_put_int(args, arg->path, strtoll(value, NULL, 10));
		else
			args_put(args, arg->path, value);
	}
}

static void answered(void *ctx, struct act *act, const struct call_reply *reply);
static void listed(void *ctx, struct act *act, const struct err *err);

static void submit(struct service_ask *a, struct act *act, const struct args *args)
{
	struct err err = ERR_INIT;
	bool ok;

	if (act_left(act, a->step->op) == 0) {
		a->s->rounds[a->service].cut = true;
		a->failed = true;
		return;
	}
	if (a->step->pages > 1)
		ok = call_pages(act, a->step->op, args, answered, listed, a, &err);
	else
		ok = call_submit(act, a->step->op, args, answered, a, &err);
	if (!ok)
		failed(a, &err);
}

static void ask_once(struct service_state *s, size_t at,
		     const struct service_step *step, struct act *act)
{
	AUTO(args) args = { 0 };
	struct service_ask *a = ask_new(s, at, step);

	put_args(a, &args);
	submit(a, act, &args);
}

static void ask_each(struct service_state *s, size_t at,
		     const struct service_step *step, struct act *act)
{
	size_t from, ignored, n = services_chunk(s, at, step, s->members, &from);
	const struct member *first = members_of(s->members, step->type, &ignored);

	for (size_t i = 0; i < n; i++) {
		AUTO(args) args = { 0 };
		struct service_ask *a = ask_new(s, at, step);

		a->member = &first[from + i];
		put_args(a, &args);
		submit(a, act, &args);
	}
}

static void ask_together(struct service_state *s, size_t at,
			 const struct service_step *step, struct act *act)
{
	size_t from, ignored, n = services_chunk(s, at, step, s->members, &from);
	const struct member *first = members_of(s->members, step->type, &ignored);
	struct str head, tail = str_of(step->args[0].path);
	AUTO(args) args = { 0 };
	struct service_ask *a;

	if (n == 0)
		return;
	a = ask_new(s, at, step);
	head = str_cut(&tail, '#');
	for (size_t i = 0; i < n; i++) {
		AUTO(buf) path = BUF_INIT(256);
		AUTO(buf) value = BUF_INIT(LIMIT_TEXT);
		struct str after, before;
		const char *id = first[from + i].name;

		buf_addf(&path, "%.*s%zu", STR_FMT(head), i + 1);
		buf_add_str(&path, tail);
		after = str_of(step->args[0].value);
		before = str_cut(&after, '{');
		buf_add_str(&value, before);
		buf_add_text(&value, str_is(after, "id}") ? id : last_part(id));
		args_put(&args, buf_text(&path), buf_text(&value));
	}
	put_args(a, &args);
	submit(a, act, &args);
}

static bool is_well(const struct part *p, int64_t now_sec)
{
	struct verdict v;

	part_judge(p, now_sec, &v);
	return v.severity == SEV_OK && !v.changing;
}

static void ask_parts(struct service_state *s, size_t at, size_t part,
		      const struct member *member, struct act *act)
{
	const char *kind = s->draft->parts[part].kind;
	bool well = is_well(&s->draft->parts[part], s->now_sec);

	for (const struct service_step *step = service_rows[at]->steps;
	     step->op != NULL; step++) {
		AUTO(args) args = { 0 };
		struct service_ask *a;

		if (step->each != EACH_PART || !text_eq(step->of, kind) ||
		    !(services_paced(&s->rounds[at], step) || (step->trouble && !well)))
			continue;
		a = ask_new(s, at, step);
		a->part = part;
		a->member = member;
		put_args(a, &args);
		submit(a, act, &args);
	}
}

void services_run(void *state, const struct probe_site *site, struct act *act)
{
	struct service_state *s = state;

	services_forget_draft(s);
	s->draft = mem_new(1, sizeof(*s->draft));
	s->members = site->members;
	s->account = site->inst->account;
	s->now_sec = site->now_sec;
	for (size_t i = 0; service_rows[i] != NULL; i++) {
		if (!s->rounds[i].planned)
			continue;
		if (s->rounds[i].number == 0)
			s->rounds[i].started_sec = site->now_sec;
		for (const struct service_step *step = service_rows[i]->steps;
		     step->op != NULL; step++) {
			if (!services_wanted(s, i, step, site->members))
				continue;
			switch (step->each) {
			case EACH_ONCE: ask_once(s, i, step, act); break;
			case EACH_MEMBER: ask_each(s, i, step, act); break;
			case EACH_MEMBERS: ask_together(s, i, step, act); break;
			case EACH_PART: break;
			}
		}
	}
}

/* ---- answers ---- */

static const char *safe_name(struct str text)
{
	AUTO(buf) out = BUF_INIT(NAME_LEN + 8);

	utf8_safe(&out, text, NAME_LEN);
	return shared_text(buf_str(&out));
}

struct owner {
	const struct service_ask *ask;
	const struct member *found;
};

/* "table/load/index/by-day" behind "table/": "load". */
static struct str id_within(struct str text, const char *after)
{
	const char *at;
	size_t n = 0, len = strlen(text_or(after, ""));

	if (after == NULL)
		return text;
	at = memmem(text.p, text.len, after, len);
	if (at == NULL)
		return (struct str){ 0 };
	text.len -= (size_t)(at - text.p) + len;
	text.p = at + len;
	while (n < text.len && text.p[n] != '/' && text.p[n] != ':')
		n++;
	return (struct str){ text.p, n };
}

static bool find_owner(void *ctx, struct str text)
{
	struct owner *o = ctx;
	struct str id = id_within(text, o->ask->step->after);

	if (id.len > 0)
		o->found = members_find(o->ask->s->members, o->ask->step->type, id);
	return o->found == NULL;
}

/* The member that a row belongs to; NULL: it is nobody's. */
static const struct member *owner_of(const struct service_ask *a,
				     const struct node *row)
{
	struct owner o = { .ask = a };

	if (a->step->member == NULL)
		return a->member;
	texts_at(row, a->step->member, find_owner, &o);
	return o.found;
}

/* Name, id and whose it is.  False: it is nothing of the installation. */
static bool name_part(const struct service_ask *a, const struct node *row,
		      const struct member *m, struct part *p)
{
	const struct part *parent =
		a->part == SERVICE_WITHOUT ? NULL : &a->s->draft->parts[a->part];

	const char *id = a->step->id != NULL ? node_text(row, a->step->id, "")
					     : text_or(id_of(a), m ? m->name : "");
	const char *name =
		a->step->name != NULL ? node_text(row, a->step->name, "") : "";
	AUTO(buf) whole = BUF_INIT(LIMIT_KIB(64));

	if (m == NULL || id[0] == '\0')
		return false;
	if (parent != NULL)
		buf_addf(&whole, "%s/", parent->name);
	else if (a->step->nested)
		buf_addf(&whole, "%s/", last_part(m->name));
	buf_add_text(&whole, text_or(name, last_part(id)));
	p->id = shared_text(str_of(id));
	p->name = safe_name(buf_str(&whole));
	p->logical = shared_again(m->logical);
	p->stack = shared_again(m->stack);
	return true;
}

static bool is_skipped(const struct service_ask *a, const struct part *p)
{
	const struct service_step *step = a->step;
	const struct fact *f;

	if (step->skip != NULL &&
	    words_have(step->skip, '|', part_text(p, step->facts[0].key)))
		return true;
	if (step->recent == NULL)
		return false;
	f = part_fact(p, step->recent);
	return f == NULL || a->s->now_sec - f->number > step->recent_sec;
}

/* A newer one of the same is there. */
static bool is_past(const struct service_ask *a, const struct part *p)
{
	const char *of = a->step->newest_of;

	for (size_t i = 0; of != NULL && i < a->s->draft->n; i++) {
		const struct part *other = &a->s->draft->parts[i];

		if (other->service == p->service && other->kind == p->kind &&
		    text_eq(other->name, p->name) &&
		    text_eq(other->logical, p->logical) &&
		    text_eq(other->stack, p->stack) &&
		    text_eq(part_text(other, of), part_text(p, of)))
			return true;
	}
	return false;
}

static void take_part(const struct service_ask *a, const struct node *row,
		      struct act *act)
{
	struct service_state *s = a->s;
	const struct member *m = owner_of(a, row);
	struct part p = { .service = service_rows[a->service]->name,
			  .kind = a->step->kind,
			  .read_sec = s->now_sec };

	if (!name_part(a, row, m, &p)) {
		part_release(&p);
		return;
	}
	facts_take(&p, a->step->facts, row);
	if (is_skipped(a, &p) || is_past(a, &p)) {
		part_release(&p);
		return;
	}
	if (s->draft->n >= LIMIT_PARTS) {
		s->rounds[a->service].cut = true;
		part_release(&p);
		return;
	}
	*VEC_PUSH(s->draft->parts, s->draft->n, s->draft->cap) = p;
	ask_parts(s, a->service, s->draft->n - 1, m, act);
}

static void take_row(const struct service_ask *a, const struct node *row,
		     struct act *act)
{
	if (a->step->kind != NULL)
		take_part(a, row, act);
	else
		facts_take(&a->s->draft->parts[a->part], a->step->facts, row);
}

/* How far the rows of one answer were taken. */
struct taking {
	const struct service_ask *ask;
	struct act *act;
	unsigned n;
	bool more; /* a row was left */
};

static void take_list(struct taking *t, const struct node *list)
{
	unsigned max = t->ask->step->max;

	for (const struct node *row = node_first(list); row != NULL; row = row->next) {
		if (max != 0 && t->n >= max) {
			t->more = true;
			return;
		}
		take_row(t->ask, row, t->act);
		t->n++;
	}
}

/* True: it has more rows than were taken of it. */
static bool take_answer(const struct service_ask *a, const struct node *result,
			struct act *act)
{
	struct taking t = { .ask = a, .act = act };
	const struct node *list;

	if (a->step->rows == NULL) {
		take_row(a, result, act);
		return false;
	}
	list = node_at(result, a->step->rows);
	if (a->step->within == NULL) {
		take_list(&t, list);
		return t.more;
	}
	for (const struct node *n = node_first(list); n != NULL; n = n->next)
		take_list(&t, node_at(n, a->step->within));
	return t.more;
}

/* The last row of an answer is older than what is wanted: so is what would follow, for
 * the newest come first. */
static bool ends_old(const struct service_ask *a, const struct node *result)
{
	const struct service_step *step = a->step;
	const struct node *list = node_at(result, step->rows);
	struct part p = { 0 };
	bool old = false;

	if (step->recent != NULL && list != NULL && list->last != NULL) {
		const struct fact *f;

		facts_take(&p, step->facts, list->last);
		f = part_fact(&p, step->recent);
		old = f != NULL && a->s->now_sec - f->number > step->recent_sec;
	}
	part_release(&p);
	return old;
}

/* What was left of an answer, or stands on pages that are not asked for, is told. */
static void take_reply(const struct service_ask *a, const struct node *result,
		       struct act *act)
{
	const struct op *op = a->step->op;
	bool more = take_answer(a, result, act);

	if (a->step->pages < 2 && op->next_out != NULL)
		more = more || node_text(result, op->next_out, "")[0] != '\0';
	if (a->step->recent != NULL && ends_old(a, result)) {
		pages_stop(act);
		more = false;
	}
	if (more && !a->step->newest)
		a->s->rounds[a->service].cut = true;
}

/* What a part of this kind looks like when only its member is known. */
static void add_gone(struct service_state *s, size_t at, const char *kind,
		     const struct member *m)
{
	if (s->draft->n >= LIMIT_PARTS) {
		s->rounds[at].cut = true;
		return;
	}
	*VEC_PUSH(s->draft->parts, s->draft->n, s->draft->cap) = (struct part){
		.service = service_rows[at]->name,
		.kind = kind,
		.id = shared_again(m->name),
		.name = safe_name(str_of(last_part(m->name))),
		.logical = shared_again(m->logical),
		.stack = shared_again(m->stack),
		.gone = true,
		.read_sec = s->now_sec,
	};
}

static void answered(void *ctx, struct act *act, const struct call_reply *reply)
{
	struct service_ask *a = ctx;
	const struct service_step *step = a->step;

	if (reply->result != NULL)
		take_reply(a, reply->result, act);
	else if (fault_is_answer(step->op, reply->fault) && a->part != SERVICE_WITHOUT)
		facts_take(&a->s->draft->parts[a->part], step->facts, NULL);
	else if (reply->fault != NULL && step->gone != NULL &&
		 a->part == SERVICE_WITHOUT && a->member != NULL &&
		 words_have(step->gone, '|', reply->fault->code))
		add_gone(a->s, a->service, step->kind, a->member);
	else
		failed(a, reply->err);
}

static bool was_listed(const struct service_state *s, size_t at, const char *kind,
		       const struct member *m)
{
	for (size_t i = 0; i < s->draft->n; i++) {
		const struct part *p = &s->draft->parts[i];

		if (p->service == service_rows[at]->name && text_eq(p->kind, kind) &&
		    text_eq(p->logical, m->logical) && text_eq(p->stack, m->stack))
			return true;
	}
	return false;
}

/* A listing came to its end: members that it did not have are gone. */
static void listed(void *ctx, struct act *act, const struct err *err)
{
	const struct service_ask *a = ctx;
	size_t from = 0, n = 0;
	const struct member *first = members_of(a->s->members, a->step->type, &n);

	(void)act;
	if (err != NULL && err->code == ERR_LIMIT)
		a->s->rounds[a->service].cut = true;
	else if (err != NULL)
		note_error(a->s, a->service, err);
	if (err != NULL || !a->step->whole)
		return;
	if (a->step->each == EACH_MEMBERS)
		n = services_chunk(a->s, a->service, a->step, a->s->members, &from);
	for (size_t i = 0; i < n; i++)
		if (!was_listed(a->s, a->service, a->step->kind, &first[from + i]))
			add_gone(a->s, a->service, a->step->kind, &first[from + i]);
}
