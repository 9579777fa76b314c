/*
 * Four questions, one candor.conf.
 *
 * Always true: an answer that was taken stands in the file byte by byte as it was
 * typed, and the file with it is one that config_parse() takes.
 */
#include "tui/cli/init_answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access/arn.h"
#include "core/aws/cred_env.h"
#include "core/aws/cred_profile.h"
#include "core/aws/endpoint.h"
#include "core/base/limits.h"
#include "core/base/rng.h"
#include "core/base/utf8.h"
#include "tui/kit/nearest.h"

#define ANSWER_MAX LIMIT_KIB(4)
#define DRAFT_MAX  LIMIT_KIB(32)

void init_answers_release(struct init_answers *a)
{
	free(a->domain);
	free(a->profile);
	free(a->identity);
	free(a->name);
	free(a->region);
	free(a->customer);
	free(a->role_arn);
	free(a->external_id);
	*a = (struct init_answers){ 0 };
}

static void set(char **text, struct str value)
{
	free(*text);
	*text = value.len > 0 ? mem_text_n(value.p, value.len) : NULL;
}

/* ---- the file ---- */

static void add_line(struct buf *out, const char *key, const char *value,
		     const char *remark)
{
	buf_addf(out, "%-14s = %s", key, value);
	if (remark)
		buf_addf(out, "   ; %s", remark);
	buf_add_char(out, '\n');
}

static void add_operator(struct buf *out, const struct init_answers *a)
{
	buf_add_text(out, "\n[operator]\n");
	if (a->profile)
		add_line(out, "profile", a->profile, NULL);
	else
		buf_add_text(out, "; profile = your AWS profile; without one AWS's own "
				  "rules choose\n");
	if (a->identity)
		add_line(out, "identity", a->identity, NULL);
	else
		buf_add_text(out, "; identity = role, or session: which part of your "
				  "role session is you\n");
}

static void add_policy(struct buf *out, const struct init_answers *a, const char *key,
		       const char *name)
{
	buf_addf(out, "%-14s = arn:%s:iam::%s:policy/%s\n", key,
		 text_or(partition_of_region(a->region), "aws"), a->account, name);
}

/* What is not answered yet is left out: then something is missing, not wrong. */
static void add_installation(struct buf *out, const struct init_answers *a)
{
	buf_addf(out, "\n[installation %s]\n", a->name);
	add_line(out, "customer", a->customer, NULL);
	add_line(out, "account", a->account, NULL);
	add_line(out, "region", a->region, NULL);
	add_line(out, "role_arn", a->role_arn, NULL);
	add_line(out, "external_id", a->external_id, NULL);
	add_policy(out, a, "policy_observe", "CandorObserve");
	buf_add_text(out,
		     "; stacks       = name-*, or tag:KEY=VALUE; without it all of "
		     "the account's in this region\n");
}

void init_write(const struct init_answers *a, struct buf *out)
{
	buf_add_text(out,
		     "; Written by candor init. candor.conf(5) tells of every key; "
		     "candor config check\n; reads it as candor does.\n\n[vendor]\n");
	add_line(out, "domain", a->domain, NULL);
	add_operator(out, a);
	add_installation(out, a);
}

/* ---- is it right? ---- */

/* "init:12: region ..." without the place: nobody has seen that file yet. */
static bool say_without_place(struct err *err)
{
	const char *space = strchr(err->text, ' ');

	return err_set(err, ERR_ARG, "%s", space ? space + 1 : err->text);
}

/* The answers so far with good ones in place of those to come. */
static void complete(const struct init_answers *a, struct init_answers *ret)
{
	const char *partition;

	*ret = *a;
	ret->domain = mem_text(text_or(a->domain, "vendor.example"));
	ret->profile = mem_text(a->profile);
	ret->identity = mem_text(a->identity);
	ret->name = mem_text(text_or(a->name, "x"));
	ret->region = mem_text(text_or(a->region, "us-east-1"));
	ret->customer = mem_text(text_or(a->customer, "x"));
	ret->external_id = mem_text(text_or(a->external_id, "xx"));
	ret->role_arn = mem_text(a->role_arn);
	if (ret->role_arn)
		return;

	AUTO(buf) arn = BUF_INIT(256);

	partition = text_or(partition_of_region(ret->region), "aws");
	buf_addf(&arn, "arn:%s:iam::000000000000:role/CandorAccess", partition);
	ret->role_arn = buf_take(&arn);
	memcpy(ret->account, "000000000000", sizeof("000000000000"));
}

/* A comment's mark inside of a value would cut it. */
static bool is_as_typed(const struct config *c, const struct init_answers *a)
{
	return text_eq(c->vendor_domain, a->domain) &&
	       text_eq(c->profile, a->profile) && c->n_installations == 1 &&
	       text_eq(c->installations[0].customer, a->customer) &&
	       text_eq(c->installations[0].name, a->name) &&
	       text_eq(c->installations[0].role_arn, a->role_arn) &&
	       text_eq(c->installations[0].external_id, a->external_id);
}

static bool judge(const struct init_answers *a, struct err *err)
{
	AUTO(buf) text = BUF_INIT(DRAFT_MAX);
	AUTO(init_answers) whole = { 0 };
	struct config c = { 0 };

	complete(a, &whole);
	init_write(&whole, &text);
	if (!buf_ok(&text))
		return err_set(err, ERR_ARG, "that is too long");
	if (!config_parse(buf_str(&text), "init", &c, err))
		return say_without_place(err);

	bool same = is_as_typed(&c, &whole);

	config_release(&c);
	return same || err_set(err, ERR_ARG,
			       "candor.conf would read that as something shorter: "
			       "leave out \" ; \" and \" # \"");
}

/* ---- the questions ---- */

static bool take_domain(struct init_answers *a, struct str answer, struct err *err)
{
	if (answer.len == 0)
		return err_set(err, ERR_ARG,
			       "the vendor's domain is needed: it names the journal's "
			       "logs");
	if (!memchr(answer.p, '.', answer.len))
		return err_set(err, ERR_ARG,
			       "\"%.*s\" has no dot: a domain like vendor.example is "
			       "meant",
			       STR_FMT(answer));
	set(&a->domain, answer);
	if (judge(a, err))
		return true;
	set(&a->domain, STR(""));
	return false;
}

static bool no_profile(const struct profiles *all, const char *name, struct err *err)
{
	struct nearest near = NEAREST_INIT(name);

	for (size_t i = 0; i < all->n; i++)
		nearest_try(&near, all->items[i].name);
	return err_set(err, ERR_ARG, "there is no profile %s in %s%s%s%s", name,
		       text_or(all->paths[PROFILE_CONFIG], "~/.aws/config"),
		       near.best ? "; did you mean " : "", text_or(near.best, ""),
		       near.best ? "?" : "");
}

/* A role of one's own below candor-operators/ carries the person's name. */
static const char *identity_of(const struct profile *p)
{
	const char *arn = profile_get(p, "role_arn");

	return arn && strstr(arn, ":role/candor-operators/") ? "role" : NULL;
}

static bool find_profile(struct init_answers *a, const char *name, struct err *err)
{
	AUTO(profiles) all = { 0 };
	const struct profile *p;

	if (!profiles_load(&all, a->env, err))
		return err_set(err, ERR_ARG, "%s", err->text);
	p = profiles_find(&all, name);
	if (!p)
		return no_profile(&all, name, err);
	if (!a->identity)
		set(&a->identity, str_of(identity_of(p)));
	return true;
}

static bool take_profile(struct init_answers *a, struct str answer, struct err *err)
{
	struct str rest = answer;
	struct str name = str_cut(&rest, ' ');
	struct str part = str_trim(rest);

	if (part.len > 0 && !str_is(part, "role") && !str_is(part, "session"))
		return err_set(err, ERR_ARG,
			       "after the profile's name stands nothing, role or "
			       "session, not \"%.*s\"",
			       STR_FMT(part));
	set(&a->identity, part);
	set(&a->profile, name);
	if (!a->profile || (find_profile(a, a->profile, err) && judge(a, err)))
		return true;
	set(&a->identity, STR(""));
	set(&a->profile, STR(""));
	return false;
}

static void forget_place(struct init_answers *a)
{
	set(&a->name, STR(""));
	set(&a->region, STR(""));
	set(&a->customer, STR(""));
}

static bool take_place(struct init_answers *a, struct str answer, struct err *err)
{
	struct str rest = answer;
	struct str name = str_cut(&rest, ' ');
	struct str region;

	rest = str_trim(rest);
	region = str_cut(&rest, ' ');
	rest = str_trim(rest);
	if (rest.len == 0)
		return err_set(err, ERR_ARG,
			       "three things are needed: name, region, customer");
	set(&a->name, name);
	set(&a->region, region);
	set(&a->customer, rest);
	if (judge(a, err))
		return true;
	forget_place(a);
	return false;
}

static bool take_account(struct init_answers *a, struct err *err)
{
	struct arn arn;

	if (arn_parse(str_of(a->role_arn), &arn) &&
	    text_copy(a->account, sizeof(a->account), arn.account) &&
	    config_is_account(a->account))
		return true;
	return err_set(err, ERR_ARG,
		       "\"%s\" is not the ARN of a role, like "
		       "arn:aws:iam::111122223333:role/CandorAccess",
		       a->role_arn);
}

static bool take_role(struct init_answers *a, struct str answer, struct err *err)
{
	struct str rest = answer;
	struct str arn = str_cut(&rest, ' ');

	rest = str_trim(rest);
	if (rest.len == 0 && arn.len > 0)
		rest = str_of(a->offered);
	if (rest.len == 0)
		return err_set(err, ERR_ARG,
			       "two things are needed: the role's ARN and the external "
			       "id");
	set(&a->role_arn, arn);
	set(&a->external_id, rest);
	if (take_account(a, err) && judge(a, err))
		return true;
	set(&a->role_arn, STR(""));
	set(&a->external_id, STR(""));
	return false;
}

/* AWS adds some each year: what is not here is asked about, not refused. */
/* clang-format off */
static const char *const regions[] = {
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2",
	"ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2",
	"ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
	"ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1",
	"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
	"eu-west-1", "eu-west-2", "eu-west-3", "eusc-de-east-1", "il-central-1",
	"me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1",
	"us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2",
};
/* clang-format on */

bool init_doubt(const struct init_answers *a, struct buf *out)
{
	struct nearest near = NEAREST_INIT(text_or(a->region, ""));

	for (size_t i = 0; i < ARRAY_LEN(regions); i++) {
		if (text_eq(regions[i], a->region))
			return false;
		nearest_try(&near, regions[i]);
	}
	buf_addf(out, "candor knows no region %s", text_or(a->region, ""));
	if (near.best)
		buf_addf(out, "; did you mean %s?", near.best);
	else
		buf_add_char(out, '.');
	buf_add_text(out, " The same line again keeps it.");
	return true;
}

static void add_profiles(const struct init_answers *a, struct buf *out)
{
	AUTO(profiles) all = { 0 };
	AUTO(buf) names = BUF_INIT(LIMIT_KIB(8));
	struct err err = ERR_INIT;

	if (!profiles_load(&all, a->env, &err)) {
		buf_addf(out, "The profiles cannot be read: %s\n", err.text);
		return;
	}
	for (size_t i = 0; i < all.n; i++)
		buf_addf(&names, "%s%s", i > 0 ? ", " : "", all.items[i].name);
	if (all.n == 0)
		buf_addf(out,
			 "There are none: %s is missing or names none; aws configure "
			 "makes one.\n",
			 text_or(all.paths[PROFILE_CONFIG], "~/.aws/config"));
	else if (buf_ok(&names)) {
		buf_add_text(out, "There are: ");
		utf8_safe(out, buf_str(&names), LIMIT_KIB(1));
		buf_add_char(out, '\n');
	}
}

static void offer_external_id(struct init_answers *a, struct buf *out)
{
	AUTO(buf) id = BUF_INIT(64);
	unsigned char bytes[16];

	rng_fill(&rng_system, bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		buf_addf(&id, "%02x", bytes[i]);
	(void)snprintf(a->offered, sizeof(a->offered), "%s", buf_text(&id)); /* fits */
	buf_addf(out,
		 "No external id yet? The role alone takes this random one, for the "
		 "customer's trust policy (sts:ExternalId) and for here: %s\n",
		 a->offered);
}

void init_at_hand(struct init_answers *a, size_t question, struct buf *out)
{
	if (init_questions[question].take == take_profile)
		add_profiles(a, out);
	else if (init_questions[question].take == take_role)
		offer_external_id(a, out);
}

/* clang-format off */
const struct init_question init_questions[INIT_QUESTIONS] = {
	{ "Your company's domain",
	  "It names the journal's logs, for good. Example: vendor.example",
	  take_domain },
	{ "Your AWS profile",
	  "The one that ends in your own role, from ~/.aws/config. After it may stand role or "
	  "session: which part of that role's session is you. Example: ops role\n"
	  "Empty: AWS's own rules choose.",
	  take_profile },
	{ "The first installation: name, region, customer",
	  "Example: acme-prod-eu eu-central-1 Acme Robotics",
	  take_place },
	{ "Its role and external id, as the customer gave them to you",
	  "Account and policy follow from them.\n"
	  "Example: arn:aws:iam::111122223333:role/CandorAccess 7d1f0c5e-52",
	  take_role },
};
/* clang-format on */

bool init_take(struct init_answers *a, size_t question, struct str line,
	       struct err *err)
{
	AUTO(buf) safe = BUF_INIT(ANSWER_MAX * 4);
	struct str answer = str_trim(line);

	utf8_safe(&safe, answer, ANSWER_MAX);
	if (answer.len > ANSWER_MAX || !str_eq(answer, buf_str(&safe)))
		return err_set(err, ERR_ARG,
			       "only printable text of at most %zu bytes can stand in "
			       "candor.conf",
			       ANSWER_MAX);
	return init_questions[question].take(a, answer, err);
}
