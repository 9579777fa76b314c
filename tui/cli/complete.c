/*
 * Where on the command line the cursor stands, and what fits there.
 */
#include "tui/cli/complete.h"

#include <string.h>

#include "core/access/mode.h"
#include "core/journal/journal.h"
#include "core/watch/rules.h"
#include "tui/cli/options.h"

struct line {
	const struct complete_source *source;
	const char *words[OPTIONS_WORDS]; /* that are no options */
	size_t n_words;
	bool full;                  /* there are more than candor takes: nothing fits */
	unsigned given;             /* options */
	const struct option *value; /* its value is what stands at the cursor */
	bool only_words;            /* after "--" */
	const struct verb *verb;    /* NULL: none yet */
	size_t n_args;              /* words after its name */
	struct str current;
	struct buf *out;
};

static bool harmless(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@=+";

	return name[0] && strspn(name, allowed) == strlen(name);
}

static bool begins(const char *name, struct str prefix)
{
	return strlen(name) >= prefix.len &&
	       (prefix.len == 0 || memcmp(name, prefix.p, prefix.len) == 0);
}

void complete_offer(struct buf *out, struct str prefix, const char *name,
		    const char *what)
{
	if (harmless(name) && begins(name, prefix))
		buf_addf(out, "%s\t%s\n", name, text_or(what, ""));
}

/* "a|b|c" */
static void offer_words(struct line *l, struct str prefix, const char *words)
{
	struct str rest = str_of(words);

	while (rest.len > 0) {
		struct str word = str_cut(&rest, '|');
		char name[64];

		if (text_copy(name, sizeof(name), word))
			complete_offer(l->out, prefix, name, NULL);
	}
}

/* ---- values of options ---- */

static void offer_modes(struct line *l)
{
	for (size_t i = 0; i < MODE_COUNT; i++)
		complete_offer(l->out, l->current, mode_rows[i].name,
			       mode_rows[i].allows);
}

static void offer_kinds(struct line *l)
{
	for (size_t i = 0; i < JOURNAL_KIND_COUNT; i++)
		complete_offer(l->out, l->current,
			       journal_kind_name((enum journal_kind)i), NULL);
}

static void offer_themes(struct line *l)
{
	if (l->source->themes)
		l->source->themes(l->source->ctx, l->out, l->current);
}

static void offer_value(struct line *l)
{
	if (l->value->bit == OPTION_CONFIG)
		buf_add_text(l->out, ":files\n");
	else if (l->value->bit == OPTION_MODE)
		offer_modes(l);
	else if (l->value->bit == OPTION_KIND)
		offer_kinds(l);
	else if (l->value->bit == OPTION_THEME)
		offer_themes(l);
	else if (l->value->bit == OPTION_EVERY)
		offer_words(l, l->current, "30s|60s|5m|15m");
	else if (l->value->bit == OPTION_SINCE)
		offer_words(l, l->current, "15m|1h|8h|1d|7d");
}

/* ---- words ---- */

static void offer_options(struct line *l)
{
	unsigned bits = l->verb ? l->verb->options : OPTIONS_CONSOLE;

	bits |= OPTIONS_COMMON;
	for (size_t i = 0; i < options_n; i++) {
		char name[64] = "--";

		if ((options_all[i].bit & bits & ~l->given) &&
		    text_copy(name + 2, sizeof(name) - 2, str_of(options_all[i].name)))
			complete_offer(l->out, l->current, name, options_all[i].help);
	}
}

static void offer_installations(struct line *l)
{
	if (l->source->installations)
		l->source->installations(l->source->ctx, l->out, l->current);
}

/* What is left of a verb's name after the words from that place on; all of them must
 * be its beginning. */
static bool rest_of(const struct line *l, size_t from, const struct verb *v,
		    struct str *ret)
{
	*ret = str_of(v->name);
	for (size_t i = from; i < l->n_words; i++)
		if (!str_is(str_cut(ret, ' '), l->words[i]))
			return false;
	return ret->len > 0 && v->run && !v->hidden;
}

/* The next word of the verbs whose names begin with the words that stand there. */
static void offer_verbs(struct line *l, size_t from)
{
	struct str last = STR("");

	for (size_t i = 0; i < verbs_n; i++) {
		struct str rest, word;
		char name[64];

		if (!rest_of(l, from, &verbs_all[i], &rest))
			continue;
		word = str_cut(&rest, ' ');
		if (str_eq(word, last) || !text_copy(name, sizeof(name), word))
			continue; /* "journal show" after "journal" */
		complete_offer(l->out, l->current, name,
			       rest.len > 0 ? NULL : verbs_all[i].summary);
		last = word;
	}
}

static void offer_rules(struct line *l)
{
	for (const struct health_rule *r = health_rule_next(NULL); r;
	     r = health_rule_next(r))
		complete_offer(l->out, l->current, r->id, r->means);
}

static void offer_argument(struct line *l, const struct argument *a)
{
	const char *before = l->n_words > 0 ? l->words[l->n_words - 1] : "";

	switch (a->kind) {
	case ARGUMENT_SCOPE: /* these stand in the console only */
	case ARGUMENT_COLUMN:
	case ARGUMENT_COLUMNS:
	case ARGUMENT_METRICS:
	case ARGUMENT_REST:
	case ARGUMENT_TEXT: return;
	case ARGUMENT_INSTALLATION: offer_installations(l); return;
	case ARGUMENT_STACK:
		if (l->source->stacks)
			l->source->stacks(l->source->ctx, before, l->out, l->current);
		return;
	case ARGUMENT_VERB: offer_verbs(l, 1); return;
	case ARGUMENT_FILE: buf_add_text(l->out, ":files\n"); return;
	case ARGUMENT_THEME: offer_themes(l); return;
	case ARGUMENT_RULE: offer_rules(l); return;
	case ARGUMENT_WORDS: offer_words(l, l->current, a->words); return;
	}
}

static void offer_word(struct line *l)
{
	const struct argument *a;

	offer_verbs(l, 0);
	if (l->n_words == 0)
		offer_installations(l); /* candor INSTALLATION */
	if (!l->verb)
		return;
	a = verbs_argument(l->verb, l->n_args);
	if (a)
		offer_argument(l, a);
}

/* ---- the line ---- */

/* Of "mode" or "mode=observe"; NULL: there is none of that name. */
static const struct option *option_of(const char *text, size_t len)
{
	struct str rest = { text, len };
	struct str word = str_cut(&rest, '=');
	char name[64];

	return text_copy(name, sizeof(name), word) ? options_find(name) : NULL;
}

static void take_option(struct line *l, const char *word)
{
	const struct option *o = option_of(word, strlen(word));

	if (!o)
		return;
	l->given |= o->bit;
	if (o->value && !strchr(word, '='))
		l->value = o;
}

static void add_word(struct line *l, const char *word)
{
	if (l->n_words < OPTIONS_WORDS)
		l->words[l->n_words++] = word;
	else
		l->full = true;
}

/* bash makes a word of each "=", too. */
static void take_word(struct line *l, const char *word)
{
	if (text_eq(word, "="))
		return;
	if (l->value)
		l->value = NULL;
	else if (l->only_words || word[0] != '-')
		add_word(l, word);
	else if (text_eq(word, "--"))
		l->only_words = true;
	else if (word[1] == '-')
		take_option(l, word + 2);
}

/* "--mode=ob": the value is completed, the rest stands before each candidate. */
static bool offer_joined(struct line *l)
{
	struct str value = l->current;
	struct str head = str_cut(&value, '=');
	AUTO(buf) names = BUF_INIT(l->out->max);
	struct buf *out = l->out;
	struct str rest;

	if (!value.p)
		return false;
	l->value = option_of(head.p + 2, head.len - 2);
	if (!l->value || !l->value->value)
		return true;
	l->current = value;
	l->out = &names;
	offer_value(l);
	l->out = out;
	for (rest = buf_str(&names); rest.len > 0;) {
		struct str name = str_cut(&rest, '\n');

		if (!str_starts(name, ":"))
			buf_addf(out, "%.*s=", STR_FMT(head));
		buf_addf(out, "%.*s\n", STR_FMT(name));
	}
	return true;
}

void complete_line(const struct complete_source *s, const char *const *words, size_t n,
		   const char *current, struct buf *out)
{
	struct line l = { .source = s, .current = str_of(current), .out = out };
	size_t used = 0;

	if (text_eq(current, "=")) /* bash: the cursor stands behind it */
		l.current = STR("");
	for (size_t i = 0; i < n; i++)
		take_word(&l, words[i]);
	if (l.full)
		return;
	l.verb = verbs_match(l.words, l.n_words, &used);
	l.n_args = l.n_words - used;
	if (l.value)
		offer_value(&l);
	else if (l.only_words || !str_starts(l.current, "-"))
		offer_word(&l);
	else if (!str_starts(l.current, "--") || !offer_joined(&l))
		offer_options(&l);
}
