/*
 * One error: a code for the program, one sentence for a person.
 *
 * What always holds: the text of an error is one line of safe UTF-8, whatever
 * was formatted into it, since parts of it come from files and from AWS.
 */
#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"

/* More than a text holds, so that a long path still ends in the mark of a cut. */
#define DRAFT 2048

static void put(struct err *err, const char *draft)
{
	utf8_safe_into(err->text, sizeof(err->text), str_of(draft));
}

bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	if (!err)
		return false;
	char draft[DRAFT];
	va_list args;
	va_start(args, fmt);
	if (vsnprintf(draft, sizeof(draft), fmt, args) < 0)
		draft[0] = '\0';
	va_end(args);
	err->code = code;
	put(err, draft);
	return false;
}

bool err_context(struct err *err, const char *fmt, ...)
{
	if (!err)
		return false;
	char draft[DRAFT];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(draft, sizeof(draft), fmt, args);
	va_end(args);
	if (n < 0)
		return false;
	size_t at = (size_t)n < sizeof(draft) ? (size_t)n : sizeof(draft) - 1;
	(void)snprintf(draft + at, sizeof(draft) - at, ": %s", err->text);
	put(err, draft);
	return false;
}

void err_keep(struct err **at, const struct err *err)
{
	struct err *copy = NULL;

	if (err && err->code != ERR_NONE) {
		copy = mem_new(1, sizeof(*copy));
		*copy = *err;
	}
	free(*at);
	*at = copy;
}

void kept_err_clear(struct kept_err *kept)
{
	free(kept->text);
	*kept = (struct kept_err){ .code = ERR_NONE };
}

void kept_err_set(struct kept_err *kept, const struct err *err)
{
	char *text = NULL;

	if (!err || err->code == ERR_NONE) {
		kept_err_clear(kept);
		return;
	}
	text = mem_text(err->text); /* before what may be the same one goes */
	kept_err_clear(kept);
	kept->code = err->code;
	kept->text = text;
}

void kept_err_say(struct kept_err *kept, enum err_code code, const char *fmt, ...)
{
	struct err err = ERR_INIT;
	char draft[sizeof(err.text)];
	va_list args;

	va_start(args, fmt);
	if (vsnprintf(draft, sizeof(draft), fmt, args) < 0)
		draft[0] = '\0';
	va_end(args);
	(void)err_set(&err, code, "%s", draft);
	kept_err_set(kept, &err);
}

struct err kept_err_get(const struct kept_err *kept)
{
	struct err err = ERR_INIT;

	if (kept->code != ERR_NONE)
		(void)err_set(&err, kept->code, "%s", kept->text);
	return err;
}

static const char *system_text(int number)
{
#if defined(__GLIBC__)
	return strerrordesc_np(number); /* the same in every locale */
#elif defined(__APPLE__)
	return number >= 0 && number < sys_nerr ? sys_errlist[number] : NULL;
#else
	(void)number;
	return NULL;
#endif
}

const char *err_errno(int number)
{
	static char other[32];
	const char *text = system_text(number);
	if (text)
		return text;
	(void)snprintf(other, sizeof(other), "error %d", number);
	return other;
}

const char *err_code_name(enum err_code code)
{
	switch (code) {
	case ERR_NONE: return "none";
	case ERR_ARG: return "argument";
	case ERR_CONFIG: return "config";
	case ERR_LIMIT: return "limit";
	case ERR_PARSE: return "parse";
	case ERR_IO: return "io";
	case ERR_BUSY: return "busy";
	case ERR_NET: return "network";
	case ERR_TIMEOUT: return "timeout";
	case ERR_CANCEL: return "cancelled";
	case ERR_DENIED: return "denied";
	case ERR_POLICY: return "policy";
	case ERR_EXPIRED: return "expired";
	case ERR_THROTTLED: return "throttled";
	case ERR_AWS: return "aws";
	case ERR_CRED: return "credentials";
	case ERR_JOURNAL: return "journal";
	case ERR_UNSUPPORTED: return "unsupported";
	}
	return "unknown";
}

/* docs/json.md: 2 usage; 3 denied, by AWS or by policy; 4 AWS or network; 5 journal. */
int err_exit_code(enum err_code code)
{
	switch (code) {
	case ERR_NONE: return 0;
	case ERR_ARG:
	case ERR_CONFIG:
	case ERR_UNSUPPORTED: return 2;
	/* Without valid credentials AWS says no as well: access is what is missing. */
	case ERR_DENIED:
	case ERR_POLICY:
	case ERR_EXPIRED:
	case ERR_CRED: return 3;
	case ERR_LIMIT:
	case ERR_PARSE:
	case ERR_IO:
	case ERR_BUSY:
	case ERR_NET:
	case ERR_TIMEOUT:
	case ERR_CANCEL:
	case ERR_THROTTLED:
	case ERR_AWS: return 4;
	case ERR_JOURNAL: return 5;
	}
	return 4;
}
