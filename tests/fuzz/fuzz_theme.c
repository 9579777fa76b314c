/*
 * Any bytes as a theme file: an error with a line, or a theme whose every look ends
 * and has numbers a terminal has.
 */
#include "tui/kit/theme_check.h"

/* What an extended theme says: the second half of the input. */
static bool read_rest(void *ctx, const char *name, struct buf *out, struct err *err)
{
	(void)err;
	const struct str *rest = ctx;
	(void)name;
	buf_add_str(out, *rest);
	return true;
}

static void look_at(const struct theme *t)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		enum role on = role % 2 ? ROLE_SELECT : ROLE_BG;
		for (int depth = DEPTH_MONO; depth <= DEPTH_256; depth++) {
			struct look look =
				theme_look(t, (enum role)role, on, (enum depth)depth);
			bug_unless(look.fg >= -1 && look.fg < 256);
			bug_unless(look.bg >= -1 && look.bg < 256);
		}
	}
}

static void check(const struct theme *t)
{
	AUTO(theme_report) r = { 0 };
	theme_check(t, &r);
	for (size_t i = 0; i < r.n; i++) {
		AUTO(buf) text = BUF_INIT(512);
		theme_finding_text(&r.findings[i], &text);
		bug_unless(buf_ok(&text) && text.len > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str all = { (const char *)bytes, len };
	struct str rest = all;
	struct str text = str_cut(&rest, '\0');
	struct theme_source source = { .read = read_rest, .ctx = &rest };
	static struct theme t;
	struct err err = ERR_INIT;
	if (theme_read(&t, text, "fuzz.theme", &source, &err)) {
		look_at(&t);
		check(&t);
	} else {
		bug_unless(err.code == ERR_CONFIG || err.code == ERR_LIMIT);
	}
	return 0;
}
