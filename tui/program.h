/*
 * The program without a face: the real parts (configuration, loop, transport,
 * journal, door, identity, sessions, fleet, cache) wired together, for the console
 * and for the verbs alike.
 *
 * Everything is lazy, and what is opened is said by the function that opens it:
 *
 *   program_new()     configuration and log file; no journal, credentials, network
 *   program_cached()  + cache.db: the fleet as it was last seen
 *   program_start()   + journal, credential plan, transport, door; then, by turns of
 *                     the loop: verification of the journal, recovery, identity
 *   program_ready()   true once the vendor's log is verified and the identity known
 *   program_leave()   no new calls; those in flight end; sessions are closed
 *   program_free()    what is left is written out, keys are wiped
 *
 * Order for the console: program_new (main.c), program_cached, first paint,
 * program_start, program_refresh, loop turns; program_leave, turns until
 * program_left, terminal restored, program_free (main.c).
 *
 * One thread.  All functions are called from the loop's thread; callbacks come during
 * loop_turn() only, or (said, of warnings) during the call that found them.
 */
#ifndef TUI_PROGRAM_H
#define TUI_PROGRAM_H

#include "core/aws/cred.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/rng.h"
#include "core/journal/journal.h"
#include "core/net/loop.h"
#include "tui/program_settings.h"
#include "tui/views/state.h"

struct config;
struct db_journal;
struct door;
struct fleet;
struct identity;
struct sessions;

struct program;

/* What a face wants to hear.  Each may be NULL. */
struct program_events {
	/* Something that screens show may have changed; draw in the LOOP_DRAW phase. */
	void (*changed)(void *ctx);
	/* One sentence for the operator: safe UTF-8, one line, borrowed for the call.
	 */
	void (*said)(void *ctx, enum program_tone tone, const char *text);
	/*
	 * A code of the MFA device is needed; answer once, now or later, with
	 * program_mfa().  device is its serial and what the code is for, safe text; why
	 * is NULL the first time, else what was wrong with the last code; both borrowed
	 * for the call.  Without this callback the identity fails with a sentence.
	 */
	void (*ask_mfa)(void *ctx, const char *device, const char *why);
	void *ctx;
};

struct program_opts {
	const struct cred_env *env; /* the variables, read once in main.c; borrowed */
	const char *config;         /* --config FILE; NULL: CANDOR_CONFIG, then XDG */
	const char *machine; /* the machine's candor.conf; NULL: /etc/candor's.  It is
			      * read below XDG's alone, never below a named file */
	struct settings_flags flags;
	/* For who shows what is wrong (config check, doctor): each error of files and
	 * settings goes there, and the program comes without a configuration, or with
	 * built-in settings, instead of not at all.  NULL: the first error ends it. */
	config_problem *problem;
	void *problem_ctx;
	const struct clock *clock; /* NULL: the system's */
	const struct rng *rng;     /* NULL: the system's */
	struct program_events events;
};

/* Where things lie; absolute paths, valid as long as the program. */
struct program_paths {
	char *config;  /* candor.conf: --config, CANDOR_CONFIG, or XDG's */
	char *machine; /* the machine's, below it; NULL: config was named, is alone */
	char *state;   /* directory of journal.db, keys, run locks, log; 0700 */
	char *cache;   /* directory of cache.db; 0700 */
	char *log;     /* state/candor.log */
	char *crash;   /* state/crash.txt: of a run that died */
};

/*
 * Read the configuration and open the log file; makes the two directories.
 *
 * opts     borrowed for the call, but env, clock and rng as long as the program
 * Returns  false with err set.  A configuration that does not exist is no error:
 *          program_config() is then NULL and program_start() must not be called.
 * Errors   ERR_CONFIG file:line, or the variable or flag; ERR_JOURNAL the journal's
 * directory; ERR_ARG no home directory.
 */
bool program_new(const struct program_opts *opts, struct program **ret,
		 struct err *err) MUST_USE;

/* Close all; NULL is allowed.  With calls still open their intents are written to
 * stderr and to state/emergency-*.txt, and become act.lost at the next start. */
void program_free(struct program *p);

/* Replace the callbacks: the console sets its own before program_start().  They are
 * called until program_free() returns, so ctx must live as long, or be replaced. */
void program_listen(struct program *p, const struct program_events *events);

/* Adds where a run that dies leaves its report (paths.crash), whether there is a
 * program yet or not.  False: neither XDG_STATE_HOME nor HOME names a directory. */
bool program_crash_path(const struct cred_env *env, struct buf *out) MUST_USE;

/* The files that make the configuration and exist, weakest first; how many. */
size_t program_config_files(const struct program_paths *paths,
			    const char *ret[CONFIG_FILES]);

/* The parts.  Pointers stay the same and valid as long as the program. */
const struct program_paths *program_paths(const struct program *p);
const struct config *program_config(const struct program *p); /* NULL: no file */
const struct settings *program_settings(const struct program *p);
struct loop *program_loop(struct program *p);
const struct clock *program_clock(const struct program *p);
struct fleet *program_fleet(struct program *p);           /* never NULL with a config */
struct door *program_door(struct program *p);             /* these: NULL before */
struct journal *program_journal(const struct program *p); /* program_start(), and */
struct db_journal *program_store(struct program *p);      /* after it when it failed */
struct identity *program_identity(struct program *p);     /* before they were made */
struct sessions *program_sessions(struct program *p);
/* The table that [heartbeats] names, as a source of the caller's own, freed before the
 * program ends; once it is ready. */
struct beat_source *program_beats_table(struct program *p);

/* All variables, as they were handed to program_new(). */
const struct cred_env *program_variables(const struct program *p);
/* A variable of the environment through the seam (TERM, NO_COLOR, ...); NULL unset. */
const char *program_env(const struct program *p, const char *name);

/*
 * Fill the fleet from cache.db.  No network, no credentials, no journal.  An absent or
 * broken cache is an empty one (and a warning).
 */
void program_cached(struct program *p);
/* The same for who paints: what fits into a frame at once, the rest in the turns that
 * follow; nothing is read of AWS before all of it is there. */
void program_cached_soon(struct program *p);

/*
 * Open the journal, plan the credentials, make transport and door.  Returns at once;
 * verification, recovery and identity follow in the loop's turns.
 *
 * Errors   ERR_JOURNAL, ERR_CRED, ERR_CONFIG: one sentence; what was opened stays, so
 *          that a console can go on showing cached data and the local journal.
 */
bool program_start(struct program *p, struct err *err) MUST_USE;

enum program_stage program_stage(const struct program *p);
bool program_ready(const struct program *p);

/* Why the stage is FAILED; code ERR_NONE otherwise. Never NULL. */
const struct err *program_trouble(const struct program *p);
/* Identity once more after it failed, at the start or later (credentials renewed, code
 * typed wrong); does nothing while it is well. */
void program_retry(struct program *p);

/* The answer to ask_mfa: six digits, wiped by the caller; NULL: the operator declined.
 */
void program_mfa(struct program *p, const char *code);
/* A code was asked for, and there is no answer yet. */
bool program_asks(const struct program *p);

/*
 * Refresh one installation (index in the config), or all (FLEET_NONE), through the
 * door.  Before READY the wish is kept and done then.  An identity that could not be
 * renewed is tried once more, since a person asks.  Results land in the fleet;
 * changed() follows; the cache is stored after each installation.
 */
void program_refresh(struct program *p, size_t index);
/* fleet_start(), now or once READY: all are read, then the cadence is kept. */
void program_watch(struct program *p);
/* Wishes kept, and installations being read: what a spinner and a verb wait for. */
size_t program_pending(const struct program *p);
/* Ctrl-C: give up what is running; outcomes say aborted.  What is watched is read again
 * when a person asks for a reading. */
void program_cancel(struct program *p);
/* What it would give up besides what is pending: a session that is opened or renewed,
 * finding out who acts, an act. */
bool program_acts(const struct program *p);

struct program_verification program_verification(const struct program *p);

/* ret_host  host[:port] of an override, "" for AWS's own; valid as long as the program
 */
enum program_place program_place(const struct program *p, const char **ret_host);

/*
 * Begin to leave: no new act; calls in flight have LIMIT_EXIT_MS, then are cancelled;
 * session.close is written for each session, credentials are dropped.  Go on with
 * loop turns until program_left().  Idempotent.
 */
void program_leave(struct program *p);
bool program_left(const struct program *p);

#endif
