/*
 * A key press, and the names people write keys with: "j", "?", "Ctrl-R", "Alt-b",
 * "F1", "Enter", "PgDn", "S-Tab", "Space".
 */
#ifndef TUI_KIT_KEY_H
#define TUI_KIT_KEY_H

#include "core/base/buf.h"
#include "core/base/str.h"

/* Keys that are no code point stand above Unicode. */
enum keycap {
	KEYCAP_NONE = 0,
	KEYCAP_ENTER = 0x110000,
	KEYCAP_ESC,
	KEYCAP_TAB,
	KEYCAP_BACKTAB, /* "S-Tab" */
	KEYCAP_BACKSPACE,
	KEYCAP_DELETE,
	KEYCAP_INSERT,
	KEYCAP_UP,
	KEYCAP_DOWN,
	KEYCAP_LEFT,
	KEYCAP_RIGHT,
	KEYCAP_HOME,
	KEYCAP_END,
	KEYCAP_PAGE_UP,
	KEYCAP_PAGE_DOWN,
	KEYCAP_F1, /* F2..F12 follow */
	KEYCAP_F12 = KEYCAP_F1 + 11,
};

enum {
	KEY_MOD_CTRL = 1,
	KEY_MOD_ALT = 2
};

struct key {
	uint32_t code; /* code point (lower case with Ctrl) or enum keycap; 0: none */
	uint8_t mods;  /* of KEY_MOD_... */
};

#define KEY_OF(c)   ((struct key){ .code = (uint32_t)(c) })
#define KEY_CTRL(c) ((struct key){ .code = (uint32_t)(c), .mods = KEY_MOD_CTRL })
#define KEY_ALT(c)  ((struct key){ .code = (uint32_t)(c), .mods = KEY_MOD_ALT })

bool key_eq(struct key a, struct key b);
/* One name; "Ctrl-" also as "C-" and "^", "Alt-" as "M-". */
bool key_parse(struct str name, struct key *ret) MUST_USE;
void key_print(struct key k, struct buf *out); /* the form that key_parse() reads */
/* The name of a key that a word is near to; NULL: none. */
const char *key_nearest(const char *word);
/*
 * Why a key should mean nothing to a program in a terminal ("tmux and screen take it
 * as their prefix"), or cannot be told from another there; NULL: it may be bound.
 */
const char *key_refusal(struct key k);
/* A code point that types itself: no modifier, no keycap. */
bool key_is_text(struct key k);

#endif
