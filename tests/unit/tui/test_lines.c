/* The lines around a screen: what row 1 says at every width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/invented.h"
#include "tui/kit/chrome.h"
#include "tui/views/lines.h"

static int setup(void **state)
{
	struct invented *v = calloc(1, sizeof(*v));

	assert_non_null(v);
	invented_init(v);
	*state = v;
	return 0;
}

static int teardown(void **state)
{
	invented_release(*state);
	free(*state);
	return 0;
}

/* Row 1 with one blank between words. */
static void row_1(struct invented *v, const struct place *p, int rows, int cols,
		  struct buf *out)
{
	struct frame f;
	struct chrome ch = { 0 };
	struct str rest = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));

	frame_init(&f, rows, cols);
	ch = chrome_layout(&f);
	lines_access(&v->scene, p, &f, &ch);
	frame_dump_text(&f, &text);
	rest = buf_str(&text);
	rest = str_cut(&rest, '\n');
	while (rest.len) {
		struct str word = str_cut(&rest, ' ');

		if (word.len)
			buf_addf(out, "%s%.*s", out->len ? " " : "", STR_FMT(word));
	}
	frame_release(&f);
}

/* Everything that may stand there, one word each. */
static const char *const whole[] = {
	"candor",
	"OBSERVE",
	"OBS",
	"SANDBOX",
	"SBX",
	"—",
	"mira.kovac",
	"mira",
	"›",
	"Acme",
	"Robotics",
	"acme-prod-eu",
	"delta-prod-2",
	"441052219917",
	"220417338190",
	"Delta",
	"Freight",
	"eu-central-1",
	"us-west-2",
	"52m",
	"no",
	"session",
	"14:02",
	"UTC",
	"14:02Z",
	"●",
	"#10494",
	"✓",
};

static void assert_whole(struct str line)
{
	while (line.len) {
		struct str word = str_cut(&line, ' ');
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(whole); i++)
			known = known || str_is(word, whole[i]);
		if (!known)
			print_message("cut: \"%.*s\"\n", STR_FMT(word));
		assert_true(known);
	}
}

static void row_1_drops_whole_parts_at_every_width(void **state)
{
	struct invented *v = *state;
	static const char *const names[] = { "acme-prod-eu", "delta-prod-2" };

	v->scene.place = PROGRAM_SANDBOX;
	v->sessions[1].state = SESSION_NONE;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct place p = place_of(VIEW_OVERVIEW, names[i], "");

		for (int cols = 40; cols <= 140; cols++) {
			AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

			row_1(v, &p, 24, cols, &line);
			assert_whole(buf_str(&line));
			assert_non_null(strstr(buf_text(&line), names[i]));
			/* a small screen has the number alone */
			assert_non_null(strstr(buf_text(&line),
					       cols < 60 ? "#10494" : "● #10494 ✓"));
		}
	}
}

/* Customer, region, operator to its first part; the account is the last. */
static void row_1_drops_in_the_order_of_the_design(void **state)
{
	struct invented *v = *state;
	struct place p = place_of(VIEW_OVERVIEW, "acme-prod-eu", "");
	bool customer = true;
	bool region = true;
	bool who = true;
	bool account = true;

	for (int cols = 140; cols >= 40; cols--) {
		AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));
		const char *text = NULL;

		row_1(v, &p, 24, cols, &line);
		text = buf_text(&line);
		assert_false(!customer && strstr(text, "Robotics"));
		assert_false(!region && strstr(text, "eu-central-1"));
		assert_false(!who && strstr(text, "mira.kovac"));
		assert_false(!account && strstr(text, "441052219917"));
		customer = strstr(text, "Robotics") != NULL;
		region = strstr(text, "eu-central-1") != NULL;
		who = strstr(text, "mira.kovac") != NULL;
		account = strstr(text, "441052219917") != NULL;
		assert_true(!customer || region);
		assert_true(!region || who);
		assert_true(!who || account);
		assert_true(account || cols < 60);
	}
}

static void tabs_of_screens_to_come_are_faint(void **state)
{
	struct invented *v = *state;
	struct place p = place_of(VIEW_FLEET, "", "");
	struct chrome ch = { 0 };
	struct frame f;
	size_t faint = 0;
	size_t later = 0;

	frame_init(&f, 24, 80);
	ch = chrome_layout(&f);
	lines_tabs(&v->scene, &p, &f, &ch);
	for (size_t tab = 1; tab <= 9; tab++)
		later += action_tab_later(tab) != NULL;
	for (int col = 0; col < f.cols; col++) {
		const struct cell *c = &f.cells[f.cols + col];

		faint +=
			c->role == ROLE_FAINT && c->code[0] >= '1' && c->code[0] <= '9';
	}
	assert_int_equal(faint, later);
	frame_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(row_1_drops_whole_parts_at_every_width,
						setup, teardown),
		cmocka_unit_test_setup_teardown(row_1_drops_in_the_order_of_the_design,
						setup, teardown),
		cmocka_unit_test_setup_teardown(tabs_of_screens_to_come_are_faint,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
