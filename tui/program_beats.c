/*
 * Where the program takes heartbeats from: what `candor listen` writes on this machine.
 */
#include "tui/program_impl.h"

#include "core/base/log.h"
#include "core/base/os.h"

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

	if (p->beats != NULL || !p->has_config || !expects_beats(p))
		return;
	buf_addf(&path, "%s/beats.db", p->paths.state);
	if (!beat_store_open(buf_text(&path), BEAT_STORE_READ, &p->beat_store, &err)) {
		log_line("%s: %s", buf_text(&path), err.text);
		return;
	}
	p->beats = beat_store_source(p->beat_store);
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
