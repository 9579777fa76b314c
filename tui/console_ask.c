/*
 * The questions: quit, renew, give up, and the MFA code.
 */
#include "tui/console_impl.h"

#include "core/base/secret.h"
#include "tui/views/lines.h"
#include <string.h>

static void close_dialog(struct console *c)
{
	if (c->asking)
		dialog_release(&c->dialog);
	c->asking = ASKING_NOT;
}

static void open_dialog(struct console *c, const struct scene *s, enum asking what)
{
	if (c->answer)
		c->answer(c, s,
			  MENU_CLOSED); /* what it showed by and by is taken back */
	console_close_menu(c);
	c->asking = what;
	c->prompting = PROMPTING_NOT;
	dialog_open(&c->dialog, s->now_us / 1000, c->key);
}

void console_ask_quit(struct console *c, const struct scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_sites; i++)
		if (s->sites[i].session && s->sites[i].session->state == SESSION_OPEN)
			n++;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Quit candor", "Stay", "Quit");
	dialog_linef(&c->dialog, "Will do", ROLE_TEXT,
		     n ? "give up %zu open session%s, write session.close for each"
		       : "nothing: no session is open",
		     n, n == 1 ? "" : "s");
	dialog_line(&c->dialog, "Won't do", ROLE_MUTED,
		    STR("no AWS call changes anything"));
	open_dialog(c, s, ASKING_QUIT);
}

/* Renew and drop are about a session that exists; without one there is a sentence. */
static const struct site *session_site(struct console *c, const struct scene *s,
				       const char *inst)
{
	const struct site *site = scene_find(s, inst);

	if (!site) {
		console_remark(c, s,
			       "Choose an installation first: no row is selected.");
		return NULL;
	}
	if (!site->session || site->session->state == SESSION_NONE) {
		console_remark(
			c, s,
			"No session is open there yet; r reads it and opens one.");
		return NULL;
	}
	return site;
}

static void session_lines(struct console *c, const struct scene *s,
			  const struct site *site)
{
	const struct installation *inst = site->row->inst;
	int64_t left = session_left_sec(site->session, s->now_sec);
	AUTO(buf) text = BUF_INIT(64);

	dialog_linef(&c->dialog, NULL, ROLE_TEXT, "%s   %s   %s", inst->name,
		     inst->account, inst->customer);
	dialog_line(&c->dialog, NULL, ROLE_TEXT, (struct str){ 0 });
	left_text(&text, left);
	dialog_linef(&c->dialog, "Session", ROLE_TEXT, "%s  %s", site->session->name,
		     buf_text(&text));
	text_keep(c->about, sizeof(c->about), str_of(inst->name));
}

void console_ask_renew(struct console *c, const struct scene *s, const char *inst)
{
	const struct site *site = session_site(c, s, inst);

	if (!site)
		return;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Renew the session", "No", "Renew");
	session_lines(c, s, site);
	dialog_line(&c->dialog, "Will do", ROLE_TEXT,
		    STR("sts:AssumeRole once; the customer's CloudTrail shows it"));
	dialog_line(&c->dialog, "Journal", ROLE_TEXT,
		    STR("session.open, then session.close of the old one; the customer "
			"reads both"));
	open_dialog(c, s, ASKING_RENEW);
}

void console_ask_drop(struct console *c, const struct scene *s, const char *inst)
{
	const struct site *site = session_site(c, s, inst);

	if (!site)
		return;
	dialog_init(&c->dialog, DIALOG_CONFIRM, "Give the session up", "No", "Give up");
	session_lines(c, s, site);
	dialog_line(&c->dialog, "Will do", ROLE_TEXT,
		    STR("forget the keys now; what is being read is given up"));
	dialog_line(&c->dialog, "Note", ROLE_MUTED,
		    STR("AWS honours the keys until they expire; only the customer can "
			"revoke them. The next reading opens a new session."));
	dialog_line(&c->dialog, "Journal", ROLE_TEXT,
		    STR("session.close, reason operator"));
	open_dialog(c, s, ASKING_DROP);
}

void console_ask_mfa(struct console *c, const struct scene *s, const char *device,
		     const char *why)
{
	close_dialog(c);
	dialog_init(&c->dialog, DIALOG_INPUT, "MFA code", "Not now", "Send");
	dialog_linef(&c->dialog, "Device", ROLE_TEXT, "%s", device);
	if (!text_empty(why))
		dialog_linef(&c->dialog, "Last try", ROLE_CRIT, "%s", why);
	dialog_line(&c->dialog, "Note", ROLE_MUTED,
		    STR("The code goes to AWS STS only, never into the journal."));
	(void)dialog_field(&c->dialog, "Code", NULL, true, true);
	c->key = (struct key){ 0 };
	open_dialog(c, s, ASKING_MFA);
}

void console_forget_mfa(struct console *c)
{
	if (c->asking == ASKING_MFA)
		close_dialog(c);
}

bool console_asking(const struct console *c)
{
	return c->asking != ASKING_NOT;
}

static bool six_digits(struct str code)
{
	bool good = code.len == 6;

	for (size_t i = 0; i < code.len; i++)
		good = good && code.p[i] >= '0' && code.p[i] <= '9';
	return good;
}

static void answer_mfa(struct console *c, const struct scene *s)
{
	struct str typed = str_trim(dialog_value(&c->dialog, 0));
	char code[7] = "";

	if (!six_digits(typed)) {
		console_say(c, s->now_sec, PROGRAM_WARNING,
			    "An MFA code has six digits; try again.");
		c->dialog.refused = true;
		prompt_set(&c->dialog.fields[0].prompt, (struct str){ 0 });
		return;
	}
	memcpy(code, typed.p, 6);
	close_dialog(c);
	c->host.mfa(c->host.ctx, code);
	secret_wipe(code, sizeof(code));
}

static void answer_yes(struct console *c, const struct scene *s)
{
	enum asking asked = c->asking;

	if (asked == ASKING_MFA) {
		answer_mfa(c, s);
		return;
	}
	close_dialog(c);
	if (asked == ASKING_QUIT)
		c->host.quit(c->host.ctx);
	else if (asked == ASKING_RENEW)
		c->host.renew(c->host.ctx, c->about);
	else if (asked == ASKING_DROP)
		c->host.drop(c->host.ctx, c->about);
}

static void answer_no(struct console *c, const struct scene *s)
{
	bool mfa = c->asking == ASKING_MFA;

	close_dialog(c);
	if (!mfa)
		return;
	c->host.mfa(c->host.ctx, NULL);
	console_remark(c, s,
		       "No code was given: candor shows what it knew. r asks again.");
}

void console_dialog_key(struct console *c, const struct scene *s, struct key k)
{
	switch (dialog_key(&c->dialog, k, s->now_us / 1000)) {
	case DIALOG_YES: answer_yes(c, s); break;
	case DIALOG_NO: answer_no(c, s); break;
	case DIALOG_OPEN: break;
	}
}
