/*
 * The questions for MFA codes that wait, one of them before the operator at a time.
 */
#ifndef CORE_ACCESS_QUESTIONS_H
#define CORE_ACCESS_QUESTIONS_H

#include "core/access/identity.h"

struct question {
	char *serial, *what, *why; /* why NULL: first time */
	identity_code *reply;      /* NULL: forgotten */
	void *ctx;
};

struct questions {
	identity_ask *ask; /* NULL: nobody can be asked */
	void *ask_ctx;
	struct question *items; /* items[n]; the first is before the operator */
	size_t n, cap;
	bool asked; /* it is */
};

void questions_release(struct questions *q);

/* What is to be asked, and who hears the answer. */
struct question_wish {
	const char *serial, *what, *why;
	identity_code *reply; /* six digits or NULL, and nothing else */
	void *ctx;
};

/*
 * Ask once those before it are answered.
 *
 * Returns  false with err set (ERR_CRED) when nobody can be asked.
 */
bool questions_add(struct questions *q, const struct question_wish *from,
		   struct err *err) MUST_USE;
/* Whoever asked with this ctx hears of no answer any more. */
void questions_forget(struct questions *q, const void *ctx);

#endif
