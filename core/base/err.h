/*
 * One error: a code for the program, one sentence for the person who must act
 * (what was tried, on what, what came back, what to do).
 */
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

#include "core/base/base.h"

enum err_code {
	ERR_NONE,
	ERR_ARG,    /* the caller's or operator's input is wrong */
	ERR_CONFIG, /* a configuration file is wrong; text has file:line */
	ERR_LIMIT,  /* a size from outside is over its ceiling */
	ERR_PARSE,  /* bytes from outside do not follow their format */
	ERR_IO,     /* a file or descriptor */
	ERR_BUSY,   /* another process holds it; try next turn */
	ERR_NET,    /* no answer: resolve, connect, TLS, reset */
	ERR_TIMEOUT,
	ERR_CANCEL,  /* the operator or the end of the program */
	ERR_DENIED,  /* AWS says no */
	ERR_POLICY,  /* candor says no: mode, config, policy */
	ERR_EXPIRED, /* credentials are over */
	ERR_THROTTLED,
	ERR_AWS,     /* any other fault of a service */
	ERR_CRED,    /* no credentials, or their source failed */
	ERR_JOURNAL, /* no journal, no action */
	ERR_UNSUPPORTED,
};

struct err {
	enum err_code code;
	char text[512]; /* one line of safe UTF-8, never a secret; cut to fit */
};

#define ERR_INIT ((struct err){ .code = ERR_NONE })

/*
 * Fill err (NULL is allowed and ignored).  Arguments may come from outside and may
 * be err->text itself: the result passes utf8_safe().
 *
 * Returns  false, always, so that `return err_set(err, ...)` reads well.
 */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF(3, 4);

/* Put "what: " before the text of an error that is set.  Returns false, always. */
bool err_context(struct err *err, const char *fmt, ...) PRINTF(2, 3);

/* Keep a copy of it in *at, which is NULL or owned memory: what stood there is freed.
 * NULL, or one that is not set, leaves NULL. */
void err_keep(struct err **at, const struct err *err);

/*
 * An error that is kept: as long as its sentence, where struct err has room for any.
 * Zeroed: none.  What copies it borrows the text.
 */
struct kept_err {
	enum err_code code;
	char *text; /* owned; NULL: none */
};

/* It is this one now; NULL, or one that is not set: none. */
void kept_err_set(struct kept_err *kept, const struct err *err);
void kept_err_say(struct kept_err *kept, enum err_code code, const char *fmt, ...)
	PRINTF(3, 4);
void kept_err_clear(struct kept_err *kept); /* none; frees */
/* As an error by value, for who passes it on. */
struct err kept_err_get(const struct kept_err *kept);

/* "No such file or directory": the text of an errno, for err_set().  Static storage,
 * valid until the next call. */
const char *err_errno(int number);

/* Short lower-case word for a code ("denied"), for --json. Never NULL. */
const char *err_code_name(enum err_code code);

/*
 * Exit code of a verb that read nothing because of this error (docs/json.md).
 *
 * Returns  0 for ERR_NONE; 2 ARG, CONFIG, UNSUPPORTED; 3 DENIED, POLICY, EXPIRED,
 *          CRED; 5 JOURNAL; 4 all others
 */
int err_exit_code(enum err_code code);

#endif
