/*
 * Sessions: STS credentials of one operator in one installation and mode.  In memory
 * only; wiped when they end.
 *
 *   NONE --open--> OPENING --outcome and session.open committed--> OPEN
 *                    +--refused or failed--> FAILED --open--> OPENING
 *   OPENING --cancel, drop--> NONE    (nothing further is sent for it)
 *   OPEN --drop--> NONE       (session.close is written once its acts have ended)
 *   OPEN --time is over--> EXPIRED --open--> OPENING      (session.close is written)
 *   OPEN --renew--> OPEN with a new id; a renewal that failed or was cancelled leaves
 *      the old one in place
 * Once its session.open is queued one cannot be stopped: what is dropped then, a
 * renewal too, is OPENING until that is committed, and NONE with its session.close
 * after it.
 */
#ifndef CORE_ACCESS_SESSION_H
#define CORE_ACCESS_SESSION_H

#include "core/access/config.h"
#include "core/access/identity.h"
#include "core/access/mode.h"

enum session_state {
	SESSION_NONE,
	SESSION_OPENING, /* waiting for the identity, an MFA code, or STS */
	SESSION_OPEN,
	SESSION_EXPIRED,
	SESSION_FAILED, /* error says why: ERR_DENIED, ERR_NET, ... */
};

/* As the screens see it; owned by the set, valid until sessions_free().  Fields below
 * `state` describe the newest session that was open; texts are "" before one was. */
struct session {
	const struct installation *inst;
	enum mode mode;
	enum session_state state;
	bool renewing;     /* OPEN, and a renewal is on its way */
	bool needs_code;   /* FAILED: nobody was there to be asked for an MFA code */
	struct err error;  /* of the last attempt; ERR_NONE when it went well */
	int64_t error_seq; /* journal entry that proves the error; -1 */
	char id[ULID_LEN + 1]; /* journal `ses` */
	char name[65];         /* RoleSessionName: "mira.kovac@observe" */
	char arn[256];         /* of the assumed role; safe text */
	char key_id[129];      /* access key id: joins CloudTrail */
	const char *mfa;       /* "first-hop", "this-call", "none"; static */
	int64_t opened_sec;    /* since 1970 UTC */
	int64_t expires_sec;   /* by the clock of this machine */
	int64_t open_seq;      /* journal number of session.open; -1 */
};

struct sessions;

struct sessions_opts {
	struct door *door;
	struct loop *loop;
	struct journal *journal;
	const struct clock *clock;
	const struct rng *rng;
	const struct config *config; /* borrowed until sessions_free() */
	struct identity *identity;   /* borrowed; started on demand */
};

struct sessions *sessions_new(const struct sessions_opts *opts);

/* Wipes everything.  Call sessions_close_all() first and let the loop turn until
 * door_idle(): else session.close entries are missing.  NULL is allowed. */
void sessions_free(struct sessions *s);

/* Told once: err NULL when the session is OPEN. */
typedef void session_done(void *ctx, const struct session *session,
			  const struct err *err);

/*
 * Open the session of an installation and mode, or join the one being opened.  An
 * OPEN one that is good for 60 s more is given at once (done runs before the return).
 * The identity is started on demand, but not after it FAILED: then the session fails
 * with the same error, and somebody calls identity_start() again.
 *
 * inst     index in config->installations
 * done     NULL is allowed
 * Errors   ERR_UNSUPPORTED, ERR_CONFIG: refused at once (mode_check), recorded in the
 *          journal; done is not called.
 */
bool sessions_open(struct sessions *s, size_t inst, enum mode mode, session_done *done,
		   void *ctx, struct err *err) MUST_USE;

/* The same for nobody in particular (the round of the fleet): an IAM user who has to
 * give an MFA code is not asked; it fails with ERR_CRED, and needs_code is set. */
bool sessions_open_silent(struct sessions *s, size_t inst, enum mode mode,
			  session_done *done, void *ctx, struct err *err) MUST_USE;

/* A new session in place of an OPEN one; like open otherwise. */
bool sessions_renew(struct sessions *s, size_t inst, enum mode mode, session_done *done,
		    void *ctx, struct err *err) MUST_USE;

/* Callbacks with this ctx are not called any more. */
void sessions_forget(struct sessions *s, const void *ctx);

/* Give up what is being opened or renewed: nothing further is sent for it, and who
 * waits is told ERR_CANCEL before the return.  A session that is open stays, and one
 * whose session.open is queued already opens. */
void sessions_cancel(struct sessions *s, size_t inst, enum mode mode);
void sessions_cancel_all(struct sessions *s);
/* One is being opened or renewed: what sessions_cancel_all() gives up. */
bool sessions_busy(const struct sessions *s);

/*
 * Give a session up now: its acts are cancelled, its keys wiped, session.close queued.
 * Whoever waits for it to open is told ERR_CANCEL before the return.  One whose
 * session.open is queued already closes when that is committed, unless it is asked for
 * again meanwhile.
 *
 * reason   "operator", "exit", "journal": stands in the entry
 */
void sessions_drop(struct sessions *s, size_t inst, enum mode mode, const char *reason);
void sessions_close_all(struct sessions *s, const char *reason);

/* Never NULL; state NONE before the first open. */
const struct session *sessions_get(struct sessions *s, size_t inst, enum mode mode);

/* Keys of an OPEN session, for act_spec.cred (which copies); NULL otherwise. */
const struct cred *sessions_cred(struct sessions *s, size_t inst, enum mode mode);

/* The log of the installation's account, made at the first call.  Errors as
 * journal_log. */
bool sessions_log(struct sessions *s, size_t inst, int *ret_log,
		  struct err *err) MUST_USE;

/* Seconds from at_sec (since 1970 UTC) until AWS ends it; 0 when not OPEN or over. */
int64_t session_left_sec(const struct session *session, int64_t at_sec);

/* "none", "opening", "open", "expired", "failed". */
const char *session_state_name(enum session_state state);

/* Called whenever a session's state changes: a screen sets its dirty flag. */
void sessions_on_change(struct sessions *s, loop_hook *hook, void *ctx);

#endif
