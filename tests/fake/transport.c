/*
 * A network that does what a script says, and remembers what was sent.
 */
#include "tests/fake/transport.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

struct entry {
	char *match;
	struct fake_reply reply; /* texts are ours */
	unsigned left;
};

struct waiting {
	uint64_t id;
	transport_done *done;
	void *ctx;
	struct fake_reply *reply; /* NULL: unexpected */
	int64_t due_us;
	unsigned n_sent;
	bool cancelled, due;
};

struct fake {
	struct fake_clock *clock;
	struct entry **entries;
	size_t n_entries, cap_entries;
	struct waiting *waiting;
	size_t n_waiting, cap_waiting;
	struct fake_sent *sent;
	size_t n_sent, cap_sent;
	size_t n_unexpected, n_cancelled;
	uint64_t last_id;
	void (*on_start)(void *ctx, const struct http_request *req);
	void *on_start_ctx;
};

static int64_t now_us(const struct fake *f)
{
	return f->clock ? f->clock->mono_us : 0;
}

static bool fits(const char *match, const struct http_request *req)
{
	AUTO(buf) all = BUF_SECRET(LIMIT_BODY + LIMIT_HEADER_BYTES + LIMIT_TOKEN);

	if (!match)
		return true;
	buf_addf(&all, "%s ", req->method);
	http_request_url(req, &all);
	for (size_t i = 0; i < req->n_headers; i++)
		buf_addf(&all, "\n%s: %s", req->headers[i].name, req->headers[i].value);
	buf_add_char(&all, '\n');
	buf_add(&all, req->body.p, req->body.len);
	return strstr(buf_text(&all), match) != NULL;
}

static struct entry *find_entry(struct fake *f, const struct http_request *req)
{
	for (size_t i = 0; i < f->n_entries; i++) {
		struct entry *e = f->entries[i];
		if (e->left > 0 && fits(e->match, req))
			return e;
	}
	return NULL;
}

static void record(struct fake *f, const struct http_request *req,
		   const struct transport_opts *opts)
{
	struct fake_sent *s = VEC_PUSH(f->sent, f->n_sent, f->cap_sent);

	http_request_copy(&s->request, req);
	s->opts = *opts;
	s->at_us = now_us(f);
}

static bool fake_start(struct transport *t, const struct http_request *req,
		       const struct transport_opts *opts, transport_done *done,
		       void *ctx, uint64_t *ret_id, struct err *err)
{
	struct fake *f = transport_impl(t);

	if (!req->host || !req->path)
		return err_set(err, ERR_ARG, "a request without host or path");
	if (f->on_start)
		f->on_start(f->on_start_ctx, req);
	struct entry *e = find_entry(f, req);
	bool twice = e && e->reply.kept_dies && !opts->fresh;
	record(f, req, opts);
	if (twice)
		record(f, req, opts);
	if (e)
		e->left--;
	else
		f->n_unexpected++;
	*VEC_PUSH(f->waiting, f->n_waiting, f->cap_waiting) = (struct waiting){
		.id = ++f->last_id,
		.done = done,
		.ctx = ctx,
		.reply = e ? &e->reply : NULL,
		.due_us = now_us(f) + (e ? e->reply.after_ms * 1000 : 0),
		.n_sent = twice ? 2 : 1,
	};
	*ret_id = f->last_id;
	return true;
}

static void fake_cancel(struct transport *t, uint64_t id)
{
	struct fake *f = transport_impl(t);

	for (size_t i = 0; i < f->n_waiting; i++) {
		struct waiting *w = &f->waiting[i];
		if (w->id != id || w->cancelled)
			continue;
		w->cancelled = !w->reply || !w->reply->ended;
		f->n_cancelled++;
	}
}

/* Never sleeps: time is the test's to move. */
static void fake_wait(struct transport *t, struct transport_fd *fds, size_t n_fds,
		      int timeout_ms)
{
	(void)t;
	(void)timeout_ms;
	for (size_t i = 0; i < n_fds; i++) {
		struct pollfd p = { fds[i].fd, fds[i].events, 0 };
		fds[i].revents = 0;
		if (poll(&p, 1, 0) > 0)
			fds[i].revents = fds[i].events;
	}
}

static void answer(const struct waiting *w)
{
	struct http_reply reply = { .body = BUF_SECRET(LIMIT_BODY),
				    .n_sent = w->n_sent };
	const struct fake_reply *r = w->reply;
	struct err err = ERR_INIT;

	if (w->cancelled)
		(void)err_set(&err, ERR_CANCEL, "given up");
	else if (!r)
		(void)err_set(&err, ERR_NET, "the script does not expect this request");
	else if (r->fail != ERR_NONE)
		(void)err_set(&err, r->fail, "%s",
			      text_or(r->fail_text, "scripted failure"));
	if (err.code == ERR_NONE) {
		reply.status = r->status ? r->status : 200;
		buf_add_text(&reply.body, text_or(r->body, ""));
		for (size_t i = 0; i < FAKE_HEADERS && r->headers[i][0]; i++) {
			AUTO(buf) line = BUF_INIT(LIMIT_HEADER_BYTES);
			buf_addf(&line, "%s: %s", r->headers[i][0], r->headers[i][1]);
			bug_unless(http_reply_line(&reply, buf_str(&line), NULL));
		}
	}
	w->done(w->ctx, &reply, err.code == ERR_NONE ? NULL : &err);
	http_reply_release(&reply);
}

static bool is_due(const struct fake *f, const struct waiting *w)
{
	if (w->cancelled)
		return true;
	return !(w->reply && w->reply->never) && w->due_us <= now_us(f);
}

static void fake_turn(struct transport *t)
{
	struct fake *f = transport_impl(t);

	for (size_t i = 0; i < f->n_waiting; i++)
		f->waiting[i].due = is_due(f, &f->waiting[i]);
	for (size_t i = 0; i < f->n_waiting;) {
		struct waiting w = f->waiting[i];
		if (!w.due) {
			i++;
			continue;
		}
		VEC_REMOVE(f->waiting, f->n_waiting, i);
		answer(&w);
		i = 0;
	}
}

static void entry_free(struct entry *e)
{
	free(e->match);
	for (size_t i = 0; i < FAKE_HEADERS; i++) {
		free((void *)(uintptr_t)e->reply.headers[i][0]);
		free((void *)(uintptr_t)e->reply.headers[i][1]);
	}
	free((void *)(uintptr_t)e->reply.body);
	free((void *)(uintptr_t)e->reply.fail_text);
	free(e);
}

static void fake_free(struct transport *t)
{
	struct fake *f = transport_impl(t);

	for (size_t i = 0; i < f->n_entries; i++)
		entry_free(f->entries[i]);
	for (size_t i = 0; i < f->n_sent; i++)
		http_request_release(&f->sent[i].request);
	free(f->entries);
	free(f->sent);
	free(f->waiting);
	free(f);
}

static const struct transport_ops fake_ops = {
	.start = fake_start,
	.cancel = fake_cancel,
	.wait = fake_wait,
	.turn = fake_turn,
	.free = fake_free,
};

struct transport *fake_transport_new(struct fake_clock *clock)
{
	struct fake *f = mem_new(1, sizeof(*f));

	f->clock = clock;
	return transport_new(&fake_ops, f);
}

void fake_expect(struct transport *t, const char *match, const struct fake_reply *reply)
{
	struct fake *f = transport_impl(t);
	struct entry *e = mem_new(1, sizeof(*e));

	e->match = mem_text(match);
	e->reply = *reply;
	e->reply.body = mem_text(reply->body);
	e->reply.fail_text = mem_text(reply->fail_text);
	for (size_t i = 0; i < FAKE_HEADERS; i++) {
		e->reply.headers[i][0] = mem_text(reply->headers[i][0]);
		e->reply.headers[i][1] = mem_text(reply->headers[i][1]);
	}
	e->left = reply->times ? reply->times : 1;
	*VEC_PUSH(f->entries, f->n_entries, f->cap_entries) = e;
}

void fake_on_start(struct transport *t,
		   void (*hook)(void *ctx, const struct http_request *), void *ctx)
{
	struct fake *f = transport_impl(t);

	f->on_start = hook;
	f->on_start_ctx = ctx;
}

size_t fake_n_sent(const struct transport *t)
{
	return ((const struct fake *)transport_impl_const(t))->n_sent;
}

const struct fake_sent *fake_sent(const struct transport *t, size_t i)
{
	const struct fake *f = transport_impl_const(t);

	return i < f->n_sent ? &f->sent[i] : NULL;
}

const char *fake_body(const struct transport *t, size_t i)
{
	const struct fake_sent *s = fake_sent(t, i);

	return s ? buf_text(&s->request.body) : "";
}

size_t fake_n_unexpected(const struct transport *t)
{
	return ((const struct fake *)transport_impl_const(t))->n_unexpected;
}

size_t fake_n_left(const struct transport *t)
{
	const struct fake *f = transport_impl_const(t);
	size_t n = 0;

	for (size_t i = 0; i < f->n_entries; i++) {
		if (f->entries[i]->left < FAKE_ALWAYS / 2)
			n += f->entries[i]->left;
	}
	return n;
}

size_t fake_n_cancelled(const struct transport *t)
{
	return ((const struct fake *)transport_impl_const(t))->n_cancelled;
}
