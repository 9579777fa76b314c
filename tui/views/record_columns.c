/*
 * What the cells of a record say.
 */
#include <inttypes.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "tui/views/parts.h"
#include "tui/views/record_list.h"
#include "tui/views/times.h"

static size_t n_rows(void *ctx)
{
	return ((const struct record_list *)ctx)->n_rows;
}

static const struct record *row_at(const void *ctx, size_t row)
{
	return &((const struct record_list *)ctx)->rows[row];
}

static const char *row_id(void *ctx, size_t row)
{
	return ((const struct record_list *)ctx)->ids[row];
}

static bool row_problem(void *ctx, size_t row)
{
	return row_at(ctx, row)->end == RECORD_BAD;
}

static void seq_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%" PRId64, row_at(ctx, row)->seq);
}

static int seq_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_at(ctx, a)->seq;
	int64_t y = row_at(ctx, b)->seq;

	return x < y ? -1 : x > y;
}

/* Today's records by their time, older ones with their day. */
static void time_text(void *ctx, size_t row, struct buf *out)
{
	const struct record_list *l = ctx;
	int64_t sec = row_at(ctx, row)->at_ms / 1000;
	AUTO(buf) iso = BUF_INIT(64);

	if (times_relative() || times_day(sec) == times_day(l->now_sec)) {
		times_hms(out, sec, l->now_sec);
		return;
	}
	clock_rfc3339(&iso, times_shift(sec));
	if (iso.len >= 16)
		buf_addf(out, "%.5s %.5s", buf_text(&iso) + 5, buf_text(&iso) + 11);
}

static int time_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_at(ctx, a)->at_ms;
	int64_t y = row_at(ctx, b)->at_ms;

	return x < y ? -1 : x > y;
}

static void who_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->who);
}

static void mode_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->mode);
}

/* "obs" where there is no room for the word. */
static void draw_mode(void *ctx, size_t row, struct pen *pen)
{
	static const char *const words[][2] = { { "observe", "obs" },
						{ "operate", "opr" },
						{ "debug", "dbg" } };
	const char *mode = row_at(ctx, row)->mode;
	bool cut = pen_room(pen) < utf8_width(STR("observe"));

	for (size_t i = 0; cut && i < ARRAY_LEN(words); i++)
		if (text_eq(mode, words[i][0]))
			mode = words[i][1];
	pen_fit(pen, pen_room(pen), ROLE_MUTED, str_of(mode), FIT_TAIL, ALIGN_LEFT);
}

static void inst_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->inst);
}

static void act_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->act);
}

static void target_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->target);
}

/* What only states that something is so has no outcome: a word of its own. */
static const char *result_of(const struct record *r)
{
	static const struct {
		const char *act, *word;
	} words[] = {
		{ ".open", "opened" },
		{ ".close", "closed" },
		{ ".begin", "begun" },
		{ ".end", "ended" },
	};

	for (size_t i = 0; !r->result[0] && i < ARRAY_LEN(words); i++)
		if (str_ends(str_of(r->act), words[i].act))
			return words[i].word;
	return r->result[0] ? r->result : "noted";
}

static void result_text(void *ctx, size_t row, struct buf *out)
{
	const struct record *r = row_at(ctx, row);

	buf_addf(out, "%s%s", r->end == RECORD_BAD ? "■ " : "  ", result_of(r));
}

static enum role result_role(void *ctx, size_t row)
{
	switch (row_at(ctx, row)->end) {
	case RECORD_OK: return ROLE_MUTED;
	case RECORD_OPEN: return ROLE_INFO;
	case RECORD_BAD: break;
	}
	return ROLE_CRIT;
}

static void chain_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->chain);
}

/* Widths are the most that a column takes: it is as wide as what stands in it. */
static const struct table_col columns[RECORD_COLS] = {
	COLUMN(.title = "SEQ", .width = 9, .priority = 1, .align = ALIGN_RIGHT,
	       .text = seq_text, .role = parts_quiet_role, .order = seq_order),
	COLUMN(.title = "TIME", .name = "time", .narrow_title = "TIME", .width = 11,
	       .priority = 2, .text = time_text, .role = parts_quiet_role,
	       .order = time_order),
	COLUMN(.title = "WHO", .width = 14, .priority = 6, .fit = FIT_MIDDLE,
	       .text = who_text),
	COLUMN(.title = "MODE", .width = 8, .narrow = 4, .priority = 7,
	       .text = mode_text, .draw = draw_mode, .role = parts_quiet_role),
	COLUMN(.title = "INSTALLATION", .width = 18, .priority = 5, .fit = FIT_MIDDLE,
	       .text = inst_text),
	COLUMN(.title = "ACTION", .width = 18, .priority = 3, .fit = FIT_TAIL,
	       .text = act_text),
	COLUMN(.title = "TARGET", .width = 14, .grow = 1, .priority = 7,
	       .fit = FIT_MIDDLE, .text = target_text, .role = parts_quiet_role),
	COLUMN(.title = "RESULT", .width = 20, .priority = 4, .fit = FIT_TAIL,
	       .text = result_text, .role = result_role),
	COLUMN(.title = "CHAIN", .width = 6, .priority = 9, .text = chain_text,
	       .role = parts_quiet_role),
};

/* In which zone they are: "TIME UTC". */
static const char *time_title(void)
{
	switch (times_letter()) {
	case 'L': return "TIME LOCAL";
	case 'C': return "TIME CUST";
	default: return times_relative() ? "AGE" : "TIME UTC";
	}
}

void record_columns_fit(struct record_list *l)
{
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		struct table_col *col = &l->cols[i];
		int width = utf8_width(str_of(columns[i].title));

		*col = columns[i];
		for (size_t row = 0; row < l->n_rows && width < col->width; row++) {
			AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

			col->text(l, row, &text);
			if (utf8_width(buf_str(&text)) > width)
				width = utf8_width(buf_str(&text));
		}
		if (width < col->width)
			col->width = width;
		col->narrow = columns[i].narrow && columns[i].narrow < col->width
				      ? columns[i].narrow
				      : col->width;
		col->width += !col->grow; /* a wide screen has air between them */
		if (col->text == time_text)
			col->title = time_title();
		if (col->text == inst_text)
			col->extra = record_list_of_one(l);
	}
}

/* Grows with what is shown; which zone times are in is part of what cells say. */
static uint64_t row_stamp(void *ctx)
{
	const struct record_list *l = ctx;

	return times_relative() ? 0
				: l->shown_again << 8 | (unsigned char)times_letter();
}

/* candor journal show takes the number. */
static void row_name(void *ctx, size_t row, struct buf *out)
{
	buf_add_char(out, '#');
	seq_text(ctx, row, out);
}

static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	if (!whole)
		seq_text(ctx, row, out);
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct records *r = ((const struct record_list *)ctx)->records;

	return r ? r->item(r->ctx, row_at(ctx, row)->n, a) : NULL;
}

void record_columns_init(struct record_list *l)
{
	l->source = (struct table_source){
		.cols = l->cols,
		.n_cols = ARRAY_LEN(l->cols),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.stamp = row_stamp,
		.noun = "record number",
		.name = row_name,
		.copy = row_copy,
		.item = row_item,
		.ctx = l,
	};
}
