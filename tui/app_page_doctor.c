/*
 * :doctor, the local part of candor doctor.  Files are looked at when the page is
 * opened and at most every ten seconds while it is; what calls have shown comes from
 * the program as it runs.
 */
#include "core/access/identity.h"
#include "core/journal/journal.h"
#include "tui/app_impl.h"
#include "tui/app_pages.h"

#define FRESH_US (INT64_C(10) * CLOCK_SEC_US)

static void look(struct app *a)
{
	int64_t now = clock_mono_us(a->clock);
	struct checks *c = &a->checks;
	const struct journal *j = program_journal(a->program);
	bool broken = j && journal_state(j) != JOURNAL_OK;

	if (c->n > 0 && now - a->checked_us < FRESH_US && broken == a->checked_broken)
		return;
	checks_release(c);
	checks_terminal(c, a->program);
	checks_locale(c, a->program);
	checks_clock(c, a->program);
	checks_config(c, a->program);
	checks_journal(c, a->program);
	checks_credentials(c, a->program);
	checks_endpoints(c, a->program);
	a->checked_us = now;
	a->checked_broken = broken;
}

static enum role role_of(enum check_state state)
{
	static const enum role roles[] = {
		[CHECK_OK] = ROLE_TEXT,
		[CHECK_WARN] = ROLE_WARN,
		[CHECK_PROBLEM] = ROLE_CRIT,
	};

	return roles[state];
}

static void fill_check(const struct check *k, struct detail *d)
{
	static const char *const words[] = {
		[CHECK_OK] = "",
		[CHECK_WARN] = "warning: ",
		[CHECK_PROBLEM] = "problem: ",
	};

	detail_pairf(d, k->name, role_of(k->state), "%s%s", words[k->state], k->what);
	if (k->remedy)
		detail_pair(d, "", ROLE_MUTED, str_of(k->remedy));
}

static void fill_run(const struct app_doctor_page *run, struct detail *d)
{
	if (run->trouble)
		detail_pairf(d, "trouble", ROLE_CRIT, "%s", run->trouble);
	if (run->who)
		detail_pairf(d, "you", ROLE_TEXT, "%s, as %s", run->who, run->arn);
	else
		detail_pair(d, "you", ROLE_MUTED, STR("not signed in"));
	if (run->skew_sec != 0)
		detail_pairf(d, "clock", ROLE_WARN,
			     "AWS's clock is %lld s off ours; candor allows for it",
			     (long long)run->skew_sec);
}

static void fill_summary(const struct checks *c, struct detail *d)
{
	size_t problems = checks_count(c, CHECK_PROBLEM);
	size_t warnings = checks_count(c, CHECK_WARN);
	AUTO(buf) text = BUF_INIT(128);

	buf_addf(&text, "problems %zu, warnings %zu; candor doctor also signs in anew",
		 problems, warnings);
	detail_text(d,
		    problems > 0   ? ROLE_CRIT
		    : warnings > 0 ? ROLE_WARN
				   : ROLE_TEXT,
		    buf_str(&text));
}

static bool has_part(const struct checks *c, const char *part)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_eq(c->items[i].part, part))
			return true;
	return false;
}

void app_doctor_page(const struct checks *c, const struct app_doctor_page *run,
		     struct detail *d)
{
	fill_summary(c, d);
	for (size_t p = 0; p < checks_parts_n; p++) {
		if (!has_part(c, checks_parts[p]))
			continue;
		detail_rule(d, checks_parts[p]);
		for (size_t i = 0; i < c->n; i++)
			if (text_eq(c->items[i].part, checks_parts[p]))
				fill_check(&c->items[i], d);
		detail_blank(d);
	}
	detail_rule(d, "this run");
	fill_run(run, d);
}

void app_page_doctor(struct app *a, struct detail *d)
{
	const struct err *trouble = program_trouble(a->program);
	struct identity *id = program_identity(a->program);
	bool known = id && program_ready(a->program);

	look(a);
	app_doctor_page(
		&a->checks,
		&(struct app_doctor_page){
			.trouble = trouble->code != ERR_NONE ? trouble->text : NULL,
			.who = known ? identity_caller(id)->who : NULL,
			.arn = known ? identity_caller(id)->arn : NULL,
			.skew_sec = a->scene.calls.skew_sec,
		},
		d);
}
