/*
 * JSON documents to and from nodes.
 *
 * jansson refuses a whole document for one bad byte, a lone surrogate, a NUL in a
 * name or a number that does not fit.  One bad log line must not lose a page, so
 * mend() writes a copy first in which such things are replaced, and counts what
 * could use up memory.  It knows strings and numbers only; the grammar is
 * jansson's to judge.
 *
 * What always holds: messages name a place and never content (jansson's own
 * quote it, and a credential process answers in JSON); memory that documents
 * pass through is wiped.
 */
#include "core/tree/json.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/sha.h"
#include "core/base/utf8.h"

/* The largest power of ten that a double holds for certain. */
#define REAL_EXPONENT_MAX 307

struct mender {
	struct str in; /* what is left */
	struct buf out;
	size_t depth, n_nodes;
};

static char peek(const struct mender *m, size_t at)
{
	if (at >= m->in.len)
		return '\0';
	return m->in.p[at];
}

static void skip(struct mender *m, size_t n)
{
	m->in = (struct str){ m->in.p + n, m->in.len - n };
}

static void keep(struct mender *m, size_t n)
{
	buf_add(&m->out, m->in.p, n);
	skip(m, n);
}

/* The value of \uXXXX at in[at], or -1 if it is none. */
static int escape_at(const struct mender *m, size_t at)
{
	unsigned char two[2];
	if (at + 6 > m->in.len || peek(m, at) != '\\' || peek(m, at + 1) != 'u')
		return -1;
	if (!hex_decode((struct str){ m->in.p + at + 2, 4 }, two, sizeof(two)))
		return -1;
	return two[0] * 256 + two[1];
}

static bool is_high(int code)
{
	return code >= 0xD800 && code <= 0xDBFF;
}

static bool is_low(int code)
{
	return code >= 0xDC00 && code <= 0xDFFF;
}

/* A backslash and what belongs to it.  Returns whether it stands for a NUL. */
static bool mend_escape(struct mender *m)
{
	int code = escape_at(m, 0);
	if (code < 0) {
		keep(m, m->in.len < 2 ? m->in.len : 2);
	} else if (is_high(code) && is_low(escape_at(m, 6))) {
		keep(m, 12);
	} else if (is_high(code) || is_low(code)) {
		buf_add_text(&m->out, "\\ufffd");
		skip(m, 6);
	} else {
		keep(m, 6);
	}
	return code == 0;
}

static size_t plain_run(struct str s)
{
	size_t n = 0;
	while (n < s.len && s.p[n] >= 0x20 && s.p[n] < 0x7F && s.p[n] != '"' &&
	       s.p[n] != '\\')
		n++;
	return n;
}

/* In the string that starts at out[from]: jansson takes no NUL in a name. */
static void replace_nuls(struct buf *out, size_t from)
{
	for (size_t i = from; i + 6 <= out->len; i++) {
		if (out->p[i] != '\\')
			continue;
		if (memcmp(out->p + i, "\\u0000", 6) == 0)
			memcpy(out->p + i, "\\ufffd", 6);
		i++; /* the second half of an escape is no backslash of its own */
	}
}

static bool is_name(const struct mender *m)
{
	size_t at = 0;
	while (at < m->in.len && strchr(" \t\r\n", m->in.p[at]) && m->in.p[at] != '\0')
		at++;
	return peek(m, at) == ':';
}

static void mend_string(struct mender *m)
{
	size_t from = m->out.len;
	bool nul = false;
	keep(m, 1);
	while (m->in.len > 0 && m->in.p[0] != '"') {
		unsigned char c = (unsigned char)m->in.p[0];
		size_t run = plain_run(m->in);
		if (run > 0) {
			keep(m, run);
		} else if (c == '\\') {
			nul = mend_escape(m) || nul;
		} else if (c < 0x20) {
			buf_addf(&m->out, "\\u%04x", (unsigned)c);
			nul = nul || c == 0;
			skip(m, 1);
		} else {
			utf8_put(&m->out, utf8_next(&m->in));
		}
	}
	if (m->in.len > 0)
		keep(m, 1);
	if (nul && buf_ok(&m->out) && is_name(m))
		replace_nuls(&m->out, from);
}

static size_t count_digits(struct str s, size_t at)
{
	size_t n = 0;
	while (at + n < s.len && s.p[at + n] >= '0' && s.p[at + n] <= '9')
		n++;
	return n;
}

/* The exponent at s[*at], which moves past it; 0 without one, large when absurd. */
static int64_t take_exponent(struct str s, size_t *at)
{
	size_t i = *at;
	if (i >= s.len || (s.p[i] != 'e' && s.p[i] != 'E'))
		return 0;
	i++;
	bool minus = i < s.len && s.p[i] == '-';
	if (i < s.len && (s.p[i] == '-' || s.p[i] == '+'))
		i++;
	size_t n = count_digits(s, i);
	int64_t value = 0;
	if (n == 0)
		return 0; /* jansson will refuse it */
	*at = i + n;
	if (!str_int((struct str){ s.p + i, n }, 0, INT32_MAX, &value))
		value = INT32_MAX;
	return minus ? -value : value;
}

/*
 * The number at the start of s.
 *
 * Returns  its length in bytes, 0 if it is none; *ret_fits false when jansson
 *          could not hold it
 */
static size_t number_len(struct str s, bool *ret_fits)
{
	size_t minus = s.len > 0 && s.p[0] == '-' ? 1 : 0;
	size_t n_int = count_digits(s, minus);
	size_t at = minus + n_int;
	if (n_int == 0 || (n_int > 1 && s.p[minus] == '0'))
		return 0;
	size_t integer_end = at;
	if (at < s.len && s.p[at] == '.' && count_digits(s, at + 1) > 0)
		at += 1 + count_digits(s, at + 1);
	int64_t exponent = take_exponent(s, &at);
	int64_t number = 0;
	if (at == integer_end)
		*ret_fits =
			str_int((struct str){ s.p, at }, INT64_MIN, INT64_MAX, &number);
	else
		*ret_fits = (int64_t)n_int + exponent <= REAL_EXPONENT_MAX;
	return at;
}

static void mend_number(struct mender *m)
{
	bool fits = true;
	size_t n = number_len(m->in, &fits);
	if (n == 0) {
		keep(m, 1);
		return;
	}
	/* As a text no digit of it is lost: such numbers are names of something. */
	if (!fits)
		buf_add_char(&m->out, '"');
	keep(m, n);
	if (!fits)
		buf_add_char(&m->out, '"');
}

static bool mend(struct mender *m, struct err *err)
{
	if (str_starts(m->in, "\xEF\xBB\xBF"))
		skip(m, 3);
	while (m->in.len > 0) {
		char c = m->in.p[0];
		if (c == '"') {
			mend_string(m);
			continue;
		}
		if (c == '-' || (c >= '0' && c <= '9')) {
			mend_number(m);
			continue;
		}
		m->n_nodes += c == ',' || c == '[' || c == '{' ? 1 : 0;
		m->depth += c == '[' || c == '{' ? 1 : 0;
		m->depth -= m->depth > 0 && (c == ']' || c == '}') ? 1 : 0;
		if (m->depth > LIMIT_JSON_DEPTH)
			return err_set(err, ERR_LIMIT, "JSON: nested too deeply");
		if (m->n_nodes > LIMIT_JSON_NODES)
			return err_set(err, ERR_LIMIT, "JSON: too many values");
		keep(m, 1);
	}
	if (!buf_ok(&m->out))
		return err_set(err, ERR_LIMIT, "JSON: larger than %zu bytes",
			       m->out.max);
	return true;
}

static void fill(struct arena *a, struct node *n, json_t *j);

static void fill_object(struct arena *a, struct node *n, json_t *j)
{
	n->kind = NODE_OBJECT;
	for (void *i = json_object_iter(j); i; i = json_object_iter_next(j, i))
		fill(a, node_put(a, n, json_object_iter_key(i), NODE_NULL),
		     json_object_iter_value(i));
}

static void fill_list(struct arena *a, struct node *n, json_t *j)
{
	n->kind = NODE_LIST;
	for (size_t i = 0; i < json_array_size(j); i++)
		fill(a, node_put(a, n, NULL, NODE_NULL), json_array_get(j, i));
}

static void fill_text(struct arena *a, struct node *n, const json_t *j)
{
	struct str s = { json_string_value(j), json_string_length(j) };
	const char *copy = arena_text(a, s);
	n->kind = NODE_TEXT;
	if (copy)
		n->text = (struct str){ copy, s.len };
}

/* Recursion ends at LIMIT_JSON_DEPTH, which mend() has checked. */
static void fill(struct arena *a, struct node *n, json_t *j)
{
	if (!n)
		return;
	switch (json_typeof(j)) {
	case JSON_OBJECT: fill_object(a, n, j); break;
	case JSON_ARRAY: fill_list(a, n, j); break;
	case JSON_STRING: fill_text(a, n, j); break;
	case JSON_INTEGER:
		n->kind = NODE_INT;
		n->number = json_integer_value(j);
		break;
	case JSON_REAL:
		n->kind = NODE_REAL;
		n->real = json_real_value(j);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		n->kind = NODE_BOOL;
		n->number = json_is_true(j) ? 1 : 0;
		break;
	case JSON_NULL: n->kind = NODE_NULL; break;
	}
}

static bool refuse(const json_error_t *e, struct err *err)
{
	const char *what = "this is not JSON";
	enum json_error_code code = json_error_code(e);
	if (code == json_error_premature_end_of_input)
		what = "the text ends too early";
	else if (code == json_error_end_of_input_expected)
		what = "something stands after the end";
	else if (code == json_error_out_of_memory || code == json_error_stack_overflow)
		return err_set(err, ERR_LIMIT, "JSON: too much to keep in memory");
	return err_set(err, ERR_PARSE, "JSON, line %d column %d: %s", e->line,
		       e->column, what);
}

static bool load(struct str text, struct arena *a, struct node **ret, struct err *err)
{
	json_error_t e;
	json_t *j = json_loadb(text.p, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
	if (!j)
		return refuse(&e, err);
	struct node *root = node_object(a);
	fill(a, root, j);
	json_decref(j);
	if (!root || !arena_ok(a))
		return err_set(err, ERR_LIMIT, "JSON: too much to keep in memory");
	*ret = root;
	return true;
}

bool json_parse(struct str text, struct arena *a, struct node **ret, struct err *err)
{
	if (text.len > LIMIT_BODY)
		return err_set(err, ERR_LIMIT, "JSON: larger than %zu bytes",
			       LIMIT_BODY);
	struct mender m = { .in = text, .out = BUF_SECRET(LIMIT_BODY * 2) };
	json_malloc_t old_new = NULL;
	json_free_t old_free = NULL;
	json_get_alloc_funcs(&old_new, &old_free);
	json_set_alloc_funcs(secret_heap_new, secret_heap_free);
	bool ok = mend(&m, err) && load(buf_str(&m.out), a, ret, err);
	json_set_alloc_funcs(old_new, old_free);
	buf_release(&m.out);
	return ok;
}

static void write_escaped(struct buf *out, uint32_t code)
{
	static const char letters[] = "btn.fr"; /* U+0008 to U+000D */
	if (code >= 0x08 && code <= 0x0D && code != 0x0B)
		buf_addf(out, "\\%c", letters[code - 0x08]);
	else
		buf_addf(out, "\\u%04x", (unsigned)code);
}

static bool is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
	       code == 0x2029 || (code >= 0x202A && code <= 0x202E) ||
	       (code >= 0x2066 && code <= 0x2069);
}

/* What could move a cursor is escaped too: documents are printed on terminals. */
static void write_string(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	while (s.len > 0) {
		size_t run = plain_run(s);
		buf_add(out, s.p, run);
		s = (struct str){ s.p + run, s.len - run };
		if (s.len == 0)
			break;
		uint32_t code = utf8_next(&s);
		if (code == '"' || code == '\\')
			buf_addf(out, "\\%c", (char)code);
		else if (is_hidden(code))
			write_escaped(out, code);
		else
			utf8_put(out, code);
	}
	buf_add_char(out, '"');
}

/* The shortest form that reads back as the same number, in every locale. */
static void write_real(struct buf *out, double real)
{
	char text[40];
	if (!isfinite(real)) {
		buf_add_text(out, "null"); /* JSON has no other word for it */
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, real);
		char *end = NULL;
		double again = strtod(text, &end);
		if (again >= real && again <= real)
			break;
	}
	bool whole = true;
	for (char *p = text; *p; p++) {
		if (strchr("+-0123456789", *p))
			continue;
		whole = false;
		if (*p != 'e')
			*p = '.'; /* the locale's decimal point */
	}
	buf_add_text(out, text);
	if (whole)
		buf_add_text(out, ".0"); /* a real stays one when it is read again */
}

static void write_node(struct buf *out, const struct node *n, enum json_form form,
		       unsigned depth);

static void write_break(struct buf *out, enum json_form form, unsigned depth)
{
	if (form != JSON_INDENTED)
		return;
	buf_add_char(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buf_add_text(out, "  ");
}

static void write_children(struct buf *out, const struct node *n, enum json_form form,
			   unsigned depth)
{
	bool object = n->kind == NODE_OBJECT;
	buf_add_char(out, object ? '{' : '[');
	for (const struct node *c = n->first; c && buf_ok(out); c = c->next) {
		write_break(out, form, depth + 1);
		if (object) {
			write_string(out, str_of(c->name));
			buf_add_text(out, form == JSON_INDENTED ? ": " : ":");
		}
		write_node(out, c, form, depth + 1);
		if (c->next)
			buf_add_char(out, ',');
	}
	if (n->first)
		write_break(out, form, depth);
	buf_add_char(out, object ? '}' : ']');
}

static void write_node(struct buf *out, const struct node *n, enum json_form form,
		       unsigned depth)
{
	switch (n->kind) {
	case NODE_NULL: buf_add_text(out, "null"); break;
	case NODE_BOOL: buf_add_text(out, n->number ? "true" : "false"); break;
	case NODE_INT: buf_addf(out, "%" PRId64, n->number); break;
	case NODE_REAL: write_real(out, n->real); break;
	case NODE_TEXT: write_string(out, n->text); break;
	case NODE_LIST:
	case NODE_OBJECT: write_children(out, n, form, depth); break;
	}
}

void json_write(struct buf *out, const struct node *n, enum json_form form)
{
	write_node(out, n, form, 0);
}

const char *json_version(void)
{
	return jansson_version_str();
}
