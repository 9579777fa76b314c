/*
 * Parts of services, and what holds of them by the rules of rules_services.c.
 *
 * Always true: a part is OK only when each of its words of state is known; every
 * verdict has a rule and a sentence.
 */
#include "core/watch/service.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/watch/service_row.h"

const struct service_row *const service_rows[] = {
	&service_row_lambda,     &service_row_states,
	&service_row_batch,      &service_row_elasticbeanstalk,
	&service_row_apigateway, &service_row_amplify,
	&service_row_dynamodb,   &service_row_firehose,
	&service_row_redshift,   &service_row_rds,
	&service_row_s3,         NULL,
};

const char *const service_names[] = {
	"lambda",     "states",  "batch",    "elasticbeanstalk",
	"apigateway", "amplify", "dynamodb", "firehose",
	"redshift",   "rds",     "s3",       NULL,
};

const char *const service_compared[] = { "reserved", "jobs", "idle_since", "recovered",
					 NULL };

const struct service_row *service_row_of(const char *service)
{
	for (size_t i = 0; service_rows[i] != NULL; i++)
		if (text_eq(service_rows[i]->name, service))
			return service_rows[i];
	return NULL;
}

const char *service_title(const char *service)
{
	const struct service_row *row = service_row_of(service);

	return row != NULL ? row->title : text_or(service, "?");
}

const struct service_kind *service_kind_of(const char *service, const char *kind)
{
	const struct service_row *row = service_row_of(service);

	for (const struct service_kind *k = row != NULL ? row->kinds : NULL;
	     k != NULL && k->kind != NULL; k++)
		if (text_eq(k->kind, kind))
			return k;
	return NULL;
}

bool words_have(const char *words, char sep, const char *word)
{
	struct str rest = str_of(words);

	while (rest.p != NULL)
		if (str_is(str_cut(&rest, sep), word))
			return true;
	return false;
}

/* ---- parts ---- */

void part_release(struct part *p)
{
	shared_drop(p->name);
	shared_drop(p->id);
	shared_drop(p->logical);
	shared_drop(p->stack);
	for (size_t i = 0; i < p->n_facts; i++)
		shared_drop(p->facts[i].text);
	free(p->facts);
	*p = (struct part){ 0 };
}

void services_release(struct services *s)
{
	for (size_t i = 0; i < s->n; i++)
		part_release(&s->parts[i]);
	free(s->parts);
	for (size_t i = 0; i < SERVICES_MAX; i++)
		free(s->readings[i].error);
	*s = (struct services){ 0 };
}

const struct fact *part_fact(const struct part *p, const char *key)
{
	for (size_t i = 0; i < p->n_facts; i++)
		if (text_eq(p->facts[i].key, key))
			return &p->facts[i];
	return NULL;
}

const char *part_text(const struct part *p, const char *key)
{
	const struct fact *f = part_fact(p, key);

	return f != NULL && f->kind == FACT_TEXT ? f->text : "";
}

const char *part_status(const struct part *p)
{
	const struct service_kind *k = service_kind_of(p->service, p->kind);

	if (p->gone)
		return "gone";
	return text_or(k != NULL && k->status != NULL ? part_text(p, k->status) : "",
		       "-");
}

void fact_show(const struct fact *f, struct buf *out)
{
	switch (f->kind) {
	case FACT_TEXT: buf_add_text(out, f->text); break;
	case FACT_NUMBER: buf_addf(out, "%lld", (long long)f->number); break;
	case FACT_TIME: clock_rfc3339(out, f->number); break;
	}
}

/* ---- rules ---- */

static bool holds(const struct part *p, const struct rule_when *w, int64_t now_sec)
{
	const struct fact *f = part_fact(p, w->fact), *other;

	if (f == NULL)
		return w->test == RULE_LACKS;
	switch (w->test) {
	case RULE_HAS: return true;
	case RULE_LACKS: return false;
	case RULE_IS: return f->text != NULL && words_have(w->words, '|', f->text);
	case RULE_IS_NOT: return f->text != NULL && !words_have(w->words, '|', f->text);
	case RULE_ABOVE: return f->kind == FACT_NUMBER && f->number > w->number;
	case RULE_BELOW: return f->kind == FACT_NUMBER && f->number < w->number;
	case RULE_OLDER: return f->kind == FACT_TIME && now_sec - f->number > w->number;
	case RULE_WITHIN:
		return f->kind == FACT_TIME && now_sec - f->number <= w->number &&
		       f->number - now_sec <= w->number;
	case RULE_OVER:
		other = part_fact(p, w->words);
		return other != NULL && f->kind != FACT_TEXT &&
		       other->kind == f->kind && f->number > other->number;
	}
	return false;
}

static bool rule_holds(const struct service_rule *r, const struct part *p,
		       int64_t now_sec)
{
	if (!text_eq(r->service, p->service) || !text_eq(r->kind, p->kind))
		return false;
	for (size_t i = 0; i < RULE_WHENS && r->when[i].fact != NULL; i++)
		if (!holds(p, &r->when[i], now_sec))
			return false;
	return true;
}

static const struct health_rule *health_row(const char *id)
{
	for (const struct health_rule *h = service_health_rules; h->id != NULL; h++)
		if (text_eq(h->id, id))
			return h;
	bug_stop("a rule of services has its row of health", __FILE__, __LINE__);
}

/* The worst rule that holds, the first of several; NULL: none does. */
static const struct service_rule *worst(const struct part *p, int64_t now_sec)
{
	const struct service_rule *found = NULL;

	for (const struct service_rule *r = service_rules; r->id != NULL; r++)
		if (rule_holds(r, p, now_sec) &&
		    (found == NULL ||
		     health_row(r->id)->severity < health_row(found->id)->severity))
			found = r;
	return found;
}

/* The first word of its state that no row knows; NULL: all are known. */
static const struct kind_words *unknown(const struct part *p)
{
	static const struct kind_words none = { .fact = "kind" };
	const struct service_kind *k = service_kind_of(p->service, p->kind);

	if (k == NULL)
		return &none;
	for (size_t i = 0; i < KIND_WORDS && k->words[i].fact != NULL; i++) {
		const struct kind_words *w = &k->words[i];
		const char *word = part_text(p, w->fact);

		if (word[0] == '\0' ? w->needed : !words_have(w->words, '|', word))
			return w;
	}
	return NULL;
}

/* What holds, before it is put into words. */
struct finding {
	const char *id;
	const struct service_rule *rule;  /* NULL: one of the words below */
	const struct kind_words *unknown; /* service-unknown-state */
};

static struct finding find(const struct part *p, int64_t now_sec)
{
	const struct service_rule *rule;
	const struct kind_words *words;

	if (p->gone)
		return (struct finding){ .id = "service-gone" };
	rule = worst(p, now_sec);
	words = unknown(p);
	if (words != NULL &&
	    (rule == NULL || health_row(rule->id)->severity > SEV_UNKNOWN))
		return (struct finding){ .id = "service-unknown-state",
					 .unknown = words };
	if (rule == NULL)
		return (struct finding){ .id = "service-ok" };
	return (struct finding){ .id = rule->id, .rule = rule };
}

/* ---- sentences ---- */

/* What stands in a place; false: nothing does. */
static bool put_place(const struct part *p, struct str key, struct buf *out)
{
	const struct service_row *row = service_row_of(p->service);

	if (str_is(key, "name"))
		buf_add_text(out, p->name);
	else if (str_is(key, "kind"))
		buf_addf(out, "%s %s", row != NULL ? row->title : p->service, p->kind);
	else {
		for (size_t i = 0; i < p->n_facts; i++) {
			if (!str_is(key, p->facts[i].key))
				continue;
			fact_show(&p->facts[i], out);
			return true;
		}
		return false;
	}
	return true;
}

static void put_sentence(const struct part *p, const char *text, struct buf *out)
{
	struct str rest = str_of(text);
	size_t optional = 0;
	bool within = false, whole = true;

	while (rest.len > 0) {
		char c = rest.p[0];

		rest.p++;
		rest.len--;
		if (c == '{') {
			whole = put_place(p, str_cut(&rest, '}'), out) && whole;
		} else if (c == '[') {
			optional = out->len;
			within = whole = true;
		} else if (c == ']' && within) {
			if (!whole)
				buf_cut(out, optional);
			within = false;
		} else {
			buf_add_char(out, c);
		}
	}
}

static void say(const struct part *p, const struct finding *f, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(32));
	const char *word;

	if (f->rule != NULL) {
		put_sentence(p, f->rule->sentence, &text);
	} else if (p->gone) {
		put_sentence(p, "{kind} {name}: the stack has it, the service does not",
			     &text);
	} else if (f->unknown != NULL) {
		word = part_text(p, f->unknown->fact);
		put_sentence(p, "{kind} {name}: ", &text);
		if (word[0] == '\0')
			buf_addf(&text, "AWS says nothing of its %s", f->unknown->fact);
		else
			buf_addf(&text, "candor does not know the %s “%s”",
				 f->unknown->fact, word);
	} else {
		put_sentence(p, "{kind} {name}", &text);
		if (!text_eq(part_status(p), "-"))
			buf_addf(&text, " is %s", part_status(p));
		else
			buf_add_text(&text, " is well");
	}
	utf8_safe(out, buf_str(&text), LIMIT_REASON);
}

void part_reason(const struct part *p, int64_t now_sec, struct buf *out)
{
	const struct finding f = find(p, now_sec);

	say(p, &f, out);
}

static int64_t since_of(const struct part *p, const struct finding *f)
{
	const struct fact *told = f->rule != NULL && f->rule->since != NULL
					  ? part_fact(p, f->rule->since)
					  : NULL;

	if (told != NULL && told->kind == FACT_TIME)
		return told->number;
	return text_eq(p->rule, f->id) ? p->since_sec : 0;
}

enum severity part_severity(const struct part *p, int64_t now_sec, bool *ret_changing)
{
	const struct finding f = find(p, now_sec);

	*ret_changing = f.rule != NULL && f.rule->changing;
	return health_row(f.id)->severity;
}

void part_judge(const struct part *p, int64_t now_sec, struct verdict *ret)
{
	const struct finding f = find(p, now_sec);
	const struct health_rule *row = health_row(f.id);
	AUTO(buf) text = BUF_INIT(LIMIT_REASON + 8);

	*ret = (struct verdict){
		.severity = row->severity,
		.rule = row->id,
		.changing = f.rule != NULL && f.rule->changing,
		.since_sec = since_of(p, &f),
		.seq = p->seq,
	};
	say(p, &f, &text);
	utf8_safe_into(ret->reason, sizeof(ret->reason), buf_str(&text));
	utf8_safe_into(ret->subject, sizeof(ret->subject), str_of(p->name));
}

bool service_judge(const struct service_reading *r, struct verdict *ret)
{
	const char *id = r->error != NULL ? "service-unreadable" : "service-cut";
	AUTO(buf) text = BUF_INIT(LIMIT_REASON);

	if (r->service == NULL || (r->error == NULL && !r->cut))
		return false;
	*ret = (struct verdict){
		.severity = health_row(id)->severity,
		.rule = health_row(id)->id,
		.since_sec = r->failed_sec,
		.seq = r->seq,
	};
	if (r->error != NULL)
		buf_addf(&text, "%s could not be read: %s", service_title(r->service),
			 r->error->text);
	else
		buf_addf(&text, "%s has more than candor reads at once",
			 service_title(r->service));
	utf8_safe_into(ret->reason, sizeof(ret->reason), buf_str(&text));
	utf8_safe_into(ret->subject, sizeof(ret->subject),
		       str_of(service_title(r->service)));
	return true;
}
