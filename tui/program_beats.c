/*
 * Where the program takes heartbeats from: what `candor listen` writes on this machine,
 * or a table in the vendor's account once it is known who the operator is.
 */
#include "tui/program_impl.h"

#include "core/base/log.h"
#include "core/base/os.h"
#include "core/watch/beats_table.h"

static bool expects_beats(const struct program *p)
{
	for (size_t i = 0; i < p->config.n_installations; i++)
		if (p->config.installations[i].heartbeat_sec > 0)
			return true;
	return false;
}

void program_open_beats(struct program *p)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;

	if (p->beats != NULL || !p->has_config || !expects_beats(p) ||
	    p->config.beat_table != NULL)
		return;
	buf_addf(&path, "%s/beats.db", p->paths.state);
	if (!beat_store_open(buf_text(&path), BEAT_STORE_READ, &p->beat_store, &err)) {
		log_line("%s: %s", buf_text(&path), err.text);
		return;
	}
	p->beats = beat_store_source(p->beat_store);
	fleet_set_beats(p->fleet, p->beats);
}

void program_open_beats_table(struct program *p)
{
	if (p->beats != NULL || p->config.beat_table == NULL || !expects_beats(p))
		return;
	p->beats = beats_table_new(&(struct beats_table_opts){
		.door = p->door,
		.loop = p->loop,
		.clock = p->clock,
		.config = &p->config,
		.identity = p->identity,
		.log = p->vendor_log,
	});
	fleet_set_beats(p->fleet, p->beats);
}

void program_close_beats(struct program *p)
{
	if (p->fleet != NULL)
		fleet_set_beats(p->fleet, NULL);
	beat_source_free(p->beats);
	beat_store_close(p->beat_store);
	p->beats = NULL;
	p->beat_store = NULL;
}
