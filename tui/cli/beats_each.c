/*
 * Reading heartbeats for verbs, from either source.
 */
#include <stdlib.h>

#include "core/access/config.h"
#include "core/base/limits.h"
#include "tui/cli/beats.h"
#include "tui/cli/live.h"

#define BEATS_FILE "beats.db"

/* One installation's reading. */
struct one {
	struct beats beats; /* first: the sink's */
	struct reader *reader;
	const struct installation *inst;
};

struct reader {
	struct cli *cli;
	struct doc *doc;
	beats_put *put;
	struct one *ones;
	size_t n;
	size_t n_open; /* readings that have not ended */
};

bool beats_store(const struct cli *c, enum beat_store_use use, struct beat_store **ret,
		 struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s/" BEATS_FILE, program_paths(c->program)->state);
	return beat_store_open(buf_text(&path), use, ret, err);
}

static void on_end(void *ctx, const struct err *err)
{
	struct one *o = ctx;
	struct beat_sink inner = beats_sink(&o->beats);

	inner.end(inner.ctx, err);
	o->reader->n_open--;
}

static void read_all(struct reader *r, struct beat_source *source)
{
	int64_t now_sec = cli_now(r->cli);

	r->n_open = r->n;
	for (size_t i = 0; i < r->n; i++) {
		struct one *o = &r->ones[i];
		struct beat_sink sink = beats_sink(&o->beats);

		sink.end = on_end;
		sink.ctx = o;
		source->ops->read(source, o->inst->name, o->beats.start_sec, 0, now_sec,
				  &sink);
	}
}

static void put_all(struct reader *r)
{
	struct doc *d = r->doc;

	d->at_sec = cli_now(r->cli);
	r->cli->out.now_sec = d->at_sec;
	for (size_t i = 0; i < r->n; i++) {
		struct beats *b = &r->ones[i].beats;

		beats_settle(b, d->at_sec);
		if (b->err.code != ERR_NONE)
			doc_kept_error(d, r->ones[i].inst->name, &b->err);
		else
			d->facts.read = true;
		r->put(d, r->ones[i].inst, b);
	}
}

static bool from_file(struct reader *r, struct err *err)
{
	struct beat_store *store = NULL;
	struct beat_source *source;

	if (!beats_store(r->cli, BEAT_STORE_READ, &store, err))
		return false;
	source = beat_store_source(store);
	read_all(r, source); /* which ends at once */
	beat_source_free(source);
	beat_store_close(store);
	put_all(r);
	return true;
}

static bool is_ready(void *ctx)
{
	return program_ready(ctx);
}

static bool all_ended(void *ctx)
{
	return ((const struct reader *)ctx)->n_open == 0;
}

static void from_table(struct reader *r)
{
	struct program *p = r->cli->program;
	struct beat_source *source;
	struct live live;

	if (live_start(&live, r->cli, r->doc) &&
	    live_wait(&live, is_ready, p, r->doc)) {
		source = program_beats_table(p);
		read_all(r, source);
		if (live_wait(&live, all_ended, r, r->doc))
			put_all(r);
		beat_source_free(source);
	}
	live_end(&live, r->doc);
}

bool beats_each(struct cli *c, struct doc *d, int hours,
		bool (*wanted)(const struct cli *c, const struct installation *inst),
		beats_put *put, struct err *err)
{
	const struct config *config = program_config(c->program);
	struct reader r = { .cli = c, .doc = d, .put = put };
	bool ok = true;

	r.ones = mem_new(config->n_installations + 1, sizeof(*r.ones));
	for (size_t i = 0; i < config->n_installations; i++) {
		const struct installation *inst = &config->installations[i];
		const struct beat_plan plan = { inst->heartbeat_sec,
						inst->heartbeat_grace_sec };

		if (!wanted(c, inst))
			continue;
		r.ones[r.n].reader = &r;
		r.ones[r.n].inst = inst;
		beats_init(&r.ones[r.n++].beats, &plan, hours, cli_now(c));
	}
	if (config->beat_table == NULL)
		ok = from_file(&r, err);
	else if (r.n > 0)
		from_table(&r);
	for (size_t i = 0; i < r.n; i++)
		beats_release(&r.ones[i].beats);
	free(r.ones);
	return ok;
}
