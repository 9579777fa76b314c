/*
 * The rows of the palette, a group each: commands, words that they take,
 * installations, actions and keys of this screen.
 */
#include "tui/console_palette.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/fuzzy.h"
#include "tui/kit/word.h"
#include "tui/views/also.h"
#include "tui/views/words.h"

#define KEY_MOST 3  /* a longer name of a key takes more than it tells */
#define CUSTOMER 18 /* columns of a customer with the gap behind it */
#define BY_WORDS 1  /* rank of what fits by what it does, not by its name */

void palette_insert(struct fits *f, size_t i, int rank)
{
	size_t at = f->n;

	if (rank < 0)
		return;
	f->found++;
	if (f->n < PALETTE_RANKED)
		f->n++;
	else if (f->all[--at].rank >= rank)
		return;
	for (; at > 0 && f->all[at - 1].rank < rank; at--)
		f->all[at] = f->all[at - 1];
	f->all[at] = (struct ranked){ i, rank };
}

/* Each word stands in the name or the sentence, or begins another word for it. */
static bool each_fits(const char *name, const char *says, struct str typed)
{
	while (typed.len) {
		struct str word = str_cut(&typed, ' ');

		if (!word_in(str_of(says), word) && !word_in(str_of(name), word) &&
		    !word_begins(str_of(also_of(name)), word))
			return false;
	}
	return true;
}

/* By the name, whatever blanks are typed or not; else by the words of what it does,
 * and by other words for it. */
static int rank_of(const char *name, const char *says, struct str typed)
{
	int rank = fuzzy_rank(str_of(name), typed);

	if (rank >= 0 || typed.len < 2)
		return rank;
	return each_fits(name, says, typed) ? BY_WORDS : FUZZY_NOT;
}

bool palette_one_word(struct str line)
{
	struct str rest = line;

	return command_next_word(&rest).len == line.len;
}

/* ---- commands ---- */

static const char *command_why_not(struct console *c, const struct scene *s,
				   const struct verb *v)
{
	if ((v->command == COMMAND_SORT || v->command == COMMAND_COLUMNS) &&
	    !console_table(c))
		return "no list here";
	if (v->command == COMMAND_FILTER && !console_can_filter(c))
		return "no list here";
	for (size_t i = 0; i < deeds_n; i++)
		if (deeds[i].why_not && v->command == COMMAND_VERIFY &&
		    deeds[i].action == ACTION_VERIFY)
			return deeds[i].why_not(c, s);
	return NULL;
}

/* The key that does what a command of that name does; none for most. */
static void add_command_key(const struct console *c, const struct verb *v,
			    struct buf *out)
{
	for (size_t i = 0; i < action_n_rows; i++) {
		if (!text_eq(action_rows[i].name, v->name))
			continue;
		console_add_key(c, (enum action)action_rows[i].action, "", out);
		return;
	}
}

static void add_command(struct console *c, const struct scene *s, size_t i)
{
	const struct verb *v = &verbs_all[i];
	const char *args = verbs_typed_args(v);
	AUTO(buf) text = BUF_INIT(256);
	AUTO(buf) key = BUF_INIT(64);

	buf_addf(&text, "%s%s%s", v->name, args[0] ? " " : "", args);
	add_command_key(c, v, &key);
	if (buf_str(&key).len > KEY_MOST)
		buf_clear(&key); /* and Enter would be taken for the one in here */
	menu_add(&c->menu,
		 &(struct menu_item){ .text = buf_text(&text),
				      .detail = v->says ? v->says : v->summary,
				      .detail_role = ROLE_MUTED,
				      .right = key.len ? buf_text(&key) : NULL,
				      .why_not = command_why_not(c, s, v),
				      .id = PALETTE_ID(GROUP_COMMAND, i) });
}

static void find_commands(const struct console *c, const struct scene *s,
			  struct str typed, struct fits *f)
{
	bool one = palette_one_word(typed);

	(void)c;
	(void)s;
	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];
		int rank = v->command && one ? command_rank(v, typed) : FUZZY_NOT;

		if (rank < 0 && v->command)
			rank = rank_of(v->name, v->says ? v->says : v->summary, typed);
		if (!typed.len && v->alias)
			rank++; /* what is used often has one */
		palette_insert(f, i, rank);
	}
}

/* ---- installations ---- */

/* "■ CRIT  Acme Robotics     123456789012" */
void palette_facts(const struct fleet_row *row, struct buf *out)
{
	AUTO(buf) customer = BUF_INIT(256);

	word_state(out, row->worst.severity);
	for (int w = utf8_width(buf_str(out)); w < 8; w++)
		buf_add_char(out, ' ');
	utf8_fit_tail(&customer, str_of(row->inst->customer), CUSTOMER - 1);
	buf_add_str(out, buf_str(&customer));
	for (int w = utf8_width(buf_str(&customer)); w < CUSTOMER; w++)
		buf_add_char(out, ' ');
	buf_add_text(out, row->inst->account);
}

static void add_inst(struct console *c, const struct scene *s, size_t i)
{
	const struct fleet_row *row = s->sites[i].row;
	AUTO(buf) detail = BUF_INIT(512);

	palette_facts(row, &detail);
	menu_add(&c->menu,
		 &(struct menu_item){ .text = row->inst->name,
				      .detail = buf_text(&detail),
				      .detail_role = word_role(row->worst.severity),
				      .id = PALETTE_ID(GROUP_INST, i) });
}

/* Each word stands in the name, or in one piece in the customer's or the account's. */
static int rank_inst(const struct installation *inst, struct str typed)
{
	int least = FUZZY_SAME;

	while (typed.len) {
		struct str word = str_cut(&typed, ' ');
		int name = fuzzy_rank(str_of(inst->name), word);
		int customer = fuzzy_rank(str_of(inst->customer), word);
		int account = fuzzy_rank(str_of(inst->account), word);

		if (name < 0 && customer >= FUZZY_WORD)
			name = customer / 8;
		if (name < 0 && account >= FUZZY_WORD)
			name = account / 8;
		least = word.len && name < least ? name : least;
	}
	return least;
}

static void find_insts(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f)
{
	(void)c;
	for (size_t i = 0; i < s->n_sites; i++)
		palette_insert(f, i,
			       typed.len ? rank_inst(s->sites[i].row->inst, typed) : 0);
}

/* ---- words that a command may take: each with its command, once some of it is typed
 * ---- */

/* The lines "theme dark", "tz utc" one after the other. */
struct lines {
	const struct verb *v; /* whose words come */
	size_t n;             /* so far */
	size_t wanted;        /* line number to keep; or, with fits: */
	struct str typed;
	struct fits *fits;
	const struct verb *of; /* of the line kept */
	struct str word;
};

/* An action has a row of its own. */
static bool is_deed(struct str line)
{
	for (size_t i = 0; i < deeds_n; i++)
		if (fuzzy_rank(str_of(deeds[i].name), line) == FUZZY_SAME)
			return true;
	return false;
}

static int rank_line(struct str line, struct str word, struct str typed)
{
	bool one = palette_one_word(typed);
	int rank = fuzzy_rank(word, typed);

	if (rank < FUZZY_WORD && !one)
		rank = fuzzy_rank(line, typed);
	return (rank < FUZZY_WORD && one) || is_deed(line) ? FUZZY_NOT : rank;
}

static bool take_line(void *ctx, struct str word)
{
	struct lines *l = ctx;
	AUTO(buf) text = BUF_INIT(256);

	if (l->fits) {
		buf_addf(&text, "%s %.*s", l->v->name, STR_FMT(word));
		palette_insert(l->fits, l->n,
			       rank_line(buf_str(&text), word, l->typed));
	} else if (l->n == l->wanted) {
		l->of = l->v;
		l->word = word;
	}
	l->n++;
	return true;
}

static bool takes_word(const struct verb *v)
{
	bool needed = false;
	const struct argument *arg = v->command ? verbs_typed(v, 0, &needed) : NULL;

	return arg && (arg->kind == ARGUMENT_WORDS || arg->kind == ARGUMENT_THEME);
}

static void each_line(const struct console *c, const struct scene *s, struct lines *l)
{
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = console_context(c, s, &columns);

	for (size_t i = 0; i < verbs_n_rows; i++) {
		AUTO(buf) line = BUF_INIT(256);

		l->v = &verbs_all[i];
		if (!takes_word(l->v))
			continue;
		buf_addf(&line, "%s ", l->v->name);
		command_words(&cc, buf_str(&line), take_line, l);
	}
}

static void add_line(struct console *c, const struct scene *s, size_t i)
{
	struct lines l = { .wanted = i };
	AUTO(buf) text = BUF_INIT(256);

	each_line(c, s, &l);
	if (!l.of)
		return;
	buf_addf(&text, "%s %.*s", l.of->name, STR_FMT(l.word));
	menu_add(&c->menu,
		 &(struct menu_item){ .text = buf_text(&text),
				      .detail = l.of->says ? l.of->says : l.of->summary,
				      .detail_role = ROLE_MUTED,
				      .id = PALETTE_ID(GROUP_WORD, i) });
}

static void find_lines(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f)
{
	struct lines l = { .typed = typed, .fits = f };

	if (typed.len)
		each_line(c, s, &l);
}

/* ---- actions ---- */

/* A command that does the same stands among the commands already. */
static bool is_command(const char *name)
{
	bool needed = false;
	const struct verb *v = verbs_command(str_of(name));

	return v && (!verbs_typed(v, 0, &needed) || !needed);
}

static void find_deeds(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f)
{
	(void)c;
	(void)s;
	for (size_t i = 0; i < deeds_n; i++)
		if (!typed.len || !is_command(deeds[i].name))
			palette_insert(f, i,
				       rank_of(deeds[i].name, deeds[i].help, typed));
}

static void add_deed(struct console *c, const struct scene *s, size_t i)
{
	console_add_deed(c, s, i, PALETTE_ID(GROUP_DEED, i), KEY_MOST);
}

/* ---- keys: what has a key here, and no row of another group ---- */

static bool is_here(const struct console *c, const struct binding *row)
{
	bool here = row->views >> console_place(c)->view & 1u;

	return here && keymap_in_part(row, (int)console_part(c)) &&
	       !text_empty(row->help) && !action_later((enum action)row->action);
}

static bool has_row(const struct console *c, const struct binding *row)
{
	for (size_t i = 0; i < deeds_n; i++)
		if (deeds[i].action == row->action)
			return true;
	for (const struct binding *r = c->keymap.rows; r < row; r++)
		if (r->action == row->action && is_here(c, r))
			return true;
	return row->action == ACTION_COMMAND || row->action == ACTION_PALETTE ||
	       verbs_command(str_of(row->name)) != NULL;
}

static void find_keys(const struct console *c, const struct scene *s, struct str typed,
		      struct fits *f)
{
	const struct keymap *m = &c->keymap;

	(void)s;
	for (size_t i = 0; typed.len && i < m->n_rows; i++)
		if (is_here(c, &m->rows[i]) && !has_row(c, &m->rows[i]))
			palette_insert(
				f, i, rank_of(m->rows[i].name, m->rows[i].help, typed));
}

static void add_key(struct console *c, const struct scene *s, size_t i)
{
	const struct binding *row = &c->keymap.rows[i];
	AUTO(buf) key = BUF_INIT(64);

	(void)s;
	console_add_key(c, (enum action)row->action, "", &key);
	menu_add(&c->menu, &(struct menu_item){ .text = row->name,
						.detail = row->help,
						.detail_role = ROLE_MUTED,
						.right = key.len && key.len <= KEY_MOST
								 ? buf_text(&key)
								 : NULL,
						.id = PALETTE_ID(GROUP_KEY, i) });
}

const struct palette_row palette_groups[PALETTE_GROUPS] = {
	[GROUP_COMMAND] = { "commands", find_commands, add_command },
	[GROUP_WORD] = { "commands with a word", find_lines, add_line },
	[GROUP_INST] = { "installations", find_insts, add_inst },
	[GROUP_DEED] = { "actions here", find_deeds, add_deed },
	[GROUP_KEY] = { "keys here", find_keys, add_key },
};
