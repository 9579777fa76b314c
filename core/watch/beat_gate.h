/*
 * The gate of the receiver: who may send beats, and what each is.  It knows keys and
 * the newest beats of each agent; it writes nothing and opens no socket.
 */
#ifndef CORE_WATCH_BEAT_GATE_H
#define CORE_WATCH_BEAT_GATE_H

#include "core/access/config.h"
#include "core/watch/beats.h"

struct beat_gate;

/*
 * Read the keys of all installations that have one.
 *
 * config   borrowed as long as the gate
 * Errors   ERR_CONFIG "FILE:LINE: heartbeat_key FILE: what is wrong"; and when no
 *          installation has a key.
 */
bool beat_gate_new(const struct config *config, struct beat_gate **ret,
		   struct err *err) MUST_USE;
void beat_gate_free(struct beat_gate *g); /* NULL is fine */

/* With keys, by number: 0 to beat_gate_size() - 1. */
size_t beat_gate_size(const struct beat_gate *g);
const char *beat_gate_name(const struct beat_gate *g, size_t i);
/* The account, for the answers; kept here, filled by the receiver. */
struct account *beat_gate_account(struct beat_gate *g, size_t i);

/* Forget every agent: the receiver tells again what is on disk. */
void beat_gate_forget(struct beat_gate *g);
/* One beat that is on disk, in the order of receipt. */
void beat_gate_known(struct beat_gate *g, size_t i, const struct beat_raw *raw);

/* One that came. */
struct beat_arrival {
	enum beat_verdict verdict;
	size_t sender; /* of those with keys; SIZE_MAX: nobody's */
	struct beat beat;
	int64_t now_sec;     /* by our clock */
	int64_t received_us; /* the same, made strictly growing */
	struct err why;      /* for the sender, of one that is refused */
};

/*
 * Judge a body that came with a signature, and remember it when it is taken.
 *
 * signature  the header's value; empty when it had none
 * now_us     by our clock
 */
void beat_gate_judge(struct beat_gate *g, struct str body, struct str signature,
		     int64_t now_us, struct beat_arrival *ret);

/* The answer as JSON: {"v":1,"result":"ok","account":"active"}; of a refused one with
 * the sentence. */
void beat_gate_answer(struct beat_gate *g, const struct beat_arrival *a,
		      struct buf *out);

#endif
