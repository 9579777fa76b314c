/*
 * What was said in this run: the newest stands in the strip, all in :messages.
 */
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define MESSAGES_MAX 500
#define MESSAGE_MAX  4000 /* bytes of one */

static void forget_oldest(struct console *c)
{
	bug_unless(c->messages.n > 0 && c->messages.items);
	free(c->messages.items[0].text);
	VEC_REMOVE(c->messages.items, c->messages.n, 0);
}

/* The same again is one line with a count, and the newest: taken out of the list. */
static struct message take_same(struct console *c, const char *text,
				enum program_tone tone)
{
	struct message same = { 0 };

	for (size_t i = 0; i < c->messages.n; i++) {
		if (c->messages.items[i].tone != tone ||
		    !text_eq(c->messages.items[i].text, text))
			continue;
		same = c->messages.items[i];
		VEC_REMOVE(c->messages.items, c->messages.n, i);
		break;
	}
	return same;
}

static void add(struct console *c, int64_t at_sec, enum program_tone tone,
		const char *text)
{
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT);
	struct message m = { 0 };

	utf8_safe(&safe, str_of(text), MESSAGE_MAX);
	m = take_same(c, buf_text(&safe), tone);
	if (!m.text)
		m = (struct message){ at_sec, tone, buf_take(&safe), 0 };
	m.at_sec = at_sec;
	m.times++;
	if (c->messages.n >= MESSAGES_MAX)
		forget_oldest(c);
	*VEC_PUSH(c->messages.items, c->messages.n, c->messages.cap) = m;
}

/* Into the list alone: what the screen shows anyway needs no word in the strip.  What
 * stands there stays the newest. */
static void note(void *ctx, int64_t at_sec, enum program_tone tone, const char *text)
{
	struct console *c = ctx;
	size_t last = 0;
	struct message m = { 0 };

	add(c, at_sec, tone, text);
	last = c->messages.n - 1;
	if (!c->fresh || last == 0)
		return;
	m = c->messages.items[last];
	c->messages.items[last] = c->messages.items[last - 1];
	c->messages.items[last - 1] = m;
}

void console_say(struct console *c, int64_t at_sec, enum program_tone tone,
		 const char *text)
{
	add(c, at_sec, tone, text);
	c->fresh = true;
}

void console_notice(struct console *c, const struct scene *s)
{
	notices_take(&c->notices, s, note, c);
}

const struct messages *console_messages(const struct console *c)
{
	return &c->messages;
}

void console_remark(struct console *c, const struct scene *s, const char *text)
{
	console_say(c, s->now_sec, PROGRAM_NOTE, text);
}
