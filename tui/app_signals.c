/*
 * What an installation tells besides its stacks, as screens see it: pointers to what
 * each probe shows, and the rows that its loads rejected.
 */
#include "core/watch/metadata_probe.h"
#include "core/watch/series.h"
#include "tui/app_impl.h"

/* The most first; those that do not fit are left out. */
static void add_cause(struct site_loads *l, const char *code, int64_t n)
{
	size_t i = l->n_causes;

	while (i > 0 && l->causes[i - 1].n < n)
		i--;
	if (n <= 0 || i == LOAD_CAUSES)
		return;
	if (l->n_causes < LOAD_CAUSES)
		l->n_causes++;
	for (size_t k = l->n_causes - 1; k > i; k--)
		l->causes[k] = l->causes[k - 1];
	l->causes[i].code = code;
	l->causes[i].n = n;
}

static void fill_loads(struct site_loads *l, const struct metadata *m, int64_t now_sec)
{
	int64_t cells[METADATA_CELLS];
	int64_t from_sec = now_sec - METADATA_DAY_SEC + METADATA_CELL_SEC;

	_Static_assert(LOAD_CELLS == METADATA_CELLS, "a cell is a cell");
	if (m->newest_sec < from_sec)
		return; /* nothing of the last day */
	l->known = true;
	l->n = metadata_rejected(m, now_sec, cells);
	for (size_t i = 0; i < LOAD_CELLS; i++)
		l->cells[i] = cells[i] < 0 ? SERIES_GAP : (double)cells[i];
	for (size_t i = 0; i < m->n_codes; i++)
		add_cause(l, m->codes[i].code,
			  metadata_code_since(m, &m->codes[i], from_sec));
}

void app_signals(struct site *site, int64_t now_sec)
{
	const struct signals *s = &site->row->signals;
	const void *services = signals_state(s, &probe_services);
	const struct metadata *m = metadata_shown(signals_state(s, &probe_metadata));

	if (site->row->beats_known && site->row->inst->heartbeat_sec > 0)
		site->beats = &site->row->beats;
	site->services = services ? services_of(services) : NULL;
	site->alarms = signals_state(s, &probe_alarms);
	if (m)
		fill_loads(&site->loads, m, now_sec);
}
