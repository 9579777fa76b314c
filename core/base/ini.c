/*
 * One line-based reader for our own files and, with its own rules, for the two
 * files of AWS.
 *
 * A line is empty, a comment, a section, a property, or (AWS) the continuation of
 * a property.  Since a continuation may follow, a property of an AWS file is
 * handed out when the next line that is none has been seen; one whose value is
 * empty is handed out when its first sub-property comes.
 */
#include "core/base/ini.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/base/limits.h"

struct reader {
	const char *name;
	enum ini_style style;
	ini_each *each;
	void *ctx;
	struct err *err;

	unsigned line; /* 1-based, of the line being read */
	bool in_section;
	struct str section;

	/* INI_AWS: the property that a continuation would belong to */
	bool open;    /* there is one */
	bool ignored; /* its name is none that AWS knows: dropped, with all its lines */
	bool given;   /* handed out already: sub-properties follow */
	unsigned open_line;
	struct buf key, value;
};

static bool complain(struct reader *r, const char *what)
{
	return err_set(r->err, ERR_CONFIG, "%s:%u: %s", r->name, r->line, what);
}

static bool hand_out(struct reader *r, struct ini_line line)
{
	line.section = r->section;
	return r->each(r->ctx, &line, r->err);
}

/* Hand out the open property, if it was not yet. */
static bool give_open(struct reader *r)
{
	if (!r->open || r->ignored || r->given)
		return true;
	r->given = true;
	return hand_out(r, (struct ini_line){ .key = buf_str(&r->key),
					      .value = buf_str(&r->value),
					      .line = r->open_line });
}

static bool close_open(struct reader *r)
{
	bool ok = give_open(r);
	r->open = false;
	return ok;
}

static bool is_mark(char c)
{
	return c == '#' || c == ';';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Cut a comment off a property line: a mark after a blank.  In our own files a
 * blank must follow as well, so that "#e8b84a" is a colour and "#" a key.
 */
static struct str without_comment(struct str s, enum ini_style style)
{
	for (size_t i = 1; i < s.len; i++) {
		if (!is_mark(s.p[i]) || !is_blank(s.p[i - 1]))
			continue;
		if (style == INI_AWS || (i + 1 < s.len && is_blank(s.p[i + 1])))
			return (struct str){ s.p, i };
	}
	return s;
}

static bool read_section(struct reader *r, struct str s)
{
	struct str rest = { s.p + 1, s.len - 1 };
	struct str name = str_trim(str_cut(&rest, ']'));
	if (!rest.p)
		return complain(r, "a section must end with ']'");
	rest = str_trim(rest);
	if (rest.len > 0 && !is_mark(rest.p[0]))
		return complain(r, "only a comment may stand after ']'");
	if (name.len == 0 && r->style == INI_CANDOR)
		return complain(r, "a section must have a name");
	r->in_section = true;
	r->section = name;
	return hand_out(r, (struct ini_line){ .line = r->line });
}

/* Cut "key = value" apart; false, with err set, if it is none. */
static bool split(struct reader *r, struct str s, struct str *ret_key,
		  struct str *ret_value)
{
	struct str rest = s;
	struct str key = str_trim(str_cut(&rest, '='));
	if (!rest.p)
		return complain(r, "expected NAME = VALUE, found no '='");
	if (key.len == 0)
		return complain(r, "no name before '='");
	*ret_key = key;
	*ret_value = str_trim(rest);
	return true;
}

static bool read_own_property(struct reader *r, struct str s)
{
	struct str key = { NULL, 0 };
	struct str value = { NULL, 0 };
	if (!split(r, without_comment(s, r->style), &key, &value))
		return false;
	return hand_out(
		r, (struct ini_line){ .key = key, .value = value, .line = r->line });
}

/* Not tolower(), which asks the locale: in Turkish, "I" has another small letter. */
static void add_lower(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		buf_add_char(out, c);
	}
}

/* SDKREF file-format: what a name may be made of; others are ignored, no errors. */
static bool is_aws_name(struct str key)
{
	for (size_t i = 0; i < key.len; i++) {
		char c = key.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && (c == '\0' || !strchr("-_/.%@:+", c)))
			return false;
	}
	return true;
}

static bool read_aws_property(struct reader *r, struct str s)
{
	struct str key = { NULL, 0 };
	struct str value = { NULL, 0 };
	if (!r->in_section)
		return complain(r, "expected a [section] before the first property");
	if (!split(r, without_comment(s, r->style), &key, &value))
		return false;
	buf_clear(&r->key);
	buf_clear(&r->value);
	add_lower(&r->key, key);
	buf_add_str(&r->value, value);
	r->open = true;
	r->given = false;
	r->ignored = !is_aws_name(key);
	r->open_line = r->line;
	return true;
}

static bool read_sub_property(struct reader *r, struct str s)
{
	struct str name = { NULL, 0 };
	struct str value = { NULL, 0 };
	if (!split(r, without_comment(s, r->style), &name, &value))
		return false;
	if (r->ignored)
		return true;
	if (!give_open(r))
		return false;
	AUTO(buf) key = BUF_INIT(LIMIT_INI_LINE);
	add_lower(&key, name);
	return hand_out(r, (struct ini_line){ .key = buf_str(&key),
					      .value = value,
					      .parent = buf_str(&r->key),
					      .line = r->line });
}

static bool read_continuation(struct reader *r, struct str s)
{
	/* An indented comment is text of the value above it (SDKREF), except where
	 * text would be an error: there it can only be meant as a comment. */
	bool wants_name = r->value.len == 0;
	if (is_mark(s.p[0]) && (!r->open || wants_name))
		return true;
	if (!r->in_section)
		return complain(r, "expected a [section] before the first property");
	if (!r->open)
		return complain(
			r, "an indented line must follow the property it belongs to");
	if (wants_name)
		return read_sub_property(r, s);
	buf_add_char(&r->value, '\n');
	buf_add_str(&r->value, s);
	return buf_ok(&r->value) || complain(r, "the value is too long");
}

static bool read_aws_line(struct reader *r, struct str raw, struct str trimmed)
{
	if (is_mark(raw.p[0]))
		return true;
	if (is_blank(raw.p[0]))
		return read_continuation(r, trimmed);
	if (!close_open(r))
		return false;
	return raw.p[0] == '[' ? read_section(r, raw) : read_aws_property(r, raw);
}

static bool read_line(struct reader *r, struct str raw)
{
	if (raw.len > LIMIT_INI_LINE)
		return complain(r, "the line is too long");
	if (raw.len > 0 && raw.p[raw.len - 1] == '\r')
		raw.len--;
	struct str trimmed = str_trim(raw);
	if (trimmed.len == 0)
		return true;
	if (memchr(trimmed.p, '\0', trimmed.len))
		return complain(r, "a NUL byte: this is not a text file");
	if (r->style == INI_AWS)
		return read_aws_line(r, raw, trimmed);
	if (is_mark(trimmed.p[0]))
		return true;
	return trimmed.p[0] == '[' ? read_section(r, trimmed)
				   : read_own_property(r, trimmed);
}

static bool read_lines(struct reader *r, struct str text)
{
	if (str_starts(text,
		       "\xEF\xBB\xBF")) /* Windows editors put a byte order mark */
		text = (struct str){ text.p + 3, text.len - 3 };
	while (text.p) {
		r->line++;
		if (!read_line(r, str_cut(&text, '\n')))
			return false;
	}
	return close_open(r);
}

bool ini_read(struct str text, const char *name, enum ini_style style, ini_each *each,
	      void *ctx, struct err *err)
{
	if (text.len > LIMIT_CONFIG)
		return err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", name,
			       LIMIT_CONFIG);
	struct reader r = { .name = name,
			    .style = style,
			    .each = each,
			    .ctx = ctx,
			    .err = err,
			    .key = BUF_SECRET(LIMIT_INI_LINE),
			    .value = BUF_SECRET(LIMIT_CONFIG) };
	bool ok = read_lines(&r, text);
	buf_release(&r.key);
	buf_release(&r.value);
	return ok;
}

static bool keep_line(void *ctx, const struct ini_line *line, struct err *err)
{
	(void)err;
	*(struct ini_line *)ctx = *line;
	return true;
}

bool ini_read_line(struct str line, const char *name, unsigned number,
		   struct ini_line *ret, struct err *err)
{
	struct ini_line kept = { .line = number };
	struct reader r = { .name = name,
			    .style = INI_CANDOR,
			    .each = keep_line,
			    .ctx = &kept,
			    .err = err,
			    .line = number };
	if (!read_line(&r, line))
		return false;
	*ret = kept;
	return true;
}
