/*
 * A network that does what a script says, and remembers what was sent.
 *
 * Each request takes the first script entry that still has turns left and whose
 * text occurs in it; with `match` NULL everywhere that is simply the order.  A
 * request for which there is none fails with ERR_NET and is counted.
 *
 *   struct transport *t = fake_transport_new(&clock);
 *   fake_expect(t, "Action=DescribeStacks", &(struct fake_reply){ .body = xml });
 */
#ifndef TESTS_FAKE_TRANSPORT_H
#define TESTS_FAKE_TRANSPORT_H

#include "core/net/transport.h"
#include "tests/fake/clock.h"

#define FAKE_HEADERS 8
#define FAKE_ALWAYS  1000000000u

/* Texts are copied by fake_expect(). */
struct fake_reply {
	int status;                           /* 0: 200 */
	const char *body;                     /* NULL: empty */
	const char *headers[FAKE_HEADERS][2]; /* name, value; NULL ends */
	enum err_code fail;    /* ERR_NET, ERR_TIMEOUT, ERR_LIMIT: no reply */
	const char *fail_text; /* NULL: "scripted failure" */
	int64_t after_ms;      /* of the fake clock; 0: in the next turn */
	bool never;            /* no answer until cancelled */
	bool ended;            /* a cancel comes too late */
	bool kept_dies;        /* a kept connection dies and the transport sends
				* again by itself: n_sent 2, unless opts.fresh */
	unsigned times;        /* how often; 0: once; FAKE_ALWAYS */
};

/* One request as it went out; two records when a kept connection died. */
struct fake_sent {
	struct http_request request;
	struct transport_opts opts;
	int64_t at_us; /* monotonic; 0 without a clock */
};

/* clock: for after_ms; NULL when no entry uses it. Borrowed. */
struct transport *fake_transport_new(struct fake_clock *clock);

/* match: text that occurs in "POST https://host/path?query", a header line or the
 * body; NULL fits everything. */
void fake_expect(struct transport *t, const char *match,
		 const struct fake_reply *reply);

size_t fake_n_sent(const struct transport *t);
const struct fake_sent *fake_sent(const struct transport *t, size_t i);
/* Body of the i-th request as text; "" beyond the last. */
const char *fake_body(const struct transport *t, size_t i);
size_t fake_n_unexpected(const struct transport *t); /* requests without an entry */
size_t fake_n_left(const struct transport *t);       /* turns that nobody took */
size_t fake_n_cancelled(const struct transport *t);

/* Told just before a request is taken: a test looks at the journal here. */
void fake_on_start(struct transport *t,
		   void (*hook)(void *ctx, const struct http_request *), void *ctx);

#endif
