/*
 * Columns: the sort picker (s), the column chooser (c), and the commands that do the
 * same by name.
 */
#include "tui/console_impl.h"

#include "core/base/limits.h"

/* A table's columns stay where they are while a menu is open: nothing else has keys. */
static const char *title_of(const struct table *t, size_t col)
{
	return text_or(t->source->cols[col].title, "");
}

static bool sorted_by(const struct table *t, size_t col)
{
	return t->sort >= 0 && (size_t)t->sort == col;
}

/* ---- sort ---- */

static void sort_taken(struct console *c, const struct scene *s, enum menu_event e)
{
	struct table *t = console_table(c);
	size_t col = menu_row(&c->menu);

	if (e != MENU_TAKEN || !t || col > t->source->n_cols)
		return;
	if (col == t->source->n_cols) /* its own order */
		table_sort(t, -1, t->sort < 0 && !t->reverse);
	else
		table_sort(t, (int)col, sorted_by(t, col) && !t->reverse);
	console_close_menu(c);
	console_update(c, s);
}

static void add_sort_row(struct menu *m, const struct table *t, const char *title,
			 bool now, size_t id)
{
	if (text_empty(title))
		return;
	menu_add(m, &(struct menu_item){
			    .text = title,
			    .note = !now         ? NULL
				    : t->reverse ? "now, turned around"
						 : "now",
			    .right = now ? "Enter turns it around" : NULL,
			    .role = now ? ROLE_TEXT : ROLE_MUTED,
			    .note_role = ROLE_ACCENT,
			    .id = id,
		    });
}

void console_pick_sort(struct console *c)
{
	static const struct menu_opts opts = { .kind = MENU_PLAIN,
					       .title = "Sort by",
					       .focus = "sort" };
	const struct table *t = console_table(c);

	if (!t || t->in_order)
		return;
	console_close_menu(c);
	menu_init(&c->menu, &opts);
	for (size_t i = 0; i < t->source->n_cols; i++)
		add_sort_row(&c->menu, t, title_of(t, i), sorted_by(t, i), i);
	add_sort_row(&c->menu, t, t->own_order, t->sort < 0, t->source->n_cols);
	menu_ready(&c->menu, t->sort >= 0 ? (size_t)t->sort : MENU_NONE);
	console_open_menu(c, sort_taken);
}

struct str console_own_order(const struct console *c)
{
	const struct table *t = console_table(c);
	struct str name = str_of(t && !t->in_order ? text_or(t->own_order, "") : "");

	return str_cut(&name, ' '); /* what is in brackets explains it */
}

bool console_sort(struct console *c, const struct scene *s, struct str column,
		  bool reverse)
{
	struct table *t = console_table(c);
	int col = t && !t->in_order ? table_find_col(t, column) : -1;

	if (col < 0 && !(column.len && str_eq(column, console_own_order(c))))
		return false;
	table_sort(t, col, reverse);
	console_update(c, s);
	return true;
}

/* ---- which ones ---- */

static void column_toggled(struct console *c, const struct scene *s, enum menu_event e)
{
	struct table *t = console_table(c);
	size_t col = menu_row(&c->menu);

	if (e == MENU_TAKEN)
		console_close_menu(c);
	if (e != MENU_TOGGLED || !t || col >= t->source->n_cols)
		return;
	table_col_toggle(t, col);
	console_update(c, s);
}

static void add_column_row(struct menu *m, const struct table *t, size_t col)
{
	bool kept = table_col_kept(t, col);

	if (text_empty(title_of(t, col)))
		return;
	menu_add(m, &(struct menu_item){
			    .text = title_of(t, col),
			    .note = kept ? "always there" : NULL,
			    .note_role = ROLE_FAINT,
			    .role = kept ? ROLE_MUTED : ROLE_TEXT,
			    .check = kept                      ? MENU_NO_CHECK
				     : table_col_shown(t, col) ? MENU_ON
							       : MENU_OFF,
			    .id = col,
		    });
}

void console_choose_columns(struct console *c)
{
	static const struct menu_opts opts = {
		.kind = MENU_PLAIN,
		.title = "Columns",
		.enter = "closes",
		.focus = "columns",
	};
	const struct table *t = console_table(c);

	if (!t)
		return;
	console_close_menu(c);
	menu_init(&c->menu, &opts);
	for (size_t i = 0; i < t->source->n_cols; i++)
		add_column_row(&c->menu, t, i);
	menu_ready(&c->menu, MENU_NONE);
	console_open_menu(c, column_toggled);
}

/* `:columns`: the chooser; names: those and no others; "all", "default". */
void console_set_columns(struct console *c, const struct scene *s, struct str names)
{
	struct table *t = console_table(c);
	bool shown[TABLE_COLS] = { false };
	bool all = str_is(names, "all");

	if (!t) {
		console_remark(c, s, "There are no columns here.");
		return;
	}
	if (!names.len) {
		console_choose_columns(c);
		return;
	}
	for (size_t i = 0; all && i < t->source->n_cols; i++)
		shown[i] = true;
	while (names.len && !all && !str_is(names, "default")) {
		struct str name = str_cut(&names, ' ');
		int col = name.len ? table_find_col(t, name) : 0;

		if (col < 0) {
			AUTO(buf) why = BUF_INIT(LIMIT_KIB(1));

			buf_addf(&why, "No column \"%.*s\" here; there are: ",
				 (int)(name.len > 60 ? 60 : name.len), name.p);
			console_columns(c, &why);
			console_remark(c, s, buf_text(&why));
			return;
		}
		shown[col] = shown[col] || name.len > 0;
	}
	table_cols_choose(t, str_is(names, "default") ? NULL : shown);
	console_update(c, s);
}
