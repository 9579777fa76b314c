/*
 * Rows and columns of the invented fleet.
 */
#include "demo_fleet.h"

#include <stdio.h>
#include <string.h>

#include "core/base/utf8.h"

/* clang-format off */
static const struct inst known[] = {
	{ "\xE2\x96\xA0 CRIT", "acme-prod-eu", "Acme Robotics", "eu-central-1",
	 "4.12.3", "3/4 \xE2\x96\xA0", "ooooooooollmmmm", "11m", "001259731259", "214",
	 "1 \xE2\x96\xA0" },
	{ "\xE2\x96\xA0 CRIT", "borealis-prod", "Borealis Energy", "eu-north-1",
	 "4.12.3", "4/4", "ooooooooooooooo", "2s", "000000001799", "88",
	 "1 \xE2\x96\xB2" },
	{ "\xE2\x96\xB2 WARN", "cinder-prod-us", "Cinder Foods", "us-east-1", "4.11.9",
	 "4/4", "ooooolooooloooo", "38s", "010010010010", "6", "\xC2\xB7" },
	{ "\xE2\x96\xB2 WARN", "delta-prod-2", "Delta Freight", "us-west-2", "4.12.1",
	 "4/5 \xE2\x96\xB2", "ooooooooooooooo", "3s", "000000000000", "0",
	 "\xC2\xB7" },
	{ "\xE2\x96\xB2 WARN", "elm-prod", "Elm & Oak Bank", "eu-west-1", "4.12.3",
	 "4/4", "ooooooooooooooo", "1s", "000200000000", "2", "1 \xE2\x97\x8B" },
	{ "\xE2\x97\x8C STALE", "fjord-prod", "Fjord Shipping", "eu-north-1", "4.10.0",
	 "?", "oooooooooo?????", "\xE2\x80\x94", "000000000...", "?", "\xC2\xB7" },
	{ "\xE2\x97\x8B NOACC", "gale-prod", "Gale Insurance", "ca-central-1", "?", "?",
	 "???????????????", "\xE2\x80\x94", "............", "?", "\xC2\xB7" },
};
/* clang-format on */

static const char *const customers[] = {
	"Harbor Health",
	"Indigo Media",
	"\xE3\x83\xAB\xE3\x83\xBC\xE3\x83\xA1\xE3\x83\xB3\xE9\x9B\xBB\xE6\xA9\x9F",
	"Marsh Retail",
	"Opal Telecom",
};

static const struct inst *row_at(void *ctx, size_t row)
{
	return &((struct demo_fleet *)ctx)->rows[row];
}

bool demo_healthy(const struct inst *i)
{
	return str_starts(str_of(i->state), "\xE2\x97\x8F");
}

static enum role state_role(void *ctx, size_t row)
{
	const char *state = row_at(ctx, row)->state;
	if (strstr(state, "CRIT"))
		return ROLE_CRIT;
	if (strstr(state, "WARN"))
		return ROLE_WARN;
	if (strstr(state, "STALE"))
		return ROLE_STALE;
	return strstr(state, "NOACC") ? ROLE_DENIED : ROLE_OK;
}

/* Ink means trouble: the healthy stand back. */
static enum role name_role(void *ctx, size_t row)
{
	return demo_healthy(row_at(ctx, row)) ? ROLE_MUTED : ROLE_TEXT;
}

static enum role quiet_role(void *ctx, size_t row)
{
	return demo_healthy(row_at(ctx, row)) ? ROLE_FAINT : ROLE_MUTED;
}

#define TEXT_OF(field)                                                   \
	static void text_##field(void *ctx, size_t row, struct buf *out) \
	{                                                                \
		buf_add_text(out, row_at(ctx, row)->field);              \
	}
TEXT_OF(state)
TEXT_OF(name)
TEXT_OF(customer)
TEXT_OF(region)
TEXT_OF(version)
TEXT_OF(stacks)
TEXT_OF(beats)
TEXT_OF(lag)
TEXT_OF(loads)
TEXT_OF(errors)
TEXT_OF(inc)

static void draw_state(void *ctx, size_t row, struct pen *pen)
{
	const struct inst *i = row_at(ctx, row);
	enum role role = state_role(ctx, row);
	struct str rest = str_of(i->state);
	pen_str(pen, role, utf8_grapheme(&rest));
	pen_str(pen, role == ROLE_OK ? ROLE_FAINT : role, rest);
}

/* "3/4 ■": the sign has the ink, the numbers do not. */
static void draw_sign_last(struct pen *pen, enum role role, const char *text)
{
	struct str rest = str_of(text);
	while (rest.len > 0) {
		struct str g = utf8_grapheme(&rest);
		enum role ink = role;
		if (str_is(g, "\xE2\x96\xA0"))
			ink = ROLE_CRIT;
		else if (str_is(g, "\xE2\x96\xB2"))
			ink = ROLE_WARN;
		pen_str(pen, ink, g);
	}
}

static void draw_stacks(void *ctx, size_t row, struct pen *pen)
{
	draw_sign_last(pen, quiet_role(ctx, row), row_at(ctx, row)->stacks);
}

static void draw_inc(void *ctx, size_t row, struct pen *pen)
{
	const char *inc = row_at(ctx, row)->inc;
	draw_sign_last(pen, strlen(inc) > 2 ? ROLE_TEXT : ROLE_FAINT, inc);
}

static enum role errors_role(void *ctx, size_t row)
{
	return strlen(row_at(ctx, row)->errors) > 1 ? ROLE_TEXT : ROLE_FAINT;
}

/* clang-format off */
static const struct table_col cols[] = {
	{ .title = "STATE", .width = 7, .priority = 1, .text = text_state,
	  .draw = draw_state },
	{ .title = "INSTALLATION", .width = 15, .priority = 1, .fit = FIT_MIDDLE,
	  .text = text_name, .role = name_role },
	{ .title = "CUSTOMER", .width = 16, .priority = 4, .fit = FIT_TAIL,
	  .text = text_customer, .role = name_role },
	{ .title = "REGION", .width = 14, .priority = 9, .text = text_region,
	  .role = quiet_role },
	{ .title = "VERSION", .width = 7, .priority = 8, .text = text_version,
	  .role = quiet_role },
	{ .title = "STACKS", .width = 7, .priority = 7, .text = text_stacks,
	  .draw = draw_stacks },
	{ .title = "BEAT 60m \xE2\x86\x92 now", .narrow_title = "BEAT 48m", .width = 15,
	  .narrow = 12, .priority = 3, .text = text_beats },
	{ .title = "LAG", .width = 6, .narrow = 4, .priority = 5, .align = ALIGN_RIGHT,
	  .text = text_lag, .role = name_role },
	{ .title = "LOAD ERR 24h", .narrow_title = "LOADS", .width = 13, .narrow = 6,
	  .priority = 6, .text = text_loads },
	{ .title = "#", .narrow_title = "ERR", .width = 3, .priority = 5,
	  .align = ALIGN_RIGHT, .text = text_errors, .role = errors_role },
	{ .title = "INC", .width = 3, .priority = 4, .text = text_inc, .draw = draw_inc },
};
/* clang-format on */

static size_t n_rows(void *ctx)
{
	(void)ctx;
	return DEMO_ROWS;
}

static const char *row_id(void *ctx, size_t row)
{
	return row_at(ctx, row)->name;
}

static bool row_problem(void *ctx, size_t row)
{
	return !demo_healthy(row_at(ctx, row));
}

void demo_fleet_init(struct demo_fleet *f)
{
	for (int i = 0; i < DEMO_ROWS; i++) {
		if ((size_t)i < ARRAY_LEN(known)) {
			f->rows[i] = known[i];
			continue;
		}
		(void)snprintf(f->names[i], sizeof(f->names[i]), "harbor-prod-%02d", i);
		f->rows[i] = (struct inst){
			"\xE2\x97\x8F OK", f->names[i],
			customers[i % 5],  "ap-northeast-1",
			"4.12.3",          "4/4",
			"ooooooooooooooo", "2s",
			"000000000000",    "0",
			"\xC2\xB7",
		};
	}
	f->source = (struct table_source){ .cols = cols,
					   .n_cols = ARRAY_LEN(cols),
					   .n_rows = n_rows,
					   .id = row_id,
					   .problem = row_problem,
					   .ctx = f };
}
