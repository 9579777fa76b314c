/*
 * Presets, and the order in which the keys in force come about.
 */
#include "tui/views/action_keys.h"

#include <string.h>

/* k9s: c copies, y shows the object, l the logs, f the full screen.  Its Ctrl-D, which
 * deletes, and its Ctrl-Z stay what they are here. */
static const struct keymap_preset_row k9s_rows[] = {
	{ "copy", "c" },      { "columns", "C" },    { "describe", "d y" },
	{ "full", "F f" },    { "follow", "Alt-f" }, { "logs", "5 l" },
	{ "right", "Right" },
};

/* less and lnav: Space and b page, d and u half a page, h helps, F follows. */
static const struct keymap_preset_row less_rows[] = {
	{ "page-down", "Space f Ctrl-F PgDn" },
	{ "page-up", "b Ctrl-B PgUp" },
	{ "half-down", "d Ctrl-D" },
	{ "half-up", "u Ctrl-U" },
	{ "help", "h ? F1" },
	{ "left", "Left" },
	{ "right", "Right" },
	{ "follow", "F" },
	{ "full", "W" },
	{ "mark", "m" },
	{ "describe", "=" },
	{ "customer", "U" },
};

const struct action_preset action_presets[] = {
	{ "k9s", "c copies, y shows raw JSON, l logs, f a full screen", k9s_rows,
	  ARRAY_LEN(k9s_rows) },
	{ "less", "Space and b page, d and u half a page, h helps, F follows",
	  less_rows, ARRAY_LEN(less_rows) },
};
const size_t action_n_presets = ARRAY_LEN(action_presets);

static const int back[] = { ACTION_ESC };
static const int help[] = { ACTION_HELP };
static const int quit[] = { ACTION_QUIT };
static const int leave[] = { ACTION_QUIT, ACTION_COMMAND, ACTION_CANCEL };

static const struct keymap_way ways[] = {
	{ back, ARRAY_LEN(back), false },
	{ help, ARRAY_LEN(help), false },
	{ quit, ARRAY_LEN(quit), true },
	{ leave, ARRAY_LEN(leave), false }, /* :quit and twice Ctrl-C leave, too */
};

static void begin(struct keymap *m, const char *preset, keymap_line *line)
{
	keymap_init(m, action_rows, action_n_rows, action_views, VIEW_COUNT);
	m->line = line;
	m->typing = 1u << VIEW_HELP;
	for (size_t i = 0; i < action_n_presets; i++) {
		const struct action_preset *p = &action_presets[i];

		if (text_eq(p->name, preset))
			keymap_take_preset(m, p->name, p->rows, p->n_rows);
	}
}

void action_keymap(struct keymap *m, const char *preset, const char *path,
		   keymap_line *line)
{
	begin(m, preset, line);
	if (path)
		keymap_load(m, path);
	keymap_keep(m, ways, ARRAY_LEN(ways));
}

void action_keymap_text(struct keymap *m, const char *preset, struct str text,
			keymap_line *line)
{
	begin(m, preset, line);
	keymap_read(m, text);
	keymap_keep(m, ways, ARRAY_LEN(ways));
}

void action_keys_path(const char *config, struct buf *out)
{
	const char *slash = strrchr(config, '/');

	buf_add(out, config, slash ? (size_t)(slash - config) + 1 : 0);
	buf_add_text(out, "keys.conf");
}
