/*
 * Whether a failed call is sent again, and when.
 *
 * Holds always: only reads are sent again, but for the one correction of the clock,
 * which a service answers before it looks at the request; LIMIT_ATTEMPTS in all; no
 * tokens, no retry; tokens never leave [0, RETRY_BUDGET].
 * Source: botocore's standard mode.
 */
#include "core/aws/retry.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"

void retry_pool_release(struct retry_pool *p)
{
	if (!p)
		return;
	free(p->items);
	*p = (struct retry_pool){ 0 };
}

/* No account's id is longer than a name here: what is shares the common budget. */
static const char *name_of(const char *account)
{
	const struct retry_account *a = NULL;

	return account && strlen(account) < sizeof(a->id) ? account : "";
}

static const struct retry_account *find(const struct retry_pool *p, const char *account)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->items[i].id, name_of(account)) == 0)
			return &p->items[i];
	}
	return NULL;
}

int retry_pool_left(const struct retry_pool *p, const char *account)
{
	const struct retry_account *a = find(p, account);

	return a ? a->tokens : RETRY_BUDGET;
}

static void pool_set(struct retry_pool *p, const char *account, int tokens)
{
	const struct retry_account *found = find(p, account);
	struct retry_account *a;

	if (found) {
		a = &p->items[found - p->items];
	} else {
		a = VEC_PUSH(p->items, p->n, p->cap);
		bug_unless(text_copy(a->id, sizeof(a->id), str_of(name_of(account))));
	}
	a->tokens = tokens > RETRY_BUDGET ? RETRY_BUDGET : tokens;
}

static bool is_transient(const struct retry_outcome *o)
{
	if (o->fault)
		return o->fault->kind == FAULT_THROTTLED ||
		       o->fault->kind == FAULT_TRANSIENT;
	return o->err && (o->err->code == ERR_NET || o->err->code == ERR_TIMEOUT);
}

static bool may_be_skew(const struct retry *r, const struct retry_outcome *o)
{
	return !r->skew_done && o->fault && o->fault->kind == FAULT_SKEW;
}

bool retry_skew(int64_t server_sec, int64_t local_sec, int64_t *ret_skew_sec)
{
	int64_t skew = server_sec - local_sec;

	if (server_sec <= 0 || (skew <= RETRY_SKEW_SEC && skew >= -RETRY_SKEW_SEC))
		return false;
	*ret_skew_sec = skew;
	return true;
}

int64_t retry_server_sec(const struct http_reply *reply)
{
	int64_t sec;

	return clock_parse_http(str_of(http_reply_get(reply, "Date")), &sec) ? sec : 0;
}

/* Full jitter: anything between nothing and the whole step. */
static int64_t delay_ms(const struct rng *rng, unsigned n)
{
	uint32_t step = RETRY_BASE_MS;

	for (unsigned i = 0; i < n && step < RETRY_CAP_MS; i++)
		step *= 2;
	return rng_below(rng, step < RETRY_CAP_MS ? step : RETRY_CAP_MS);
}

enum retry_verdict retry_failed(struct retry *r, struct retry_pool *pool,
				const char *account, const struct rng *rng,
				const struct retry_outcome *o, int64_t *ret_delay_ms,
				int64_t *ret_skew_sec)
{
	bool timeout = !o->fault && o->err && o->err->code == ERR_TIMEOUT;
	int cost = timeout ? RETRY_COST_TIMEOUT : RETRY_COST;
	int left = retry_pool_left(pool, account);

	if (may_be_skew(r, o) &&
	    retry_skew(o->server_sec, o->signed_sec, ret_skew_sec)) {
		r->skew_done = true;
		return RETRY_SKEW;
	}
	r->attempts++;
	if (o->effect != EFFECT_READ || o->once || !is_transient(o) ||
	    r->attempts >= LIMIT_ATTEMPTS || left < cost)
		return RETRY_STOP;
	pool_set(pool, account, left - cost);
	r->cost = (unsigned)cost;
	*ret_delay_ms = delay_ms(rng, r->attempts - 1);
	return RETRY_WAIT;
}

void retry_succeeded(struct retry *r, struct retry_pool *pool, const char *account)
{
	int back = r->cost > 0 ? (int)r->cost : 1;
	int left = retry_pool_left(pool, account);

	if (left < RETRY_BUDGET)
		pool_set(pool, account, left + back);
	r->cost = 0;
}
