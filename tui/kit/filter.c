/*
 * The filter language.  Bytes are read once, left to right; a term is cut off first
 * (quotes keep blanks together), then understood.
 */
#include "tui/kit/filter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "tui/kit/nearest.h"
#include "tui/kit/word.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	c = word_lower(c);
	return c >= 'a' && c <= 'z';
}

/* Of `s` without its first n bytes. */
static struct str after(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.len - n };
}

static char first_of(struct str s)
{
	if (s.len == 0)
		return '\0';
	return s.p[0];
}

/* ---- amounts ---- */

/* Digits with an optional fraction; commas between digits (10,561) are passed over. */
static bool take_digits(struct str *s, double *ret)
{
	double amount = 0;
	double place = 1;
	size_t i = 0;

	while (i < s->len && (is_digit(s->p[i]) || (s->p[i] == ',' && i > 0))) {
		if (s->p[i] != ',')
			amount = amount * 10 + (s->p[i] - '0');
		i++;
	}
	if (i == 0)
		return false;
	if (i + 1 < s->len && s->p[i] == '.' && is_digit(s->p[i + 1])) {
		for (i++; i < s->len && is_digit(s->p[i]); i++) {
			place /= 10;
			amount += place * (s->p[i] - '0');
		}
	}
	*s = after(*s, i);
	*ret = amount;
	return true;
}

static const struct {
	const char *unit;
	enum filter_kind kind;
	double factor;
} units[] = {
	{ "s", FILTER_AGE, 1 },
	{ "m", FILTER_AGE, 60 },
	{ "min", FILTER_AGE, 60 },
	{ "h", FILTER_AGE, 3600 },
	{ "d", FILTER_AGE, 86400 },
	{ "w", FILTER_AGE, 604800 },
	{ "y", FILTER_AGE, 31557600 },
	{ "b", FILTER_SIZE, 1 },
	{ "kb", FILTER_SIZE, 1e3 },
	{ "mb", FILTER_SIZE, 1e6 },
	{ "gb", FILTER_SIZE, 1e9 },
	{ "tb", FILTER_SIZE, 1e12 },
	{ "kib", FILTER_SIZE, 1024 },
	{ "mib", FILTER_SIZE, 1048576 },
	{ "gib", FILTER_SIZE, 1073741824 },
	{ "tib", FILTER_SIZE, 1099511627776 },
};

/* The unit that s begins with, a word of its own: "m", " MiB". */
static bool take_unit(struct str *s, size_t *ret_unit)
{
	struct str word = *s;
	size_t len = 0;

	if (first_of(word) == ' ')
		word = after(word, 1);
	while (len < word.len && is_letter(word.p[len]))
		len++;
	for (size_t i = 0; len > 0 && i < ARRAY_LEN(units); i++) {
		if (!word_same((struct str){ word.p, len }, units[i].unit))
			continue;
		*s = after(word, len);
		*ret_unit = i;
		return true;
	}
	return false;
}

/* "1h30m" is one age; "now" is the youngest. */
static bool read_units(struct str s, struct filter_value *ret)
{
	double total = 0;
	double amount = 0;
	size_t unit = 0;
	enum filter_kind kind = FILTER_AGE;
	bool any = false;

	if (word_same(s, "now")) {
		*ret = (struct filter_value){ .kind = FILTER_AGE };
		return true;
	}
	while (take_digits(&s, &amount)) {
		if (!take_unit(&s, &unit) || (any && units[unit].kind != kind))
			return false;
		kind = units[unit].kind;
		total += amount * units[unit].factor;
		any = true;
	}
	*ret = (struct filter_value){ .kind = kind, .amount = total };
	return any;
}

/* 4.12, v4.12.3: parts of digits with dots between. */
static bool read_version(struct str s, struct filter_value *ret)
{
	struct filter_value v = { .kind = FILTER_VERSION };
	size_t n = 0;

	if (word_lower(first_of(s)) == 'v')
		s = after(s, 1);
	while (n < FILTER_PARTS && is_digit(first_of(s))) {
		uint64_t part = 0;

		while (is_digit(first_of(s))) {
			part = part * 10 + (uint64_t)(s.p[0] - '0');
			part = part > UINT32_MAX ? UINT32_MAX : part;
			s = after(s, 1);
		}
		v.parts[n++] = (uint32_t)part;
		if (first_of(s) != '.')
			break;
		s = after(s, 1);
	}
	*ret = v;
	return n > 0 && (s.len == 0 || strchr(" -+", s.p[0]));
}

/* What follows a number may not make another word of it: "3/4 ■" is 3, "3rd" is none.
 */
static bool read_number(struct str s, struct filter_value *ret)
{
	bool minus = first_of(s) == '-';
	double amount = 0;

	if (minus)
		s = after(s, 1);
	if (!take_digits(&s, &amount) || is_letter(first_of(s)) || first_of(s) == '.' ||
	    first_of(s) == ':')
		return false;
	*ret = (struct filter_value){ .kind = FILTER_NUMBER,
				      .amount = minus ? -amount : amount };
	return true;
}

bool filter_value(struct str text, struct filter_value *ret)
{
	text = str_trim(text);
	return read_units(text, ret) || read_number(text, ret) ||
	       read_version(text, ret);
}

static int compare_parts(const struct filter_value *a, const struct filter_value *b)
{
	for (size_t i = 0; i < FILTER_PARTS; i++)
		if (a->parts[i] != b->parts[i])
			return a->parts[i] < b->parts[i] ? -1 : 1;
	return 0;
}

/* "version>4.12": a number beside a version is a version, too. */
static bool compare_versions(struct str a_text, struct str b_text, int *ret)
{
	struct filter_value a = { 0 };
	struct filter_value b = { 0 };

	if (!read_version(str_trim(a_text), &a) || !read_version(str_trim(b_text), &b))
		return false;
	*ret = compare_parts(&a, &b);
	return true;
}

/* False when the two are not of one kind. */
static bool compare(struct str cell, const struct filter_term *term, struct str word,
		    int *ret)
{
	const struct filter_value *b = &term->value;
	struct filter_value a = { 0 };

	if (!filter_value(cell, &a))
		return false;
	if (a.kind == FILTER_VERSION || b->kind == FILTER_VERSION)
		return compare_versions(cell, word, ret);
	*ret = (a.amount > b->amount) - (a.amount < b->amount);
	return a.kind == b->kind;
}

/* ---- understanding ---- */

struct parser {
	struct filter *f;
	struct str text;
	const struct filter_names *names;
	struct filter_error *error;
	bool loose, bad;
};

static void wrong(struct parser *p, struct str word, const char *fmt, ...) PRINTF(3, 4);

/* The first one counts. */
static void wrong(struct parser *p, struct str word, const char *fmt, ...)
{
	va_list ap;

	if (p->bad)
		return;
	p->bad = true;
	p->error->at = (size_t)(word.p - p->text.p);
	p->error->len = word.len;
	va_start(ap, fmt);
	(void)vsnprintf(p->error->text, sizeof(p->error->text), fmt, ap);
	va_end(ap);
}

static int shown(struct str s)
{
	return s.len > 40 ? 40 : (int)s.len;
}

/* What a term lacks that may still be being typed; what is wrong counts before it. */
static void unfinished(struct parser *p, struct str term, const char *lack)
{
	if (p->error->text[0])
		return;
	p->error->at = (size_t)(term.p - p->text.p);
	p->error->len = term.len;
	(void)snprintf(p->error->text, sizeof(p->error->text), "%.*s%s", shown(term),
		       term.p, lack);
}

static const char *lack_of(enum filter_op op)
{
	if (op > FILTER_IS)
		return " lacks a number, age (14m), size (3MB) or version (4.12.3)";
	return op == FILTER_IS ? " lacks a word; \"\" is an empty cell"
			       : " lacks a word";
}

/* Beside ages: thirteen what? */
static bool lacks_unit(const struct parser *p, const struct filter_term *term)
{
	return term->op > FILTER_IS && p->names->ages && p->names->ages[term->col] &&
	       term->value.kind != FILTER_AGE;
}

/* One term off the text, quotes and all: up to a blank outside of quotes. */
static struct str cut_term(struct str *rest)
{
	struct str term = { rest->p, 0 };
	bool quoted = false;

	while (term.len < rest->len && (quoted || rest->p[term.len] != ' ')) {
		quoted = quoted != (rest->p[term.len] == '"');
		term.len++;
	}
	*rest = after(*rest, term.len);
	return term;
}

/* Bytes of the name that s begins with, before ':', '<' or '>'; 0: it has none. */
static size_t name_len(struct str s)
{
	size_t n = 0;

	if (!is_letter(first_of(s)))
		return 0;
	while (n < s.len && (is_letter(s.p[n]) || is_digit(s.p[n]) || s.p[n] == '-'))
		n++;
	if (n == s.len || !strchr(":<>", s.p[n]) || s.p[n] == '\0' || s.p[n - 1] == '-')
		return 0;
	return s.p[n] == ':' && n + 1 < s.len && s.p[n + 1] == ':' ? 0 : n;
}

/* Returns  true when it may be a word, colon and all. */
static bool no_column(struct parser *p, struct str name)
{
	char wanted[48] = "";
	struct nearest near = { 0 };

	if (text_copy(wanted, sizeof(wanted), name)) {
		near = NEAREST_INIT(wanted);
		for (size_t i = 0; i < p->names->n; i++)
			nearest_try(&near, p->names->items[i]);
	}
	if (near.best)
		wrong(p, name, "no column \"%.*s\"; did you mean %s?", shown(name),
		      name.p, near.best);
	else if (!p->loose)
		wrong(p, name, "no column \"%.*s\"; \"quotes\" make a word of it",
		      shown(name), name.p);
	return !near.best && p->loose;
}

static bool begins(const char *name, struct str with)
{
	return strlen(name) >= with.len &&
	       word_in((struct str){ name, with.len }, with);
}

/* The column of that name, or the one that begins so; FILTER_ANY: it is a word. */
static bool find_column(struct parser *p, struct str name, size_t *ret)
{
	const char *first = NULL;

	for (size_t i = 0; i < p->names->n; i++) {
		if (!word_same(name, p->names->items[i]))
			continue;
		*ret = i;
		return true;
	}
	for (size_t i = 0; i < p->names->n; i++) {
		if (!begins(p->names->items[i], name))
			continue;
		if (first) {
			wrong(p, name, "\"%.*s\" may be %s or %s", shown(name), name.p,
			      first, p->names->items[i]);
			return false;
		}
		first = p->names->items[i];
		*ret = i;
	}
	if (first)
		return true;
	*ret = FILTER_ANY;
	return no_column(p, name);
}

static const struct {
	const char *sign;
	enum filter_op op;
} ops[] = {
	{ ":=", FILTER_IS },  { ":", FILTER_HOLDS },     { "<=", FILTER_AT_MOST },
	{ "<", FILTER_LESS }, { ">=", FILTER_AT_LEAST }, { ">", FILTER_MORE },
};

static struct str take_op(struct str s, enum filter_op *ret)
{
	size_t i = 0;

	while (!str_starts(s, ops[i].sign))
		i++;
	*ret = ops[i].op;
	return after(s, strlen(ops[i].sign));
}

/* The word without its quotes, in lower case, into words[]. */
static void keep_word(struct filter *f, struct filter_term *term, struct str word)
{
	term->from = (uint16_t)f->n_words;
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] != '"' && f->n_words < sizeof(f->words))
			f->words[f->n_words++] = word_lower(word.p[i]);
	term->len = (uint16_t)(f->n_words - term->from);
}

/* A word that names a value of the state column is looked for there alone. */
static void to_word(const struct parser *p, struct filter_term *term, struct str s)
{
	const char *const *words = p->names->words;

	for (size_t i = 0; words && words[i]; i++) {
		if (!word_same(s, words[i]))
			continue;
		term->col = p->names->words_col;
		term->op = FILTER_WORD;
	}
}

static void add_term(struct parser *p, struct str s)
{
	struct filter *f = p->f;
	struct filter_term term = { .op = FILTER_HOLDS, .col = FILTER_ANY };
	struct str whole = s;
	size_t name = 0;

	term.without = first_of(s) == '!';
	if (term.without)
		s = after(s, 1);
	name = name_len(s);
	if (name > 0) {
		if (!find_column(p, (struct str){ s.p, name }, &term.col))
			return;
		if (term.col != FILTER_ANY)
			s = take_op(after(s, name), &term.op);
	}
	if (term.col == FILTER_ANY)
		to_word(p, &term, s);
	if (f->n_terms == FILTER_TERMS) {
		wrong(p, whole, "more than %d words; the rest is not looked for",
		      FILTER_TERMS);
		return;
	}
	term.at = (uint16_t)(s.p - p->text.p);
	term.text_len = (uint16_t)s.len;
	keep_word(f, &term, s);
	if (term.len == 0 && (term.op != FILTER_IS || s.len == 0)) {
		unfinished(p, whole,
			   lack_of(term.op)); /* col:="" looks for empty cells */
		return;
	}
	if (term.op > FILTER_IS && !filter_value(filter_word(f, &term), &term.value)) {
		wrong(p, s,
		      "\"%.*s\" is no number, age (14m), size (3MB) or version "
		      "(4.12.3)",
		      shown(s), s.p);
		return;
	}
	if (lacks_unit(p, &term)) {
		unfinished(p, whole, ": a time needs a unit: s, m, h or d");
		return;
	}
	f->terms[f->n_terms++] = term;
}

static bool parse(struct parser *p)
{
	struct str rest = p->text;

	p->f->n_terms = 0;
	p->f->n_words = 0;
	*p->error = (struct filter_error){ 0 };
	if (p->text.len > LIMIT_PROMPT) {
		wrong(p, p->text, "the filter is longer than %d bytes", LIMIT_PROMPT);
		return false;
	}
	while (rest.len > 0) {
		struct str term = { 0 };

		if (rest.p[0] == ' ') {
			rest = after(rest, 1);
			continue;
		}
		term = cut_term(&rest);
		add_term(p, term);
	}
	return !p->bad;
}

bool filter_parse(struct filter *f, struct str text, const struct filter_names *names,
		  struct filter_error *ret_error)
{
	struct parser p = { f, text, names, ret_error, false, false };

	return parse(&p);
}

bool filter_parse_loose(struct filter *f, struct str text,
			const struct filter_names *names,
			struct filter_error *ret_error)
{
	struct parser p = { f, text, names, ret_error, true, false };

	return parse(&p);
}

struct str filter_word(const struct filter *f, const struct filter_term *term)
{
	return (struct str){ f->words + term->from, term->len };
}

/* ---- matching ---- */

/* Some cell, or the cell of its column. */
static struct str cell_of(const struct filter_term *term, const char *line,
			  const uint32_t *ends, size_t n_cols)
{
	size_t from = 0;

	if (n_cols == 0)
		return (struct str){ line, 0 };
	if (term->col == FILTER_ANY)
		return (struct str){ line, ends[n_cols - 1] };
	if (term->col >= n_cols)
		return (struct str){ line, 0 };
	from = term->col > 0 ? ends[term->col - 1] + 1 : 0;
	if (from > ends[term->col])
		return (struct str){ line, 0 };
	return (struct str){ line + from, ends[term->col] - from };
}

static struct str without_signs(struct str cell)
{
	struct str rest = cell;
	struct str last = cell;

	(void)str_cut(&rest, ' ');
	if ((unsigned char)first_of(cell) >= 0x80 && rest.len > 0)
		cell = str_trim(rest);
	for (last = cell; memchr(last.p, ' ', last.len);)
		(void)str_cut(&last, ' ');
	rest = last;
	if (last.len < cell.len && utf8_next(&rest) >= 0x80 && rest.len == 0)
		cell.len -= last.len;
	return str_trim(cell);
}

static bool is_inner(char c)
{
	return is_letter(c) || is_digit(c);
}

/* Some place of it stands alone. */
static bool holds_word(struct str cell, struct str word)
{
	for (size_t i = 0; word.len > 0 && i + word.len <= cell.len; i++) {
		size_t end = i + word.len;

		if (memcmp(cell.p + i, word.p, word.len) == 0 &&
		    (i == 0 || !is_inner(cell.p[i - 1])) &&
		    (end == cell.len || !is_inner(cell.p[end])))
			return true;
	}
	return false;
}

static bool holds(const struct filter_term *term, struct str cell, struct str word)
{
	int order = 0;

	switch (term->op) {
	case FILTER_HOLDS:
		return cell.len >= word.len &&
		       memmem(cell.p, cell.len, word.p, word.len) != NULL;
	case FILTER_WORD: return holds_word(cell, word);
	case FILTER_IS:
		cell = str_trim(cell);
		return str_eq(cell, word) || str_eq(without_signs(cell), word);
	case FILTER_LESS: return compare(cell, term, word, &order) && order < 0;
	case FILTER_AT_MOST: return compare(cell, term, word, &order) && order <= 0;
	case FILTER_MORE: return compare(cell, term, word, &order) && order > 0;
	case FILTER_AT_LEAST: return compare(cell, term, word, &order) && order >= 0;
	}
	return false;
}

bool filter_match(const struct filter *f, const char *line, const uint32_t *ends,
		  size_t n_cols)
{
	for (size_t i = 0; i < f->n_terms; i++) {
		const struct filter_term *term = &f->terms[i];
		struct str cell = cell_of(term, line, ends, n_cols);

		if (holds(term, cell, filter_word(f, term)) == term->without)
			return false;
	}
	return true;
}
