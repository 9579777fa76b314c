/*
 * One heartbeat: what an installation says of one of its agents, signed with the
 * installation's own Ed25519 key (docs/heartbeats.md).
 *
 *   {"v":1,"installation":"acme-prod-eu","agent":"loader","version":"4.12.3",
 *    "seq":88121,"at":"2026-11-23T13:51:06Z","status":"ok"}
 *
 * The signature is over the bytes as they are, so nothing is made canonical.  seq only
 * grows, as a counter or as the time in seconds; one that begins anew is told by its
 * later `at`.
 */
#ifndef CORE_WATCH_BEAT_H
#define CORE_WATCH_BEAT_H

#include "core/base/err.h"
#include "core/base/limits.h"
#include "core/base/str.h"

#define BEAT_NAME_MAX   64 /* bytes of installation, agent and version */
#define BEAT_STATUS_MAX 32
#define BEAT_PUB_LEN    32
#define BEAT_SIG_LEN    64

/* The sender's clock may differ from ours by so much; a beat takes part of it to come.
 * Also how long a beat can be played back, so the track remembers as long. */
#define BEAT_PAST_SEC   300
#define BEAT_FUTURE_SEC 120
/* A clock that is wrong by more than this is worth a warning; beats are still taken. */
#define BEAT_SKEW_SEC 30

struct beat {
	char installation[BEAT_NAME_MAX + 1]; /* as in candor.conf */
	char agent[BEAT_NAME_MAX + 1];        /* [A-Za-z0-9._-], as installation */
	char version[BEAT_NAME_MAX + 1];      /* printable ASCII; may be empty */
	char status[BEAT_STATUS_MAX + 1];     /* [a-z0-9._-]; see beat_statuses */
	int64_t seq;                          /* 0 to 2^53-1 */
	int64_t at_sec;                       /* by the sender's clock */
};

/*
 * Read the document: an object of exactly these seven members.
 *
 * body     up to LIMIT_BEAT
 * Errors   ERR_LIMIT too big; ERR_PARSE what is wrong, for the sender; ERR_UNSUPPORTED
 *          v is not 1.
 */
bool beat_parse(struct str body, struct beat *ret, struct err *err) MUST_USE;

/* The header's value "ed25519=BASE64"; ERR_PARSE. */
bool beat_signature(struct str header, unsigned char ret[BEAT_SIG_LEN],
		    struct err *err) MUST_USE;

/* A public key as `openssl pkey -pubout` writes it (PEM). ERR_PARSE, ERR_UNSUPPORTED
 * another kind of key. */
bool beat_key_parse(struct str pem, unsigned char ret[BEAT_PUB_LEN],
		    struct err *err) MUST_USE;

bool beat_verify(const unsigned char pub[BEAT_PUB_LEN], struct str body,
		 const unsigned char sig[BEAT_SIG_LEN]) MUST_USE;

/*
 * What a beat is, beside those of the same agent that came before, or why nothing is
 * known of it.  The first three are taken; of one that is refused nothing but a count
 * is kept, from DUPLICATE to CROWDED under its installation.
 *
 *   id, word, HTTP status, what it means
 */
#define BEAT_VERDICTS(X)                                                          \
	X(FINE, "ok", 200, "the next one")                                        \
	X(RESTARTED, "restarted", 200, "the sender's seq began anew")             \
	X(OUT_OF_ORDER, "out-of-order", 200, "an older one that came late")       \
	X(DUPLICATE, "duplicate", 409, "received already")                        \
	X(REPLAY, "replay", 409, "too old to be told from one played back")       \
	X(FUTURE, "future", 422, "its time has not come: a wrong clock")          \
	X(PAST, "past", 422, "its time is long over: a wrong clock, or a replay") \
	X(WRONG_KEY, "wrong-key", 403, "not signed with the installation's key")  \
	X(CROWDED, "crowded", 403, "its installation has too many agents")        \
	X(UNKNOWN_SENDER, "unknown-sender", 403, "no installation with a key")    \
	X(MALFORMED, "malformed", 400, "not a beat")                              \
	X(OVERSIZE, "oversize", 413, "larger than a beat can be")                 \
	X(ASTRAY, "astray", 404, "not what this server answers")                  \
	X(SLOW, "slow", 408, "did not come in time; the connection was closed")   \
	X(FULL, "full", 503, "too many connections; this one was closed")         \
	X(FAILED, "failed", 503, "could not be written; send it again")

#define BEAT_VERDICT_ENUM(id, word, http, means) BEAT_##id,
enum beat_verdict {
	BEAT_VERDICTS(BEAT_VERDICT_ENUM) BEAT_VERDICT_COUNT
};
const char *beat_verdict_name(enum beat_verdict v); /* "out-of-order" */
const char *beat_verdict_means(enum beat_verdict v);
unsigned beat_verdict_http(enum beat_verdict v);
bool beat_taken(enum beat_verdict v); /* it is kept */

/* The newest beats of one agent: enough to know one that comes again. */
#define BEAT_RECENT 16
struct beat_track {
	struct {
		int64_t seq, at_sec;
	} recent[BEAT_RECENT]; /* a ring: the newest taken ones */
	uint8_t n, next;
	int64_t last_seq, last_at_sec; /* of the newest in the sender's order */
	int64_t floor_sec, floor_seq;  /* the newest that the ring has forgotten */
};

/*
 * Judge one beat and, when it is taken, remember it.
 *
 * received_sec  by our clock
 */
enum beat_verdict beat_judge(struct beat_track *t, int64_t seq, int64_t at_sec,
			     int64_t received_sec);

#endif
