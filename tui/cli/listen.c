/*
 * candor listen: receive heartbeats.
 *
 * Always true: a beat is answered with 200 after the commit that holds it, and a
 * duplicate after the commit that may hold the first; when a commit fails, everything
 * that waits for it is answered with 503 in the same breath, and nothing is taken until
 * the gate has learned what is on disk and something could be written again.  While
 * another process writes, what waits goes on waiting, and nobody else with it.
 */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "core/watch/beat_gate.h"
#include "db/beats.h"
#include "tui/cli/beats.h"
#include "tui/cli/cli.h"
#include "tui/cli/listen_server.h"
#include "tui/kit/signals.h"

#define ADDRESS      "127.0.0.1:8080"
#define TURN_MS      1000
#define TIDY_MS      100 /* between two installations */
#define HOUR_MS      3600000
#define LOG_SEC      60
#define BUSY_MS      20   /* until a file that another process writes is tried again */
#define PATIENCE_MS  5000 /* with it: less than a sender's */
#define LAST_ANSWERS 50   /* turns to send them in, when leaving */
#define KNOWN_SEC    3600 /* of beats on disk that the gate learns at start */

struct waiting {
	struct listen_request *request;
	struct beat_arrival arrival;
};

struct receiver {
	struct cli *c;
	struct beat_store *store;
	struct beat_gate *gate;
	struct listen_server *server;
	struct waiting
		*waiting; /* for a commit: of this turn, or the first that can be */
	size_t n_waiting, cap_waiting;
	int64_t busy_us; /* since when another process writes; 0: it does not */
	int64_t counts[BEAT_VERDICT_COUNT], logged;
	int64_t n_commits;
	int64_t started_sec, up_sec, log_sec;
	uint64_t timer, tidy_timer, busy_timer; /* 0: not armed */
	int signal;
	bool accounts_due;
	bool lost; /* the last commit failed: the gate does not know what is on disk */
};

/* ---- what is on disk ---- */

struct learning {
	struct receiver *r;
	size_t sender;
	struct err err;
};

static void learn_beat(void *ctx, const struct beat_raw *raw)
{
	struct learning *l = ctx;

	beat_gate_known(l->r->gate, l->sender, raw);
}

static void ignore_account(void *ctx, const struct account *a)
{
	(void)ctx;
	(void)a;
}

static void learn_end(void *ctx, const struct err *err)
{
	struct learning *l = ctx;

	if (err)
		l->err = *err;
}

static void ignore_span(void *ctx, const struct beat_span *s)
{
	(void)ctx;
	(void)s;
}

static void ignore_refused(void *ctx, const struct beat_refused *refused)
{
	(void)ctx;
	(void)refused;
}

/* Nothing may wait: it would be forgotten. */
static bool learn(struct receiver *r, struct err *err)
{
	struct beat_source *source = beat_store_source(r->store);
	int64_t now = cli_now(r->c);
	struct learning l = { .r = r };
	const struct beat_sink sink = { ignore_span,    ignore_account, learn_beat,
					ignore_refused, learn_end,      &l };

	bug_unless(r->n_waiting == 0);
	beat_gate_forget(r->gate);
	for (; l.sender < beat_gate_size(r->gate) && l.err.code == ERR_NONE; l.sender++)
		source->ops->read(source, beat_gate_name(r->gate, l.sender),
				  now - KNOWN_SEC, 0, now, &sink);
	beat_source_free(source);
	if (l.err.code != ERR_NONE)
		*err = l.err;
	return l.err.code == ERR_NONE;
}

/* What cannot be read stays as it was known, and is read again. */
static bool read_accounts(struct receiver *r, struct err *err)
{
	for (size_t i = 0; i < beat_gate_size(r->gate); i++) {
		struct account a;

		if (!beat_store_account(r->store, beat_gate_name(r->gate, i), &a, err))
			return false;
		*beat_gate_account(r->gate, i) = a;
	}
	r->accounts_due = false;
	return true;
}

/* ---- beats ---- */

static void count(struct receiver *r, const struct beat_arrival *a)
{
	bool known = a->sender != SIZE_MAX;

	r->counts[a->verdict]++;
	if (!beat_taken(a->verdict))
		beat_store_refused(r->store,
				   known ? beat_gate_name(r->gate, a->sender) : NULL,
				   a->verdict, a->received_us / 1000000);
}

static void answer(struct receiver *r, struct listen_request *request,
		   const struct beat_arrival *a)
{
	AUTO(buf) json = BUF_INIT(LIMIT_KIB(4));

	count(r, a);
	beat_gate_answer(r->gate, a, &json);
	listen_answer(request, beat_verdict_http(a->verdict), buf_str(&json));
}

static void fail(struct beat_arrival *a)
{
	a->verdict = BEAT_FAILED;
	(void)err_set(&a->why, ERR_JOURNAL,
		      "the beat could not be written; send it again");
}

static void on_beat(void *ctx, struct listen_request *request, struct str body,
		    struct str signature)
{
	struct receiver *r = ctx;
	struct beat_arrival a;

	beat_gate_judge(r->gate, body, signature,
			clock_wall_us(program_clock(r->c->program)), &a);
	if (!beat_taken(a.verdict) && a.verdict != BEAT_DUPLICATE) {
		answer(r, request, &a);
	} else if (r->lost) {
		fail(&a);
		answer(r, request, &a);
	} else {
		*VEC_PUSH(r->waiting, r->n_waiting, r->cap_waiting) =
			(struct waiting){ request, a };
	}
}

static bool on_health(void *ctx)
{
	return !((const struct receiver *)ctx)->lost;
}

static void on_refused(void *ctx, enum beat_verdict v)
{
	struct receiver *r = ctx;

	r->counts[v]++;
	beat_store_refused(r->store, NULL, v, cli_now(r->c));
}

/* ---- commits ---- */

static bool put(struct receiver *r, const struct beat_arrival *a, struct err *err)
{
	return beat_store_put(r->store, beat_gate_name(r->gate, a->sender),
			      &(struct beat_raw){
				      .agent = a->beat.agent,
				      .version = a->beat.version,
				      .status = a->beat.status,
				      .seq = a->beat.seq,
				      .at_sec = a->beat.at_sec,
				      .received_us = a->received_us,
			      },
			      err);
}

static bool write_all(struct receiver *r, struct err *err)
{
	for (size_t i = 0; i < r->n_waiting; i++)
		if (beat_taken(r->waiting[i].arrival.verdict) &&
		    !put(r, &r->waiting[i].arrival, err))
			return false;
	return beat_store_commit(r->store, err);
}

static void answer_all(struct receiver *r)
{
	for (size_t i = 0; i < r->n_waiting; i++)
		answer(r, r->waiting[i].request, &r->waiting[i].arrival);
	r->n_waiting = 0;
}

/* Nothing of what waits is on disk. */
static void lose(struct receiver *r, const struct err *err)
{
	log_line("listen: %s", err->text);
	r->lost = true;
	for (size_t i = 0; i < r->n_waiting; i++)
		fail(&r->waiting[i].arrival);
	answer_all(r);
}

static void on_busy(void *ctx);

/* Another process writes: does what waits wait on? */
static bool be_patient(struct receiver *r)
{
	int64_t now = clock_mono_us(program_clock(r->c->program));

	if (r->busy_us == 0)
		r->busy_us = now;
	if (now - r->busy_us > INT64_C(1000) * PATIENCE_MS || r->signal)
		return false;
	r->busy_timer = loop_arm(program_loop(r->c->program), BUSY_MS, on_busy, r);
	return true;
}

/* All that waits is one commit. */
static void commit(struct receiver *r)
{
	struct err err = ERR_INIT;

	if (r->lost || r->busy_timer != 0 ||
	    (r->n_waiting == 0 && !beat_store_pending(r->store)))
		return;
	if (write_all(r, &err)) {
		r->n_commits++;
		r->busy_us = 0;
		answer_all(r);
	} else if (err.code != ERR_BUSY || !be_patient(r)) {
		r->busy_us = 0;
		lose(r, &err);
	}
}

static void on_busy(void *ctx)
{
	struct receiver *r = ctx;

	r->busy_timer = 0;
	commit(r);
}

static void each_turn(void *ctx)
{
	struct receiver *r = ctx;

	if (r->n_waiting > 0)
		commit(r);
	listen_server_turn(r->server);
}

/* ---- timers ---- */

static int64_t refused_of(const struct receiver *r)
{
	int64_t n = 0;

	for (enum beat_verdict v = BEAT_DUPLICATE; v < BEAT_VERDICT_COUNT; v++)
		n += r->counts[v];
	return n;
}

static int64_t taken_of(const struct receiver *r)
{
	return r->counts[BEAT_FINE] + r->counts[BEAT_RESTARTED] +
	       r->counts[BEAT_OUT_OF_ORDER];
}

static void log_counts(struct receiver *r, int64_t now)
{
	int64_t all = taken_of(r) + refused_of(r);

	if (now < r->log_sec + LOG_SEC || all == r->logged)
		return;
	r->log_sec = now;
	r->logged = all;
	log_line("listen: %" PRId64 " beats, %" PRId64 " refused, %" PRId64 " commits",
		 taken_of(r), refused_of(r), r->n_commits);
}

static void say_up(struct receiver *r)
{
	r->up_sec = cli_now(r->c);
	beat_store_up(r->store, clock_wall_us(program_clock(r->c->program)));
}

/* After a commit that failed: beats are taken again when one goes well. */
static void recover(struct receiver *r)
{
	struct err err = ERR_INIT;

	if (!learn(r, &err)) {
		log_line("listen: %s", err.text);
		return;
	}
	say_up(r);
	r->lost = false;
	commit(r);
}

static void on_second(void *ctx)
{
	struct receiver *r = ctx;
	struct err err = ERR_INIT;
	int64_t now = cli_now(r->c);

	if (r->lost)
		recover(r);
	if (now >= r->up_sec + BEATS_UP_SEC || now < r->up_sec)
		say_up(r);
	r->accounts_due = beat_store_changed(r->store) || r->accounts_due;
	if (r->accounts_due && !read_accounts(r, &err))
		log_line("listen: %s", err.text);
	commit(r);
	log_counts(r, now);
	r->timer = loop_arm(program_loop(r->c->program), 1000, on_second, r);
}

static void on_tidy(void *ctx)
{
	struct receiver *r = ctx;
	struct err err = ERR_INIT;
	bool done = false;

	if (!beat_store_tidy(r->store, cli_now(r->c), &done, &err) &&
	    err.code != ERR_BUSY) {
		log_line("listen: %s", err.text);
		done = true;
	}
	r->tidy_timer = loop_arm(program_loop(r->c->program), done ? HOUR_MS : TIDY_MS,
				 on_tidy, r);
}

static void on_signals(void *ctx, int fd, short revents)
{
	struct receiver *r = ctx;

	(void)fd;
	(void)revents;
	for (int n = signals_next(); n != 0; n = signals_next())
		if (n == SIGINT || n == SIGTERM || n == SIGHUP || n == SIGQUIT)
			r->signal = n;
}

/* ---- begin and end ---- */

static bool read_pem(const char *path, struct buf *out, bool secret, struct err *err)
{
	bool ok =
		secret ? os_read_private(path, out, err) : os_read_file(path, out, err);

	return ok || err_set(err, ERR_CONFIG, "%s", err->text);
}

static bool open_server(struct receiver *r, struct err *err)
{
	const struct options *o = r->c->options;
	const struct config *config = program_config(r->c->program);
	const char *cert = text_or(o->tls_cert, config->listen.cert);
	const char *key = text_or(o->tls_key, config->listen.key);
	AUTO(buf) cert_pem = BUF_INIT(LIMIT_PEM);
	AUTO(buf) key_pem = BUF_SECRET(LIMIT_PEM);
	size_t files = os_descriptors(LIMIT_BEAT_CLIENTS + 256);

	if (!cert != !key)
		return err_set(err, ERR_ARG,
			       "--tls-cert and --tls-key are given together or not at "
			       "all");
	if (cert && (!read_pem(cert, &cert_pem, false, err) ||
		     !read_pem(key, &key_pem, true, err)))
		return false;
	return listen_server_new(
		&(struct listen_opts){
			.address = text_or(text_or(o->listen, config->listen.address),
					   ADDRESS),
			.cert = cert ? buf_text(&cert_pem) : NULL,
			.key = key ? buf_text(&key_pem) : NULL,
			.loop = program_loop(r->c->program),
			.clock = program_clock(r->c->program),
			.most = files > LIMIT_BEAT_CLIENTS + 256 || files < 512
					? LIMIT_BEAT_CLIENTS
					: files - 256,
			.beat = on_beat,
			.refused = on_refused,
			.takes = on_health,
			.ctx = r,
		},
		&r->server, err);
}

static bool begin(struct receiver *r, struct err *err)
{
	struct loop *loop = program_loop(r->c->program);

	if (!beat_gate_new(program_config(r->c->program), &r->gate, err) ||
	    !beats_store(r->c, BEAT_STORE_RECEIVE, &r->store, err) || !learn(r, err) ||
	    !read_accounts(r, err) || !open_server(r, err) || !signals_open(err))
		return false;
	loop_watch(loop, signals_fd(), POLLIN, on_signals, r);
	loop_on(loop, LOOP_JOURNAL, each_turn, r);
	on_second(r);
	on_tidy(r);
	return true;
}

static void end(struct receiver *r)
{
	struct loop *loop = program_loop(r->c->program);

	if (r->server) {
		listen_server_quiesce(r->server);
		beat_store_up(r->store, clock_wall_us(program_clock(r->c->program)));
		commit(r); /* waits for nobody any more: all that wait are answered */
		for (int i = 0; i < LAST_ANSWERS; i++)
			loop_turn(loop, 1);
		commit(r); /* what was counted meanwhile */
	}
	loop_disarm(loop, r->timer);
	loop_disarm(loop, r->tidy_timer);
	loop_disarm(loop, r->busy_timer);
	if (signals_fd() >= 0)
		loop_unwatch(loop, signals_fd());
	signals_close();
	listen_server_free(r->server);
	beat_store_close(r->store);
	beat_gate_free(r->gate);
	free(r->waiting);
}

static void put_counts(const struct receiver *r, struct doc *d)
{
	doc_time(d, d->extra, "since", r->started_sec);
	doc_int(d, d->extra, "commits", r->n_commits);
	for (enum beat_verdict v = 0; v < BEAT_VERDICT_COUNT; v++) {
		struct node *item = doc_item(d);

		doc_text(d, item, "result", beat_verdict_name(v));
		doc_int(d, item, "n", r->counts[v]);
		doc_text(d, item, "means", beat_verdict_means(v));
	}
}

static void print(struct cli *c, struct doc *d)
{
	static const struct out_column columns[] = {
		{ "n", "BEATS", OUT_NUMBER, NULL },
		{ "result", "RESULT", OUT_TEXT, NULL },
		{ "means", "MEANS", OUT_TEXT, NULL },
	};

	out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
}

static void receive(struct receiver *r)
{
	if (beat_store_replaced(r->store)) {
		out_message(
			"beats.db was damaged and is beats.db.broken now: beats and "
			"suspended accounts of before are not known");
		log_line("listen: beats.db was damaged and was moved away");
	}
	out_message("listening at %s for %zu installation%s; Ctrl-C stops",
		    listen_server_url(r->server), beat_gate_size(r->gate),
		    beat_gate_size(r->gate) == 1 ? "" : "s");
	while (!r->signal)
		loop_turn(program_loop(r->c->program), TURN_MS);
}

int cli_listen(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct receiver r = { .c = c };
	struct err err = ERR_INIT;
	int code = cli_open(c);
	bool ok;

	if (code != EXIT_CODE_FINE)
		return code;
	if (c->host) {
		(void)err_set(
			&err, ERR_ARG,
			"candor listen runs on its own, not inside another candor");
		return cli_fail(c, &err);
	}
	doc_init(&d, "listen", cli_now(c));
	r.started_sec = d.at_sec;
	ok = begin(&r, &err);
	if (ok)
		receive(&r);
	end(&r);
	if (!ok)
		return cli_fail(c, &err);
	d.facts.read = true;
	put_counts(&r, &d);
	return cli_print(c, &d, print);
}
