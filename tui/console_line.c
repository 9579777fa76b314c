/*
 * What is typed: the command line and the filter.
 */
#include "tui/console_impl.h"

#include "core/base/limits.h"
#include "tui/views/record_list.h"

typedef void completion(const struct command_context *ctx, struct str line,
			struct buf *out);

struct command_context console_context(const struct console *c, const struct scene *s,
				       struct buf *columns)
{
	console_columns(c, columns);
	return (struct command_context){ s, console_inst(c), buf_text(columns),
					 console_own_order(c) };
}

static void complete_with(struct console *c, completion *with, struct str text,
			  struct buf *out)
{
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = console_context(c, c->scene, &columns);

	if (c->scene)
		with(&cc, text, out);
}

static void command_complete(void *ctx, struct str text, struct buf *out)
{
	complete_with(ctx, command_tail, text, out);
}

static void command_replace(void *ctx, struct str text, struct buf *out)
{
	complete_with(ctx, command_instead, text, out);
}

struct prompt_complete console_completion(struct console *c)
{
	return (struct prompt_complete){ .tail = command_complete,
					 .instead = command_replace,
					 .ctx = c };
}

void console_open_command(struct console *c, const char *text)
{
	c->prompting = PROMPTING_COMMAND;
	c->error = (struct command_error){ 0 };
	c->command.complete = console_completion(c);
	prompt_set(&c->command, str_of(text));
}

/* A filter that is there already is gone on with: a blank keeps the words apart. */
void console_open_filter(struct console *c, const struct scene *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_PROMPT);
	struct find_pane pane = { 0 };

	if (!console_can_filter(c)) {
		console_remark(c, s, "There is nothing to filter here.");
		return;
	}
	if (console_text(c, &pane)) {
		find_typing(&pane, true); /* another text is looked for */
	} else {
		buf_add_text(&text, console_filter_text(c));
		buf_add_text(&text, text.len ? " " : "");
	}
	c->prompting = PROMPTING_FILTER;
	c->filter_error = (struct filter_error){ 0 };
	prompt_set(&c->filter, buf_str(&text));
}

void console_end_prompt(struct console *c)
{
	struct find_pane pane = { 0 };

	if (c->prompting == PROMPTING_FILTER && console_text(c, &pane))
		find_typing(&pane, false);
	c->prompting = PROMPTING_NOT;
}

void console_go_inst(struct console *c, const struct scene *s, enum view_id view,
		     struct str given)
{
	char inst[PLACE_INST] = "";

	if (!given.len)
		given = str_of(console_inst(c));
	if (!given.len || !text_copy(inst, sizeof(inst), given)) {
		console_remark(c, s,
			       "Choose an installation first: no row is selected.");
		return;
	}
	console_go_to(c, s, view, inst, "");
}

static void go_stack(struct console *c, const struct scene *s,
		     const struct command *cmd)
{
	struct str inst = cmd->args[1].len ? cmd->args[1] : str_of(console_inst(c));
	struct place p = { .view = VIEW_STACK };

	if (text_copy(p.inst, sizeof(p.inst), inst) &&
	    text_copy(p.thing, sizeof(p.thing), cmd->args[0]))
		console_go(c, s, &p);
}

static bool is_given_up(const struct scene *s, const char *inst)
{
	const struct site *site = scene_find(s, inst);

	return site && site->row->paused_sec != 0;
}

/* All are those that are read by themselves; the row under the cursor is asked for. */
void console_refresh(struct console *c, const struct scene *s, struct str scope)
{
	char inst[PLACE_INST] = "";

	if (scope.len && !str_is(scope, "all"))
		text_keep(inst, sizeof(inst), scope);
	else if (!scope.len && !text_empty(console_place(c)->inst))
		text_keep(inst, sizeof(inst), str_of(console_place(c)->inst));
	if (s->stage == PROGRAM_FAILED)
		c->host.retry(c->host.ctx);
	c->host.refresh(c->host.ctx, inst);
	if (!scope.len && !inst[0] && is_given_up(s, console_inst(c)))
		c->host.refresh(c->host.ctx, console_inst(c));
}

static void run_filter(struct console *c, const struct scene *s, struct str words)
{
	if (console_can_filter(c))
		console_filter(c, s, words);
	else
		console_remark(c, s, "There is nothing to filter here.");
}

static void run_sort(struct console *c, const struct scene *s,
		     const struct command *cmd)
{
	if (!console_sort(c, s, cmd->args[0], str_is(cmd->args[1], "desc")))
		console_remark(c, s, "This screen has no such column to sort by.");
}

static void run_journal(struct console *c, const struct scene *s, struct str filter)
{
	struct place p = { .view = VIEW_JOURNAL };

	if (text_copy(p.thing, sizeof(p.thing), filter))
		console_go(c, s, &p);
}

static void run_help(struct console *c, const struct scene *s, struct str word)
{
	console_go_to(c, s, VIEW_HELP, "", "");
	console_here(c)->paste(console_state(c), word);
}

static struct str inst_or(const struct console *c, struct str given)
{
	return given.len ? given : str_of(console_inst(c));
}

static void run_session(struct console *c, const struct scene *s, struct str given,
			void (*ask)(struct console *, const struct scene *,
				    const char *))
{
	char inst[PLACE_INST] = "";

	text_keep(inst, sizeof(inst), inst_or(c, given));
	ask(c, s, inst);
}

static void run_usage(struct console *c, const struct scene *s, const struct verb *row)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));

	command_usage(row, &text);
	console_remark(c, s, buf_text(&text));
}

/* What the key of that name does, done by name. */
static void run_action(struct console *c, const struct scene *s, const char *name)
{
	size_t i = 0;

	while (i < action_n_rows && !text_eq(action_rows[i].name, name))
		i++;
	bug_unless(i < action_n_rows);
	if (!console_act(c, s, (enum action)action_rows[i].action))
		console_remark(c, s, "That has no use on this screen.");
}

static void run_copy(struct console *c, const struct scene *s, struct str what)
{
	if (str_is(what, "file"))
		c->host.copy_file(c->host.ctx);
	else if (str_is(what, "view"))
		console_copy_view(c, s);
	else
		console_copy_row(c, s, str_is(what, "arn") || str_is(what, "row"));
}

static void run_times(struct console *c, const struct scene *s, struct str name)
{
	enum times t = c->times;

	if (times_find(name, &t))
		console_choose_times(c, s, t);
}

/* Commands that open a screen.  False: it is none of them. */
static bool run_place(struct console *c, const struct scene *s,
		      const struct command *cmd)
{
	switch ((int)cmd->id) {
	case COMMAND_FLEET: console_go_to(c, s, VIEW_FLEET, "", ""); return true;
	case COMMAND_OPEN:
	case COMMAND_OVERVIEW:
		console_go_inst(c, s, VIEW_OVERVIEW, cmd->args[0]);
		return true;
	case COMMAND_STACKS:
		console_go_inst(c, s, VIEW_STACKS, cmd->args[0]);
		return true;
	case COMMAND_STACK: go_stack(c, s, cmd); return true;
	case COMMAND_JOURNAL: run_journal(c, s, cmd->args[0]); return true;
	case COMMAND_METRICS: console_run_metrics(c, s, cmd->args[0]); return true;
	case COMMAND_GOTO: console_run_goto(c, s, cmd->args[0]); return true;
	case COMMAND_RANGE: console_run_range(c, s, cmd->args[0]); return true;
	case COMMAND_ACCESS:
		console_go_inst(c, s, VIEW_ACCESS, cmd->args[0]);
		return true;
	case COMMAND_MESSAGES:
		console_go_to(c, s, VIEW_MESSAGES, console_place(c)->inst, "");
		return true;
	case COMMAND_HEARTBEATS:
		console_go_inst(c, s, VIEW_HEARTBEATS, cmd->args[0]);
		return true;
	case COMMAND_SERVICES:
		console_go_inst(c, s, VIEW_SERVICES, cmd->args[0]);
		return true;
	case COMMAND_ALARMS:
		console_go_inst(c, s, VIEW_ALARMS, cmd->args[0]);
		return true;
	case COMMAND_JOBS:
		console_go_to(c, s, VIEW_JOBS, console_place(c)->inst, "");
		return true;
	case COMMAND_PAGE:
		console_go_to(c, s, VIEW_PAGE, console_place(c)->inst, cmd->row->name);
		return true;
	case COMMAND_KEYS:
		if (cmd->args[0].len)
			c->host.keys(c->host.ctx);
		else
			console_go_to(c, s, VIEW_PAGE, console_place(c)->inst, "keys");
		return true;
	default: return false;
	}
}

/* A command that was understood. */
static void run(struct console *c, const struct scene *s, const struct command *cmd)
{
	if (cmd->usage) {
		run_usage(c, s, cmd->row);
		return;
	}
	if (run_place(c, s, cmd))
		return;
	switch ((int)cmd->id) {
	case COMMAND_THEME: console_run_theme(c, s, cmd->args[0]); return;
	case COMMAND_HELP: run_help(c, s, cmd->args[0]); return;
	case COMMAND_REFRESH: console_refresh(c, s, cmd->args[0]); return;
	case COMMAND_FILTER: run_filter(c, s, cmd->args[0]); return;
	case COMMAND_SORT: run_sort(c, s, cmd); return;
	case COMMAND_COPY: run_copy(c, s, cmd->args[0]); return;
	case COMMAND_COLUMNS: console_set_columns(c, s, cmd->args[0]); return;
	case COMMAND_TIMES: run_times(c, s, cmd->args[0]); return;
	case COMMAND_ACTION: run_action(c, s, cmd->row->name); return;
	case COMMAND_RENEW: run_session(c, s, cmd->args[0], console_ask_renew); return;
	case COMMAND_DROP: run_session(c, s, cmd->args[0], console_ask_drop); return;
	case COMMAND_VERIFY: c->host.verify(c->host.ctx); return;
	case COMMAND_MOUSE:
		c->host.mouse(c->host.ctx, str_is(cmd->args[0], "on"));
		return;
	case COMMAND_ASCII:
		c->host.ascii(c->host.ctx, str_is(cmd->args[0], "on"));
		return;
	case COMMAND_DUMP: c->host.dump(c->host.ctx); return;
	case COMMAND_QUIT: c->host.quit(c->host.ctx); return;
	case COMMAND_LATER: console_remark(c, s, cmd->later); return;
	default: return;
	}
}

void console_remember(struct console *c, struct str line)
{
	prompt_remember(&c->command, line);
}

/* Of what may carry a reason, the command alone. */
static void remember(struct console *c, const struct command *cmd, struct str line)
{
	line = str_trim(line);
	if (!cmd->row || cmd->row->forget)
		line = str_cut(&line, ' ');
	prompt_remember(&c->command, line);
	c->host.remember(c->host.ctx, line);
}

/* The filter of a command makes sense: the journal's, or that of the list here. */
static bool is_whole(struct console *c, const struct command *cmd,
		     struct filter_error *ret)
{
	struct str words = cmd->args[0];

	if (cmd->usage || !words.len)
		return true;
	if (cmd->id == COMMAND_JOURNAL)
		return record_filter_check(words, ret) && !ret->text[0];
	return cmd->id != COMMAND_FILTER || !console_can_filter(c) ||
	       console_filter_whole(c, words, ret);
}

/* What is wrong with a filter is pointed at as in the line after "/". */
static bool filter_is_whole(struct console *c, struct str line,
			    const struct command *cmd, struct command_error *ret_error)
{
	struct str words = cmd->args[0];
	struct filter_error error = { 0 };

	if (is_whole(c, cmd, &error))
		return true;
	ret_error->at = (size_t)(words.p - line.p) + error.at;
	ret_error->len = error.len;
	text_keep(ret_error->text, sizeof(ret_error->text), str_of(error.text));
	return false;
}

/* columns, empty, holds what ret may borrow beside the line. */
static bool parse(struct console *c, const struct scene *s, struct str line,
		  struct buf *columns, struct command *ret,
		  struct command_error *ret_error)
{
	struct command_context cc = console_context(c, s, columns);

	return command_parse(&cc, line, ret, ret_error) &&
	       filter_is_whole(c, line, ret, ret_error);
}

bool console_understands(struct console *c, const struct scene *s, struct str line)
{
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command cmd = { 0 };
	struct command_error error = { 0 };

	return parse(c, s, line, &columns, &cmd, &error) && !cmd.shortened &&
	       cmd.id != COMMAND_LATER;
}

bool console_submit(struct console *c, const struct scene *s, struct str line,
		    struct command_error *ret_error)
{
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command cmd = { 0 };

	if (!parse(c, s, line, &columns, &cmd, ret_error))
		return false;
	remember(c, &cmd, line);
	console_end_prompt(c);
	console_close_menu(c);
	run(c, s, &cmd);
	return true;
}

void console_run_line(struct console *c, const struct scene *s, const char *line)
{
	AUTO(buf) text = BUF_INIT(LIMIT_PROMPT); /* the keys may go: `:keys reload` */
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command cmd = { 0 };
	struct command_error error = { 0 };

	buf_add_text(&text, line);
	if (parse(c, s, buf_str(&text), &columns, &cmd, &error)) {
		run(c, s, &cmd);
		return;
	}
	console_open_command(c, buf_text(&text));
	c->error = error;
}

/* The prompt's text moves when the command changes the prompt: work on a copy. */
static void submit_command(struct console *c, const struct scene *s)
{
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT + 1);

	buf_add_str(&line, prompt_text(&c->command));
	if (!console_submit(c, s, buf_str(&line), &c->error) && !c->error.text[0])
		console_end_prompt(c);
}

void console_command_key(struct console *c, const struct scene *s, struct key k)
{
	switch (prompt_key(&c->command, k)) {
	case PROMPT_SUBMIT: submit_command(c, s); break;
	case PROMPT_CANCEL: console_end_prompt(c); break;
	case PROMPT_CHANGED: c->error = (struct command_error){ 0 }; break;
	case PROMPT_NOTHING:
		/* Backspace over nothing closes, as vi does. */
		if (k.code == KEYCAP_BACKSPACE && !prompt_text(&c->command).len)
			console_end_prompt(c);
		break;
	case PROMPT_MOVED: break;
	}
}

void console_filter_key(struct console *c, const struct scene *s, struct key k)
{
	switch (prompt_key(&c->filter, k)) {
	case PROMPT_SUBMIT:
		if (console_filter_entered(c, s))
			console_end_prompt(c);
		break;
	case PROMPT_CANCEL:
		console_filter(c, s, (struct str){ 0 });
		console_end_prompt(c);
		break;
	case PROMPT_CHANGED: console_filter_typed(c, s); break;
	case PROMPT_NOTHING:
		if (k.code == KEYCAP_BACKSPACE && !prompt_text(&c->filter).len)
			console_end_prompt(c);
		break;
	case PROMPT_MOVED: break;
	}
}
