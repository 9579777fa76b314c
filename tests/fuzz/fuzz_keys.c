/*
 * Any bytes as keys.conf over the real table: every way out is left, a key has one
 * meaning, names can be read back, and what is told is safe text.  The first byte says
 * which preset stands below.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/verbs.h"
#include "tui/kit/keymap_list.h"
#include "tui/views/action_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_safe(const char *text)
{
	bug_unless(utf8_valid(str_of(text)));
	for (; *text; text++)
		bug_unless((unsigned char)*text >= ' ' && *text != 0x7F);
}

static void check_item(void *ctx, const struct keymap_item *item)
{
	struct str keys = item->keys;

	(void)ctx;
	bug_unless(item->row->name[0] && item->origin.len > 0);
	while (keys.len > 0) {
		struct key k = { 0 };
		bool known = key_parse(str_cut(&keys, ' '), &k);

		bug_unless(known);
	}
}

static void check_ways_out(const struct keymap *m)
{
	struct key k = { 0 };
	bool quit = false;

	for (int view = 0; view < VIEW_COUNT; view++) {
		quit = quit || keymap_first(m, view, ACTION_QUIT, &k);
		if (view == VIEW_HELP)
			continue;
		bug_unless(keymap_first(m, view, ACTION_ESC, &k));
		bug_unless(keymap_lookup(m, view, k) == ACTION_ESC);
		bug_unless(keymap_first(m, view, ACTION_HELP, &k));
		bug_unless(keymap_lookup(m, view, k) == ACTION_HELP);
	}
	bug_unless(quit);
}

static void check_entries(const struct keymap *m)
{
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct keymap_entry *e = &m->entries[i];

		bug_unless(e->view >= KEYMAP_EVERYWHERE && e->view < VIEW_COUNT);
		bug_unless(e->action >= KEYMAP_NONE);
		bug_unless(e->action < ACTION_COUNT ||
			   (e->action >= KEYMAP_LINE &&
			    e->action < KEYMAP_LINE + m->n_lines));
		for (size_t j = 0; j < i; j++)
			bug_unless(m->entries[j].view != e->view ||
				   !key_eq(m->entries[j].key, e->key));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const presets[] = { "default", "k9s", "less" };
	struct keymap m;

	if (size == 0)
		return 0;
	action_keymap_text(&m, presets[data[0] % ARRAY_LEN(presets)],
			   (struct str){ (const char *)data + 1, size - 1 },
			   verbs_line);
	bug_unless(m.n_problems <= LIMIT_KEYS_PROBLEMS);
	for (size_t i = 0; i < m.n_problems; i++)
		check_safe(m.problems[i].text);
	check_entries(&m);
	check_ways_out(&m);
	if (data[0] & 8) /* slow: not each time */
		keymap_list(&m, check_item, NULL);
	keymap_release(&m);
	return 0;
}
