/*
 * Any bytes as a session file: what is taken is plain, bounded, and the same again
 * after it was written and read.
 */
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	bug_unless(utf8_valid(str_of(text)));
	for (; *text; text++)
		bug_unless((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void check(const struct saved *s)
{
	check_text(s->time);
	check_text(s->theme);
	bug_unless(s->n_places <= SAVED_PLACES && s->n_views <= SAVED_VIEWS);
	bug_unless(!s->n_places || s->at < s->n_places);
	for (size_t i = 0; i < s->n_places; i++) {
		check_text(s->places[i].view);
		check_text(s->places[i].inst);
		check_text(s->places[i].thing);
	}
	for (size_t i = 0; i < s->n_views; i++)
		bug_unless(s->views[i].lines.len <= SAVED_LINES);
}

static void check_again(const struct saved *s)
{
	AUTO(buf) first = BUF_INIT(LIMIT_SAVED);
	AUTO(buf) second = BUF_INIT(LIMIT_SAVED);
	struct err err = ERR_INIT;
	struct saved again;

	saved_init(&again);
	saved_write(s, &first);
	bug_unless(saved_read(buf_str(&first), "session", &again, &err));
	bug_unless(again.n_places == s->n_places && again.at == s->at);
	saved_write(&again, &second);
	bug_unless(str_eq(buf_str(&first), buf_str(&second)));
	saved_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct err err = ERR_INIT;
	struct saved s;

	saved_init(&s);
	if (saved_read(bytes, "session", &s, &err)) {
		check(&s);
		check_again(&s);
	}
	saved_release(&s);
	return 0;
}
