/*
 * A box that asks.
 *
 * What always holds: the acting button is pressed by Enter or Space while it has the
 * focus, and by y where there are no fields; after the deaf time, by a key that is not
 * the one which opened the dialog (until another came), and with every field filled as
 * it must be; the focus gets there by a key press of the operator's only (with fields
 * y goes there and presses nothing).
 * A paste reaches fields alone.
 * press() is the one place that answers DIALOG_YES.
 */
#include "tui/kit/dialog_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"

#define SCROLL_MOST 10000 /* lines; more than any dialog has */

static size_t n_stops(const struct dialog *d)
{
	return d->n_fields + (d->act ? 2 : 1);
}

void dialog_init(struct dialog *d, enum dialog_kind kind, const char *title,
		 const char *safe, const char *act)
{
	bool notice = kind == DIALOG_NOTICE;
	*d = (struct dialog){ .kind = kind, .title = mem_text(text_or(title, "")) };
	d->safe = mem_text(text_or(safe, notice ? "Close" : "Cancel"));
	d->act = notice ? NULL : mem_text(text_or(act, "OK"));
}

void dialog_release(struct dialog *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n_lines; i++) {
		free(d->lines[i].label);
		free(d->lines[i].text);
	}
	for (size_t i = 0; i < d->n_fields; i++) {
		free(d->fields[i].label);
		free(d->fields[i].must_be);
		prompt_release(&d->fields[i].prompt);
	}
	free(d->failed);
	free(d->title);
	free(d->safe);
	free(d->act);
	*d = (struct dialog){ 0 };
}

void dialog_line(struct dialog *d, const char *label, enum role role, struct str text)
{
	if (d->n_lines >= DIALOG_LINES)
		return;
	if (text.len > LIMIT_TEXT)
		text.len = LIMIT_TEXT;
	d->lines[d->n_lines++] = (struct dialog_line){
		.role = role,
		.label = mem_text(label),
		.text = text.p ? mem_text_n(text.p, text.len) : NULL,
	};
}

void dialog_linef(struct dialog *d, const char *label, enum role role, const char *fmt,
		  ...)
{
	char text[1024];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	dialog_line(d, label, role, n > 0 ? str_of(text) : STR(""));
}

size_t dialog_field(struct dialog *d, const char *label, const char *must_be,
		    bool required, bool secret)
{
	bug_unless(d->n_fields < DIALOG_FIELDS);
	struct dialog_field *field = &d->fields[d->n_fields];
	*field = (struct dialog_field){
		.label = mem_text(text_or(label, "")),
		.must_be = mem_text(must_be),
		.required = required,
		.at_line = d->n_lines,
	};
	prompt_init(&field->prompt, NULL, secret);
	return d->n_fields++;
}

void dialog_field_least(struct dialog *d, size_t field, int least)
{
	bug_unless(field < d->n_fields);
	d->fields[field].least = least;
}

void dialog_failed(struct dialog *d, const char *why)
{
	free(d->failed);
	d->failed = mem_text(why);
	d->focus = dialog_safe_stop(d);
	d->scroll = SCROLL_MOST; /* drawing finds the end */
}

void dialog_open(struct dialog *d, int64_t now_ms, struct key trigger)
{
	d->opened_ms = now_ms;
	d->trigger = trigger;
	d->other_key = trigger.code == KEYCAP_NONE;
	d->refused = d->early = false;
	d->focus = d->kind == DIALOG_INPUT ? 0 : dialog_safe_stop(d);
	d->to_focus = d->kind == DIALOG_INPUT;
}

struct str dialog_value(const struct dialog *d, size_t field)
{
	bug_unless(field < d->n_fields);
	return prompt_text(&d->fields[field].prompt);
}

int dialog_count(struct str s)
{
	int n = 0;
	for (; s.len > 0; n++)
		(void)utf8_grapheme(&s);
	return n;
}

bool dialog_filled(const struct dialog_field *field)
{
	struct str text = str_trim(prompt_text(&field->prompt));
	if (field->must_be)
		return str_is(text, field->must_be);
	if (dialog_count(text) < field->least)
		return false;
	return !field->required || text.len > 0;
}

size_t dialog_first_unfilled(const struct dialog *d)
{
	size_t i = 0;
	while (i < d->n_fields && dialog_filled(&d->fields[i]))
		i++;
	return i;
}

static bool deaf(const struct dialog *d, int64_t now_ms)
{
	return now_ms - d->opened_ms < DIALOG_DEAF_MS;
}

static enum dialog_event press(struct dialog *d)
{
	size_t field = dialog_first_unfilled(d);
	if (field < d->n_fields) {
		d->refused = true;
		d->focus = field;
		d->to_focus = true;
		return DIALOG_OPEN;
	}
	return DIALOG_YES;
}

static void move_focus(struct dialog *d, int by)
{
	size_t n = n_stops(d);
	d->focus = by > 0 ? (d->focus + 1) % n : (d->focus + n - 1) % n;
	d->to_focus = true;
}

static enum dialog_event field_key(struct dialog *d, struct key k)
{
	switch (prompt_key(&d->fields[d->focus].prompt, k)) {
	case PROMPT_CANCEL: return DIALOG_NO;
	case PROMPT_SUBMIT:
		if (d->kind == DIALOG_INPUT)
			return press(d);
		move_focus(d, 1);
		return DIALOG_OPEN;
	case PROMPT_CHANGED: d->refused = false; return DIALOG_OPEN;
	case PROMPT_MOVED:
	case PROMPT_NOTHING: break;
	}
	return DIALOG_OPEN;
}

static enum dialog_event button_key(struct dialog *d, struct key k, bool fresh)
{
	bool plain = k.mods == 0;
	if (plain && (k.code == KEYCAP_ENTER || k.code == ' ')) {
		if (!fresh)
			return DIALOG_OPEN;
		return d->focus == dialog_act_stop(d) ? press(d) : DIALOG_NO;
	}
	if (plain && k.code == 'n')
		return fresh ? DIALOG_NO : DIALOG_OPEN;
	if (plain && k.code == 'y' && d->act && d->n_fields == 0)
		return fresh ? press(d) : DIALOG_OPEN;
	if (plain && k.code == 'y' && d->act) {
		d->focus = dialog_act_stop(d);
		return DIALOG_OPEN;
	}
	if (plain && (k.code == KEYCAP_RIGHT || k.code == KEYCAP_DOWN ||
		      k.code == 'l' || k.code == 'j'))
		move_focus(d, 1);
	else if (plain && (k.code == KEYCAP_LEFT || k.code == KEYCAP_UP ||
			   k.code == 'h' || k.code == 'k'))
		move_focus(d, -1);
	else
		d->stray = true;
	return DIALOG_OPEN;
}

enum dialog_event dialog_key(struct dialog *d, struct key k, int64_t now_ms)
{
	bool cancel = k.code == KEYCAP_ESC || (k.mods == KEY_MOD_CTRL && k.code == 'c');
	if (cancel)
		return DIALOG_NO;
	if (deaf(d, now_ms)) {
		/* the key that opened it repeats itself while it is held */
		d->early = d->early || !key_eq(k, d->trigger);
		return DIALOG_OPEN;
	}
	d->stray = d->early = false;
	if (!key_eq(k, d->trigger))
		d->other_key = true;
	if (!k.mods && (k.code == KEYCAP_PAGE_DOWN || k.code == KEYCAP_PAGE_UP)) {
		d->scroll += k.code == KEYCAP_PAGE_DOWN ? d->page : -d->page;
		d->scroll = d->scroll > SCROLL_MOST ? SCROLL_MOST : d->scroll;
		d->scroll = d->scroll < 0 ? 0 : d->scroll;
		d->to_focus = false;
		return DIALOG_OPEN;
	}
	if (k.code == KEYCAP_TAB || k.code == KEYCAP_BACKTAB) {
		move_focus(d, k.code == KEYCAP_TAB ? 1 : -1);
		return DIALOG_OPEN;
	}
	if (d->focus >= d->n_fields)
		return button_key(d, k, d->other_key);
	bool up = k.mods == 0 && k.code == KEYCAP_UP;
	if (up || (k.mods == 0 && k.code == KEYCAP_DOWN)) {
		move_focus(d, up ? -1 : 1);
		return DIALOG_OPEN;
	}
	if (k.code == KEYCAP_ENTER && !d->other_key)
		return DIALOG_OPEN;
	return field_key(d, k);
}

void dialog_paste(struct dialog *d, struct str bytes, int64_t now_ms)
{
	if (d->focus >= d->n_fields)
		return;
	d->early = deaf(d, now_ms);
	if (d->early)
		return;
	prompt_paste(&d->fields[d->focus].prompt, bytes);
	d->refused = false;
}
