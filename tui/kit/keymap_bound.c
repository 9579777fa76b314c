/*
 * Commands that keys.conf binds: ":theme light = F7".  Each becomes a row like those of
 * the app, so that conflicts, help and lists know nothing of the difference.
 */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/keymap_impl.h"

static void add_row(struct keymap *m, int view, const char *name, int action,
		    const char *help)
{
	char *kept = mem_text(name);

	*VEC_PUSH(m->names, m->n_names, m->cap_names) = kept;
	*VEC_PUSH(m->rows, m->n_rows, m->cap_rows) = (struct binding){
		.views = view == KEYMAP_EVERYWHERE ? KEYMAP_ALL : 1u << view,
		.action = action,
		.name = kept,
		.keys = "",
		.help = help,
	};
}

/* ":  theme \t light" as ":theme light". */
static void add_words(struct str line, struct buf *out)
{
	size_t begin = 0;
	buf_add_char(out, ':');
	for (size_t i = 0; i <= line.len; i++) {
		if (i < line.len && line.p[i] != ' ' && line.p[i] != '\t')
			continue;
		if (i > begin) {
			buf_add_text(out, out->len > 1 ? " " : "");
			utf8_safe(out, (struct str){ line.p + begin, i - begin },
				  KEYMAP_LINE_MAX);
		}
		begin = i + 1;
	}
}

const struct binding *keymap_bound(struct keymap *m, int view, struct str text,
				   struct buf *why)
{
	AUTO(buf) name = BUF_INIT(KEYMAP_LINE_MAX);
	const char *near = NULL;
	const char *help = NULL;
	const struct binding *row = NULL;
	add_words((struct str){ text.p + 1, text.len - 1 }, &name);
	if (!buf_ok(&name)) {
		buf_add_text(why, "is too long to be bound");
		return NULL;
	}
	row = keymap_row_named(m, buf_str(&name));
	if (row && keymap_lives_in(m, row->action, view))
		return row;
	if (m->n_rows - m->n_app >= LIMIT_KEYS_LINES) {
		buf_add_text(why, "is one line too many");
		return NULL;
	}
	if (m->line && name.len > 1)
		help = m->line((struct str){ buf_text(&name) + 1, name.len - 1 },
			       &near);
	if (!help) {
		buf_add_text(why, "is no command");
		if (near)
			buf_addf(why, "; did you mean :%s?", near);
		return NULL;
	}
	int action = row ? row->action : KEYMAP_LINE + m->n_lines++;
	add_row(m, view, buf_text(&name), action, help);
	return keymap_row_named(m, buf_str(&name));
}

/* At the first '=' between blanks, where there is one, so that ":filter inst:=x = F7"
 * means what it says. */
size_t keymap_bound_end(struct str text)
{
	size_t at = 0;
	for (size_t i = 1; i + 1 < text.len; i++) {
		if (text.p[i] == '=' && text.p[i - 1] == ' ' && text.p[i + 1] == ' ')
			return i;
	}
	while (at < text.len && text.p[at] != '=')
		at++;
	return at;
}
