/*
 * Looking for a text.  Texts are short or looked through once a key: the plain search
 * does.
 */
#include "tui/kit/find.h"

#include "tui/kit/word.h"

bool find_in(const struct find *f, struct str text)
{
	return f->text[0] && word_in(text, str_of(f->text));
}

bool find_begins(const struct find *f, struct str whole, struct str part)
{
	size_t from = (size_t)(part.p - whole.p);

	for (size_t at = from; f->text[0] && at < from + part.len; at++)
		if (word_at(whole, at, str_of(f->text)))
			return true;
	return false;
}

enum role find_role(const struct find *f, int line)
{
	return line == f->at ? ROLE_MATCH_NOW : ROLE_MATCH;
}

/* The longest of the words that stands there; 0: none. */
static size_t longest_at(struct str s, size_t at, const struct str *words, size_t n)
{
	size_t longest = 0;

	for (size_t i = 0; i < n; i++)
		if (words[i].len > longest && word_at(s, at, words[i]))
			longest = words[i].len;
	return longest;
}

void find_draw(struct pen *p, enum role role, enum role match, struct str whole,
	       struct str part, const struct str *words, size_t n_words)
{
	size_t from = (size_t)(part.p - whole.p);
	size_t end = from + part.len;
	size_t back = 0;
	size_t drawn = from;

	for (size_t i = 0; i < n_words; i++)
		back = words[i].len > back ? words[i].len : back;
	back = back > from ? from : back;
	for (size_t at = from - back; at < end;) {
		size_t n = longest_at(whole, at, words, n_words);
		size_t stop = at + n < end ? at + n : end;

		if (n && stop > drawn) {
			size_t start = at > drawn ? at : drawn;

			pen_str(p, role,
				(struct str){ whole.p + drawn, start - drawn });
			pen_str(p, match,
				(struct str){ whole.p + start, stop - start });
			drawn = stop;
		}
		at += n ? n : 1;
	}
	pen_str(p, role, (struct str){ whole.p + drawn, end - drawn });
}

/* ---- panes ---- */

void find_line(struct find_walk *w, bool match)
{
	int line = w->line++;

	if (!match)
		return;
	w->n++;
	w->first = w->first < 0 ? line : w->first;
	w->last = line;
	if (line < w->from)
		w->before = line;
	if (line == w->from)
		w->at = w->n;
	if (line > w->from && w->after < 0)
		w->after = line;
}

static struct find_walk walk(const struct find_pane *p, int from)
{
	struct find_walk w = {
		.first = -1, .before = -1, .after = -1, .last = -1, .from = from
	};

	if (p->find->text[0])
		p->walk(p->ctx, &w);
	return w;
}

static bool stand_at(const struct find_pane *p, int line)
{
	p->find->at = line;
	if (line >= 0)
		p->show(p->ctx, line);
	return line >= 0;
}

void find_typing(const struct find_pane *p, bool typing)
{
	p->find->typing = typing;
	p->find->from = p->top;
}

bool find_text(const struct find_pane *p, struct str text)
{
	bool fits = text_copy(p->find->text, sizeof(p->find->text), text);
	struct find_walk w;

	if (!fits)
		p->find->text[0] = '\0';
	w = walk(p, (p->find->typing ? p->find->from : p->top) - 1);
	if (!stand_at(p, w.after >= 0 ? w.after : w.first) && p->find->typing)
		p->show(p->ctx, p->find->from); /* a shorter word had led away */
	return fits;
}

bool find_next(const struct find_pane *p, int step)
{
	struct find_walk w = walk(p, p->find->at);

	if (step > 0)
		return stand_at(p, w.after >= 0 ? w.after : w.first);
	return stand_at(p, w.before >= 0 ? w.before : w.last);
}

int find_count(const struct find_pane *p, int *ret_at)
{
	struct find_walk w = walk(p, p->find->at);

	*ret_at = w.at;
	return w.n;
}
