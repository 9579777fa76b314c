/*
 * Any bytes as every text of a screen: names, reasons, messages, outputs, records,
 * sentences of errors, what is typed and pasted.  On every screen, with every action
 * and question open over it, at any size and with both sets of glyphs.  What must hold:
 * cells and widths as in check_text.h; and where the frame goes on through the real
 * terminal code, on the wire nothing but text and the sequences of terminfo.
 *
 *	byte 0 rows, 1 columns, 2 FLAG_*, 3 view, 4 what is opened, 5 what is done after
 *	typing; then texts, a NUL between, the last one typed
 */
#include <locale.h>
#include <stdlib.h>

#include "tests/fuzz/spoilt.h"
#include "tests/fuzz/wire.h"
#include "tui/console_confirm.h"
#include "tui/console_impl.h"

#define HEAD     6
#define KEYS_MAX 24

enum {
	FLAG_ASCII = 1,
	FLAG_WIRE = 2,
	FLAG_RESIZE = 4,
	FLAG_PASTE = 8,
	FLAG_TROUBLE = 16, /* nothing works: no journal, nobody known */
	FLAG_LOADING = 32, /* nothing was read yet */
	FLAG_SAFE = 64,    /* texts as they stand in the model: made safe on entry */
	FLAG_SAVED = 128,  /* the first text is a session file */
};

struct run {
	struct spoilt *world;
	struct console *console;
	struct frame frame;
	char *texts[SPOILT_TEXTS];
	unsigned flags;
};

/* ---- a host that does nothing ---- */

static void no_name(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static void no_place(void *ctx, const struct place *p, bool opened)
{
	(void)ctx;
	(void)p;
	(void)opened;
}

/* What leaves the console holds names as they stand in the model. */
static void take_line(void *ctx, struct str line)
{
	if (((const struct run *)ctx)->flags & FLAG_SAFE)
		check_lines(line);
}

static void take_copy(void *ctx, struct str text, const char *what, const char *name)
{
	(void)what;
	(void)name;
	take_line(ctx, text);
}

static void no_theme(void *ctx, const char *name, enum theme_step step)
{
	(void)ctx;
	(void)name;
	(void)step;
}

static void no_switch(void *ctx, bool on)
{
	(void)ctx;
	(void)on;
}

static const struct console_host quiet_host = {
	.refresh = no_name,
	.renew = no_name,
	.drop = no_name,
	.verify = nothing,
	.cancel = no_name,
	.retry = nothing,
	.mfa = no_name,
	.redraw = nothing,
	.suspend = nothing,
	.quit = nothing,
	.remember = take_line,
	.keys = nothing,
	.watch = no_place,
	.copy = take_copy,
	.copy_file = nothing,
	.theme = no_theme,
	.mouse = no_switch,
	.ascii = no_switch,
	.dump = nothing,
};

/* ---- keys ---- */

/* The scene is filled anew before each call, as the program does. */
static const struct scene *scene_now(struct run *r)
{
	struct scene *s = &r->world->v.scene;

	s->now_us += 300000; /* no dialog is deaf any more */
	console_notice(r->console, s);
	s->messages = console_messages(r->console);
	return s;
}

static void draw(struct run *r)
{
	console_draw(r->console, scene_now(r), &r->frame);
	check_frame(&r->frame);
}

static void press(struct run *r, struct key k)
{
	console_key(r->console, scene_now(r), k);
}

static struct key key_of(unsigned char byte)
{
	static const uint32_t caps[] = { KEYCAP_ENTER, KEYCAP_ESC, KEYCAP_TAB,
					 KEYCAP_DOWN,  KEYCAP_UP,  KEYCAP_RIGHT,
					 KEYCAP_LEFT,  KEYCAP_END, KEYCAP_BACKSPACE };

	if (byte == '\r')
		return KEY_OF(KEYCAP_ENTER);
	if (byte >= 0x20 && byte < 0x7F)
		return KEY_OF(byte);
	if (byte < 0x20)
		return KEY_CTRL('a' + byte % 26);
	return KEY_OF(caps[byte % ARRAY_LEN(caps)]);
}

static void type(struct run *r, const char *typed)
{
	for (size_t i = 0; typed[i] && i < KEYS_MAX; i++)
		press(r, key_of((unsigned char)typed[i]));
}

/* ---- what can lie over a screen ---- */

static bool no_yes(struct console *c, const struct scene *s, struct str reason,
		   struct err *err)
{
	(void)c;
	(void)s;
	bug_unless(utf8_valid(reason));
	return err_set(err, ERR_AWS, "%.*s", STR_FMT(reason));
}

static void ask(struct run *r, enum confirm_level level)
{
	struct confirm q = { .level = level,
			     .title = r->texts[0],
			     .safe = "No",
			     .act = r->texts[3],
			     .inst = text_or(r->texts[0], "acme"),
			     .account = "441052219917",
			     .customer = r->texts[1],
			     .facts = { { r->texts[3], r->texts[2], ROLE_TEXT },
					{ "", r->texts[4], ROLE_WARN } },
			     .will = { r->texts[1], r->texts[2] },
			     .wont = r->texts[4],
			     .note = r->texts[3],
			     .journal = r->texts[2],
			     .customer_reads = true };

	console_confirm(r->console, scene_now(r), &q, no_yes);
}

static void ask_reason(struct run *r)
{
	ask(r, CONFIRM_L2);
}

static void ask_name(struct run *r)
{
	ask(r, CONFIRM_L3);
}

static void ask_code(struct run *r)
{
	console_ask_mfa(r->console, scene_now(r), r->texts[0], r->texts[1]);
}

static void say(struct run *r)
{
	console_say(r->console, r->world->v.scene.now_sec, PROGRAM_PROBLEM,
		    r->texts[1]);
}

/* Keys, or what the program does of itself. */
static const struct {
	const char *keys;
	void (*open)(struct run *r);
} openings[] = {
	{ "", say },
	{ "", ask_code },
	{ "", ask_reason },
	{ "", ask_name },
	{ ":theme inspect\r", NULL },
	{ ":settings\r", NULL },
	{ ":columns ", NULL },
	{ ":filter ", NULL },
	{ ":stack ", NULL },
	{ ":drop\r", NULL },
	{ ":quit\r", NULL },
};

/* An action by the key it has here, or one of the openings. */
static void act(struct run *r, unsigned char what)
{
	const struct console *c = r->console;
	struct key k = { 0 };
	size_t i = what % ARRAY_LEN(openings);

	if (what < 0x80) {
		if (keymap_first(&c->keymap, (int)console_place(c)->view,
				 what % ACTION_COUNT, &k))
			press(r, k);
		return;
	}
	type(r, openings[i].keys);
	if (openings[i].open)
		openings[i].open(r);
}

static void go(struct run *r, unsigned char view)
{
	enum view_id id = view % VIEW_COUNT;
	const char *things[VIEW_COUNT] = { [VIEW_STACK] = r->texts[0],
					   [VIEW_JOURNAL] = r->texts[2],
					   [VIEW_PAGE] = "settings",
					   [VIEW_METRICS] = r->texts[1] };
	struct place p =
		place_of(id, r->world->v.insts[0].name, text_or(things[id], ""));

	console_go(r->console, scene_now(r), &p);
}

/* Back to where a session file says, or to what can be made of it. */
static void restore(struct run *r)
{
	struct saved saved;
	struct err err = ERR_INIT;

	saved_init(&saved);
	if (saved_read(str_of(r->texts[0]), "session", &saved, &err))
		console_restore(r->console, scene_now(r), &saved, true);
	saved_release(&saved);
}

static void visit(struct run *r, const uint8_t head[HEAD])
{
	const char *typed = r->texts[SPOILT_TEXTS - 1];

	if (r->flags & FLAG_SAVED)
		restore(r);
	else
		go(r, head[3]);
	act(r, head[4]);
	type(r, typed);
	if (r->flags & FLAG_PASTE)
		console_paste(r->console, scene_now(r), str_of(typed));
	act(r, head[5]);
	if (r->flags & FLAG_RESIZE)
		frame_resize(&r->frame, head[1] % 50, head[0] % 140);
	draw(r);
	check_dump(&r->frame);
	if (r->flags & FLAG_WIRE)
		wire_show(&r->frame);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
const char *__asan_default_options(void);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A screen is made of thousands of small texts: what they cost in book-keeping is most
 * of a run. */
const char *__asan_default_options(void)
{
	return "malloc_context_size=2:quarantine_size_mb=8";
}

static char *take_text(struct str bytes, bool safe)
{
	char *text = mem_text_n(bytes.p ? bytes.p : "", bytes.len);
	char *made = NULL;

	if (!safe)
		return text;
	made = invented_text(text);
	free(text);
	return made;
}

static struct spoilt world;

static void release(void)
{
	spoilt_release(&world);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	(void)setlocale(LC_CTYPE, "C.UTF-8"); /* NOLINT(concurrency-mt-unsafe) */
	wire_open();
	spoilt_init(&world);
	(void)atexit(release);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str rest = { 0 };
	struct console_host host = quiet_host;
	struct run r = { .world = &world };

	if (len < HEAD)
		return 0;
	rest = (struct str){ (const char *)bytes + HEAD, len - HEAD };
	r.flags = bytes[2];
	for (size_t i = 0; i < SPOILT_TEXTS; i++) {
		struct str cut = str_cut(&rest, '\0');

		r.texts[i] = take_text(cut, r.flags & FLAG_SAFE);
	}
	spoilt_fill(&world, r.texts);
	spoilt_state(&world, r.flags & FLAG_TROUBLE, r.flags & FLAG_LOADING);
	frame_init(&r.frame, bytes[0] % 50, bytes[1] % 140);
	glyph_set_init(&r.frame.glyphs, r.flags & FLAG_ASCII);
	host.ctx = &r;
	r.console = console_new(&host);
	visit(&r, bytes);
	console_free(r.console);
	frame_release(&r.frame);
	for (size_t i = 0; i < SPOILT_TEXTS; i++)
		free(r.texts[i]);
	return 0;
}
