/*
 * beats.db as it is read: accounts, and raw beats as one of the sources.  Texts of the
 * file are checked where they are taken over: it may be anybody's.
 */
#include <stdlib.h>

#include "core/base/utf8.h"
#include "db/beats_impl.h"

#define SEC_US INT64_C(1000000)

/* ---- accounts ---- */

static void account_of_row(sqlite3_stmt *q, struct account *ret)
{
	*ret = (struct account){ .since_sec = sqlite3_column_int64(q, 0) };
	if (!account_state_parse(sql_text(q, 1), &ret->state))
		ret->state = ACCOUNT_ACTIVE; /* never suspended by a broken word */
	utf8_safe_into(ret->reason, sizeof(ret->reason), sql_text(q, 2));
	utf8_safe_into(ret->who, sizeof(ret->who), sql_text(q, 3));
}

bool beat_store_account_set(struct beat_store *s, const char *inst,
			    const struct account *a, struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_ACCOUNT_PUT];

	sql_bind_cstr(q, 1, inst);
	sql_bind_int(q, 2, a->since_sec);
	sql_bind_cstr(q, 3, account_state_name(a->state));
	sql_bind_cstr(q, 4, a->reason);
	sql_bind_cstr(q, 5, a->who);
	return beats_run(s, BEATS_ACCOUNT_PUT, err);
}

bool beat_store_account(struct beat_store *s, const char *inst, struct account *ret,
			struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_ACCOUNT_GET];
	int rc;

	sql_bind_cstr(q, 1, inst);
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		account_of_row(q, ret);
	else if (rc == SQLITE_DONE)
		*ret = (struct account){ 0 };
	sql_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ||
	       sql_fail(err, s->db, s->path, rc);
}

bool beat_store_changed(struct beat_store *s)
{
	sqlite3_stmt *q = s->stmt[BEATS_VERSION];
	int64_t version = s->version;

	if (sqlite3_step(q) == SQLITE_ROW)
		version = sqlite3_column_int64(q, 0);
	sql_reset(q);
	if (version == s->version)
		return false;
	s->version = version;
	return true;
}

/* ---- what was refused ---- */

static bool verdict_of(struct str word, enum beat_verdict *ret)
{
	for (enum beat_verdict v = 0; v < BEAT_VERDICT_COUNT; v++) {
		if (!str_is(word, beat_verdict_name(v)))
			continue;
		*ret = v;
		return true;
	}
	return false;
}

static bool each_refused(struct beat_store *s, sqlite3_stmt *q,
			 void (*each)(void *ctx, const struct beat_refused *r),
			 void *ctx, struct err *err)
{
	int rc;

	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct beat_refused r = { .n = sqlite3_column_int64(q, 1),
					  .last_sec = sqlite3_column_int64(q, 2) };

		if (verdict_of(sql_text(q, 0), &r.verdict))
			each(ctx, &r);
	}
	sql_reset(q);
	return rc == SQLITE_DONE || sql_fail(err, s->db, s->path, rc);
}

bool beat_store_each_refused(struct beat_store *s, int64_t since_sec,
			     void (*each)(void *ctx, const struct beat_refused *r),
			     void *ctx, struct err *err)
{
	sql_bind_int(s->stmt[BEATS_REFUSED_ALL], 1, since_sec / 3600);
	return each_refused(s, s->stmt[BEATS_REFUSED_ALL], each, ctx, err);
}

/* ---- the source ---- */

struct local {
	struct beat_source source;
	struct beat_store *store;
};

struct reading {
	struct beat_store *s;
	const char *inst;
	int64_t id, from_sec, after_us, now_sec;
	const struct beat_sink *sink;
};

static void tell_down(const struct reading *r, int64_t from_us, int64_t to_us)
{
	struct beat_span span = { BEAT_SPAN_DOWN, from_us / SEC_US, to_us / SEC_US };

	if (to_us == 0 || span.to_sec > span.from_sec + BEATS_UP_SEC)
		r->sink->span(r->sink->ctx, &span);
}

/* Between two runs it was down; and now, when the last is silent. */
static bool read_ups(const struct reading *r, struct err *err)
{
	sqlite3_stmt *before = r->s->stmt[BEATS_UP_BEFORE];
	sqlite3_stmt *q = r->s->stmt[BEATS_UPS];
	int64_t until = 0;
	int rc;

	sql_bind_int(before, 1, r->from_sec * SEC_US);
	if (sqlite3_step(before) == SQLITE_ROW)
		until = sqlite3_column_int64(before, 0);
	sql_reset(before);
	sql_bind_int(q, 1, r->from_sec * SEC_US);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (until > 0)
			tell_down(r, until, sqlite3_column_int64(q, 0));
		until = sqlite3_column_int64(q, 1);
	}
	sql_reset(q);
	if (until > 0 && until / SEC_US + 3 * BEATS_UP_SEC < r->now_sec)
		tell_down(r, until, 0);
	return rc == SQLITE_DONE || sql_fail(err, r->s->db, r->s->path, rc);
}

static bool read_accounts(const struct reading *r, struct err *err)
{
	sqlite3_stmt *q = r->s->stmt[BEATS_ACCOUNT_ALL];
	int rc;

	sql_bind_cstr(q, 1, r->inst);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct account a;

		account_of_row(q, &a);
		r->sink->account(r->sink->ctx, &a);
	}
	sql_reset(q);
	return rc == SQLITE_DONE || sql_fail(err, r->s->db, r->s->path, rc);
}

static bool tell_beats(const struct reading *r, sqlite3_stmt *q, struct err *err)
{
	int rc;

	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		char agent[BEAT_NAME_MAX + 1];
		char version[BEAT_NAME_MAX + 1];
		char status[BEAT_STATUS_MAX + 1];

		utf8_safe_into(agent, sizeof(agent), sql_text(q, 1));
		utf8_safe_into(version, sizeof(version), sql_text(q, 2));
		utf8_safe_into(status, sizeof(status), sql_text(q, 3));
		r->sink->beat(r->sink->ctx,
			      &(struct beat_raw){
				      .agent = agent,
				      .version = version,
				      .status = status,
				      .seq = sqlite3_column_int64(q, 4),
				      .at_sec = sqlite3_column_int64(q, 5),
				      .received_us = sqlite3_column_int64(q, 0),
			      });
	}
	sql_reset(q);
	return rc == SQLITE_DONE || sql_fail(err, r->s->db, r->s->path, rc);
}

static bool read_beats(const struct reading *r, struct err *err)
{
	sqlite3_stmt *last = r->s->stmt[BEATS_LAST];
	sqlite3_stmt *raw = r->s->stmt[BEATS_RAW];

	if (r->after_us == 0) {
		sql_bind_int(last, 1, r->id);
		sql_bind_int(last, 2, r->from_sec * SEC_US);
		sql_bind_int(last, 3, BEATS_FORGET_SEC / 3600);
		if (!tell_beats(r, last, err))
			return false;
	}
	sql_bind_int(raw, 1, r->id);
	sql_bind_int(raw, 2, r->from_sec * SEC_US);
	sql_bind_int(raw, 3, r->after_us);
	return tell_beats(r, raw, err);
}

static bool read_refused(const struct reading *r, struct err *err)
{
	sqlite3_stmt *q = r->s->stmt[BEATS_REFUSED];

	sql_bind_int(q, 1, r->id);
	sql_bind_int(q, 2, r->from_sec / 3600);
	return each_refused(r->s, q, r->sink->refused, r->sink->ctx, err);
}

static void local_read(struct beat_source *source, const char *inst, int64_t from_sec,
		       int64_t after_us, int64_t now_sec, const struct beat_sink *sink)
{
	struct local *l = (struct local *)source;
	struct reading r = { .s = l->store,
			     .inst = inst,
			     .from_sec = from_sec,
			     .after_us = after_us,
			     .now_sec = now_sec,
			     .sink = sink };
	struct err err = ERR_INIT;
	bool ok = beats_find_inst(l->store, inst, &r.id, &err) && read_ups(&r, &err) &&
		  read_accounts(&r, &err) &&
		  (r.id == 0 || (read_beats(&r, &err) && read_refused(&r, &err)));

	sink->end(sink->ctx, ok ? NULL : &err);
}

static void local_free(struct beat_source *source)
{
	free(source);
}

struct beat_source *beat_store_source(struct beat_store *s)
{
	static const struct beat_source_ops ops = { local_read, local_free };
	struct local *l = mem_new(1, sizeof(*l));

	l->source.ops = &ops;
	l->store = s;
	return &l->source;
}
