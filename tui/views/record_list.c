/*
 * The search for records: in stretches from the newest back, anew when the filter, the
 * installation or the journal become others, so that no turn takes longer than a slice.
 */
#include "tui/views/record_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "tui/kit/word.h"

#define FIELD_SHOWN 40 /* bytes of a wrong name in an error */

const char *const record_fields[RECORD_FIELDS] = { "who",    "inst",   "mode",
						   "act",    "action", "kind",
						   "target", "result", "account" };

void record_list_init(struct record_list *l)
{
	*l = (struct record_list){ .records = NULL };
	record_columns_init(l);
	record_columns_fit(l);
}

void record_list_release(struct record_list *l)
{
	free(l->rows);
	free(l->found);
	free(l->ids);
}

/* What was found becomes what is shown. */
static void publish(struct record_list *l)
{
	memcpy(l->rows, l->found, l->n_found * sizeof(*l->rows));
	l->n_rows = l->n_found;
	l->shown_again++;
	for (size_t i = 0; i < l->n_rows; i++) {
		AUTO(buf) id = BUF_INIT(23);

		buf_addf(&id, "%" PRId64, l->rows[i].n);
		text_keep(l->ids[i], sizeof(l->ids[i]), buf_str(&id));
	}
	l->renewed += l->again;
	record_columns_fit(l);
}

/* Of another filter each find is shown at once; of the same one what was shown stays
 * until all is looked at. */
void record_list_go_on(struct record_list *l)
{
	const struct records *r = l->records;

	l->n_found += r->search(r->ctx, l->filter, l->next, l->found + l->n_found,
				RECORD_ROWS - l->n_found, &l->next);
	l->searching = l->next != 0;
	if (!l->again || !l->searching)
		publish(l);
}

void record_list_stop(struct record_list *l)
{
	l->next = 0;
	l->searching = false;
	l->stopped = true;
	publish(l);
}

static void begin(struct record_list *l, bool again)
{
	if (!l->rows) {
		l->rows = mem_new(RECORD_ROWS, sizeof(*l->rows));
		l->found = mem_new(RECORD_ROWS, sizeof(*l->found));
		l->ids = mem_new(RECORD_ROWS, sizeof(*l->ids));
	}
	l->stamp = l->records->stamp(l->records->ctx);
	l->stamped = true;
	l->again = again;
	l->stopped = false;
	l->n_found = 0;
	l->next = 0;
	l->renewed += !again;
	record_list_go_on(l);
}

void record_list_fill(struct record_list *l, const struct records *records,
		      int64_t now_sec)
{
	l->records = records;
	l->now_sec = now_sec;
	if (!records) {
		l->n_rows = 0;
		l->shown_again++;
		l->searching = false;
		record_columns_fit(l);
	} else if (!l->stamped) {
		begin(l, false);
	} else if (!l->searching && l->stamp != records->stamp(records->ctx)) {
		begin(l, true);
	}
}

bool record_list_filter(struct record_list *l, struct str words)
{
	if (!text_copy(l->filter, sizeof(l->filter), words))
		return false;
	l->stamped = false;
	return true;
}

void record_list_at(struct record_list *l, const char *inst)
{
	if (!text_eq(l->inst, inst))
		l->stamped = false;
	text_keep(l->inst, sizeof(l->inst), str_of(inst));
}

bool record_list_of_one(const struct record_list *l)
{
	return l->inst[0] && str_starts(str_of(l->filter), "inst:=");
}

/* "bar:baz" names a field that is none; a call ("logs:FilterLogEvents"), an ARN and
 * what is quoted are words.  Returns the bytes of the name, 0: it is a word. */
static size_t no_field(struct str term)
{
	size_t n = 0;

	while (n < term.len && word_lower(term.p[n]) >= 'a' &&
	       word_lower(term.p[n]) <= 'z')
		n++;
	if (n + 1 >= term.len || term.p[n] != ':' || term.p[n + 1] == ':' ||
	    (term.p[n + 1] >= 'A' && term.p[n + 1] <= 'Z') ||
	    str_is((struct str){ term.p, n }, "arn"))
		return 0;
	return n;
}

static void say_fields(struct str name, struct filter_error *ret)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&text, "no column \"%.*s\"; which one?",
		 (int)(name.len > FIELD_SHOWN ? FIELD_SHOWN : name.len), name.p);
	for (size_t i = 0; i < RECORD_FIELDS; i++)
		buf_addf(&text, " %s", record_fields[i]);
	buf_add_text(&text, "; \"quotes\" make a word of it");
	text_keep(ret->text, sizeof(ret->text), buf_str(&text));
}

bool record_filter_check(struct str words, struct filter_error *ret)
{
	static const struct filter_names names = { .items = record_fields,
						   .n = RECORD_FIELDS };
	struct filter f = { .n_terms = 0 };

	if (!filter_parse_loose(&f, words, &names, ret))
		return false;
	for (size_t i = 0; i < f.n_terms; i++) {
		struct str term = { words.p + f.terms[i].at, f.terms[i].text_len };
		size_t name = f.terms[i].col == FILTER_ANY ? no_field(term) : 0;

		if (name > 0) {
			ret->at = f.terms[i].at;
			ret->len = name;
			say_fields((struct str){ term.p, name }, ret);
			return false;
		}
		if (f.terms[i].op <= FILTER_IS)
			continue;
		ret->at = f.terms[i].at;
		ret->len = f.terms[i].text_len;
		(void)snprintf(
			ret->text, sizeof(ret->text),
			"the journal compares no numbers; field:word looks for one");
		return false;
	}
	return true;
}
