/*
 * Arguments of one call.
 *
 * Holds always: values are wiped when they are let go, secret or not (a policy or a
 * token of a page tells enough); what a row calls secret must have been put as such,
 * so that args_show() cannot show it.
 */
#include "core/aws/args.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define SHOWN_MAX    200 /* bytes of one value in args_show() */
#define INDEX_MAX    10000
#define PATH_MAX_LEN 255
#define REDACTED     "‹redacted›"

static void arg_release(struct arg *a)
{
	if (a->value)
		secret_wipe(a->value, strlen(a->value));
	free(a->value);
	free(a->path);
	*a = (struct arg){ 0 };
}

void args_release(struct args *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		arg_release(&a->items[i]);
	free(a->items);
	free(a->within);
	*a = (struct args){ 0 };
}

void args_within(struct args *a, const char *path, ...)
{
	char text[PATH_MAX_LEN + 1];
	va_list ap;

	va_start(ap, path);
	int n = vsnprintf(text, sizeof(text), path, ap);
	va_end(ap);
	bug_unless(n >= 0 && (size_t)n < sizeof(text));
	free(a->within);
	a->within = n > 0 ? mem_text(text) : NULL;
}

static struct arg *put(struct args *a, const char *path, const char *value,
		       enum arg_kind kind)
{
	struct arg *arg = VEC_PUSH(a->items, a->n, a->cap);
	AUTO(buf) whole = BUF_INIT(LIMIT_KIB(4));

	if (a->within)
		buf_addf(&whole, "%s.", a->within);
	buf_add_text(&whole, path);
	arg->path = mem_text(buf_text(&whole));
	arg->value = mem_text(value);
	arg->kind = kind;
	return arg;
}

void args_put(struct args *a, const char *path, const char *value)
{
	if (value)
		(void)put(a, path, value, ARG_TEXT);
}

void args_put_int(struct args *a, const char *path, int64_t value)
{
	AUTO(buf) text = BUF_INIT(32);

	buf_addf(&text, "%lld", (long long)value);
	(void)put(a, path, buf_text(&text), ARG_INT);
}

void args_put_real(struct args *a, const char *path, double value)
{
	AUTO(buf) text = BUF_INIT(64);

	bug_unless(isfinite(value));
	buf_addf(&text, "%.17g", value);
	(void)put(a, path, buf_text(&text), ARG_REAL);
}

void args_put_bool(struct args *a, const char *path, bool value)
{
	(void)put(a, path, value ? "true" : "false", ARG_BOOL);
}

void args_put_secret(struct args *a, const char *path, const char *value)
{
	if (value)
		put(a, path, value, ARG_TEXT)->secret = true;
}

void args_take(struct args *a, const struct arg *from)
{
	put(a, from->path, from->value, from->kind)->secret = from->secret;
}

void args_copy(struct args *dst, const struct args *src)
{
	*dst = (struct args){ 0 };
	for (size_t i = 0; i < src->n; i++)
		args_take(dst, &src->items[i]);
}

/* ---- as a document ---- */

struct str args_step(struct str path, struct str *ret_rest)
{
	*ret_rest = path;
	return str_cut(ret_rest, '.');
}

/* 1 to INDEX_MAX, without zeros in front; 0: it is a name. */
static size_t index_of(struct str step)
{
	int64_t n;

	if (step.len == 0 || step.p[0] < '1' || step.p[0] > '9' ||
	    !str_int(step, 1, INDEX_MAX, &n))
		return 0;
	return (size_t)n;
}

static struct node *child_of(struct node *parent, struct str step, size_t index)
{
	struct node *n = parent->first;

	if (index == parent->n_children && index > 0)
		return parent->last; /* what is put in order is found at once */
	for (size_t i = 1; n; n = n->next, i++)
		if (index ? i == index : str_is(step, n->name))
			return n;
	return NULL;
}

/* The node at a step, made when it is not there; NULL: it cannot be there. */
static struct node *step_into(struct arena *arena, struct node *parent, struct str step,
			      enum node_kind kind, bool last)
{
	size_t index = index_of(step);
	struct node *n;

	if (step.len == 0 || (index > 0) != (parent->kind == NODE_LIST) ||
	    index > parent->n_children + 1)
		return NULL;
	n = child_of(parent, step, index);
	if (n)
		return !last && n->kind == kind ? n : NULL;
	const char *name = index ? NULL : arena_text(arena, step);
	return index || name ? node_put(arena, parent, name, kind) : NULL;
}

static void set_value(struct node *n, struct arena *arena, const struct arg *arg)
{
	switch (arg->kind) {
	case ARG_TEXT: n->text = str_of(arena_text(arena, str_of(arg->value))); break;
	case ARG_INT:
		bug_unless(
			str_int(str_of(arg->value), INT64_MIN, INT64_MAX, &n->number));
		break;
	case ARG_REAL: n->real = strtod(arg->value, NULL); break;
	case ARG_BOOL: n->number = text_eq(arg->value, "true"); break;
	}
}

static enum node_kind kind_of_rest(struct str rest, enum arg_kind kind)
{
	static const enum node_kind kinds[] = { [ARG_TEXT] = NODE_TEXT,
						[ARG_INT] = NODE_INT,
						[ARG_REAL] = NODE_REAL,
						[ARG_BOOL] = NODE_BOOL };
	struct str ignored;

	if (!rest.p)
		return kinds[kind];
	return index_of(args_step(rest, &ignored)) ? NODE_LIST : NODE_OBJECT;
}

static bool add(struct node *root, struct arena *arena, const struct arg *arg)
{
	struct node *at = root;
	struct str rest = str_of(arg->path);

	while (at && rest.p) {
		struct str step = args_step(rest, &rest);
		at = step_into(arena, at, step, kind_of_rest(rest, arg->kind), !rest.p);
	}
	if (at)
		set_value(at, arena, arg);
	return at != NULL;
}

struct node *args_tree(const struct args *a, struct arena *arena, struct err *err)
{
	struct node *root = node_object(arena);

	for (size_t i = 0; root && i < a->n; i++) {
		if (add(root, arena, &a->items[i]))
			continue;
		if (arena_ok(arena))
			(void)err_set(err, ERR_ARG,
				      "%s is there twice, or does not fit to the "
				      "arguments before it",
				      a->items[i].path);
		root = NULL;
	}
	if (!arena_ok(arena)) {
		(void)err_set(err, ERR_LIMIT, "arguments of more than %zu MiB",
			      LIMIT_ARENA / LIMIT_MIB(1));
		return NULL;
	}
	return root;
}

/* ---- checking ---- */

static const struct op_param *find_param(const struct op *op, struct str name)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++) {
		if (str_is(name, op->params[i].name))
			return &op->params[i];
	}
	return NULL;
}

static bool kind_fits(const struct arg *arg, struct str rest, enum param_kind kind)
{
	struct str ignored;

	switch (kind) {
	case PARAM_TEXT: return !rest.p && arg->kind == ARG_TEXT;
	case PARAM_INT: return !rest.p && arg->kind == ARG_INT;
	case PARAM_BOOL: return !rest.p && arg->kind == ARG_BOOL;
	case PARAM_LIST: return rest.p && index_of(args_step(rest, &ignored)) > 0;
	case PARAM_STRUCT: return rest.p && index_of(args_step(rest, &ignored)) == 0;
	}
	return false;
}

static bool check_arg(const struct arg *arg, const struct op *op, struct err *err)
{
	struct str rest, name = args_step(str_of(arg->path), &rest);
	const struct op_param *p = find_param(op, name);

	if (!p)
		return err_set(err, ERR_ARG, "%s has no parameter %s", op->id,
			       arg->path);
	if (!kind_fits(arg, rest, p->kind))
		return err_set(err, ERR_ARG, "%s: %s is not of the right kind", op->id,
			       arg->path);
	if (p->secret && !arg->secret)
		return err_set(err, ERR_ARG, "%s: %s is a secret and not marked so",
			       op->id, arg->path);
	if (strlen(arg->value) > LIMIT_TOKEN || !utf8_valid(str_of(arg->value)))
		return err_set(err, ERR_ARG, "%s: %s is too long or not UTF-8", op->id,
			       arg->path);
	return true;
}

/* It has a value, or something within it has. */
static bool has_arg(const struct args *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++) {
		struct str rest;
		if (str_is(args_step(str_of(a->items[i].path), &rest), name))
			return !text_empty(a->items[i].value);
	}
	return false;
}

bool args_check(const struct args *a, const struct op *op, struct err *err)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);

	for (size_t i = 0; i < a->n; i++) {
		if (!check_arg(&a->items[i], op, err))
			return false;
	}
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++) {
		const struct op_param *p = &op->params[i];
		if (p->required && !has_arg(a, p->name))
			return err_set(err, ERR_ARG, "%s needs %s", op->id, p->name);
	}
	return args_tree(a, &arena, err) || err_context(err, "%s", op->id);
}

/* ---- what is secret ---- */

bool args_secret(const struct args *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->items[i].secret)
			return true;
	}
	return false;
}

static size_t length_at(struct str text, struct str value)
{
	bool here = value.len > 0 && value.len <= text.len &&
		    memcmp(text.p, value.p, value.len) == 0;

	return here ? value.len : 0;
}

/* How long the longest secret value at the beginning of text is; 0: there is none. */
static size_t secret_at(const struct args *a, struct str text)
{
	size_t most = 0;

	for (size_t i = 0; i < a->n; i++) {
		struct str value = str_of(a->items[i].value);
		AUTO(buf) coded = BUF_SECRET(3 * value.len);
		if (!a->items[i].secret)
			continue;
		buf_add_uri(&coded, value, false);
		size_t plain_len = length_at(text, value);
		size_t coded_len = length_at(text, buf_str(&coded));
		most = plain_len > most ? plain_len : most;
		most = coded_len > most ? coded_len : most;
	}
	return most;
}

void args_redact(const struct args *a, struct str text, struct buf *out)
{
	bool secret = args_secret(a);

	while (text.len > 0 && buf_ok(out)) {
		size_t n = secret ? secret_at(a, text) : 0;
		if (n > 0)
			buf_add_text(out, REDACTED);
		else
			buf_add_char(out, text.p[0]);
		n = n > 0 ? n : 1;
		text = (struct str){ text.p + n, text.len - n };
	}
}

/* ---- showing ---- */

static void show_value(const struct arg *arg, struct buf *out)
{
	bool quoted = arg->value[0] == '\0' || strpbrk(arg->value, " \t\n\"") != NULL;

	if (arg->secret) {
		buf_add_text(out, REDACTED);
		return;
	}
	if (quoted)
		buf_add_char(out, '"');
	utf8_safe(out, str_of(arg->value), SHOWN_MAX);
	if (quoted)
		buf_add_char(out, '"');
}

void args_show(const struct args *a, struct buf *out)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct arg *arg = &a->items[i];
		if (i > 0)
			buf_add_char(out, ' ');
		buf_add_text(out, arg->path);
		buf_add_char(out, '=');
		show_value(arg, out);
	}
}
