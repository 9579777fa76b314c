/*
 * One walk over the tables of rules.
 */
#include "core/watch/rules.h"

#include "core/base/str.h"
#include "core/watch/probe.h"

const char *severity_name(enum severity s)
{
	switch (s) {
	case SEV_CRIT: return "CRIT";
	case SEV_WARN: return "WARN";
	case SEV_UNKNOWN: return "UNKNOWN";
	case SEV_NOACC: return "NOACC";
	case SEV_STALE: return "STALE";
	case SEV_OK: return "OK";
	}
	return "UNKNOWN";
}

static const char *const signals[SIGNAL_COUNT] = {
	[SIGNAL_STACKS] = "stacks",         [SIGNAL_SERVICES] = "services",
	[SIGNAL_METRICS] = "metrics",       [SIGNAL_ALARMS] = "alarms",
	[SIGNAL_HEARTBEATS] = "heartbeats", [SIGNAL_METADATA] = "metadata",
	[SIGNAL_ACCESS] = "access",         [SIGNAL_DATA] = "data",
};

const char *health_signal_name(enum health_signal s)
{
	return signals[s];
}

bool health_signal_measured(enum health_signal s)
{
	return s == SIGNAL_METRICS || s == SIGNAL_HEARTBEATS;
}

static const struct {
	const char *screen, *verb;
} places[EVIDENCE_COUNT] = {
	[EVIDENCE_REREAD] = { "refresh", "candor status INSTALLATION" },
	[EVIDENCE_STACK] = { "stack", "candor stack INSTALLATION NAME" },
	[EVIDENCE_STACKS] = { "stacks", "candor stacks INSTALLATION" },
	[EVIDENCE_METRICS] = { "metrics", "candor metrics INSTALLATION" },
	[EVIDENCE_ALARMS] = { "alarms", "candor alarms INSTALLATION" },
	[EVIDENCE_SERVICES] = { "services", "candor services INSTALLATION" },
	[EVIDENCE_HEARTBEATS] = { "heartbeats", "candor heartbeats INSTALLATION" },
	[EVIDENCE_METADATA] = { "overview (Load errors)",
				"candor metadata INSTALLATION" },
	[EVIDENCE_ACCESS] = { "access", "candor access INSTALLATION" },
	[EVIDENCE_JOURNAL] = { "journal", "candor journal INSTALLATION" },
};

const char *evidence_screen(enum evidence_place e)
{
	return places[e].screen;
}

const char *evidence_verb(enum evidence_place e)
{
	return places[e].verb;
}

/* Those that no probe brings. */
static const struct health_rule *const own[] = {
	rules_stacks,
	rules_beats,
	rules_data,
};

/* The i-th table; a probe may bring none, which is an empty one.  NULL: there are no
 * more. */
static const struct health_rule *table_at(size_t i)
{
	static const struct health_rule none = { 0 };
	const struct probe_ops *const *p = probes_all;

	if (i < ARRAY_LEN(own))
		return own[i];
	for (i -= ARRAY_LEN(own); i > 0 && *p != NULL; i--)
		p++;
	if (*p == NULL)
		return NULL;
	return (*p)->rules != NULL ? (*p)->rules : &none;
}

const struct health_rule *health_rule_find(const char *id)
{
	const struct health_rule *r = NULL;

	for (size_t i = 0; (r = table_at(i)) != NULL; i++)
		for (; r->id != NULL; r++)
			if (text_eq(r->id, id))
				return r;
	return NULL;
}

/* The first row of a signal after `*before`, in the order of the tables; who has come
 * past it is told in `*past`. */
static const struct health_rule *row_after(enum health_signal signal,
					   const struct health_rule *before, bool *past)
{
	const struct health_rule *r = NULL;

	for (size_t i = 0; (r = table_at(i)) != NULL; i++)
		for (; r->id != NULL; r++) {
			if (*past && r->signal == signal)
				return r;
			*past = *past || r == before;
		}
	return NULL;
}

const struct health_rule *health_rule_next(const struct health_rule *before)
{
	bool past = before == NULL;
	int signal = before != NULL ? (int)before->signal : 0;

	for (; signal < SIGNAL_COUNT; signal++) {
		const struct health_rule *r =
			row_after((enum health_signal)signal, before, &past);

		if (r != NULL)
			return r;
	}
	return NULL;
}
