/*
 * Heartbeats, services, alarms and loads of the first site, with any bytes for texts:
 * in place of what tests/unit/tui/invented_signals.h says there.
 */
#ifndef TESTS_FUZZ_SPOILT_SIGNALS_H
#define TESTS_FUZZ_SPOILT_SIGNALS_H

#include "tests/unit/tui/invented_signals.h"

#define SIGNAL_TEXTS 6

static inline void signal_text(char **text, const char *with)
{
	free(*text);
	*text = mem_text(with);
}

static inline void signal_shared(const char **text, const char *with)
{
	shared_drop(*text);
	*text = shared_text(str_of(with));
}

static inline void signal_put(char *dst, size_t size, const char *text)
{
	text_keep(dst, size, str_of(text));
}

/* Numbers out of a text: any of them can stand in a beat or a summary. */
static inline int64_t signal_number(const char *text)
{
	int64_t number = 0;
	size_t n = strlen(text);

	memcpy(&number, text, n < sizeof(number) ? n : sizeof(number));
	return number;
}

static inline void spoilt_beats(struct beats *b, const char *const *texts)
{
	for (size_t i = 0; i < b->n_agents; i++) {
		struct beat_agent *a = &b->agents[i];
		const char *text = texts[i % SIGNAL_TEXTS];

		signal_put(a->name, sizeof(a->name), text);
		signal_put(a->version, sizeof(a->version), texts[2]);
		signal_put(a->status, sizeof(a->status), texts[1]);
		a->seq = signal_number(text);
		a->at_sec = i % 2 ? signal_number(texts[3]) : INVENTED_NOW;
	}
	signal_put(b->account.reason, sizeof(b->account.reason), texts[4]);
	b->account.state = texts[4][0] & 1 ? ACCOUNT_SUSPENDED : ACCOUNT_ACTIVE;
	kept_err_say(&b->err, texts[5][0] & 1 ? ERR_IO : ERR_NONE, "%s", texts[5]);
}

static inline void spoilt_services(struct services *s, const char *const *texts)
{
	for (size_t i = 0; i < s->n; i++) {
		struct part *p = &s->parts[i];

		signal_shared(&p->name, texts[i % SIGNAL_TEXTS]);
		signal_shared(&p->id, texts[(i + 1) % SIGNAL_TEXTS]);
		signal_shared(&p->logical, texts[(i + 2) % SIGNAL_TEXTS]);
		signal_shared(&p->stack, texts[(i + 3) % SIGNAL_TEXTS]);
		for (size_t k = 0; k < p->n_facts; k++) {
			struct fact *f = &p->facts[k];

			if (f->kind == FACT_TEXT)
				signal_shared(&f->text, texts[(i + k) % SIGNAL_TEXTS]);
			else
				f->number = signal_number(texts[k % SIGNAL_TEXTS]);
		}
	}
}

static inline void spoilt_alarms(struct alarms *l, const char *const *texts)
{
	for (size_t i = 0; i < l->shown.n; i++) {
		struct alarm *a = &l->shown.items[i];

		signal_text(&a->name, texts[i % SIGNAL_TEXTS]);
		signal_text(&a->description, texts[1]);
		signal_text(&a->reason, texts[2]);
		signal_text(&a->rule, texts[3]);
		signal_text(&a->metric, texts[4]);
		signal_text(&a->suppressed, texts[5]);
		if (a->severity == SEV_UNKNOWN)
			signal_text(&a->state, texts[0]);
		for (size_t k = 0; k < a->n_events; k++) {
			signal_text(&a->events[k].summary, texts[k % SIGNAL_TEXTS]);
			signal_text(&a->events[k].kind, texts[(k + 1) % SIGNAL_TEXTS]);
		}
	}
}

static inline void spoilt_loads(struct site_loads *l, const char *const *texts)
{
	l->n = signal_number(texts[0]);
	for (size_t i = 0; i < l->n_causes; i++) {
		l->causes[i].code = texts[i % SIGNAL_TEXTS];
		l->causes[i].n = signal_number(texts[i % SIGNAL_TEXTS]);
	}
	for (size_t i = 0; i < LOAD_CELLS; i++) {
		int64_t bits = signal_number(texts[i % SIGNAL_TEXTS]);

		memcpy(&l->cells[i], &bits, sizeof(bits));
	}
}

/* texts  any bytes, NUL-terminated; borrowed by the loads until the next call */
static inline void spoilt_signals(struct invented_signals *g, struct site *site,
				  const char *const texts[SIGNAL_TEXTS])
{
	spoilt_beats(&g->beats, texts);
	spoilt_services(&g->services, texts);
	spoilt_alarms(g->alarms, texts);
	spoilt_loads(&site->loads, texts);
}

#endif
