/*
 * Frames against tests/screens, in three layers a frame: NAME.txt the glyphs, NAME.role
 * the roles, NAME.cur cursor and focus.  CANDOR_UPDATE_GOLDEN=1 rewrites them.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_GOLDEN_H
#define TESTS_UNIT_TUI_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "tui/kit/frame.h"

static const struct {
	const char *kind;
	void (*dump)(const struct frame *f, struct buf *out);
} golden_layers[] = {
	{ "txt", frame_dump_text },
	{ "role", frame_dump_roles },
	{ "cur", frame_dump_cursor },
};

static inline void golden_difference(const char *name, struct str want, struct str got)
{
	print_message("%s differs (- is the file, + is drawn):\n", name);
	for (unsigned line = 1; want.len || got.len; line++) {
		struct str a = str_cut(&want, '\n');
		struct str b = str_cut(&got, '\n');

		if (!str_eq(a, b))
			print_message("%3u - %.*s\n    + %.*s\n", line, STR_FMT(a),
				      STR_FMT(b));
	}
}

static inline void golden_write(const char *path, const struct buf *got)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(got->p, 1, got->len, f), got->len);
	assert_int_equal(fclose(f), 0);
}

/* kept  the layer is written on update; else only compared */
static inline void golden_layer(const struct frame *f, const char *name, size_t layer,
				bool kept)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) want = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;

	golden_layers[layer].dump(f, &got);
	buf_addf(&path, "%s/screens/%s.%s", TEST_DIR, name, golden_layers[layer].kind);
	if (kept && getenv("CANDOR_UPDATE_GOLDEN")) {
		golden_write(buf_text(&path), &got);
		return;
	}
	if (!os_read_file(buf_text(&path), &want, &err))
		fail_msg("%s; CANDOR_UPDATE_GOLDEN=1 draws it", err.text);
	if (str_eq(buf_str(&want), buf_str(&got)))
		return;
	golden_difference(buf_text(&path), buf_str(&want), buf_str(&got));
	fail();
}

/* All layers of it. */
static inline void golden(const struct frame *f, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(golden_layers); i++)
		golden_layer(f, name, i, true);
}

/* The same frame in ASCII, NAME-ascii.txt: its other layers are those of NAME. */
static inline void golden_ascii(const struct frame *f, const char *name)
{
	char ascii[160];

	(void)snprintf(ascii, sizeof(ascii), "%s-ascii", name);
	golden_layer(f, ascii, 0, true);
	for (size_t i = 1; i < ARRAY_LEN(golden_layers); i++)
		golden_layer(f, name, i, false);
}

#endif
