/*
 * A small program made of tui/kit alone, for the tests of this folder and for eyes:
 * a fleet of invented installations, no AWS, no network.
 *
 *	demo_kit [--theme NAME] [--ascii] [--no-color] [--term NAME]
 */
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/chrome.h"
#include "tui/kit/detail.h"
#include "tui/kit/dialog.h"
#include "tui/kit/help.h"
#include "tui/kit/keymap.h"
#include "tui/kit/prompt.h"
#include "tui/kit/signals.h"
#include "tui/kit/term.h"
#include "tui/kit/theme.h"

#include "demo_fleet.h"

struct demo {
	struct term *term;
	struct frame frame;
	struct keymap keymap;
	struct table table;
	struct prompt command;
	struct dialog dialog;
	struct help help;
	struct theme theme;
	struct demo_fleet fleet;
	bool typing, asking, helping, quit;
	char typed_for; /* ':' or '/' */
	char message[256];
	int sync_fd;
	bool sync_roles;
	bool asked; /* a test waits until this is idle */
};

/* --- keys ------------------------------------------------------------------------ */

enum action {
	ACT_OPEN,
	ACT_MARK,
	ACT_FILTER,
	ACT_PROBLEMS,
	ACT_NEXT,
	ACT_DEBUG,
	ACT_CODE,
	ACT_COMMAND,
	ACT_DOWN,
	ACT_UP,
	ACT_PAGE_DOWN,
	ACT_PAGE_UP,
	ACT_TOP,
	ACT_BOTTOM,
	ACT_REVERSE,
	ACT_HELP,
	ACT_REDRAW,
	ACT_SUSPEND,
	ACT_BACK,
};

#define FLEET (1u << 0)

/* clang-format off */
static const struct binding bindings[] = {
	{ FLEET, ACT_OPEN, "open", "Enter", "open", "Open what the cursor stands on." },
	{ FLEET, ACT_MARK, "mark", "Space", "mark",
	 "Mark the row, or take the mark off." },
	{ KEYMAP_ALL, ACT_FILTER, "filter", "/", "filter",
	 "Keep rows that hold every word." },
	{ KEYMAP_ALL, ACT_PROBLEMS, "problems", "!", "problems only",
	 "Hide what is healthy." },
	{ KEYMAP_ALL, ACT_NEXT, "next-problem", "e", "next problem",
	 "Go to the next row that is not OK." },
	{ FLEET, ACT_DEBUG, "debug", "D", "debug session",
	 "Begin a debug session; asks, and says what the customer reads." },
	{ FLEET, ACT_CODE, "renew", "R", "renew",
	 "Renew the session; asks for the code." },
	{ KEYMAP_ALL, ACT_COMMAND, "command", ":", "command", "Type a command." },
	{ KEYMAP_ALL, ACT_DOWN, "down", "j Down", NULL, "Move down." },
	{ KEYMAP_ALL, ACT_UP, "up", "k Up", NULL, "Move up." },
	{ KEYMAP_ALL, ACT_PAGE_DOWN, "page-down", "Ctrl-F PgDn", NULL, "A page down." },
	{ KEYMAP_ALL, ACT_PAGE_UP, "page-up", "Ctrl-B PgUp", NULL, "A page up." },
	{ KEYMAP_ALL, ACT_TOP, "top", "g Home", NULL, "To the first row." },
	{ KEYMAP_ALL, ACT_BOTTOM, "bottom", "G End", NULL, "To the last row." },
	{ KEYMAP_ALL, ACT_REVERSE, "reverse", "S", NULL, "Turn the order around." },
	{ KEYMAP_ALL, ACT_HELP, "help", "? F1", "help",
	 "This page; typing filters it." },
	{ KEYMAP_ALL, ACT_REDRAW, "redraw", "Ctrl-L", NULL, "Draw everything again." },
	{ KEYMAP_ALL, ACT_SUSPEND, "suspend", "Ctrl-Z", NULL, "Suspend candor." },
	{ KEYMAP_ALL, ACT_BACK, "back", "q Esc", NULL,
	 "Close one layer, clear the filter, go back; at Fleet quit." },
};
/* clang-format on */

static const char *const views[] = { "fleet" };

/* --- drawing --------------------------------------------------------------------- */

static void draw_bar(struct demo *d, struct area a)
{
	/* clang-format off */
	const struct bar_part left[] = {
		{ .text = "candor", .cut = 2 },
		{ .text = "OBSERVE", .brief = "OBS", .strong = true },
		{ .text = "mira.kovac \xE2\x80\xBA", .brief = "mira \xE2\x80\xBA", .cut = 5 },
		{ .text = "37 installations of 12 customers", .brief = "37 inst", .gap = 1,
		  .cut = 4 },
	};
	const struct bar_part right[] = {
		{ .text = "52m" },
		{ .text = "14:02 UTC", .brief = "14:02Z", .cut = 3 },
		{ .text = "\xE2\x97\x8F journal #10482 \xE2\x9C\x93",
		  .brief = "\xE2\x97\x8F #10482 \xE2\x9C\x93" },
	};
	/* clang-format on */
	chrome_bar(&d->frame, a, ROLE_MODE_OBSERVE, left, ARRAY_LEN(left), right,
		   ARRAY_LEN(right));
}

static void draw_tabs(struct demo *d, struct area a)
{
	/* clang-format off */
	static const struct chrome_tab tabs[] = {
		{ "Fleet", "Flt" },
		{ "Overview", "Ovr" },
		{ "Stacks", "Stk" },
		{ "Metrics", "Met" },
		{ "Logs", "Log" },
		{ "Loads", "Lod" },
		{ "Incidents", "Inc" },
		{ "Posture", "Pos" },
		{ "Journal", "Jrn" },
	};
	/* clang-format on */
	chrome_tabs(&d->frame, a, tabs, ARRAY_LEN(tabs), 0, "\xE2\x86\xBB 12s",
		    ROLE_MUTED);
}

static void draw_why(struct demo *d, struct area a)
{
	/* clang-format off */
	static const struct {
		enum role role;
		const char *sign, *what, *why, *where;
	} rows[] = {
		{ ROLE_CRIT, "\xE2\x96\xA0", "heartbeat",
		 "last beat 13:51:06Z, expected every 60 s \xC2\xB7 10 missed, 3 late", "2 overview" },
		{ ROLE_CRIT, "\xE2\x96\xA0", "stack",
		 "acme-ingest UPDATE_ROLLBACK_COMPLETE 13:49Z", "3 stacks" },
		{ ROLE_WARN, "\xE2\x96\xB2", "loads",
		 "214 rejected rows since 13:20Z \xC2\xB7 196 \xC3\x97 code 1204", "6 loads" },
		{ ROLE_CRIT, "\xE2\x96\xA0", "incident",
		 "INC-0231 SEV2 open 11 m \xC2\xB7 customer notified 13:58Z", "7 incidents" },
	};
	/* clang-format on */
	AUTO(buf) title = BUF_INIT(256);
	buf_addf(&title, "Why %s", text_or(table_id(&d->table), "nothing"));
	frame_rule(&d->frame, a, 0, buf_text(&title), "collected 14:01:50Z",
		   ROLE_MUTED);
	size_t row = table_row(&d->table);
	if (row == TABLE_NONE || demo_healthy(&d->fleet.rows[row])) {
		struct pen p = pen_at(&d->frame, area_inset(a, 2), 1);
		pen_text(&p, ROLE_MUTED, "Nothing to say: every check passes.");
		return;
	}
	for (int i = 0; i < (int)ARRAY_LEN(rows); i++) {
		struct pen p = pen_at(&d->frame, area_inset(a, 2), i + 1);
		pen_text(&p, rows[i].role, rows[i].sign);
		pen_skip(&p, 1);
		pen_fit(&p, 12, ROLE_TEXT, str_of(rows[i].what), FIT_TAIL, ALIGN_LEFT);
		pen_right(&p, ROLE_MUTED, rows[i].where);
		pen_right(&p, ROLE_FAINT, "\xE2\x86\x92");
		pen_fit(&p, pen_room(&p), ROLE_TEXT, str_of(rows[i].why), FIT_TAIL,
			ALIGN_LEFT);
	}
}

static void draw_body(struct demo *d, const struct chrome *c)
{
	int why = c->size == CHROME_SMALL ? 0 : 6;
	struct area list = area_lines(c->body, 0, c->body.height - why);
	table_draw(&d->table, &d->frame, list, !d->typing);
	if (why > 0)
		draw_why(d, area_lines(c->body, c->body.height - why, why));
}

static void draw_foot(struct demo *d, const struct chrome *c)
{
	AUTO(buf) marks = BUF_INIT(64);
	AUTO(buf) position = BUF_INIT(64);
	table_marks_text(&d->table, &marks);
	table_position(&d->table, &position);
	if (c->status.height > 0)
		frame_rule(&d->frame, c->status, 0, buf_text(&marks),
			   buf_text(&position), ROLE_MUTED);
	chrome_strip(&d->frame, c->strip, ROLE_MUTED, str_of(d->message));
	if (d->typing) {
		frame_fill(&d->frame, c->hint, ROLE_TEXT);
		prompt_draw(&d->command, &d->frame, area_inset(c->hint, 1), 0,
			    "prompt");
		return;
	}
	enum role was = frame_on(&d->frame, ROLE_SURFACE);
	keymap_hints(&d->keymap, 0, &d->frame, c->hint, ACT_HELP, NULL);
	(void)frame_on(&d->frame, was);
}

static void draw_screen(struct demo *d, const struct chrome *c)
{
	if (c->tabs.height > 0)
		draw_tabs(d, c->tabs);
	const char *sorted = c->size == CHROME_WIDE ? "sorted by severity \xE2\x96\xBE"
						    : "by severity \xE2\x96\xBE";
	if (c->title.height > 0)
		frame_rule(&d->frame, c->title, 0,
			   d->helping ? "Fleet \xE2\x80\xBA Help" : "Fleet",
			   d->helping ? "Esc closes" : sorted, ROLE_MUTED);
	if (d->helping)
		help_draw(&d->help, &d->frame, c->body);
	else
		draw_body(d, c);
	draw_foot(d, c);
	if (d->asking)
		dialog_draw(&d->dialog, &d->frame);
}

static void draw(struct demo *d)
{
	int rows = 0;
	int width = 0;
	term_size(d->term, &rows, &width);
	frame_resize(&d->frame, rows, width);
	d->frame.glyphs = d->theme.glyphs;
	struct chrome c = chrome_layout(&d->frame);
	draw_bar(d, c.bar);
	if (c.size == CHROME_TOO_SMALL)
		chrome_too_small(&d->frame, c.body);
	else
		draw_screen(d, &c);
	(void)term_draw(d->term, &d->frame);
}

/* --- acting ---------------------------------------------------------------------- */

static int64_t now_ms(void)
{
	return clock_mono_us(&clock_system) / 1000;
}

static void say(struct demo *d, const char *what)
{
	(void)snprintf(d->message, sizeof(d->message), "\xE2\x9C\x8E %s", what);
}

static void ask_debug(struct demo *d, struct key k)
{
	dialog_init(&d->dialog, DIALOG_CONFIRM, "Debug session on acme-prod-eu",
		    "Keep OBSERVE", "Begin session");
	dialog_line(
		&d->dialog, NULL, ROLE_TEXT,
		STR("Logs, load errors and reveals open for 30 minutes, never past the "
		    "incident's time box."));
	dialog_line(&d->dialog, NULL, ROLE_TEXT, STR(""));
	dialog_line(&d->dialog, "Will do", ROLE_TEXT, STR("assume role candor-debug"));
	dialog_line(&d->dialog, "Will write", ROLE_TEXT,
		    STR("#10483 session.open debug INC-0231"));
	dialog_line(&d->dialog, "The customer", ROLE_ACCENT,
		    STR("will read this, and the reason below."));
	(void)dialog_field(&d->dialog, "Reason", NULL, true, false);
	(void)dialog_field(&d->dialog, "Type acme-prod-eu", "acme-prod-eu", true,
			   false);
	dialog_open(&d->dialog, now_ms(), k);
	d->asking = true;
}

static void ask_code(struct demo *d, struct key k)
{
	dialog_init(&d->dialog, DIALOG_INPUT, "Renew the session", "Cancel", "Renew");
	dialog_line(&d->dialog, NULL, ROLE_TEXT,
		    STR("The code your device shows now. It is not written down."));
	(void)dialog_field(&d->dialog, "Code", NULL, true, true);
	dialog_open(&d->dialog, now_ms(), k);
	d->asking = true;
}

static void type_for(struct demo *d, char what)
{
	d->typing = true;
	d->typed_for = what;
	d->command.label = what == '/' ? "/" : ":";
	prompt_set(&d->command, str_of(what == '/' ? d->table.filter : NULL));
}

static void go_back(struct demo *d)
{
	if (d->table.filter)
		table_filter(&d->table, STR(""));
	else if (d->table.problems_only)
		table_problems_only(&d->table, false);
	else
		d->quit = true;
}

static bool move(struct demo *d, enum action action)
{
	switch (action) {
	case ACT_DOWN: (void)table_move(&d->table, TABLE_DOWN); return true;
	case ACT_UP: (void)table_move(&d->table, TABLE_UP); return true;
	case ACT_PAGE_DOWN: (void)table_move(&d->table, TABLE_PAGE_DOWN); return true;
	case ACT_PAGE_UP: (void)table_move(&d->table, TABLE_PAGE_UP); return true;
	case ACT_TOP: (void)table_move(&d->table, TABLE_TOP); return true;
	case ACT_BOTTOM: (void)table_move(&d->table, TABLE_BOTTOM); return true;
	case ACT_NEXT: (void)table_move(&d->table, TABLE_NEXT_PROBLEM); return true;
	case ACT_OPEN:
	case ACT_MARK:
	case ACT_FILTER:
	case ACT_PROBLEMS:
	case ACT_DEBUG:
	case ACT_CODE:
	case ACT_COMMAND:
	case ACT_REVERSE:
	case ACT_HELP:
	case ACT_REDRAW:
	case ACT_SUSPEND:
	case ACT_BACK: break;
	}
	return false;
}

static void act(struct demo *d, int action, struct key k)
{
	if (action == KEYMAP_NONE) {
		AUTO(buf) name = BUF_INIT(64);
		key_print(k, &name);
		buf_add_text(&name, " does nothing here. :keys binds it");
		say(d, buf_text(&name));
		return;
	}
	if (move(d, (enum action)action))
		return;
	if (action == ACT_OPEN)
		say(d, text_or(table_id(&d->table), "nothing to open"));
	else if (action == ACT_MARK)
		table_mark(&d->table);
	else if (action == ACT_FILTER || action == ACT_COMMAND)
		type_for(d, action == ACT_FILTER ? '/' : ':');
	else if (action == ACT_PROBLEMS)
		table_problems_only(&d->table, !d->table.problems_only);
	else if (action == ACT_DEBUG)
		ask_debug(d, k);
	else if (action == ACT_CODE)
		ask_code(d, k);
	else if (action == ACT_REVERSE)
		table_sort(&d->table, d->table.sort, !d->table.reverse);
	else if (action == ACT_HELP)
		d->helping = true;
	else if (action == ACT_REDRAW)
		term_redraw(d->term);
	else if (action == ACT_SUSPEND)
		term_suspend(d->term);
	else
		go_back(d);
}

static void run_command(struct demo *d)
{
	struct str line = prompt_text(&d->command);
	prompt_remember(&d->command, line);
	if (str_is(line, "quit") || str_is(line, "q"))
		d->quit = true;
	else if (str_is(line, "crash"))
		(void)raise(SIGSEGV);
	else if (str_is(line, "complain"))
		(void)fprintf(stderr, "a library complains\n");
	else
		say(d, "command taken");
}

static void typed(struct demo *d, struct key k)
{
	enum prompt_event event = prompt_key(&d->command, k);
	bool filter = d->typed_for == '/';
	if (filter && event == PROMPT_CHANGED)
		table_filter(&d->table, prompt_text(&d->command));
	if (filter && event == PROMPT_CANCEL)
		table_filter(&d->table, STR(""));
	if (!filter && event == PROMPT_SUBMIT)
		run_command(d);
	if (event == PROMPT_SUBMIT || event == PROMPT_CANCEL)
		d->typing = false;
}

static void answered(struct demo *d, struct key k)
{
	enum dialog_event event = dialog_key(&d->dialog, k, now_ms());
	if (event == DIALOG_OPEN)
		return;
	say(d, event == DIALOG_YES ? "session.open debug INC-0231 ok"
				   : "nothing was done");
	dialog_release(&d->dialog);
	d->asking = false;
}

static void on_key(struct demo *d, struct key k)
{
	if (d->asking)
		answered(d, k);
	else if (d->typing)
		typed(d, k);
	else if (d->helping)
		d->helping = help_key(&d->help, k);
	else
		act(d, keymap_lookup(&d->keymap, 0, k), k);
}

/* Pasted text reaches prompts, never keys. */
static void on_paste(struct demo *d, struct str text)
{
	if (d->asking)
		dialog_paste(&d->dialog, text, now_ms());
	else if (d->typing)
		prompt_paste(&d->command, text);
	else if (d->helping)
		help_paste(&d->help, text);
	else
		say(d, "pasted text goes into prompts only");
	if (d->typing && d->typed_for == '/')
		table_filter(&d->table, prompt_text(&d->command));
}

static void on_signal(struct demo *d, int number)
{
	if (number == SIGWINCH)
		term_resized(d->term);
	else if (number == SIGTSTP)
		term_suspend(d->term);
	else if (number == SIGCONT)
		term_redraw(d->term);
	else if (number == SIGTERM || number == SIGHUP || number == SIGINT)
		d->quit = true;
}

static const char *entry(const char *name)
{
	extern char **environ;
	size_t len = strlen(name);
	for (char **e = environ; *e; e++) {
		if (strncmp(*e, name, len) == 0 && (*e)[len] == '=')
			return *e + len + 1;
	}
	return NULL;
}

/* A test asks whether it is idle; who has gone does not. */
static void take_question(struct demo *d)
{
	char bytes[16];
	d->asked = read(d->sync_fd, bytes, sizeof(bytes)) > 0;
	if (!d->asked)
		d->sync_fd = -1;
}

static void turn(struct demo *d)
{
	struct pollfd fds[4] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signals_fd(), .events = POLLIN },
		{ .fd = d->asked ? -1 : d->sync_fd, .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = POLLOUT },
	};
	draw(d);
	bool out = term_push(d->term);
	bool idle = out && term_wait_ms(d->term) < 0 && poll(fds, 2, 0) == 0;
	if (d->asked && idle) {
		d->asked = false;
		fds[2].fd = d->sync_fd;
		term_sync(d->term, d->sync_fd, d->sync_roles);
	}
	(void)poll(fds, out ? 3 : 4, term_wait_ms(d->term));
	if (fds[2].revents)
		take_question(d);
	for (int number; (number = signals_next()) != 0;)
		on_signal(d, number);
	struct term_event event;
	while (term_next(d->term, &event)) {
		if (event.kind == TERM_PASTE)
			on_paste(d, event.paste);
		else
			on_key(d, event.key);
	}
	if (term_gone(d->term))
		d->quit = true;
}

static bool option(int argc, char **argv, const char *name, const char **ret)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0) {
			*ret = i + 1 < argc ? argv[i + 1] : "";
			return true;
		}
	}
	return false;
}

static bool start(struct demo *d, int argc, char **argv, struct err *err)
{
	const char *theme = "dark";
	const char *value = NULL;
	struct term_options options = { .name = entry("TERM") };
	(void)option(argc, argv, "--theme", &theme);
	(void)option(argc, argv, "--term", &options.name);
	options.no_color = option(argc, argv, "--no-color", &value);
	signals_catch_fatal(NULL, NULL);
	if (!theme_shipped(&d->theme, theme, err) || !signals_open(err))
		return false;
	if (option(argc, argv, "--ascii", &value))
		glyph_set_init(&d->theme.glyphs, true);
	d->term = term_curses_new(&options, err);
	if (!d->term)
		return false;
	term_set_theme(d->term, &d->theme);
	if (term_note(d->term))
		say(d, term_note(d->term));
	return true;
}

int main(int argc, char **argv)
{
	static struct demo d;
	struct err err = ERR_INIT;
	d.sync_fd = entry("CANDOR_SYNC_FD") ? 9 : -1;
	d.sync_roles = entry("CANDOR_SYNC_ROLES") != NULL;
	demo_fleet_init(&d.fleet);
	say(&d, "#10482 14:01:50Z  fleet.refresh  37 installations  ok 35  denied 1  "
		"timeout 1  \xC2\xB7 74 API calls");
	frame_init(&d.frame, 0, 0);
	if (!start(&d, argc, argv, &err)) {
		(void)fprintf(stderr, "demo_kit: %s\n", err.text);
		return 2;
	}
	keymap_init(&d.keymap, bindings, ARRAY_LEN(bindings), views, ARRAY_LEN(views));
	table_init(&d.table, &d.fleet.source);
	d.table.focus = "fleet";
	d.table.more = "OK";
	d.table.empty =
		"No installation is configured. candor init asks four questions.";
	table_refresh(&d.table);
	prompt_init(&d.command, ":", false);
	help_init(&d.help, &d.keymap, 0);
	while (!d.quit)
		turn(&d);
	term_free(d.term);
	signals_close();
	help_release(&d.help);
	prompt_release(&d.command);
	dialog_release(&d.dialog);
	table_release(&d.table);
	keymap_release(&d.keymap);
	frame_release(&d.frame);
	return 0;
}
