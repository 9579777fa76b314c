/*
 * Whether a failed call is sent again, and when: three attempts, full jitter, and
 * a budget for each account, so that an account in trouble is not made worse by us.
 */
#ifndef CORE_AWS_RETRY_H
#define CORE_AWS_RETRY_H

#include "core/aws/fault.h"
#include "core/base/rng.h"

/* botocore's "standard" mode: tokens of one account, what an attempt costs. */
#define RETRY_BUDGET       500
#define RETRY_COST         5
#define RETRY_COST_TIMEOUT 10
#define RETRY_BASE_MS      1000
#define RETRY_CAP_MS       20000
#define RETRY_SKEW_SEC     240 /* correct the clock only above this */

struct retry_account {
	char id[16]; /* 12 digits, or "" for calls of no known account */
	int tokens;  /* 0 to RETRY_BUDGET */
};

/* One for the door. Zeroed is empty and ready. */
struct retry_pool {
	struct retry_account *items;
	size_t n, cap;
};
void retry_pool_release(struct retry_pool *p);
int retry_pool_left(const struct retry_pool *p, const char *account); /* tokens */

/* One call from its first attempt to its last. Zeroed is ready. */
struct retry {
	unsigned attempts; /* sent so far that count */
	unsigned cost;     /* tokens taken by the last retry: given back on success */
	bool skew_done;    /* the clock was corrected once */
};

/* What came back from an attempt. */
struct retry_outcome {
	enum effect effect;        /* of the row: only EFFECT_READ is sent again */
	bool once;                 /* a read that counts once, like a code: nor that */
	const struct fault *fault; /* the service's refusal, or NULL */
	const struct err *err;     /* transport's or parser's, or NULL */
	int64_t server_sec;        /* Date of the reply; 0 when absent */
	int64_t signed_sec;        /* at_sec it was signed with */
};

enum retry_verdict {
	RETRY_STOP, /* give the fault or error to the caller */
	RETRY_WAIT, /* send again after ret_delay_ms */
	RETRY_SKEW, /* sign with ret_skew_sec added to the clock and send at once */
};

/*
 * An attempt failed: what now?
 *
 * r            counts this attempt
 * account      whose tokens are spent; NULL or "" shares one budget
 * ret_delay_ms RETRY_WAIT: random in [0, min(RETRY_CAP_MS, RETRY_BASE_MS * 2^n))
 * ret_skew_sec RETRY_SKEW: to be added to signed_sec's clock; negative when ours is
 *              ahead.  Even a write may be sent again then: it was refused unread.
 *
 * Sent again: FAULT_THROTTLED, FAULT_TRANSIENT, ERR_NET, ERR_TIMEOUT; EFFECT_READ only,
 * and not `once`; LIMIT_ATTEMPTS in all.  A correction of the clock is no attempt that
 * counts.
 */
enum retry_verdict retry_failed(struct retry *r, struct retry_pool *pool,
				const char *account, const struct rng *rng,
				const struct retry_outcome *o, int64_t *ret_delay_ms,
				int64_t *ret_skew_sec);

/* An attempt succeeded: gives back what its retry took, or one token. */
void retry_succeeded(struct retry *r, struct retry_pool *pool, const char *account);

/*
 * How far the server's clock is from ours.
 *
 * server_sec   Date of a reply; 0 gives false
 * Returns      true above RETRY_SKEW_SEC, with the seconds to add to our clock.
 */
bool retry_skew(int64_t server_sec, int64_t local_sec, int64_t *ret_skew_sec);

/* Date header of a reply in seconds; 0 when absent or not a date. */
int64_t retry_server_sec(const struct http_reply *reply);

#endif
