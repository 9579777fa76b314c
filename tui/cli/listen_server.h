/*
 * The HTTP(S) server of `candor listen`: libmicrohttpd, in candor's own loop.
 *
 * Whole bodies of POST /v1/beat are handed out; each is answered once, now or later,
 * and its connection sleeps until then.  Everything else is answered here.  Whoever is
 * too slow is cut off and counted; when all places are taken, so is who has said
 * nothing for longest.
 */
#ifndef TUI_CLI_LISTEN_SERVER_H
#define TUI_CLI_LISTEN_SERVER_H

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/net/loop.h"
#include "core/watch/beat.h"

struct listen_server;
struct listen_request; /* one that waits for its answer */

struct listen_opts {
	const char *address;    /* "127.0.0.1:8443", "[::1]:8443"; port 0: any */
	const char *cert, *key; /* PEM texts; NULL: plain, on loopback alone */
	struct loop *loop;
	const struct clock *clock;
	size_t most; /* connections at once */
	/* A body, borrowed for the call, and the signature's header ("" without one).
	 */
	void (*beat)(void *ctx, struct listen_request *r, struct str body,
		     struct str signature);
	/* One that was refused here: OVERSIZE, ASTRAY, MALFORMED, SLOW, FULL, FAILED.
	 */
	void (*refused)(void *ctx, enum beat_verdict v);
	bool (*takes)(void *ctx); /* could a beat be written now? */
	void *ctx;
};

/*
 * Begin to listen.
 *
 * Errors   ERR_CONFIG the address, certificate or key is wrong, or plain HTTP is asked
 *          for off loopback; ERR_IO the address cannot be bound.
 */
bool listen_server_new(const struct listen_opts *opts, struct listen_server **ret,
		       struct err *err) MUST_USE;
/* Every connection is closed; requests that wait for their answer must have it. */
void listen_server_free(struct listen_server *s);

/* "http://127.0.0.1:8080": where it listens. */
const char *listen_server_url(const struct listen_server *s);
/* No further connections, and nothing is handed out any more: who still sends is told
 * to send it again. */
void listen_server_quiesce(struct listen_server *s);
/* Once each turn: go on with what is ready. */
void listen_server_turn(struct listen_server *s);

/* Of libmicrohttpd, for `candor version`.  Never NULL. */
const char *listen_server_version(void);

/* Answer; r is gone.  The text is copied. */
void listen_answer(struct listen_request *r, unsigned http, struct str json);

#endif
