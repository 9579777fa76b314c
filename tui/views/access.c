/*
 * Who am I in this installation, as what, until when, and how the customer ends it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/access/mode.h"
#include "core/base/clock.h"
#include "tui/views/lines.h"
#include "tui/views/parts.h"
#include "tui/views/times.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

struct access_view {
	char inst[PLACE_INST];
	struct detail detail;
};

static void *access_new(void)
{
	struct access_view *v = mem_new(1, sizeof(*v));

	detail_init(&v->detail);
	v->detail.focus = "access";
	return v;
}

static void access_free(void *state)
{
	struct access_view *v = state;

	detail_release(&v->detail);
	free(v);
}

static void fill_who(struct detail *d, const struct scene *s)
{
	const struct caller *c = s->caller;

	detail_rule(d, "You");
	if (!c) {
		detail_pair(
			d, "who", ROLE_WARN,
			STR("unverified: sts:GetCallerIdentity has not answered yet"));
		if (s->stage == PROGRAM_FAILED && s->trouble)
			detail_pair(d, "why", ROLE_CRIT, str_of(s->trouble->text));
		return;
	}
	detail_pairf(d, "who", ROLE_TEXT, "%s   by AWS's word", c->who);
	detail_pair(d, "arn", ROLE_TEXT, str_of(c->arn));
	detail_pairf(d, "account", ROLE_TEXT, "%s (the vendor's)", c->account);
	detail_pair(d, "keys from", ROLE_TEXT, str_of(c->source));
	detail_pair(d, "mfa", ROLE_TEXT,
		    str_of(c->mfa ? "a code was given on the first hop" : "not asked"));
}

static void add_time(struct buf *out, int64_t sec, int64_t now_sec)
{
	if (sec)
		times_full(out, sec, now_sec);
	else
		buf_add_text(out, "—");
}

static void fill_open(struct detail *d, const struct scene *s,
		      const struct session *ses)
{
	int64_t left_sec = session_left_sec(ses, s->now_sec);
	AUTO(buf) opened = BUF_INIT(64);
	AUTO(buf) expires = BUF_INIT(64);
	AUTO(buf) left = BUF_INIT(64);

	add_time(&opened, ses->opened_sec, s->now_sec);
	add_time(&expires, ses->expires_sec, s->now_sec);
	left_text(&left, left_sec);
	detail_pair(d, "name", ROLE_TEXT, str_of(ses->name));
	detail_pair(d, "arn", ROLE_TEXT, str_of(ses->arn));
	detail_pairf(d, "access key", ROLE_TEXT, "%s   joins CloudTrail", ses->key_id);
	detail_pairf(d, "opened", ROLE_TEXT, "%s   journal #%" PRId64,
		     buf_text(&opened), ses->open_seq);
	detail_pairf(d, "ends",
		     left_sec > LINES_LEFT_WARN_SEC ? ROLE_TEXT
		     : left_sec > 0                 ? ROLE_WARN
						    : ROLE_CRIT,
		     "%s   %s%s", buf_text(&expires), buf_text(&left),
		     ses->renewing ? " · being renewed" : " · R renews (asks)");
	detail_pair(d, "mfa", ROLE_TEXT, str_of(text_or(ses->mfa, "none")));
}

static void fill_session(struct detail *d, const struct scene *s,
			 const struct session *ses)
{
	detail_rule(d, "Session");
	detail_pair(d, "state",
		    ses && ses->state == SESSION_OPEN ? ROLE_OK : ROLE_MUTED,
		    str_of(ses ? session_state_name(ses->state)
			       : "candor has not started"));
	if (!ses)
		return;
	if (ses->error.code)
		detail_pair(d, "why", ROLE_CRIT, str_of(ses->error.text));
	if (ses->name[0])
		fill_open(d, s, ses);
}

/* What AWS and the customer's CloudTrail see of the session. */
static void fill_tags(struct detail *d, const struct scene *s,
		      const struct installation *inst)
{
	const char *who = scene_who(s);

	detail_rule(d, "What the customer's CloudTrail shows");
	detail_pairf(d, "session", ROLE_TEXT, "%s@observe", who);
	detail_pair(d, "source identity", ROLE_TEXT, str_of(who));
	detail_pairf(d, "tags", ROLE_TEXT,
		     "candor-operator=%s  candor-mode=observe  candor-installation=%s",
		     who, inst->name);
	detail_pair(d, "user agent", ROLE_TEXT,
		    STR("app/candor.<id>: the id of the journal entry, on each call"));
}

static void fill_mode(struct detail *d, const struct installation *inst)
{
	detail_rule(d, "Policy in plain words");
	for (size_t i = 0; i < MODE_COUNT; i++) {
		const struct mode_row *m = &mode_rows[i];
		bool now = m->mode == MODE_OBSERVE;

		detail_pairf(d, m->label, now ? ROLE_TEXT : ROLE_FAINT, "%s%s%s",
			     m->allows, now ? "   ← this session" : "",
			     m->exists ? "" : " (not in this version)");
	}
	detail_pair(d, "role", ROLE_TEXT, str_of(inst->role_arn));
	detail_pair(d, "session policy", ROLE_TEXT, str_of(inst->policy_observe));
	detail_text(
		d, ROLE_MUTED,
		STR("The session may do what role and session policy both allow, never "
		    "more; candor itself calls only what the mode's rows name."));
}

static void fill_switch(struct detail *d, const struct installation *inst)
{
	detail_rule(d, "How it ends");
	detail_pair(
		d, "you", ROLE_TEXT,
		STR(":drop forgets the keys now and writes session.close; AWS honours "
		    "them until they expire"));
	detail_pairf(
		d, "the customer", ROLE_TEXT,
		"revokes the sessions of role %s in IAM (\"Revoke active sessions\"), "
		"or takes its trust away; both work without candor",
		inst->role_arn);
}

static void fill_calls(struct detail *d, const struct scene *s)
{
	detail_rule(d, "This run");
	detail_pairf(d, "calls", ROLE_TEXT,
		     "%" PRIu64 " AWS calls in %" PRIu64 " acts, %" PRIu64
		     " retries, %" PRIu64 " throttled, %" PRIu64 " KiB",
		     s->calls.calls, s->calls.acts, s->calls.retries,
		     s->calls.throttles, s->calls.bytes / 1024);
}

static void access_update(void *state, const struct scene *s)
{
	struct access_view *v = state;
	const struct site *site = scene_find(s, v->inst);
	struct detail *d = &v->detail;

	detail_clear(d);
	fill_who(d, s);
	if (!site) {
		detail_text(d, ROLE_WARN,
			    STR("The configuration names no such installation."));
		return;
	}
	fill_session(d, s, site->session);
	fill_tags(d, s, site->row->inst);
	fill_mode(d, site->row->inst);
	fill_switch(d, site->row->inst);
	fill_calls(d, s);
}

static void access_enter(void *state, const struct scene *s, const struct place *p)
{
	struct access_view *v = state;

	if (!text_eq(v->inst, p->inst))
		detail_other(&v->detail);
	text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
	access_update(v, s);
}

static void access_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct access_view *v = state;
	const struct site *site = scene_find(s, v->inst);

	buf_addf(&ret->crumbs, "Fleet › %s › Access", v->inst);
	if (site && site->session)
		buf_addf(&ret->right, "session %s",
			 session_state_name(site->session->state));
	buf_add_text(&ret->position, "R renews · :drop gives the session up");
}

static void access_draw(void *state, const struct scene *s, struct frame *f,
			struct area body)
{
	(void)s;
	detail_draw(&((struct access_view *)state)->detail, f, body, true);
}

static enum view_use access_act(void *state, const struct scene *s, enum action a,
				struct wish *ret)
{
	struct access_view *v = state;
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	(void)s;
	if (a != ACTION_JOURNAL)
		return parts_detail_act(&v->detail, a);
	buf_addf(&filter, "inst:=%s action:session", v->inst);
	wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
	return VIEW_USED;
}

static bool access_text(void *state, struct find_pane *ret)
{
	*ret = detail_pane(&((struct access_view *)state)->detail);
	return true;
}

const struct view_ops view_access = {
	.id = VIEW_ACCESS,
	.of_site = true,
	.new = access_new,
	.free = access_free,
	.enter = access_enter,
	.update = access_update,
	.title = access_title,
	.draw = access_draw,
	.act = access_act,
	.text = access_text,
};
