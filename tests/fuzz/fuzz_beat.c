/*
 * Any bytes as a beat, a signature's header and a key.  What is accepted fits its form
 * and is safe to print.
 */
#include <string.h>

#include "core/watch/beat.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_text(const char *text, size_t max)
{
	bug_unless(strlen(text) <= max);
	for (; *text; text++)
		bug_unless(*text >= 0x20 && *text <= 0x7e);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str s = { (const char *)bytes, len };
	unsigned char sig[BEAT_SIG_LEN];
	unsigned char pub[BEAT_PUB_LEN];
	struct beat_track t = { 0 };
	struct beat b;

	(void)beat_key_parse(s, pub, NULL);
	if (beat_signature(s, sig, NULL))
		bug_unless(len >= 88);
	struct err err = ERR_INIT;
	if (!beat_parse(s, &b, &err)) {
		bug_unless(err.text[0] != '\0');
		return 0;
	}
	check_text(b.installation, BEAT_NAME_MAX);
	check_text(b.agent, BEAT_NAME_MAX);
	check_text(b.version, BEAT_NAME_MAX);
	check_text(b.status, BEAT_STATUS_MAX);
	bug_unless(b.seq >= 0 && b.at_sec >= 0);
	bug_unless(beat_judge(&t, b.seq, b.at_sec, b.at_sec) == BEAT_FINE);
	bug_unless(beat_judge(&t, b.seq, b.at_sec, b.at_sec) == BEAT_DUPLICATE);
	return 0;
}
