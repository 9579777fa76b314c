/*
 * How states, times and types are written on every screen: shape, word, ink.
 */
#ifndef TUI_VIEWS_WORDS_H
#define TUI_VIEWS_WORDS_H

#include "core/watch/health.h"
#include "tui/kit/frame.h"

/* "■", "▲", "?", "○", "◌", "●". */
const char *word_sign(enum severity s);
enum role word_role(enum severity s);
/* "■ CRIT" */
void word_state(struct buf *out, enum severity s);

/* In the display of times.h; in UTC: "13:49Z" today, "11-11 09:12Z" in the last 300
 * days, else "2025-11-11"; "—" for 0. */
void word_when(struct buf *out, int64_t sec, int64_t now_sec);
/* "14 m", "3 h", "12 d", "now"; "—" for 0. */
void word_age(struct buf *out, int64_t sec, int64_t now_sec);
/* "as of 13:20Z (41 m ago)" */
void word_as_of(struct buf *out, int64_t sec, int64_t now_sec);
/* Time left as row 1 writes it: "52m", "2h", "0m". */
void word_left(struct buf *out, int64_t left_sec);
/* "1 stack", "3 stacks": the plural takes an s. */
void word_count(struct buf *out, size_t n, const char *noun);

/* "AWS::Lambda::Function" -> "Lambda::Function". Points into type. */
const char *word_type(const char *type);
/* "IN_SYNC" -> "in sync", "DRIFTED" -> "drifted", ... */
const char *word_drift(const char *drift);
enum role word_drift_role(const char *drift);

/* What a status word of CloudFormation amounts to, for one resource or event. */
enum phase {
	PHASE_OK,
	PHASE_BUSY,
	PHASE_ROLLED, /* taken back, or being taken back */
	PHASE_FAILED,
	PHASE_GONE,
	PHASE_UNKNOWN,
};
enum phase phase_of(const char *status);
/* Of a resource: what the events of the newest operation add to its own status. */
enum phase phase_of_resource(const struct stack *s, const struct stack_resource *r);
/* How it came to its status: "failed 13:46Z, then rolled back to UPDATE_COMPLETE"; the
 * status alone where it says all. */
void phase_story(const struct stack *s, const struct stack_resource *r, int64_t now_sec,
		 struct buf *out);
/* Why a resource is in its phase, of its own or of its newest event; "" none said.
 * Borrowed of the stack. */
const char *phase_reason(const struct stack *s, const struct stack_resource *r);
/* It is in trouble, or was in the newest operation. */
bool phase_bad(enum phase p);
/* "■ FAILED" */
const char *phase_text(enum phase p);
const char *phase_word(enum phase p); /* "failed": in documents */
const char *phase_sign(enum phase p);
enum role phase_role(enum phase p);

#endif
