/*
 * Names of keys, both ways.  One table; the first name of a key is the one printed.
 */
#include "tui/kit/key.h"

#include <string.h>

#include "core/base/utf8.h"
#include "tui/kit/nearest.h"
#include "tui/kit/word.h"

static const struct {
	const char *name;
	uint32_t code;
} names[] = {
	{ "Enter", KEYCAP_ENTER },
	{ "Return", KEYCAP_ENTER },
	{ "Esc", KEYCAP_ESC },
	{ "Escape", KEYCAP_ESC },
	{ "Tab", KEYCAP_TAB },
	{ "S-Tab", KEYCAP_BACKTAB },
	{ "Shift-Tab", KEYCAP_BACKTAB },
	{ "Backspace", KEYCAP_BACKSPACE },
	{ "Del", KEYCAP_DELETE },
	{ "Delete", KEYCAP_DELETE },
	{ "Ins", KEYCAP_INSERT },
	{ "Insert", KEYCAP_INSERT },
	{ "Up", KEYCAP_UP },
	{ "\xE2\x86\x91", KEYCAP_UP },
	{ "Down", KEYCAP_DOWN },
	{ "\xE2\x86\x93", KEYCAP_DOWN },
	{ "Left", KEYCAP_LEFT },
	{ "\xE2\x86\x90", KEYCAP_LEFT },
	{ "Right", KEYCAP_RIGHT },
	{ "\xE2\x86\x92", KEYCAP_RIGHT },
	{ "Home", KEYCAP_HOME },
	{ "End", KEYCAP_END },
	{ "PgUp", KEYCAP_PAGE_UP },
	{ "PageUp", KEYCAP_PAGE_UP },
	{ "PgDn", KEYCAP_PAGE_DOWN },
	{ "PageDown", KEYCAP_PAGE_DOWN },
	{ "Space", ' ' },
};

bool key_eq(struct key a, struct key b)
{
	return a.code == b.code && a.mods == b.mods;
}

bool key_is_text(struct key k)
{
	return k.mods == 0 && k.code >= ' ' && k.code != 0x7F && k.code < 0x110000 &&
	       !(k.code >= 0x80 && k.code < 0xA0);
}

/* Cut a modifier's name off the front; a lone "-" or "^" after it is the key. */
static bool cut_mod(struct str *s, struct key *k)
{
	/* clang-format off */
	static const struct {
		const char *name;
		uint8_t mod;
	} mods[] = {
		{ "Ctrl-", KEY_MOD_CTRL },
		{ "Ctrl+", KEY_MOD_CTRL },
		{ "C-", KEY_MOD_CTRL },
		{ "^", KEY_MOD_CTRL },
		{ "Alt-", KEY_MOD_ALT },
		{ "Alt+", KEY_MOD_ALT },
		{ "M-", KEY_MOD_ALT },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(mods); i++) {
		size_t len = strlen(mods[i].name);
		if (s->len <= len ||
		    !word_same((struct str){ s->p, len }, mods[i].name))
			continue;
		k->mods |= mods[i].mod;
		*s = (struct str){ s->p + len, s->len - len };
		return true;
	}
	return false;
}

static bool parse_function(struct str s, uint32_t *ret)
{
	int64_t n = 0;
	if (s.len < 2 || word_lower(s.p[0]) != 'f' ||
	    !str_int((struct str){ s.p + 1, s.len - 1 }, 1, 12, &n))
		return false;
	*ret = (uint32_t)(KEYCAP_F1 + n - 1);
	return true;
}

static bool parse_code(struct str s, uint32_t *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (word_same(s, names[i].name)) {
			*ret = names[i].code;
			return true;
		}
	}
	if (parse_function(s, ret))
		return true;
	struct str rest = s;
	uint32_t code = utf8_next(&rest);
	if (code == UTF8_END || rest.len > 0 || !key_is_text((struct key){ code, 0 }))
		return false;
	*ret = code;
	return true;
}

bool key_parse(struct str name, struct key *ret)
{
	struct key k = { 0 };
	while (cut_mod(&name, &k))
		;
	if (!parse_code(name, &k.code))
		return false;
	if ((k.mods & KEY_MOD_CTRL) && k.code >= 'A' && k.code <= 'Z')
		k.code += 'a' - 'A';
	*ret = k;
	return true;
}

void key_print(struct key k, struct buf *out)
{
	if (k.mods & KEY_MOD_CTRL)
		buf_add_text(out, "Ctrl-");
	if (k.mods & KEY_MOD_ALT)
		buf_add_text(out, "Alt-");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].code == k.code) {
			buf_add_text(out, names[i].name);
			return;
		}
	}
	if (k.code >= KEYCAP_F1 && k.code <= KEYCAP_F12)
		buf_addf(out, "F%u", (unsigned)(k.code - KEYCAP_F1 + 1));
	else if ((k.mods & KEY_MOD_CTRL) && k.code >= 'a' && k.code <= 'z')
		buf_add_char(out, (char)(k.code - 'a' + 'A'));
	else
		utf8_put(out, k.code);
}

const char *key_nearest(const char *word)
{
	struct nearest near = NEAREST_INIT(word);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		nearest_try(&near, names[i].name);
	return near.best;
}

/* interface rule: what the programs around a console take first, it does not take. */
static const char *ctrl_refusal(uint32_t code)
{
	/* clang-format off */
	static const struct {
		char code;
		const char *why;
	} rows[] = {
		{ 'a', "tmux and screen take it as their prefix" },
		{ 'b', "tmux takes it as its prefix" },
		{ ' ', "tmux, editors and input methods take it" },
		{ '@', "terminals send it as Ctrl-Space" },
		{ '\\', "terminals take it to kill a program" },
		{ 's', "terminals take it to hold the output" },
		{ 'q', "terminals take it to let the output go on" },
		{ 'h', "terminals send it for Backspace" },
		{ 'i', "terminals send it for Tab" },
		{ 'j', "terminals send it for a new line" },
		{ 'm', "terminals send it for Enter" },
		{ '[', "terminals send it for Esc" },
		{ 'k', "vim and tmux move between their panes with it" },
		{ 'z', "the shell's key to suspend stays what it is" },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if ((uint32_t)rows[i].code == code)
			return rows[i].why;
	}
	if ((code >= 'a' && code <= 'z') || (code >= ']' && code <= '_'))
		return NULL;
	return "terminals send nothing of its own for it";
}

const char *key_refusal(struct key k)
{
	static const char starts[] = "[O]PX^_";
	if (k.mods & KEY_MOD_CTRL)
		return ctrl_refusal(k.code);
	if ((k.mods & KEY_MOD_ALT) && k.code < 0x80 && k.code != 0 &&
	    strchr(starts, (int)k.code))
		return "terminals begin other keys with it";
	return NULL;
}
