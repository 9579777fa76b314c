/*
 * What can be done here: one row an action, with what it asks for and when it is of no
 * use.  Key `a`, the palette and the ladder read this table; worst last.
 */
#include "tui/console_actions.h"

#include "core/base/limits.h"
#include "tui/kit/fuzzy.h"

#define NARROW 80 /* columns under which the foot names Enter alone */

/* ---- why not ---- */

static const char *needs_inst(const struct console *c, const struct scene *s)
{
	return scene_find(s, console_inst(c)) ? NULL : "no installation is selected";
}

static const char *needs_session(const struct console *c, const struct scene *s)
{
	const struct site *site = scene_find(s, console_inst(c));

	return site ? console_no_session(site) : "no installation is selected";
}

static const char *needs_row(const struct console *c, const struct scene *s)
{
	const struct table *t = console_rows(c);

	(void)s;
	if (t && table_row(t) != TABLE_NONE)
		return NULL;
	return "no row is selected";
}

static const char *needs_item(const struct console *c, const struct scene *s)
{
	const struct table *t = console_rows(c);

	(void)s;
	if (!t || table_row(t) == TABLE_NONE)
		return "no row is selected";
	return t->source->item ? NULL : "there is no document of it";
}

static const char *needs_journal(const struct console *c, const struct scene *s)
{
	(void)c;
	return s->journal_open ? NULL : "the journal is not open";
}

static const char *needs_open(const struct console *c, const struct scene *s)
{
	const struct table *t = console_table(c);

	(void)s;
	return t && table_row(t) != TABLE_NONE ? NULL : "no row is selected";
}

/* ---- what has no key ---- */

static void do_access(struct console *c, const struct scene *s)
{
	console_go_inst(c, s, VIEW_ACCESS, (struct str){ 0 });
}

static void do_services(struct console *c, const struct scene *s)
{
	console_go_inst(c, s, VIEW_SERVICES, (struct str){ 0 });
}

static void do_alarms(struct console *c, const struct scene *s)
{
	console_go_inst(c, s, VIEW_ALARMS, (struct str){ 0 });
}

static void do_heartbeats(struct console *c, const struct scene *s)
{
	console_go_inst(c, s, VIEW_HEARTBEATS, (struct str){ 0 });
}

static void do_drop(struct console *c, const struct scene *s)
{
	console_ask_drop(c, s, console_inst(c));
}

/* A row of the table; a macro, since clang-format would align all rows as one. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

const struct deed deeds[] = {
	ROW("open", "what the cursor stands on", DEED_LOOK, CONFIRM_L0, ACTION_OPEN,
	    NULL, needs_open, NULL),
	ROW("overview", "health with its reasons", DEED_LOOK, CONFIRM_L0, ACTION_TAB_2,
	    NULL, needs_inst, NULL),
	ROW("stacks", "its CloudFormation stacks, worst first", DEED_LOOK, CONFIRM_L0,
	    ACTION_TAB_3, NULL, needs_inst, NULL),
	ROW("journal of it", "what was done there, and by whom", DEED_LOOK, CONFIRM_L0,
	    ACTION_JOURNAL, NULL, needs_inst, NULL),
	ROW("metrics", "charts of one time, with what happened", DEED_LOOK, CONFIRM_L0,
	    ACTION_TAB_4, NULL, needs_inst, NULL),
	ROW("services", "its functions, tables, buckets, ...", DEED_LOOK, CONFIRM_L0,
	    ACTION_NONE, do_services, needs_inst, NULL),
	ROW("alarms", "of CloudWatch, with their history", DEED_LOOK, CONFIRM_L0,
	    ACTION_NONE, do_alarms, needs_inst, NULL),
	ROW("heartbeats", "of its agents, with their gaps", DEED_LOOK, CONFIRM_L0,
	    ACTION_NONE, do_heartbeats, needs_inst, NULL),
	ROW("access", "who you are there, and the off switch", DEED_LOOK, CONFIRM_L0,
	    ACTION_NONE, do_access, needs_inst, NULL),
	ROW("refresh", "read again what is on the screen", DEED_LOOK, CONFIRM_L0,
	    ACTION_REFRESH, NULL, NULL, NULL),
	ROW("describe", "its raw JSON", DEED_LOOK, CONFIRM_L0, ACTION_DESCRIBE, NULL,
	    needs_item, NULL),
	ROW("verify journal", "every hash and signature", DEED_LOOK, CONFIRM_L0,
	    ACTION_VERIFY, NULL, needs_journal, NULL),
	ROW("copy id", "its name, or those of marked rows", DEED_COPY, CONFIRM_L0,
	    ACTION_COPY, NULL, needs_row, NULL),
	ROW("copy ARN", "its ARN; where it has none, the row as JSON", DEED_COPY,
	    CONFIRM_L0, ACTION_COPY_ALL, NULL, needs_row, NULL),
	ROW("renew session", "a new one before the old one ends", DEED_SESSION,
	    CONFIRM_L1, ACTION_RENEW, NULL, needs_session, console_ask_renew_as),
	ROW("give session up", "forget its keys now", DEED_SESSION, CONFIRM_L1,
	    ACTION_NONE, do_drop, needs_session, console_ask_drop_as),
};
const size_t deeds_n = ARRAY_LEN(deeds);

/* The row of that name; there must be one. */
static const struct deed *deed_of(const char *name)
{
	size_t i = 0;

	while (i < deeds_n && !text_eq(deeds[i].name, name))
		i++;
	bug_unless(i < deeds_n);
	return &deeds[i];
}

void console_ask_renew(struct console *c, const struct scene *s, const char *inst)
{
	console_ask_renew_as(c, s, deed_of("renew session"), inst);
}

void console_ask_drop(struct console *c, const struct scene *s, const char *inst)
{
	console_ask_drop_as(c, s, deed_of("give session up"), inst);
}

static const char *const groups[] = {
	[DEED_LOOK] = "look",
	[DEED_COPY] = "copy",
	[DEED_SESSION] = "session",
};

static const char *const asks[] = {
	[CONFIRM_L0] = NULL,
	[CONFIRM_L1] = "asks first",
	[CONFIRM_L2] = "asks for a reason",
	[CONFIRM_L3] = "asks for reason and name",
};

static enum role level_role(enum confirm_level level)
{
	return level >= CONFIRM_L3 ? ROLE_CRIT : ROLE_WARN;
}

void console_add_deed(struct console *c, const struct scene *s, size_t i, size_t id,
		      size_t key_most)
{
	const struct deed *d = &deeds[i];
	AUTO(buf) key = BUF_INIT(64);
	struct key k = { 0 };

	if (d->action != ACTION_NONE &&
	    keymap_first(&c->keymap, (int)console_place(c)->view, (int)d->action, &k))
		key_print(k, &key);
	menu_add(
		&c->menu,
		&(struct menu_item){
			.text = d->name,
			.detail = d->help,
			.detail_role = ROLE_MUTED,
			.note = asks[d->level],
			.note_role = level_role(d->level),
			.right = key.len && key.len <= key_most ? buf_text(&key) : NULL,
			.key = k,
			.why_not = d->why_not ? d->why_not(c, s) : NULL,
			.careful = d->level >= CONFIRM_L1,
			.id = id,
		});
}

void console_do_deed(struct console *c, const struct scene *s, size_t i)
{
	const struct deed *d = &deeds[i];
	const char *why_not = d->why_not ? d->why_not(c, s) : NULL;
	AUTO(buf) text = BUF_INIT(256);

	if (why_not) {
		buf_addf(&text, "Not now: %s.", why_not);
		console_remark(c, s, buf_text(&text));
		return;
	}
	if (d->run)
		d->run(c, s);
	else if (!console_act(c, s, (enum action)d->action))
		console_remark(c, s, "That has no use on this screen.");
}

static void answered(struct console *c, const struct scene *s, enum menu_event e)
{
	size_t i = menu_row(&c->menu);

	if (e != MENU_TAKEN)
		return;
	console_close_menu(c);
	console_do_deed(c, s, i);
}

/* "Actions: acme-prod-eu", "Actions: acme-ingest", "Actions: 3 marked rows". */
static void add_title(const struct console *c, struct buf *out)
{
	const struct table *t = console_table(c);
	const char *id = t ? table_id(t) : NULL;

	buf_add_text(out, "Actions: ");
	if (t && t->n_marks)
		buf_addf(out, "%zu marked row%s", t->n_marks,
			 t->n_marks == 1 ? "" : "s");
	else
		buf_add_text(out,
			     !text_empty(id) ? id : text_or(console_inst(c), "here"));
}

void console_open_actions(struct console *c, const struct scene *s)
{
	AUTO(buf) title = BUF_INIT(LIMIT_KIB(1));

	add_title(c, &title);
	console_close_menu(c);
	menu_init(&c->menu,
		  &(struct menu_opts){
			  .kind = MENU_PLAIN,
			  .title = buf_text(&title),
			  .enter = c->cols >= NARROW ? "or its key takes it" : NULL,
			  .focus = "actions" });
	for (size_t i = 0; i < deeds_n; i++) {
		if (i == 0 || deeds[i].group != deeds[i - 1].group)
			menu_heading(&c->menu, groups[deeds[i].group]);
		console_add_deed(c, s, i, i, SIZE_MAX);
	}
	menu_ready(&c->menu, MENU_NONE);
	console_open_menu(c, answered);
}
