/*
 * Where the program takes heartbeats from: what `candor listen` writes on this machine,
 * or a table in the vendor's account once it is known who the operator is.
 */
#include "tui/program_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "core/watch/beats_table.h"
#include "db/beats.h"

#define TRY_SEC 5 /* a beats.db that cannot be opened is tried so often */

static bool expects_beats(const struct program *p)
{
	for (size_t i = 0; i < p->config.n_installations; i++)
		if (p->config.installations[i].heartbeat_sec > 0)
			return true;
	return false;
}

/* ---- beats.db, opened when it is read ---- */

struct local {
	struct beat_source source; /* first */
	char *path;
	struct beat_store *store; /* NULL: not opened */
	struct beat_source *inner;
	int64_t tried_sec; /* when it could not be opened; 0: it was not tried */
	struct err err;    /* why */
};

/* A file that cannot be opened is a reading that fails, and is tried again. */
static bool open_local(struct local *l, int64_t now_sec)
{
	bool again = l->tried_sec == 0 || now_sec < l->tried_sec ||
		     now_sec >= l->tried_sec + TRY_SEC;

	if (l->store == NULL && again) {
		l->err = ERR_INIT;
		l->tried_sec = now_sec;
		if (beat_store_open(l->path, BEAT_STORE_READ, &l->store, &l->err))
			l->inner = beat_store_source(l->store);
		else
			log_line("heartbeats: %s", l->err.text);
	}
	return l->store != NULL;
}

static void local_read(struct beat_source *s, const char *inst, int64_t from_sec,
		       int64_t after_us, int64_t now_sec, const struct beat_sink *sink)
{
	struct local *l = (struct local *)s;

	if (open_local(l, now_sec))
		l->inner->ops->read(l->inner, inst, from_sec, after_us, now_sec, sink);
	else
		sink->end(sink->ctx, &l->err);
}

static void local_free(struct beat_source *s)
{
	struct local *l = (struct local *)s;

	beat_source_free(l->inner);
	beat_store_close(l->store);
	free(l->path);
	free(l);
}

static struct beat_source *local_new(const char *state_dir)
{
	static const struct beat_source_ops ops = { local_read, local_free };
	struct local *l = mem_new(1, sizeof(*l));
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s/beats.db", state_dir);
	l->source.ops = &ops;
	l->path = buf_take(&path);
	return &l->source;
}

void program_open_beats(struct program *p)
{
	if (p->beats != NULL || !p->has_config || !expects_beats(p) ||
	    p->config.beat_table != NULL)
		return;
	p->beats = local_new(p->paths.state);
	fleet_set_beats(p->fleet, p->beats);
}

/* ---- the table ---- */

struct beat_source *program_beats_table(struct program *p)
{
	return beats_table_new(&(struct beats_table_opts){
		.door = p->door,
		.loop = p->loop,
		.clock = p->clock,
		.config = &p->config,
		.identity = p->identity,
		.log = p->vendor_log,
	});
}

void program_open_beats_table(struct program *p)
{
	if (p->beats != NULL || p->config.beat_table == NULL || !expects_beats(p))
		return;
	p->beats = program_beats_table(p);
	fleet_set_beats(p->fleet, p->beats);
}

void program_close_beats(struct program *p)
{
	if (p->fleet != NULL)
		fleet_set_beats(p->fleet, NULL);
	beat_source_free(p->beats);
	p->beats = NULL;
}
