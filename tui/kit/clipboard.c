/*
 * The order of section 5.3 of the design as a table: name, when a way is there, its
 * program.
 *
 * tmux: an application's own OSC 52 is dropped under its default `set-clipboard
 * external`, but `load-buffer -w` reaches the outer terminal (tmux 3.2 and later), on
 * this machine or through ssh.  GNU screen hands a DCS through, at most 768 bytes each.
 */
#include "tui/kit/clipboard.h"

#include "core/base/utf8.h"

#define SCREEN_CHUNK ((size_t)76 * 8)

static bool has_tmux(const struct clipboard_world *w)
{
	return !text_empty(w->tmux);
}

static bool has_wayland(const struct clipboard_world *w)
{
	return !text_empty(w->wayland) && text_empty(w->ssh);
}

static bool has_x11(const struct clipboard_world *w)
{
	return !text_empty(w->x11) && text_empty(w->ssh);
}

static bool has_mac(const struct clipboard_world *w)
{
	return w->mac && text_empty(w->ssh);
}

/* A terminal that does not know OSC shows it as text, or waits for its end. */
static bool has_osc(const struct clipboard_world *w)
{
	static const char *const without[] = { "linux",   "vt*",  "dumb",
					       "cons25*", "sun*", "ansi*" };
	struct str term = str_of(w->term);

	for (size_t i = 0; i < ARRAY_LEN(without); i++) {
		if (str_glob(without[i], term))
			return false;
	}
	return term.len > 0;
}

static const char *const tmux_argv[] = { "tmux", "load-buffer", "-w", "-", NULL };
static const char *const wl_argv[] = { "wl-copy", "--type", "text/plain", NULL };
static const char *const xclip_argv[] = { "xclip", "-in", "-selection", "clipboard",
					  NULL };
static const char *const pbcopy_argv[] = { "pbcopy", NULL };

static const struct {
	const char *word; /* in the setting */
	const char *name;
	bool (*here)(const struct clipboard_world *w);
	const char *const *argv;
} rows[CLIPBOARD_WAYS] = {
	[CLIPBOARD_COMMAND] = { "", "the clipboard command", NULL, NULL },
	[CLIPBOARD_TMUX] = { "tmux", "tmux", has_tmux, tmux_argv },
	[CLIPBOARD_WL_COPY] = { "wl-copy", "wl-copy", has_wayland, wl_argv },
	[CLIPBOARD_XCLIP] = { "xclip", "xclip", has_x11, xclip_argv },
	[CLIPBOARD_PBCOPY] = { "pbcopy", "pbcopy", has_mac, pbcopy_argv },
	[CLIPBOARD_OSC52] = { "osc52", "OSC 52", has_osc, NULL },
};

bool clipboard_is_off(const struct clipboard_world *w)
{
	return text_eq(w->setting, "off");
}

/* What the setting names; CLIPBOARD_WAYS: nothing of its own. */
static enum clipboard_way wished(const struct clipboard_world *w)
{
	if (text_empty(w->setting) || text_eq(w->setting, "auto"))
		return CLIPBOARD_WAYS;
	for (int way = CLIPBOARD_TMUX; way < CLIPBOARD_WAYS; way++) {
		if (text_eq(w->setting, rows[way].word))
			return (enum clipboard_way)way;
	}
	return CLIPBOARD_COMMAND;
}

size_t clipboard_ways(const struct clipboard_world *w,
		      enum clipboard_way ret[CLIPBOARD_WAYS])
{
	enum clipboard_way first = wished(w);
	size_t n = 0;

	if (clipboard_is_off(w))
		return 0;
	if (first < CLIPBOARD_WAYS)
		ret[n++] = first;
	for (int way = CLIPBOARD_TMUX; way < CLIPBOARD_WAYS; way++) {
		if ((enum clipboard_way)way != first && rows[way].here(w))
			ret[n++] = (enum clipboard_way)way;
	}
	return n;
}

const char *clipboard_name(enum clipboard_way way)
{
	return rows[way].name;
}

const char *const *clipboard_argv(enum clipboard_way way)
{
	return rows[way].argv;
}

bool clipboard_clean(struct str text, struct buf *out, struct err *err)
{
	bool first = true;

	while (text.p) {
		struct str line = str_cut(&text, '\n');

		if (!first)
			buf_add_char(out, '\n');
		first = false;
		utf8_safe(out, line, SIZE_MAX);
	}
	return buf_ok(out) ||
	       err_set(err, ERR_LIMIT,
		       "more than %zu KiB are too much for the clipboard",
		       out->max / 1024);
}

/* The sequence in pieces that GNU screen hands through. */
static void wrap(struct str bytes, struct buf *out)
{
	while (bytes.len > 0) {
		size_t n = bytes.len < SCREEN_CHUNK ? bytes.len : SCREEN_CHUNK;

		buf_add_text(out, "\033P");
		buf_add(out, bytes.p, n);
		buf_add_text(out, "\033\\");
		bytes = (struct str){ bytes.p + n, bytes.len - n };
	}
}

bool clipboard_osc52(const struct clipboard_world *w, struct str text, struct buf *out,
		     struct err *err)
{
	AUTO(buf) bytes = BUF_INIT(CLIPBOARD_OSC52_MAX + 16);
	size_t encoded = (text.len + 2) / 3 * 4;

	if (encoded > CLIPBOARD_OSC52_MAX)
		return err_set(err, ERR_LIMIT,
			       "%zu bytes are more than terminals take (%zu)", text.len,
			       CLIPBOARD_OSC52_MAX / 4 * 3);
	buf_add_text(&bytes, "\033]52;c;");
	buf_add_base64(&bytes, text.p, text.len);
	buf_add_char(&bytes, '\a');
	if (text_empty(w->screen) || !text_empty(w->tmux))
		buf_add_str(out, buf_str(&bytes));
	else
		wrap(buf_str(&bytes), out);
	return true;
}
