/*
 * The questions: quit, renew, give up, and the MFA code.
 */
#include "tui/console_actions.h"
#include "tui/console_confirm.h"
#include "tui/console_impl.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "tui/views/lack.h"
#include "tui/views/lines.h"

void console_close_dialog(struct console *c)
{
	if (c->asking)
		dialog_release(&c->dialog);
	c->asking = ASKING_NOT;
}

void console_open_dialog(struct console *c, const struct scene *s, enum asking what)
{
	if (c->answer) /* what it showed by and by is taken back */
		c->answer(c, s, MENU_CLOSED);
	console_close_menu(c);
	c->asking = what;
	c->n_asked++;
	console_end_prompt(c);
	dialog_open(&c->dialog, s->now_us / 1000, c->key);
}

static bool yes_quit(struct console *c, const struct scene *s, struct str reason,
		     struct err *err)
{
	(void)s;
	(void)reason;
	(void)err;
	c->host.quit(c->host.ctx);
	return true;
}

void console_ask_quit(struct console *c, const struct scene *s)
{
	size_t n = 0;
	AUTO(buf) will = BUF_INIT(128);

	for (size_t i = 0; i < s->n_sites; i++)
		if (s->sites[i].session && s->sites[i].session->state == SESSION_OPEN)
			n++;
	if (n)
		buf_addf(&will,
			 "give up %zu open session%s, write session.close for each", n,
			 n == 1 ? "" : "s");
	else
		buf_add_text(&will, "nothing: no session is open");
	console_confirm(c, s,
			&(struct confirm){ .level = QUIT_LEVEL,
					   .title = "Quit candor",
					   .safe = "Stay",
					   .act = "Quit",
					   .will = { buf_text(&will) },
					   .wont = "change anything at AWS" },
			yes_quit);
}

/* Why there is no session, and the sentence about one with an installation. */
struct lack_words {
	const char *why;
	const char *before, *after;
	const char *reading; /* behind the key that reads */
};

static const struct lack_words *words_of(const struct site *site)
{
	static const struct lack_words words[] = {
		[LACK_UNOPENED] = { "no session is open there yet",
				    "No session is open with", " yet; ",
				    " reads it and opens one." },
		[LACK_GIVEN_UP] = { "its session is given up", "The session with",
				    " is given up already; ",
				    " on it reads it again." },
		[LACK_FAILED] = { "no session is open there: the last one failed to "
				  "open",
				  "No session is open with",
				  ": the last one failed to open; ", " tries again." },
	};
	enum lack lack = lack_of(site->row, site->session);

	return lack == LACK_NOTHING ? NULL : &words[lack];
}

const char *console_no_session(const struct site *site)
{
	const struct lack_words *lack = words_of(site);

	return lack ? lack->why : NULL;
}

/* Renew and drop are about a session that exists; without one there is a sentence. */
static const struct site *session_site(struct console *c, const struct scene *s,
				       const char *inst)
{
	const struct site *site = scene_find(s, inst);
	const struct lack_words *lack = site ? words_of(site) : NULL;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!site) {
		console_remark(c, s,
			       "Choose an installation first: no row is selected.");
		return NULL;
	}
	if (!lack)
		return site;
	buf_addf(&text, "%s %s%s", lack->before, inst, lack->after);
	console_add_key(c, ACTION_REFRESH, ":refresh", &text);
	buf_add_text(&text, lack->reading);
	console_remark(c, s, buf_text(&text));
	return NULL;
}

/* Whom it concerns, and the session with the time it has left. */
static void about_session(const struct scene *s, const struct site *site,
			  const struct deed *d, struct confirm *q, struct buf *session)
{
	const struct installation *inst = site->row->inst;

	buf_addf(session, "%s  ", site->session->name);
	left_text(session, session_left_sec(site->session, s->now_sec));
	q->level = d->level;
	q->inst = inst->name;
	q->account = inst->account;
	q->customer = inst->customer;
	q->facts[0] = (struct confirm_fact){ "Session", buf_text(session), ROLE_TEXT };
	q->customer_reads = true;
}

static bool yes_renew(struct console *c, const struct scene *s, struct str reason,
		      struct err *err)
{
	(void)s;
	(void)reason;
	(void)err;
	c->host.renew(c->host.ctx, c->about);
	return true;
}

void console_ask_renew_as(struct console *c, const struct scene *s,
			  const struct deed *d, const char *inst)
{
	const struct site *site = session_site(c, s, inst);
	struct confirm q = {
		.title = "Renew the session",
		.safe = "No",
		.act = "Renew",
		.will = { "sts:AssumeRole once; the customer's CloudTrail shows it" },
	};
	AUTO(buf) session = BUF_INIT(256);

	if (!site)
		return;
	about_session(s, site, d, &q, &session);
	q.journal = lack_renew_journal(site->session);
	console_confirm(c, s, &q, yes_renew);
}

static bool yes_drop(struct console *c, const struct scene *s, struct str reason,
		     struct err *err)
{
	(void)s;
	(void)reason;
	(void)err;
	c->host.drop(c->host.ctx, c->about);
	return true;
}

void console_ask_drop_as(struct console *c, const struct scene *s, const struct deed *d,
			 const char *inst)
{
	const struct site *site = session_site(c, s, inst);
	struct confirm q = {
		.title = "Give the session up",
		.safe = "No",
		.act = "Give up",
		.note = "AWS honours the keys until they expire; only the customer can "
			"revoke them. Not read again until you ask: r.",
	};
	AUTO(buf) session = BUF_INIT(256);

	if (!site)
		return;
	about_session(s, site, d, &q, &session);
	q.will[0] = lack_drop_will(site->session);
	q.journal = lack_drop_journal(site->session);
	console_confirm(c, s, &q, yes_drop);
}

void console_ask_mfa(struct console *c, const struct scene *s, const char *device,
		     const char *why)
{
	console_close_dialog(c);
	dialog_init(&c->dialog, DIALOG_INPUT, "MFA code", "Not now", "Send");
	dialog_linef(&c->dialog, "Device", ROLE_TEXT, "%s", device);
	if (!text_empty(why))
		dialog_linef(&c->dialog, "Last try", ROLE_CRIT, "%s", why);
	dialog_line(&c->dialog, "Note", ROLE_MUTED,
		    STR("The code goes to AWS STS only, never into the journal."));
	dialog_line(&c->dialog, NULL, ROLE_TEXT, (struct str){ 0 });
	(void)dialog_field(&c->dialog, "Code", NULL, true, true);
	c->key = (struct key){ 0 };
	console_open_dialog(c, s, ASKING_MFA);
}

void console_forget_mfa(struct console *c)
{
	if (c->asking == ASKING_MFA)
		console_close_dialog(c);
}

bool console_asking(const struct console *c)
{
	return c->asking != ASKING_NOT;
}

static void answer_mfa(struct console *c, const struct scene *s)
{
	struct str typed = str_trim(dialog_value(&c->dialog, 0));
	char code[7] = "";

	if (!identity_is_code(typed)) {
		console_say(c, s->now_sec, PROGRAM_WARNING,
			    "An MFA code has six digits; try again.");
		c->dialog.refused = true;
		prompt_set(&c->dialog.fields[0].prompt, (struct str){ 0 });
		return;
	}
	memcpy(code, typed.p, 6);
	console_close_dialog(c);
	c->host.mfa(c->host.ctx, code);
	secret_wipe(code, sizeof(code));
}

static void answer_yes(struct console *c, const struct scene *s)
{
	if (c->asking == ASKING_MFA)
		answer_mfa(c, s);
	else
		console_confirmed(c, s);
}

static void answer_no(struct console *c, const struct scene *s)
{
	bool mfa = c->asking == ASKING_MFA;
	bool stays = text_eq(c->dialog.safe, "Stay");
	AUTO(buf) text = BUF_INIT(256);

	console_close_dialog(c);
	if (!mfa) {
		console_remark(c, s, stays ? "Stayed." : "Nothing was done.");
		return;
	}
	c->host.mfa(c->host.ctx, NULL);
	buf_add_text(&text, "No code was given: candor shows what it knew. ");
	console_add_key(c, ACTION_REFRESH, ":refresh", &text);
	buf_add_text(&text, " asks again.");
	console_remark(c, s, buf_text(&text));
}

void console_dialog_key(struct console *c, const struct scene *s, struct key k)
{
	switch (dialog_key(&c->dialog, k, s->now_us / 1000)) {
	case DIALOG_YES: answer_yes(c, s); break;
	case DIALOG_NO: answer_no(c, s); break;
	case DIALOG_OPEN: break;
	}
}
