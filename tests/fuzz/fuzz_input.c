/*
 * Any bytes as what a terminal sends, with the mouse on, some of them before the first
 * frame.  What must hold: an event is a key that has a name, a press on a cell, or a
 * paste within its ceiling; every state but the ground ends by itself.
 */
#include "core/base/utf8.h"
#include "tui/kit/input.h"

static void check(const struct input *in, enum input_event event, struct key k)
{
	AUTO(buf) name = BUF_INIT(64);

	switch (event) {
	case INPUT_NONE: return;
	case INPUT_KEY:
		bug_unless(k.code != KEYCAP_NONE && k.code <= KEYCAP_F12);
		bug_unless(k.code < 0x80 || k.code >= 0xA0);
		key_print(k, &name);
		bug_unless(name.len > 0 && buf_ok(&name));
		return;
	case INPUT_MOUSED:
		bug_unless(in->mouse.row >= 0 && in->mouse.row < 10000);
		bug_unless(in->mouse.col >= 0 && in->mouse.col < 10000);
		return;
	case INPUT_PASTED: bug_unless(in->paste.len <= INPUT_PASTE_MAX); return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	struct input in;
	struct key k = { 0 };
	int64_t at_ms = 0;
	struct term_query early = { 0 };
	size_t n_early = size > 0 ? data[0] % 8 : 0;

	input_init(&in);
	if (n_early > 0 && n_early <= size) {
		term_query_feed(&early, data, n_early);
		rest = (struct str){ rest.p + n_early, size - n_early };
		input_expect(&in, &early, 0, INPUT_PASTE_MS / 2);
	}
	in.mouse_on = size % 2;
	while (rest.len > 0) {
		uint32_t code = utf8_next(&rest);

		check(&in, input_code(&in, code, at_ms, &k), k);
		if (code % 7 == 0) /* now and then nothing comes for a while */
			check(&in, input_idle(&in, at_ms += code % 200, &k), k);
	}
	at_ms += INPUT_PASTE_MS;
	check(&in, input_idle(&in, at_ms, &k), k);
	if (in.state == INPUT_LOST) { /* nothing more of it came so far */
		check(&in, input_code(&in, 'q', at_ms, &k), k);
		at_ms += INPUT_LOST_MS;
		check(&in, input_idle(&in, at_ms, &k), k);
	}
	bug_unless(in.state == INPUT_GROUND && input_wait_ms(&in, at_ms) == -1);
	input_release(&in);
	return 0;
}
