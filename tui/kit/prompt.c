/*
 * A one-line editor.
 *
 * What always holds: text is valid UTF-8 without control, bidi or other unseen code
 * points, at most LIMIT_PROMPT bytes; cursor stands on a grapheme border.  insert() is
 * the one place where bytes come in, remove_range() the one where they go.  A secret
 * prompt keeps no copies: no history, no draft, no kill buffer.
 */
#include "tui/kit/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

void prompt_init(struct prompt *p, const char *label, bool secret)
{
	*p = (struct prompt){
		.label = label,
		.secret = secret,
		.text = secret ? BUF_SECRET(LIMIT_PROMPT) : BUF_INIT(LIMIT_PROMPT),
		.killed = BUF_INIT(LIMIT_PROMPT),
		.draft = BUF_INIT(LIMIT_PROMPT),
		.needle = BUF_INIT(LIMIT_PROMPT),
	};
}

void prompt_release(struct prompt *p)
{
	if (!p)
		return;
	buf_release(&p->text);
	buf_release(&p->killed);
	buf_release(&p->draft);
	buf_release(&p->needle);
	for (size_t i = 0; i < p->n_history; i++)
		free(p->history[i]);
	free(p->history);
	*p = (struct prompt){ 0 };
}

struct str prompt_text(const struct prompt *p)
{
	return buf_str(&p->text);
}

/* --- editing ------------------------------------------------------------------ */

static size_t grapheme_after(const struct prompt *p, size_t at)
{
	struct str rest = { buf_text(&p->text) + at, p->text.len - at };
	return at + utf8_grapheme(&rest).len;
}

static size_t grapheme_before(const struct prompt *p, size_t at)
{
	size_t last = 0;
	for (size_t i = 0; i < at; i = grapheme_after(p, i))
		last = i;
	return last;
}

static bool is_space(const struct prompt *p, size_t at)
{
	return p->text.p[at] == ' ';
}

static size_t word_before(const struct prompt *p, size_t at)
{
	while (at > 0 && is_space(p, at - 1))
		at--;
	while (at > 0 && !is_space(p, at - 1))
		at--;
	return at;
}

static size_t word_after(const struct prompt *p, size_t at)
{
	while (at < p->text.len && is_space(p, at))
		at++;
	while (at < p->text.len && !is_space(p, at))
		at++;
	return at;
}

/* The longest beginning of s, on grapheme borders, that has at most max bytes. */
static struct str cut_to(struct str s, size_t max)
{
	struct str rest = s;
	size_t len = 0;
	while (rest.len > 0) {
		(void)utf8_grapheme(&rest);
		if (s.len - rest.len > max)
			break;
		len = s.len - rest.len;
	}
	return (struct str){ s.p, len };
}

static struct buf new_text(const struct prompt *p)
{
	return p->secret ? BUF_SECRET(LIMIT_PROMPT) : BUF_INIT(LIMIT_PROMPT);
}

static bool insert(struct prompt *p, struct str s)
{
	s = cut_to(s, LIMIT_PROMPT - p->text.len);
	if (s.len == 0)
		return false;
	struct buf text = new_text(p);
	const char *old = buf_text(&p->text);
	buf_add(&text, old, p->cursor);
	buf_add_str(&text, s);
	buf_add(&text, old + p->cursor, p->text.len - p->cursor);
	buf_release(&p->text);
	p->text = text;
	p->cursor += s.len;
	/* A mark may have joined the letter before it: back to a border. */
	size_t border = 0;
	while (border < p->cursor)
		border = grapheme_after(p, border);
	p->cursor = border;
	return true;
}

static enum prompt_event remove_range(struct prompt *p, size_t from, size_t to,
				      bool kill)
{
	if (from >= to)
		return PROMPT_MOVED;
	struct buf text = new_text(p);
	const char *old = buf_text(&p->text);
	if (kill && !p->secret) {
		buf_clear(&p->killed);
		buf_add(&p->killed, old + from, to - from);
	}
	buf_add(&text, old, from);
	buf_add(&text, old + to, p->text.len - to);
	buf_release(&p->text);
	p->text = text;
	p->cursor = from;
	return PROMPT_CHANGED;
}

static enum prompt_event move_to(struct prompt *p, size_t at)
{
	p->cursor = at;
	return PROMPT_MOVED;
}

/* Does a code point stay as it is on a screen?  A mark is asked with a letter. */
static bool allowed(uint32_t code)
{
	char room[16];
	char safe_room[32];
	struct buf pair = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };
	struct buf safe = { .p = safe_room,
			    .cap = sizeof(safe_room),
			    .max = sizeof(safe_room) - 1 };
	buf_add_char(&pair, 'a');
	utf8_put(&pair, code);
	utf8_safe(&safe, buf_str(&pair), sizeof(safe_room) - 1);
	bool same = str_eq(buf_str(&pair), buf_str(&safe));
	secret_wipe(room, sizeof(room));
	secret_wipe(safe_room, sizeof(safe_room));
	return same;
}

/* What a prompt may hold: newlines and tabs become blanks, controls go. */
static void clean(struct buf *out, struct str bytes)
{
	while (bytes.len > 0 && buf_ok(out)) {
		uint32_t code = utf8_next(&bytes);
		if (code == '\n' || code == '\t' || code == '\r')
			buf_add_char(out, ' ');
		else if (allowed(code))
			utf8_put(out, code);
	}
}

void prompt_set(struct prompt *p, struct str text)
{
	AUTO(buf) safe = BUF_SECRET(LIMIT_PROMPT + 4);
	clean(&safe, text);
	buf_release(&p->text);
	p->text = new_text(p);
	p->cursor = 0;
	(void)insert(p, buf_str(&safe));
	p->at = p->n_history;
	p->searching = false;
}

void prompt_paste(struct prompt *p, struct str bytes)
{
	AUTO(buf) safe = BUF_SECRET(LIMIT_PROMPT + 4);
	while (bytes.len > 0 &&
	       (bytes.p[bytes.len - 1] == '\n' || bytes.p[bytes.len - 1] == '\r'))
		bytes.len--; /* a line copied whole */
	clean(&safe, bytes);
	p->searching = false;
	(void)insert(p, buf_str(&safe));
}

/* --- history ------------------------------------------------------------------ */

void prompt_remember(struct prompt *p, struct str line)
{
	if (p->secret || line.len == 0)
		return;
	bool again = p->n_history > 0 && str_is(line, p->history[p->n_history - 1]);
	if (!again && p->n_history >= PROMPT_HISTORY) {
		free(p->history[0]);
		VEC_REMOVE(p->history, p->n_history, 0);
	}
	if (!again) {
		char **slot = VEC_PUSH(p->history, p->n_history, p->cap_history);
		*slot = mem_text_n(line.p, line.len);
	}
	p->at = p->n_history;
}

static enum prompt_event show_history(struct prompt *p, size_t at)
{
	if (p->secret || at > p->n_history || at == p->at)
		return PROMPT_MOVED;
	if (p->at == p->n_history) {
		buf_clear(&p->draft);
		buf_add_str(&p->draft, buf_str(&p->text));
	}
	AUTO(buf) draft = BUF_INIT(LIMIT_PROMPT);
	buf_add_str(&draft, buf_str(&p->draft));
	prompt_set(p, at < p->n_history ? str_of(p->history[at]) : buf_str(&draft));
	p->at = at;
	return PROMPT_CHANGED;
}

/* The youngest line before `from` that holds the needle; n_history when none does. */
static size_t search_from(const struct prompt *p, size_t from)
{
	for (size_t i = from; i-- > 0;) {
		if (strstr(p->history[i], buf_text(&p->needle)))
			return i;
	}
	return p->n_history;
}

static enum prompt_event search_show(struct prompt *p, size_t from)
{
	size_t at = search_from(p, from);
	if (at == p->n_history)
		return PROMPT_MOVED;
	(void)show_history(p, at);
	p->searching = true;
	return PROMPT_CHANGED;
}

static enum prompt_event search_key(struct prompt *p, struct key k, bool *ret_done)
{
	*ret_done = true;
	if (k.mods == KEY_MOD_CTRL && k.code == 'r')
		return search_show(p, p->at < p->n_history ? p->at : p->n_history);
	if (k.code == KEYCAP_BACKSPACE) {
		struct str rest = buf_str(&p->needle);
		size_t last = 0;
		while (rest.len > 0) {
			last = p->needle.len - rest.len;
			(void)utf8_grapheme(&rest);
		}
		buf_cut(&p->needle, last);
		return search_show(p, p->n_history);
	}
	if (key_is_text(k)) {
		utf8_put(&p->needle, k.code);
		return search_show(p, p->at < p->n_history ? p->at + 1 : p->n_history);
	}
	p->searching = false;
	*ret_done = k.code == KEYCAP_ESC || (k.mods == KEY_MOD_CTRL && k.code == 'g');
	return PROMPT_MOVED;
}

static enum prompt_event search_start(struct prompt *p)
{
	if (p->secret || p->n_history == 0)
		return PROMPT_MOVED;
	p->searching = true;
	buf_clear(&p->needle);
	return PROMPT_MOVED;
}

/* --- completion ---------------------------------------------------------------- */

static void tail_of(const struct prompt *p, struct buf *out)
{
	bool at_end = p->cursor == p->text.len && !p->searching && !p->secret;
	if (at_end && p->complete.tail && p->text.len > 0)
		p->complete.tail(p->complete.ctx, buf_str(&p->text), out);
}

bool prompt_tail(const struct prompt *p)
{
	AUTO(buf) tail = BUF_INIT(LIMIT_PROMPT);
	tail_of(p, &tail);
	return tail.len > 0;
}

/* Nothing continues the text: what it may have been meant for stands in its place. */
static enum prompt_event complete_instead(struct prompt *p)
{
	AUTO(buf) whole = BUF_INIT(LIMIT_PROMPT);
	bool at_end = p->cursor == p->text.len && !p->searching && !p->secret;
	if (at_end && p->complete.instead && p->text.len > 0)
		p->complete.instead(p->complete.ctx, buf_str(&p->text), &whole);
	if (whole.len == 0 || str_eq(buf_str(&whole), buf_str(&p->text)))
		return PROMPT_NOTHING;
	prompt_set(p, buf_str(&whole));
	return PROMPT_CHANGED;
}

static enum prompt_event complete_tail(struct prompt *p)
{
	AUTO(buf) tail = BUF_INIT(LIMIT_PROMPT);
	AUTO(buf) safe = BUF_INIT(LIMIT_PROMPT + 4);
	tail_of(p, &tail);
	clean(&safe, buf_str(&tail));
	if (safe.len == 0)
		return PROMPT_NOTHING;
	return insert(p, buf_str(&safe)) ? PROMPT_CHANGED : PROMPT_MOVED;
}

static enum prompt_event complete(struct prompt *p)
{
	enum prompt_event event = complete_tail(p);
	return event == PROMPT_NOTHING ? complete_instead(p) : event;
}

/* --- keys ---------------------------------------------------------------------- */

static enum prompt_event ctrl_key(struct prompt *p, uint32_t code)
{
	size_t at = p->cursor;
	switch (code) {
	case 'a': return move_to(p, 0);
	case 'e': return move_to(p, p->text.len);
	case 'b': return move_to(p, grapheme_before(p, at));
	case 'f': return move_to(p, grapheme_after(p, at));
	case 'd': return remove_range(p, at, grapheme_after(p, at), false);
	case 'h': return remove_range(p, grapheme_before(p, at), at, false);
	case 'u': return remove_range(p, 0, at, true);
	case 'k': return remove_range(p, at, p->text.len, true);
	case 'w': return remove_range(p, word_before(p, at), at, true);
	case 'y': return insert(p, buf_str(&p->killed)) ? PROMPT_CHANGED : PROMPT_MOVED;
	case 'p': return show_history(p, p->at > 0 ? p->at - 1 : 0);
	case 'n': return show_history(p, p->at + 1);
	case 'r': return search_start(p);
	case 'c':
	case 'g': return PROMPT_CANCEL;
	default: return PROMPT_NOTHING;
	}
}

static enum prompt_event alt_key(struct prompt *p, uint32_t code)
{
	size_t at = p->cursor;
	switch (code) {
	case 'b': return move_to(p, word_before(p, at));
	case 'f': return move_to(p, word_after(p, at));
	case 'd': return remove_range(p, at, word_after(p, at), true);
	case KEYCAP_BACKSPACE: return remove_range(p, word_before(p, at), at, true);
	default: return PROMPT_NOTHING;
	}
}

static enum prompt_event named_key(struct prompt *p, uint32_t code)
{
	size_t at = p->cursor;
	switch (code) {
	case KEYCAP_ENTER: return PROMPT_SUBMIT;
	case KEYCAP_ESC: return PROMPT_CANCEL;
	case KEYCAP_TAB: return complete(p);
	case KEYCAP_BACKSPACE:
		return remove_range(p, grapheme_before(p, at), at, false);
	case KEYCAP_DELETE: return remove_range(p, at, grapheme_after(p, at), false);
	case KEYCAP_LEFT: return move_to(p, grapheme_before(p, at));
	case KEYCAP_RIGHT:
		return at < p->text.len ? move_to(p, grapheme_after(p, at))
					: complete_tail(p);
	case KEYCAP_HOME: return move_to(p, 0);
	case KEYCAP_END: return move_to(p, p->text.len);
	case KEYCAP_UP: return show_history(p, p->at > 0 ? p->at - 1 : 0);
	case KEYCAP_DOWN: return show_history(p, p->at + 1);
	default: return PROMPT_NOTHING;
	}
}

static enum prompt_event type(struct prompt *p, uint32_t code)
{
	char room[8];
	struct buf typed = { .p = room, .cap = sizeof(room), .max = 4 };
	utf8_put(&typed, code);
	AUTO(buf) safe = BUF_SECRET(8);
	clean(&safe, buf_str(&typed));
	bool changed = insert(p, buf_str(&safe));
	secret_wipe(room, sizeof(room));
	return changed ? PROMPT_CHANGED : PROMPT_MOVED;
}

enum prompt_event prompt_key(struct prompt *p, struct key k)
{
	if (p->searching) {
		bool done = false;
		enum prompt_event event = search_key(p, k, &done);
		if (done)
			return event;
	}
	if (key_is_text(k))
		return type(p, k.code);
	if (k.mods == KEY_MOD_CTRL)
		return ctrl_key(p, k.code);
	if (k.mods == KEY_MOD_ALT)
		return alt_key(p, k.code);
	return k.mods == 0 ? named_key(p, k.code) : PROMPT_NOTHING;
}

/* --- drawing ------------------------------------------------------------------- */

static int count(struct str s)
{
	int n = 0;
	for (; s.len > 0; n++)
		(void)utf8_grapheme(&s);
	return n;
}

/* Columns of the text before a byte offset, as it is shown. */
static int cols_before(const struct prompt *p, size_t at)
{
	struct str head = { buf_text(&p->text), at };
	return p->secret ? count(head) : utf8_width(head);
}

static void draw_text(const struct prompt *p, struct pen *pen, int skip)
{
	struct str rest = buf_str(&p->text);
	while (rest.len > 0) {
		struct str g = utf8_grapheme(&rest);
		int width = p->secret ? 1 : utf8_width(g);
		if (skip > 0)
			skip -= width;
		else if (p->secret)
			pen_text(pen, ROLE_FIELD, "\xE2\x80\xA2"); /* • */
		else
			pen_str(pen, ROLE_FIELD, g);
	}
}

void prompt_draw(struct prompt *p, struct frame *f, struct area a, int line,
		 const char *focus)
{
	struct pen pen = pen_at(f, a, line);
	AUTO(buf) tail = BUF_INIT(LIMIT_PROMPT);
	if (p->searching) {
		pen_text(&pen, ROLE_KEY, "history ");
		pen_str(&pen, ROLE_MATCH, buf_str(&p->needle));
		pen_skip(&pen, 1);
	} else if (!text_empty(p->label)) {
		pen_text(&pen, ROLE_KEY, p->label);
		pen_skip(&pen, 1);
	}
	int before = cols_before(p, p->cursor);
	int room = pen_room(&pen);
	int skip = before >= room && room > 0 ? before - room + 1 : 0;
	int cursor = pen.col + before - skip;
	draw_text(p, &pen, skip);
	tail_of(p, &tail);
	if (tail.len > 0)
		pen_str(&pen, ROLE_FAINT, buf_str(&tail));
	frame_cursor(f, pen.row, cursor, focus);
}
