/*
 * What candor init asks, what its answers mean, and the file that comes of them.
 *
 * An answer is judged by the reader of candor.conf itself: what it takes is what
 * config_load() takes.
 */
#ifndef TUI_CLI_INIT_ANSWERS_H
#define TUI_CLI_INIT_ANSWERS_H

#include "core/access/config.h"
#include "core/aws/cred.h"
#include "core/base/buf.h"

struct init_answers {
	const struct cred_env *env; /* to look for the profile; borrowed */
	char *domain;
	char *profile;  /* NULL: AWS's own choice */
	char *identity; /* "role", "session"; NULL: not said */
	char *name, *region, *customer;
	char *role_arn, *external_id;
	char account[13];
	char offered[33]; /* the external id for who has none; "": none was shown */
};

void init_answers_release(struct init_answers *a);

struct init_question {
	const char *title;   /* "Vendor's domain" */
	const char *explain; /* what it is for, with an example */
	/*
	 * Take the answer (trimmed, of printable text, may be empty).
	 * Errors  ERR_ARG one sentence: what is wrong and what would be right; a is
	 *         then as it was.
	 */
	bool (*take)(struct init_answers *a, struct str answer, struct err *err);
};

#define INIT_QUESTIONS 4
#define INIT_PLACE     2 /* the question for name, region, customer */
extern const struct init_question init_questions[INIT_QUESTIONS];

/* The answer is one line of printable text; take() it. */
bool init_take(struct init_answers *a, size_t question, struct str line,
	       struct err *err) MUST_USE;

/* What is said of a region that candor does not know, once; false: it knows it. */
bool init_doubt(const struct init_answers *a, struct buf *out);

/* What is at hand for the answer: the profiles there are, an external id for who has
 * none yet, which is then offered. */
void init_at_hand(struct init_answers *a, size_t question, struct buf *out);

/* The whole candor.conf, once all is answered. */
void init_write(const struct init_answers *a, struct buf *out);

#endif
