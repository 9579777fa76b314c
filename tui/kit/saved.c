/*
 * The session file.  A line is taken whole or not at all.
 */
#include "tui/kit/saved.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"

#define HEAD     "candor-session 1"
#define LINE_MAX 1024 /* bytes */

void saved_init(struct saved *s)
{
	*s = (struct saved){ .n_places = 0 };
}

void saved_release(struct saved *s)
{
	for (size_t i = 0; i < s->n_views; i++)
		buf_release(&s->views[i].lines);
	saved_init(s);
}

static bool is_plain(struct str s)
{
	return s.len <= LINE_MAX && utf8_line(s);
}

static bool keep(char *dst, size_t size, struct str text)
{
	return is_plain(text) && text_copy(dst, size, text);
}

static bool add_place(struct saved *s, struct str view, struct str inst,
		      struct str thing)
{
	struct saved_place *p = &s->places[s->n_places];

	if (s->n_places == SAVED_PLACES || !view.len)
		return false;
	if (!keep(p->view, sizeof(p->view), view) ||
	    !keep(p->inst, sizeof(p->inst), inst) ||
	    !keep(p->thing, sizeof(p->thing), thing))
		return false;
	s->n_places++;
	return true;
}

bool saved_add_place(struct saved *s, const char *view, const char *inst,
		     const char *thing)
{
	return add_place(s, str_of(view), str_of(inst), str_of(thing));
}

static struct saved_view *view_of(struct saved *s, struct str name)
{
	struct saved_view *v = NULL;

	for (size_t i = 0; i < s->n_views; i++)
		if (str_is(name, s->views[i].view))
			return &s->views[i];
	if (s->n_views == SAVED_VIEWS || !name.len)
		return NULL;
	v = &s->views[s->n_views];
	if (!keep(v->view, sizeof(v->view), name))
		return NULL;
	v->lines = BUF_INIT(SAVED_LINES);
	s->n_views++;
	return v;
}

static bool add_line(struct saved_view *v, struct str line)
{
	if (!v || !line.len || !is_plain(line) ||
	    v->lines.len + line.len + 1 > SAVED_LINES)
		return false;
	buf_add_str(&v->lines, line);
	buf_add_char(&v->lines, '\n');
	return true;
}

bool saved_add_lines(struct saved *s, const char *view, struct str lines)
{
	struct saved_view *v = view_of(s, str_of(view));
	size_t was = v ? v->lines.len : 0;

	while (v && lines.len) {
		if (add_line(v, str_cut(&lines, '\n')))
			continue;
		buf_cut(&v->lines, was);
		return false;
	}
	return v != NULL;
}

/* ---- reading ---- */

struct reading {
	struct saved *s;
	struct saved_view *view; /* the last one named; NULL */
	int64_t at;
};

static void take_place(struct saved *s, struct str rest)
{
	struct str view = str_cut(&rest, '\t');
	struct str inst = str_cut(&rest, '\t');

	(void)add_place(s, view, inst, rest); /* not understood: left out */
}

static void take_line(struct reading *r, struct str line)
{
	struct str rest = line;
	struct str word = { 0 };

	if (line.len && line.p[0] == ' ') {
		(void)add_line(r->view, (struct str){ line.p + 1, line.len - 1 });
		return;
	}
	word = str_cut(&rest, ' ');
	if (str_is(word, "time")) {
		(void)keep(r->s->time, sizeof(r->s->time), rest);
	} else if (str_is(word, "theme")) {
		(void)keep(r->s->theme, sizeof(r->s->theme), rest);
	} else if (str_is(word, "place")) {
		take_place(r->s, rest);
	} else if (str_is(word, "view")) {
		r->view = view_of(r->s, rest);
	} else if (str_is(word, "at")) {
		(void)!str_int(rest, 0, SAVED_PLACES - 1, &r->at); /* else as it is */
	}
}

bool saved_read(struct str bytes, const char *name, struct saved *ret, struct err *err)
{
	struct reading r = { .s = ret, .view = NULL, .at = SAVED_PLACES };

	if (bytes.len > LIMIT_SAVED)
		return err_set(err, ERR_LIMIT, "%s is larger than %zu KiB", name,
			       LIMIT_SAVED / 1024);
	if (!str_is(str_cut(&bytes, '\n'), HEAD))
		return err_set(err, ERR_CONFIG,
			       "%s is no session of this version of candor", name);
	while (bytes.len)
		take_line(&r, str_cut(&bytes, '\n'));
	if (ret->n_places)
		ret->at =
			(size_t)r.at < ret->n_places ? (size_t)r.at : ret->n_places - 1;
	return true;
}

/* ---- writing ---- */

static void write_views(const struct saved *s, struct buf *out)
{
	for (size_t i = 0; i < s->n_views; i++) {
		struct str rest = buf_str(&s->views[i].lines);

		buf_addf(out, "view %s\n", s->views[i].view);
		while (rest.len) {
			struct str line = str_cut(&rest, '\n');

			buf_addf(out, " %.*s\n", STR_FMT(line));
		}
	}
}

static size_t place_bytes(const struct saved_place *p)
{
	return strlen("place \t\t\n") + strlen(p->view) + strlen(p->inst) +
	       strlen(p->thing);
}

/* The first place from which on all fit. */
static size_t first_place(const struct saved *s, size_t room)
{
	size_t first = s->n_places;

	while (first > 0 && place_bytes(&s->places[first - 1]) <= room)
		room -= place_bytes(&s->places[--first]);
	return first;
}

void saved_write(const struct saved *s, struct buf *out)
{
	AUTO(buf) views = BUF_INIT(SAVED_VIEWS * (2 * SAVED_LINES + 64));
	size_t first = 0;

	write_views(s, &views);
	buf_addf(out, HEAD "\n");
	if (s->time[0])
		buf_addf(out, "time %s\n", s->time);
	if (s->theme[0])
		buf_addf(out, "theme %s\n", s->theme);
	/* places before views: lists without a place are of no use */
	first = first_place(s, LIMIT_SAVED - out->len - strlen("at 99\n"));
	for (size_t i = first; i < s->n_places; i++)
		buf_addf(out, "place %s\t%s\t%s\n", s->places[i].view,
			 s->places[i].inst, s->places[i].thing);
	if (first < s->n_places)
		buf_addf(out, "at %zu\n", s->at > first ? s->at - first : 0);
	if (out->len + views.len <= LIMIT_SAVED)
		buf_add_str(out, buf_str(&views));
}
