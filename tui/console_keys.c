/*
 * The keys in force, and what is said of one that does nothing: the first time that it
 * does nothing, the second time in a row why, or how to give it something to do.
 */
#include "core/base/limits.h"
#include "tui/console_impl.h"

void console_take_keys(struct console *c, struct keymap *keys)
{
	keymap_release(&c->keymap);
	c->keymap = *keys; /* who borrowed the old one sees the new one */
	*keys = (struct keymap){ 0 };
}

const struct keymap *console_keys(const struct console *c)
{
	return &c->keymap;
}

void console_add_key(const struct console *c, enum action a, const char *otherwise,
		     struct buf *out)
{
	struct key k = { 0 };

	if (keymap_first(&c->keymap, (int)console_place(c)->view, (int)a, &k))
		key_print(k, out);
	else
		buf_add_text(out, otherwise);
}

/* "!" is bound, but this screen has no use for what it means. */
static void say_useless(const struct console *c, int a, struct buf *text)
{
	buf_addf(text, " means %s, which has no use here; ",
		 keymap_name(&c->keymap, a));
	console_add_key(c, ACTION_HELP, ":help", text);
	buf_add_text(text, " lists the keys.");
}

static void say_unbound(const struct console *c, struct key k, struct buf *text)
{
	if (key_refusal(k)) {
		buf_addf(text, " is never bound: %s.", key_refusal(k));
		return;
	}
	buf_addf(text, " does nothing here. :keys shows how to bind it: [%s] NAME = ",
		 keymap_view_name(&c->keymap, (int)console_place(c)->view));
	key_print(k, text);
}

void console_no_use(struct console *c, const struct scene *s, struct key k, int a)
{
	bool again = key_eq(c->was_useless, k);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	c->useless = k;
	key_print(k, &text);
	if (again && a != KEYMAP_NONE) {
		say_useless(c, a, &text);
	} else if (again) {
		say_unbound(c, k, &text);
	} else {
		buf_add_text(&text, " does nothing here; ");
		console_add_key(c, ACTION_HELP, ":help", &text);
		buf_add_text(&text, " lists the keys.");
	}
	console_remark(c, s, buf_text(&text));
}
