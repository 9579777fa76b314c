/*
 * Any bytes as a key, a private key, a note and a checkpoint.  What is accepted is
 * written back to the same bytes; a note that verifies was signed.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/journal/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define NEUMANN "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define TEXT                                                         \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"

static void try_key(struct str s)
{
	AUTO(buf) again = BUF_INIT(LIMIT_KIB(1));
	struct note_key k;
	if (!note_key_parse(s, &k, NULL))
		return;
	note_key_write(&again, &k);
	struct note_key twice;
	bug_unless(note_key_parse(buf_str(&again), &twice, NULL) &&
		   note_key_eq(&k, &twice));
}

static void try_secret(struct str s)
{
	AUTO(buf) again = BUF_SECRET(LIMIT_KIB(1));
	struct note_key k;
	struct note_secret *secret = NULL;
	if (!note_secret_parse(s, &k, &secret, NULL))
		return;
	note_secret_write(&again, secret, &k);
	note_secret_free(secret);
}

static void try_note(struct str s)
{
	struct note_key k;
	struct note note;
	struct checkpoint c;
	bug_unless(note_key_parse(STR(NEUMANN), &k, NULL));
	if (note_open(s, &k, 1, &note, NULL)) {
		bug_unless(note.verified == 1);
		bug_unless(str_is(note.text, TEXT)); /* all that this key ever signed */
	}
	(void)checkpoint_open(s, &k, 1, &c, NULL);
}

static void try_checkpoint(struct str s)
{
	AUTO(buf) again = BUF_INIT(LIMIT_KIB(1));
	struct checkpoint c;
	if (!checkpoint_parse(s, &c, NULL))
		return;
	checkpoint_write(&again, &c);
	bug_unless(str_eq(buf_str(&again), s));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str s = { (const char *)bytes, len };
	try_key(s);
	try_secret(s);
	try_note(s);
	try_checkpoint(s);
	return 0;
}
