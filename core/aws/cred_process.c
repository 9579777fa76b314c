/*
 * credential_process: words of its command line, and its JSON.  It is run by
 * core/access/identity.c.
 *
 * Holds always: no message holds any of the command or of what it printed.
 */
#include "core/aws/cred_process.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_env.h"
#include "core/base/clock.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

#define WORDS_MAX 64

struct words {
	char **items;
	size_t n, cap;
};

void cred_process_free(char **argv)
{
	for (size_t i = 0; argv && argv[i]; i++) {
		secret_wipe(argv[i], strlen(argv[i]));
		free(argv[i]);
	}
	free(argv);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * One word, from *at on, which moves past it.
 * Returns  NULL, or what is wrong.
 */
static const char *read_word(const char **at, struct buf *word)
{
	char quote = '\0';
	const char *p = *at;

	for (; *p && (quote || !is_blank(*p)); p++) {
		bool escapes = quote == '\0' ||
			       (quote == '"' && (p[1] == '"' || p[1] == '\\'));
		if (*p == '\\' && escapes) {
			if (p[1] == '\0')
				return "a backslash at its end";
			buf_add_char(word, *++p);
		} else if (quote == '\0' && (*p == '"' || *p == '\'')) {
			quote = *p;
		} else if (quote != '\0' && *p == quote) {
			quote = '\0';
		} else {
			buf_add_char(word, *p);
		}
	}
	*at = p;
	if (quote != '\0')
		return "a quote that is not closed";
	return buf_ok(word) ? NULL : "a word that is too long";
}

static const char *split(const char *command, struct words *words)
{
	const char *at = command;

	for (;;) {
		AUTO(buf) word = BUF_SECRET(LIMIT_INI_LINE);
		while (is_blank(*at))
			at++;
		if (*at == '\0')
			break;
		const char *wrong = read_word(&at, &word);
		if (wrong)
			return wrong;
		if (words->n >= WORDS_MAX)
			return "too many words";
		*VEC_PUSH(words->items, words->n, words->cap) =
			mem_text(buf_text(&word));
	}
	if (words->n == 0)
		return "nothing in it";
	/* A command without a name can only be a mistake: `"" --profile x`. */
	return words->items[0][0] == '\0' ? "an empty name of a program" : NULL;
}

bool cred_process_split(const char *command, char ***ret_argv, struct err *err)
{
	struct words words = { 0 };
	const char *wrong = split(command, &words);

	*VEC_PUSH(words.items, words.n, words.cap) = NULL;
	if (wrong) {
		cred_process_free(words.items);
		return err_set(err, ERR_CRED, "credential_process has %s", wrong);
	}
	*ret_argv = words.items;
	return true;
}

bool cred_from_process(struct str json, struct cred *ret, struct err *err)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_MIB(1));
	struct cred cred = { 0 };
	struct node *root;

	if (json.len > LIMIT_PROCESS_OUT)
		return err_set(err, ERR_LIMIT,
			       "credential_process prints more than %zu KiB",
			       LIMIT_PROCESS_OUT / LIMIT_KIB(1));
	if (!json_parse(json, &arena, &root, NULL) || root->kind != NODE_OBJECT)
		return err_set(err, ERR_CRED,
			       "credential_process does not print the JSON of AWS: it "
			       "should be {\"Version\": 1, \"AccessKeyId\": ...}");
	if (node_int(root, "Version", 0) != 1)
		return err_set(err, ERR_CRED,
			       "credential_process prints another Version than 1");
	const char *expires = node_text(root, "Expiration", NULL);
	if (expires && !clock_parse_iso(str_of(expires), &cred.expires_sec))
		return err_set(
			err, ERR_CRED,
			"credential_process: its Expiration is no ISO 8601 time");
	int64_t expires_sec = cred.expires_sec;
	if (!cred_set(&cred, "credential_process", node_text(root, "AccessKeyId", NULL),
		      node_text(root, "SecretAccessKey", NULL),
		      node_text(root, "SessionToken", NULL), err))
		return false;
	cred.expires_sec = expires_sec;
	cred_release(ret);
	*ret = cred;
	return true;
}
