/*
 * What was told, and its form in the file:
 *
 *   {"v":1,"told":[{"installation":"acme-prod-eu","state":"crit"}],
 *    "waiting":[{"installation":"acme-prod-eu","text":"{...}","command":true,
 *                "webhook":false}]}
 */
#include "core/watch/told.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

static const char *const ways[TOLD_WAYS] = { "command", "webhook" };

static void change_clear(struct told_change *c)
{
	free(c->inst);
	free(c->text);
	*c = (struct told_change){ 0 };
}

void told_release(struct told *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->rows[i].inst);
	for (size_t i = 0; i < t->n_changes; i++)
		change_clear(&t->changes[i]);
	free(t->rows);
	free(t->changes);
	*t = (struct told){ 0 };
}

static struct told_row *find(const struct told *t, const char *inst)
{
	for (size_t i = 0; i < t->n; i++)
		if (text_eq(t->rows[i].inst, inst))
			return &t->rows[i];
	return NULL;
}

bool told_state(const struct told *t, const char *inst, enum severity *ret)
{
	const struct told_row *row = find(t, inst);

	*ret = row != NULL ? row->state : SEV_OK;
	return row != NULL;
}

void told_note(struct told *t, const char *inst, enum severity state)
{
	struct told_row *row = find(t, inst);

	if (row == NULL) {
		row = VEC_PUSH(t->rows, t->n, t->cap);
		row->inst = mem_text(inst);
	}
	row->state = state;
}

bool told_add(struct told *t, const char *inst, const char *text,
	      const bool by[TOLD_WAYS])
{
	struct told_change *c = NULL;

	if (!by[TOLD_COMMAND] && !by[TOLD_WEBHOOK])
		return true;
	if (t->n_changes >= LIMIT_TOLD)
		return false;
	c = VEC_PUSH(t->changes, t->n_changes, t->cap_changes);
	c->inst = mem_text(inst);
	c->text = mem_text(text);
	memcpy(c->waits, by, sizeof(c->waits));
	memcpy(c->was_due, by, sizeof(c->was_due));
	return true;
}

struct told_change *told_next(struct told *t, enum told_way way)
{
	for (size_t i = 0; i < t->n_changes; i++)
		if (t->changes[i].waits[way])
			return &t->changes[i];
	return NULL;
}

void told_done(struct told *t, struct told_change *c, enum told_way way)
{
	size_t i = (size_t)(c - t->changes);

	c->waits[way] = false;
	if (c->waits[TOLD_COMMAND] || c->waits[TOLD_WEBHOOK])
		return;
	change_clear(c);
	VEC_REMOVE(t->changes, t->n_changes, i);
}

void told_other(struct told_change *c, enum told_way way)
{
	enum told_way other = way == TOLD_COMMAND ? TOLD_WEBHOOK : TOLD_COMMAND;

	if (!c->was_due[other])
		c->waits[other] = c->was_due[other] = true;
}

bool told_failed(struct told *t, struct told_change *c, enum told_way way,
		 int64_t now_sec)
{
	int64_t pause_sec = TOLD_PAUSE_SEC;

	for (unsigned i = 0; i < c->attempts[way]; i++)
		pause_sec *= 3;
	c->next_sec[way] = now_sec + pause_sec;
	if (++c->attempts[way] < TOLD_ATTEMPTS)
		return true;
	told_done(t, c, way);
	return false;
}

/* ---- the file ---- */

static void put_rows(const struct told *t, struct arena *a, struct node *root)
{
	struct node *list = node_put(a, root, "told", NODE_LIST);

	for (size_t i = 0; i < t->n; i++) {
		struct node *o = node_add(a, list, NODE_OBJECT);

		(void)node_put_text(a, o, "installation", t->rows[i].inst);
		(void)node_put_text(a, o, "state", severity_name(t->rows[i].state));
	}
}

static void put_changes(const struct told *t, struct arena *a, struct node *root)
{
	struct node *list = node_put(a, root, "waiting", NODE_LIST);

	for (size_t i = 0; i < t->n_changes; i++) {
		const struct told_change *c = &t->changes[i];
		struct node *o = node_add(a, list, NODE_OBJECT);

		(void)node_put_text(a, o, "installation", c->inst);
		(void)node_put_text(a, o, "text", c->text);
		for (size_t w = 0; w < TOLD_WAYS; w++)
			if (c->was_due[w])
				(void)node_put_bool(a, o, ways[w], c->waits[w]);
	}
}

bool told_write(const struct told *t, struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct node *root = node_object(&a);

	(void)node_put_int(&a, root, "v", 1);
	put_rows(t, &a, root);
	put_changes(t, &a, root);
	json_write(out, root, JSON_COMPACT);
	buf_add_char(out, '\n');
	return arena_ok(&a) && buf_ok(out);
}

static void take_row(struct told *t, const struct node *n)
{
	const char *inst = node_text(n, "installation", NULL);

	for (int s = 0; inst != NULL && s < SEV_COUNT; s++)
		if (text_eq(node_text(n, "state", ""), severity_name((enum severity)s)))
			told_note(t, inst, (enum severity)s);
}

static void take_change(struct told *t, const struct node *n)
{
	const char *inst = node_text(n, "installation", NULL);
	const char *text = node_text(n, "text", NULL);
	bool by[TOLD_WAYS], was[TOLD_WAYS];
	size_t before = t->n_changes;

	for (size_t w = 0; w < TOLD_WAYS; w++) {
		const struct node *b = node_get(n, ways[w]);

		was[w] = b != NULL && b->kind == NODE_BOOL;
		by[w] = was[w] && b->number != 0;
	}
	if (inst == NULL || text == NULL || !told_add(t, inst, text, by))
		return; /* a file that is not ours, or over the ceiling */
	if (t->n_changes > before)
		memcpy(t->changes[before].was_due, was, sizeof(was));
}

bool told_read(struct str text, struct told *t, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct node *root = NULL;
	const struct node *n = NULL;

	if (!json_parse(text, &a, &root, err))
		return false;
	if (root->kind != NODE_OBJECT || node_int(root, "v", 0) != 1)
		return err_set(err, ERR_PARSE, "it is another document");
	for (n = node_first(node_get(root, "told"));
	     n != NULL && t->n < LIMIT_INSTALLATIONS; n = n->next)
		take_row(t, n);
	for (n = node_first(node_get(root, "waiting")); n != NULL; n = n->next)
		take_change(t, n);
	return true;
}
