/*
 * The inside of the program, shared by program.c (open and close), program_start.c
 * (journal, credentials, identity) and program_run.c (cache, reading, leaving).  Nobody
 * else includes this.
 */
#ifndef TUI_PROGRAM_IMPL_H
#define TUI_PROGRAM_IMPL_H

#include "core/access/identity.h"
#include "core/access/session.h"
#include "core/aws/call.h"
#include "core/aws/endpoint.h"
#include "core/watch/fleet.h"
#include "db/cache.h"
#include "db/journal.h"
#include "tui/program.h"

struct program {
	struct program_paths paths;
	const struct cred_env *env;
	const struct clock *clock;
	const struct rng *rng;
	struct program_events events;
	struct config config; /* when has_config */
	struct settings settings;
	struct transport *transport;
	struct loop *loop;
	struct fleet *fleet;
	struct cache *cache;       /* NULL: not opened, or it cannot be */
	struct beat_source *beats; /* NULL: none */

	struct cred_plan plan;
	struct db_journal *store;
	struct door *door;
	struct identity *identity;
	int vendor_log; /* meaningful with an identity */
	struct sessions *sessions;
	int64_t busy_until_us; /* another process writes: wait so long */

	size_t n_cached;       /* rows that were looked for in the cache */
	uint64_t cached_timer; /* the others; 0: all were */
	bool *wanted;          /* wishes that wait for READY: wanted[n_wanted] */
	size_t n_wanted;
	identity_code *code_reply; /* of the question that is open; NULL */
	void *code_ctx;
	struct endpoint endpoint; /* for the access line */
	enum program_stage stage;
	struct err trouble; /* why FAILED */
	char host[272];     /* of endpoint, with its port */

	bool has_config;
	bool has_cache;            /* its directory can be used */
	bool verified, recovered;  /* all logs were looked at; orphans were reported */
	bool crash_told;           /* a crash of an earlier run stands in the journal */
	bool want_watch, want_all; /* wishes, too */
	bool watches;              /* program_watch() was called */
	bool closing;              /* leaving: sessions were told to close */
	bool hurried; /* leaving: the journal is broken, the wait is short */
	bool locked;  /* the journal is not OK any more: no sessions */
	bool cut;     /* leaving: calls in flight were cancelled */
	bool over;    /* leaving: what is still to be written is not waited for */
	bool round;   /* readings are running */
	uint64_t trim_timer;
};

/* program.c */
void program_changed(void *ctx); /* a loop_hook; ctx is the program */
void program_say(struct program *p, enum program_tone tone, const char *text);
void program_fail(struct program *p, const struct err *err);
/* The region for sts: a partition's sts answers only in its own regions. */
const char *program_region(const struct program *p);
void program_find_endpoint(struct program *p);

/* program_start.c: an identity that FAILED after it was READY begins again, with the
 * plan as it is now. */
void program_identify_again(struct program *p);

/* program_beats.c: heartbeats, where installations send some; does nothing when it is
 * open.  Closed before the fleet is freed. */
void program_open_beats(struct program *p);
/* Once it is known who the operator is: the table, when the configuration names one. */
void program_open_beats_table(struct program *p);
void program_close_beats(struct program *p);

/*
 * program_crash.c: put the crash of an earlier run, if there was one, into the journal
 * and say it; once recovery is done.
 *
 * Returns  false with ERR_BUSY when another process writes: call again next turn.
 */
bool program_tell_crash(struct program *p, struct err *err) MUST_USE;

/* program_run.c */
void program_fulfil(struct program *p); /* the wishes that waited for READY */
void program_leave_step(struct program *p);
fleet_saved program_save_row;

#endif
