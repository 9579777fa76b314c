/*
 * Arguments of one call.
 *
 * Holds always: values are wiped when they are let go, secret or not (a policy or a
 * token of a page tells enough); what a row calls secret must have been put as such,
 * so that args_show() cannot show it.
 */
#include "core/aws/args.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define SHOWN_MAX 200 /* bytes of one value in args_show() */
#define INDEX_MAX 1000
#define REDACTED  "‹redacted›"

static void arg_release(struct arg *a)
{
	if (a->value)
		secret_wipe(a->value, strlen(a->value));
	free(a->value);
	free(a->name);
	free(a->member);
	*a = (struct arg){ 0 };
}

void args_release(struct args *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		arg_release(&a->items[i]);
	free(a->items);
	*a = (struct args){ 0 };
}

static struct arg *put(struct args *a, const char *name, const char *value)
{
	struct arg *arg = VEC_PUSH(a->items, a->n, a->cap);

	arg->name = mem_text(name);
	arg->value = mem_text(value);
	return arg;
}

void args_put(struct args *a, const char *name, const char *value)
{
	if (value)
		(void)put(a, name, value);
}

void args_put_int(struct args *a, const char *name, int64_t value)
{
	AUTO(buf) text = BUF_INIT(32);

	buf_addf(&text, "%lld", (long long)value);
	(void)put(a, name, buf_text(&text));
}

void args_put_secret(struct args *a, const char *name, const char *value)
{
	if (value)
		put(a, name, value)->secret = true;
}

void args_put_member(struct args *a, const char *name, unsigned index,
		     const char *member, const char *value)
{
	if (!value)
		return;
	struct arg *arg = put(a, name, value);
	arg->index = index;
	arg->member = mem_text(member);
}

void args_copy(struct args *dst, const struct args *src)
{
	*dst = (struct args){ 0 };
	for (size_t i = 0; i < src->n; i++) {
		const struct arg *from = &src->items[i];
		struct arg *to = put(dst, from->name, from->value);
		to->index = from->index;
		to->member = mem_text(from->member);
		to->secret = from->secret;
	}
}

/* ---- checking ---- */

static const struct op_param *find_param(const struct op *op, const char *name)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++) {
		if (strcmp(op->params[i].name, name) == 0)
			return &op->params[i];
	}
	return NULL;
}

static const struct arg *find_arg(const struct args *a, const char *name,
				  unsigned index, const char *member)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct arg *arg = &a->items[i];
		if (strcmp(arg->name, name) == 0 && arg->index == index &&
		    (!member || text_eq(arg->member, member)))
			return arg;
	}
	return NULL;
}

static bool kind_fits(const struct arg *arg, enum param_kind kind)
{
	int64_t number;

	switch (kind) {
	case PARAM_TEXT: return arg->index == 0 && !arg->member;
	case PARAM_INT:
		return arg->index == 0 && !arg->member &&
		       str_int(str_of(arg->value), INT64_MIN, INT64_MAX, &number);
	case PARAM_STRUCT_LIST: return arg->index > 0 && !text_empty(arg->member);
	}
	return false;
}

static bool check_arg(const struct args *a, const struct arg *arg, const struct op *op,
		      struct err *err)
{
	const struct op_param *p = find_param(op, arg->name);

	if (!p)
		return err_set(err, ERR_ARG, "%s has no parameter %s", op->id,
			       arg->name);
	if (!kind_fits(arg, p->kind) || arg->index > INDEX_MAX)
		return err_set(err, ERR_ARG, "%s: %s is not of the right kind", op->id,
			       arg->name);
	if (p->secret && !arg->secret)
		return err_set(err, ERR_ARG, "%s: %s is a secret and not marked so",
			       op->id, arg->name);
	if (strlen(arg->value) > LIMIT_TOKEN || !utf8_valid(str_of(arg->value)))
		return err_set(err, ERR_ARG, "%s: %s is too long or not UTF-8", op->id,
			       arg->name);
	if (find_arg(a, arg->name, arg->index, arg->member) != arg)
		return err_set(err, ERR_ARG, "%s: %s is given twice", op->id,
			       arg->name);
	if (arg->index > 1 && !find_arg(a, arg->name, arg->index - 1, NULL))
		return err_set(err, ERR_ARG, "%s: %s has a gap before %u", op->id,
			       arg->name, arg->index);
	return true;
}

bool args_check(const struct args *a, const struct op *op, struct err *err)
{
	for (size_t i = 0; i < a->n; i++) {
		if (!check_arg(a, &a->items[i], op, err))
			return false;
	}
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++) {
		const struct op_param *p = &op->params[i];
		unsigned first = p->kind == PARAM_STRUCT_LIST;
		const struct arg *arg = find_arg(a, p->name, first, NULL);
		if (p->required && (!arg || text_empty(arg->value)))
			return err_set(err, ERR_ARG, "%s needs %s", op->id, p->name);
	}
	return true;
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
		buf_add_text(out, arg->name);
		if (arg->index > 0)
			buf_addf(out, ".%u", arg->index);
		if (arg->member)
			buf_addf(out, ".%s", arg->member);
		buf_add_char(out, '=');
		show_value(arg, out);
	}
}
