/*
 * Who the operator is: follows the credential plan through the door (process, role
 * hops, MFA), asks sts:GetCallerIdentity and derives the person from the answer.
 *
 *   NONE --identity_start--> WORKING <--code given or given up-- ASKING (MFA)
 *                              | |  +------a code is needed------> ^
 *                              | +--any failure--> FAILED --identity_start--> WORKING
 *                              +--identity entry committed--> READY --start--> WORKING
 *
 * Until READY the door writes "unverified" as `who`.
 */
#ifndef CORE_ACCESS_IDENTITY_H
#define CORE_ACCESS_IDENTITY_H

#include "core/access/config.h"
#include "core/aws/call.h"
#include "core/aws/cred.h"

#define IDENTITY_WHO_MAX 64 /* bytes: limit of sts:SourceIdentity */

struct identity;

enum identity_state {
	IDENTITY_NONE,
	IDENTITY_WORKING,
	IDENTITY_ASKING,
	IDENTITY_READY,
	IDENTITY_FAILED,
};

/* What GetCallerIdentity said, and the person made of it.  Safe text. */
struct caller {
	char who[IDENTITY_WHO_MAX + 1]; /* 2 to 64 of [A-Za-z0-9_.,+=@-] */
	char arn[256];
	char user_id[128];
	char account[13];    /* the vendor's, 12 digits */
	char source[160];    /* where the keys came from: "profile ops (…)" */
	bool is_user;        /* an IAM user, not a role session */
	bool mfa;            /* an MFA code was given on a first hop */
	int64_t expires_sec; /* of the credentials; 0: never */
};

/*
 * The answer to a question for an MFA code: six digits, copied and wiped by candor;
 * NULL: the operator gave up.  Call it once, at once or in a later turn.  Anything else
 * is asked again with a why; who asked never hears of it.
 */
typedef void identity_code(void *reply_ctx, const char *code);
bool identity_is_code(struct str text); /* six digits */

/*
 * Ask the operator for an MFA code.
 *
 * serial   device, as the profile names it; safe text, valid during the call
 * what     what it is for: "profile ops", "session acme-prod-eu"; likewise
 * why      NULL the first time; else what was wrong with the last code: one sentence
 * reply    to be called once, with reply_ctx
 */
typedef void identity_ask(void *ctx, const char *serial, const char *what,
			  const char *why, identity_code *reply, void *reply_ctx);

/* Told at the end of each identity_start(): READY with err NULL, or FAILED. */
typedef void identity_done(void *ctx, const struct err *err);

struct identity_opts {
	struct door *door;
	struct loop *loop;
	const struct clock *clock;
	const struct cred_plan *plan; /* borrowed until identity_free() */
	enum identity_part part;
	int log; /* the vendor's: journal_log() of a scope without account */
	const char
		*region; /* for STS when the plan has none; NULL: "us-east-1"; copied */
	const char *user; /* login name: session name of hops whose profile gives none;
			   * NULL: "candor"; copied */
	identity_ask
		*ask; /* NULL: nobody can be asked, a hop that needs a code fails */
	void *ask_ctx;
};

struct identity *identity_new(const struct identity_opts *opts);
void identity_free(
	struct identity *id); /* NULL is allowed; a running process is ended */

/*
 * Begin, or begin again (renewal; another try after a failure).  While one is
 * running a further start only adds its callback.
 *
 * done     called once, never from within this function; NULL is allowed
 */
void identity_start(struct identity *id, identity_done *done, void *ctx);

/* Give up what is WORKING: nothing further is sent for it, and it has FAILED with
 * ERR_CANCEL before the return.  One whose entry is queued already becomes READY; to a
 * question there is an answer that gives up. */
void identity_cancel(struct identity *id);

/* Callbacks with this ctx are not called any more. */
void identity_forget(struct identity *id, const void *ctx);

enum identity_state identity_state(const struct identity *id);

/* Who acts, once READY; NULL before.  Keeps the last good answer while WORKING again.
 */
const struct caller *identity_caller(const struct identity *id);

/* Credentials to assume roles with; NULL unless READY and good for 60 s more. */
const struct cred *identity_cred(const struct identity *id);

/* Why it FAILED; code ERR_NONE otherwise. */
const struct err *identity_error(const struct identity *id);

/*
 * Ask for a code on behalf of a session (second hop of an IAM user).  Questions are
 * put one at a time, in order.
 *
 * Returns  false with err set (ERR_CRED) when nobody can be asked.
 */
bool identity_ask_code(struct identity *id, const char *serial, const char *what,
		       identity_code *reply, void *reply_ctx, struct err *err) MUST_USE;

/*
 * The person in a caller's ARN (pure; the table of cases is in the unit test).
 *
 * IAM user: its name.  AWSReservedSSO_* role: session name.  Other role: as part says.
 * Errors   ERR_CONFIG part is UNSET for a plain role (the text names the line to add);
 *          ERR_CRED root user, federated user, an ARN that is none, a name that may
 *          not stand in SourceIdentity.
 */
bool identity_person(const char *arn, enum identity_part part,
		     char ret_who[IDENTITY_WHO_MAX + 1], bool *ret_is_user,
		     struct err *err) MUST_USE;

#endif
