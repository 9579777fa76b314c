/*
 * The table of keys: its rules, its presets, and the two texts that are made of it.
 * CANDOR_UPDATE_GOLDEN=1 rewrites docs/keys.md and the actions of candor-keys(5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/kit/keymap_list.h"
#include "tui/views/action_keys.h"

static const char *action_name(int action)
{
	for (size_t i = 0; i < action_n_rows; i++)
		if (action_rows[i].action == action)
			return action_rows[i].name;
	return "none";
}

/* The next word of *rest. */
static bool word_of(struct str *rest, struct str *ret)
{
	*rest = str_trim(*rest);
	*ret = str_cut(rest, ' ');
	return ret->len > 0;
}

static struct key key_of(struct str name)
{
	struct key k = { 0 };

	assert_true(key_parse(name, &k));
	return k;
}

/* ---- rules ---- */

static void a_name_is_one_action_and_an_action_has_one_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < action_n_rows; i++) {
		const struct binding *a = &action_rows[i];

		assert_int_equal(strspn(a->name, "abcdefghijklmnopqrstuvwxyz-"),
				 strlen(a->name));
		assert_true(a->name[0] && !text_eq(a->name, "none"));
		assert_true(str_ends(str_of(a->help), "."));
		for (size_t j = 0; j < i; j++)
			assert_int_equal(text_eq(a->name, action_rows[j].name),
					 a->action == action_rows[j].action);
	}
}

/* R3: what tmux, screen, vim and the terminal take stays theirs; two stay where people
 * know them. */
static void no_row_takes_a_key_of_the_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < action_n_rows; i++) {
		struct str keys = str_of(action_rows[i].keys);
		struct str name;

		while (word_of(&keys, &name)) {
			struct key k = key_of(name);

			if (key_eq(k, KEY_CTRL('b')))
				assert_int_equal(action_rows[i].action, ACTION_PAGE_UP);
			else if (key_eq(k, KEY_CTRL('z')))
				assert_int_equal(action_rows[i].action, ACTION_SUSPEND);
			else
				assert_null(key_refusal(k));
		}
	}
}

/* The key table of the design: keys, and what they mean wherever they mean something.
 */
static const struct {
	const char *keys, *action;
} design[] = {
	{ "j Down", "down" },
	{ "k Up", "up" },
	{ "h Left", "left" },
	{ "l Right", "right" },
	{ "g Home", "top" },
	{ "G End", "bottom" },
	{ "Ctrl-D", "half-down" },
	{ "Ctrl-U", "half-up" },
	{ "Ctrl-F PgDn", "page-down" },
	{ "Ctrl-B PgUp", "page-up" },
	{ "Enter", "open" },
	{ "Esc", "back" },
	{ "q", "quit" },
	{ "Ctrl-C", "cancel" },
	{ "Ctrl-Z", "suspend" },
	{ "[", "history-back" },
	{ "]", "history-forward" },
	{ "-", "last" },
	{ "1", "fleet" },
	{ "2", "overview" },
	{ "3", "stacks" },
	{ "4", "metrics" },
	{ "5", "logs" },
	{ "6", "loads" },
	{ "7", "incidents" },
	{ "8", "posture" },
	{ "9", "journal" },
	{ "Tab", "next-panel" },
	{ "S-Tab", "prev-panel" },
	{ ":", "command" },
	{ "Ctrl-P", "palette" },
	{ "a", "actions" },
	{ "/", "filter" },
	{ "&", "keep" },
	{ "n", "next-match" },
	{ "N", "prev-match" },
	{ "e", "next-problem" },
	{ "E", "prev-problem" },
	{ "!", "problems" },
	{ "? F1", "help" },
	{ "Space", "mark" },
	{ "v", "mark-range" },
	{ "y", "copy" },
	{ "Y", "copy-all" },
	{ "d", "describe" },
	{ "s", "sort" },
	{ "S", "sort-reverse" },
	{ "c", "columns" },
	{ "w", "wide" },
	{ "f", "follow" },
	{ "t", "time-display" },
	{ "T", "time" },
	{ "z", "zoom-in" },
	{ "Z", "zoom-out" },
	{ "<", "pan-left" },
	{ ">", "pan-right" },
	{ "H", "step-left" },
	{ "L", "step-right" },
	{ "x", "reveal" },
	{ "i", "incident" },
	{ "D", "debug" },
	{ "J", "journal-of" },
	{ "+", "note" },
	{ "u", "customer" },
	{ "O", "export" },
	{ "V", "verify" },
	{ "r Ctrl-R F5", "refresh" },
	{ "R", "renew" },
	{ "F", "full" },
	{ "Ctrl-L", "redraw" },
	{ "F2", "mouse" },
};

/* R1: one key, one meaning, in every view. */
static void every_key_of_the_design_means_what_it_says(void **state)
{
	struct keymap m;

	(void)state;
	action_keymap(&m, "default", NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(design); i++) {
		struct str keys = str_of(design[i].keys);
		struct str name;

		while (word_of(&keys, &name)) {
			struct key k = key_of(name);
			size_t n = 0;

			for (int view = 0; view < VIEW_COUNT; view++) {
				int a = keymap_lookup(&m, view, k);

				if (a == KEYMAP_NONE)
					continue;
				n++;
				assert_string_equal(action_name(a), design[i].action);
			}
			if (n == 0)
				print_message("no view has %.*s\n", STR_FMT(name));
			assert_true(n > 0);
		}
	}
	keymap_release(&m);
}

/* ---- presets ---- */

static bool has_key(const struct keymap *m, int view, int action)
{
	struct key k;

	return keymap_first(m, view, action, &k);
}

static void no_preset_loses_an_action(void **state)
{
	struct keymap plain;

	(void)state;
	action_keymap(&plain, "default", NULL, NULL);
	for (size_t i = 0; i < action_n_presets; i++) {
		struct keymap m;

		action_keymap(&m, action_presets[i].name, NULL, NULL);
		assert_int_equal(m.n_problems, 0);
		assert_string_equal(m.preset, action_presets[i].name);
		for (int view = 0; view < VIEW_COUNT; view++)
			for (int a = 0; a < ACTION_COUNT; a++) {
				if (view == VIEW_HELP ||
				    has_key(&plain, view, a) == has_key(&m, view, a))
					continue; /* in help letters are typed */
				print_message("%s: %s in %s\n", action_presets[i].name,
					      action_name(a), action_views[view]);
				fail();
			}
		keymap_release(&m);
	}
	keymap_release(&plain);
}

static int action_named(const char *name)
{
	for (size_t i = 0; i < action_n_rows; i++)
		if (text_eq(action_rows[i].name, name))
			return action_rows[i].action;
	return KEYMAP_NONE;
}

static void check_preset_row(const struct keymap *m,
			     const struct keymap_preset_row *row)
{
	struct str keys = str_of(row->keys);
	int action = action_named(row->action);
	struct str name;

	assert_int_not_equal(action, KEYMAP_NONE);
	while (word_of(&keys, &name)) {
		struct key k = key_of(name);

		for (int view = 0; view < VIEW_COUNT; view++) {
			bool typed = view == VIEW_HELP && key_is_text(k);

			if (has_key(m, view, action) && !typed)
				assert_int_equal(keymap_lookup(m, view, k), action);
		}
	}
}

static void every_row_of_a_preset_works(void **state)
{
	(void)state;
	for (size_t i = 0; i < action_n_presets; i++) {
		const struct action_preset *p = &action_presets[i];
		struct keymap m;

		action_keymap(&m, p->name, NULL, NULL);
		for (size_t j = 0; j < p->n_rows; j++)
			check_preset_row(&m, &p->rows[j]);
		keymap_release(&m);
	}
}

/* ---- docs/keys.md and candor-keys(5) ---- */

static void write_text(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text->p, 1, text->len, f), text->len);
	assert_int_equal(fclose(f), 0);
}

struct page {
	struct buf *out;
	int view;
	bool later, any;
};

/* In a table of Markdown a bar ends a cell. */
static void add_cell(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_addf(out, text.p[i] == '|' ? "\\%c" : "%c", text.p[i]);
}

static void add_row(void *ctx, const struct keymap_item *item)
{
	struct page *p = ctx;
	struct str keys = item->keys;
	struct str name;
	bool later = action_later((enum action)item->row->action) != NULL;

	if (item->view != p->view || later != p->later)
		return;
	if (!p->any)
		buf_add_text(p->out, "| key | action | what it does |\n"
				     "| --- | --- | --- |\n");
	p->any = true;
	buf_add_text(p->out, "|");
	while (word_of(&keys, &name)) {
		buf_add_text(p->out, " `");
		add_cell(p->out, name);
		buf_add_text(p->out, "`");
	}
	buf_addf(p->out, " | `%s` | ", item->row->name);
	add_cell(p->out, str_of(later ? action_later((enum action)item->row->action)
				      : item->row->help));
	buf_add_text(p->out, " |\n");
}

static void add_views(struct buf *out, const struct keymap *m)
{
	for (int view = KEYMAP_EVERYWHERE; view < VIEW_COUNT; view++) {
		struct page p = { .out = out, .view = view };

		buf_addf(out, "\n## %s\n\n",
			 view == KEYMAP_EVERYWHERE ? "Everywhere (`[all]`)"
						   : action_views[view]);
		keymap_list(m, add_row, &p);
		if (!p.any)
			buf_add_text(out, "Those of everywhere.\n");
	}
}

static void add_names(struct buf *out, uint32_t views)
{
	bool any = false;

	for (int view = 0; view < VIEW_COUNT; view++) {
		if (!(views >> view & 1u))
			continue;
		buf_addf(out, "%s%s", any ? ", " : "", action_views[view]);
		any = true;
	}
}

/* What keys do there and not in the list. */
static void add_part(struct buf *out, const struct keymap *m, int part)
{
	buf_add_text(out, "| key | action | in | what it does |\n"
			  "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];

		if (!keymap_in_part(row, part) || keymap_in_part(row, ACTION_IN_LIST))
			continue;
		buf_addf(out, "| `%s` | `%s` | ", row->keys, row->name);
		add_names(out, row->views);
		buf_addf(out, " | %s |\n", row->help);
	}
}

static void add_parts(struct buf *out, const struct keymap *m)
{
	buf_add_text(out, "\n## Panels and pages of text\n\n"
			  "Where a text has the keys, these do what stands here; help "
			  "and hint line say so.\n\n");
	add_part(out, m, ACTION_IN_TEXT);
	buf_add_text(out, "\n## Raw JSON\n\nAfter `d`, over the screen:\n\n");
	add_part(out, m, ACTION_IN_RAW);
}

static void add_later(struct buf *out, const struct keymap *m)
{
	buf_add_text(out, "\n## Not in this version\n\n"
			  "Each answers with its sentence and is never taken for "
			  "something else.\n\n");
	for (int view = KEYMAP_EVERYWHERE; view < VIEW_COUNT; view++) {
		struct page p = { .out = out,
				  .view = view,
				  .later = true,
				  .any = view != KEYMAP_EVERYWHERE };

		keymap_list(m, add_row, &p);
	}
}

/* What a reader of the first design would look for. */
static const char differences[] =
	"\n## What the first design promised and this version does otherwise\n\n"
	"Every key of its table means here what it meant there, or answers with the "
	"sentence above.\nNarrower than there:\n\n"
	"- `h` `l` fold and go sideways; there is no time axis for a cursor yet.\n"
	"- `/` filters lists and finds in texts (panels, pages, raw JSON), where `n` "
	"and "
	"`N` go on; `&`\n"
	"  comes with logs.\n"
	"- `w` shows the columns of a list whole, and cuts or wraps lines of text. `c` "
	"chooses columns\n"
	"  of lists; there are no metrics and groups to choose.\n"
	"- `Tab` and `S-Tab` mean something where there are panels, `!`, `s` and `c` "
	"where there are\n"
	"  lists, `w` there and where there is text, `J` where something is selected "
	"that has a journal.\n"
	"- `Esc` at the fleet leaves nothing: it says which key quits.\n"
	"- What stands on an empty screen (\"Never read. r reads it.\") names the "
	"built-in key; the hint\n"
	"  line, help, `:keys`, and what is said of a state or a useless key name the "
	"one in force.\n";

static void add_presets(struct buf *out)
{
	buf_add_text(out, "\n## Presets\n\n"
			  "`keys = NAME` in `[console]` of candor.conf, or "
			  "`CANDOR_KEYS`. Everything else stays as above.\n");
	for (size_t i = 0; i < action_n_presets; i++) {
		const struct action_preset *p = &action_presets[i];

		buf_addf(out, "\n**%s**: %s.\n\n| action | key |\n| --- | --- |\n",
			 p->name, p->about);
		for (size_t j = 0; j < p->n_rows; j++) {
			struct str keys = str_of(p->rows[j].keys);
			struct str name;

			buf_addf(out, "| `%s` |", p->rows[j].action);
			while (word_of(&keys, &name))
				buf_addf(out, " `%.*s`", STR_FMT(name));
			buf_add_text(out, " |\n");
		}
	}
}

static const char head[] =
	"# Keys\n"
	"\n"
	"Made from the rows of `tui/views/action.c` (`CANDOR_UPDATE_GOLDEN=1 "
	"build/dev/tests/tui_views_test_action`),\n"
	"of which the hint line, help (`?`, type to filter, `key:x` asks for a key), "
	"`:keys` and\n"
	"`candor keys` are made, too. keys.conf changes them, and gives a key to any "
	"command\n"
	"(`:theme light = F7`): candor-keys(5).\n"
	"\n"
	"1. One key has one meaning, everywhere; a screen without a use for it says "
	"so.\n"
	"2. Letters, digits and signs look or open dialogs: nothing that reaches a "
	"customer, a role or\n"
	"   an incident happens on one key, whichever key it is.\n"
	"3. Ctrl is bound with C, D, U, F, B, L, R, P and Z alone. What tmux, screen, "
	"vim and flow\n"
	"   control take (Ctrl-A, Ctrl-Space, Ctrl-\\\\, Ctrl-S, Ctrl-Q, Ctrl-H, "
	"Ctrl-J, Ctrl-K) is\n"
	"   refused in keys.conf as well.\n"
	"4. A capital letter is the larger or the reverse form of the small one.\n"
	"5. In dialogs and prompts Enter, Esc and Ctrl-C are fixed; prompts take the "
	"keys of readline.\n";

static void the_page_of_keys_is_made_of_the_rows(void **state)
{
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) want = BUF_INIT(LIMIT_MIB(1));
	const char *path = TEST_DIR "/../docs/keys.md";
	struct err err = ERR_INIT;
	struct keymap m;

	(void)state;
	action_keymap(&m, "default", NULL, NULL);
	buf_add_text(&got, head);
	add_views(&got, &m);
	add_parts(&got, &m);
	add_later(&got, &m);
	buf_add_text(&got, differences);
	add_presets(&got);
	keymap_release(&m);
	if (getenv("CANDOR_UPDATE_GOLDEN"))
		write_text(path, &got);
	assert_true(os_read_file(path, &want, &err));
	assert_string_equal(buf_text(&want), buf_text(&got));
}

/* The row that says most: one for every view, else the first. */
static const struct binding *best_row(int action)
{
	const struct binding *best = NULL;

	for (size_t i = 0; i < action_n_rows; i++) {
		const struct binding *row = &action_rows[i];

		if (row->action != action)
			continue;
		if (!best || (row->views == KEYMAP_ALL && best->views != KEYMAP_ALL))
			best = row;
	}
	return best;
}

/* As a manual page shows it: these signs would become others. */
static void add_man(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '-': buf_add_text(out, "\\-"); break;
		case '\\': buf_add_text(out, "\\e"); break;
		case '^': buf_add_text(out, "\\(ha"); break;
		case '~': buf_add_text(out, "\\(ti"); break;
		default: buf_add_char(out, *text);
		}
	}
}

static void add_actions(struct buf *out)
{
	for (int a = 0; a < ACTION_COUNT; a++) {
		const struct binding *row = best_row(a);

		if (!row)
			continue;
		buf_add_text(out, ".TP\n.B ");
		add_man(out, row->name);
		buf_add_text(out, "\nBuilt in: ");
		add_man(out, row->keys[0] ? row->keys : "no key");
		buf_add_text(out, ".\n");
		add_man(out, row->help);
		buf_add_text(out, action_later((enum action)a)
					  ? "\nNot in this version.\n"
					  : "\n");
	}
}

static void add_view_names(struct buf *out)
{
	for (int view = 0; view < VIEW_COUNT; view++)
		buf_addf(out, view + 1 < VIEW_COUNT ? ".BR %s ,\n" : ".BR %s .\n",
			 action_views[view]);
}

/* A part of the page, between two comments, as it is made here. */
static const struct {
	const char *begin, *end;
	void (*add)(struct buf *out);
} parts[] = {
	{ ".\\\" views: made by test_action.c\n", ".\\\" end of views\n",
	  add_view_names },
	{ ".\\\" actions: made by test_action.c\n", ".\\\" end of actions\n",
	  add_actions },
};

/* The page with its parts made anew. */
static void make_man(const char *man, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const char *begin = strstr(man, parts[i].begin);
		const char *end = begin ? strstr(begin, parts[i].end) : NULL;

		assert_non_null(end);
		buf_add(out, man, (size_t)(begin - man) + strlen(parts[i].begin));
		parts[i].add(out);
		man = end;
	}
	buf_add_text(out, man);
}

static void the_manual_has_every_action(void **state)
{
	AUTO(buf) man = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) made = BUF_INIT(LIMIT_MIB(1));
	const char *path = TEST_DIR "/../docs/man/candor-keys.5";
	struct err err = ERR_INIT;

	(void)state;
	assert_true(os_read_file(path, &man, &err));
	make_man(buf_text(&man), &made);
	if (getenv("CANDOR_UPDATE_GOLDEN"))
		write_text(path, &made);
	else
		assert_string_equal(buf_text(&man), buf_text(&made));
	for (size_t i = 0; i < action_n_presets; i++)
		assert_non_null(strstr(buf_text(&man), action_presets[i].name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_one_action_and_an_action_has_one_name),
		cmocka_unit_test(no_row_takes_a_key_of_the_terminal),
		cmocka_unit_test(every_key_of_the_design_means_what_it_says),
		cmocka_unit_test(no_preset_loses_an_action),
		cmocka_unit_test(every_row_of_a_preset_works),
		cmocka_unit_test(the_page_of_keys_is_made_of_the_rows),
		cmocka_unit_test(the_manual_has_every_action),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
