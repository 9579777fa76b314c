/*
 * candor doctor: is everything ready to work, and what to do where it is not.
 *
 * What can be found out without a call comes first.  Then it signs in, as each verb
 * does, through the door and with a record in the journal: that shows whether the
 * endpoint answers, whether the clocks agree and who the credentials are.
 */
#include <string.h>

#include "core/access/identity.h"
#include "core/aws/call.h"
#include "core/base/clock.h"
#include "tui/cli/checks.h"
#include "tui/cli/live.h"

/* ---- signing in ---- */

static bool is_ready(void *ctx)
{
	return program_ready(ctx);
}

static void check_skew(struct checks *c, struct program *p)
{
	struct door_stats stats = door_stats(program_door(p));
	long long skew = (long long)stats.skew_sec;

	if (skew == 0)
		checks_add(c, "clock", "AWS", CHECK_OK, NULL,
			   "agrees with AWS's well enough for its signatures");
	else
		checks_add(c, "clock", "AWS", CHECK_WARN,
			   "Set the clock: other programs will be refused.",
			   "AWS's clock is %lld s %s; candor allows for it",
			   skew < 0 ? -skew : skew, skew < 0 ? "behind" : "ahead");
}

static void check_expiry(struct checks *c, const struct caller *who, int64_t now)
{
	AUTO(buf) left = BUF_INIT(64);

	if (who->expires_sec == 0) {
		checks_add(c, "credentials", "expire", CHECK_OK, NULL,
			   "never: long-term keys, or AWS did not say");
		return;
	}
	clock_age(&left, who->expires_sec - now);
	if (who->expires_sec - now < 600)
		checks_add(c, "credentials", "expire", CHECK_WARN,
			   "Renew them before you begin.", "in %s", buf_text(&left));
	else
		checks_add(c, "credentials", "expire", CHECK_OK, NULL, "in %s",
			   buf_text(&left));
}

static void check_caller(struct checks *c, struct program *p, int64_t now)
{
	const struct caller *who = identity_caller(program_identity(p));

	checks_add(c, "credentials", "you", CHECK_OK, NULL, "%s, as %s", who->who,
		   who->arn);
	check_expiry(c, who, now);
	if (!who->mfa)
		checks_add(c, "credentials", "MFA", CHECK_OK, NULL,
			   "no code was asked for on the way");
	checks_add(c, "endpoints", "sts", CHECK_OK, NULL, "answers");
	check_skew(c, p);
}

static const char *remedy_of(enum err_code code)
{
	switch (code) {
	case ERR_NET:
	case ERR_TIMEOUT: return "Check network, proxy and endpoint.";
	case ERR_JOURNAL: return "candor journal verify says more.";
	case ERR_CRED:
	case ERR_EXPIRED:
	case ERR_DENIED: return "Sign in again, or mend the profile.";
	case ERR_NONE:
	case ERR_ARG:
	case ERR_CONFIG:
	case ERR_LIMIT:
	case ERR_PARSE:
	case ERR_IO:
	case ERR_BUSY:
	case ERR_CANCEL:
	case ERR_POLICY:
	case ERR_THROTTLED:
	case ERR_AWS:
	case ERR_UNSUPPORTED: break;
	}
	return NULL;
}

static const char *part_of(enum err_code code)
{
	if (code == ERR_JOURNAL)
		return "journal";
	return code == ERR_NET || code == ERR_TIMEOUT ? "endpoints" : "credentials";
}

/* Its errors belong to the checks: d only learns of a signal. */
static void sign_in(struct cli *c, struct checks *checks, struct doc *d)
{
	AUTO(doc) scratch = { 0 };
	struct live live;

	doc_init(&scratch, "doctor", cli_now(c));
	if (live_start(&live, c, &scratch) &&
	    live_wait(&live, is_ready, c->program, &scratch))
		check_caller(checks, c->program, cli_now(c));

	const struct err *trouble = program_trouble(c->program);

	if (trouble->code != ERR_NONE)
		checks_add(checks, part_of(trouble->code), "sign-in", CHECK_PROBLEM,
			   remedy_of(trouble->code), "%s", trouble->text);
	live_end(&live, &scratch);
	d->facts.signal = scratch.facts.signal;
}

/* ---- what was found ---- */

static void add_part(struct doc *d, const struct checks *checks, const char *part)
{
	for (size_t i = 0; i < checks->n; i++) {
		const struct check *k = &checks->items[i];
		struct node *item;

		if (!text_eq(k->part, part))
			continue;
		item = doc_item(d);
		doc_text(d, item, "part", k->part);
		doc_text(d, item, "name", k->name);
		doc_text(d, item, "state", check_state_name(k->state));
		doc_text(d, item, "what", k->what);
		doc_text(d, item, "remedy", k->remedy);
	}
}

void checks_document(const struct checks *checks, struct doc *d)
{
	size_t problems = checks_count(checks, CHECK_PROBLEM);

	for (size_t i = 0; i < checks_parts_n; i++)
		add_part(d, checks, checks_parts[i]);
	doc_int(d, d->extra, "problems", (int64_t)problems);
	doc_int(d, d->extra, "warnings", (int64_t)checks_count(checks, CHECK_WARN));
	d->facts.read = true;
	d->facts.problems = problems > 0;
}

static void print_item(struct cli *c, const struct node *i)
{
	static const struct out_column state = { "state", "", OUT_STATE, NULL };
	const char *word = node_text(i, "state", "");
	const char *remedy = node_text(i, "remedy", NULL);

	outf(&c->out, "  %-13s  ", node_text(i, "name", ""));
	out_cell(&c->out, &state, i);
	outf(&c->out, "%*s", (int)(sizeof("problem") - strlen(word) + 1), "");
	out_safe(&c->out, str_of(node_text(i, "what", "")));
	out_text(&c->out, "\n");
	if (!remedy)
		return;
	outf(&c->out, "%28s", "");
	out_safe(&c->out, str_of(remedy));
	out_text(&c->out, "\n");
}

static void print(struct cli *c, struct doc *d)
{
	const char *part = "";

	for (const struct node *i = node_first(d->items); i; i = i->next) {
		if (!text_eq(part, node_text(i, "part", ""))) {
			part = node_text(i, "part", "");
			out_colored(&c->out, OUT_BOLD, part);
			out_text(&c->out, "\n");
		}
		print_item(c, i);
	}
	outf(&c->out, "problems %lld, warnings %lld\n",
	     (long long)node_int(d->extra, "problems", 0),
	     (long long)node_int(d->extra, "warnings", 0));
}

int cli_doctor(struct cli *c)
{
	AUTO(doc) d = { 0 };
	AUTO(checks) checks = { 0 };
	int code = cli_open_checked(c, &checks);

	if (code != EXIT_CODE_FINE)
		return code;
	checks_terminal(&checks, c->program);
	checks_locale(&checks, c->program);
	checks_clock(&checks, c->program);
	checks_config(&checks, c->program);
	checks_journal(&checks, c->program);
	checks_entries(&checks, c->program);
	checks_credentials(&checks, c->program);
	checks_endpoints(&checks, c->program);
	doc_init(&d, "doctor", cli_now(c));
	if (program_config(c->program) && !(c->options->given & OPTION_OFFLINE))
		sign_in(c, &checks, &d);
	d.at_sec = cli_now(c);
	checks_document(&checks, &d);
	return cli_print(c, &d, print);
}
