/*
 * What a reading that has ended says of its row.
 *
 * Always true: a reading that failed changes nothing of what was known, but says since
 * when it is not renewed.
 */
#include "core/watch/fleet_row.h"

static void take_stacks(struct fleet_row *row, struct reading_result *result,
			int64_t now_sec)
{
	stacks_keep_details(&result->stacks, &row->stacks);
	stacks_release(&row->stacks);
	row->stacks = result->stacks;
	result->stacks = (struct stacks){ 0 };
	row->stacks_cut = result->cut;
	row->data = FLEET_READ;
	row->read_sec = now_sec;
}

/* Since when there is no answer, and no access: an error of another kind neither begins
 * nor ends the latter. */
static void note_failure(struct fleet_row *row, const struct err *err)
{
	if (err->code == ERR_NONE) {
		row->failed_sec = row->denied_sec = 0;
		kept_err_clear(&row->denial);
		return;
	}
	if (row->failed_sec == 0)
		row->failed_sec = row->tried_sec;
	if (!fleet_is_denied(err->code))
		return;
	if (row->denied_sec == 0)
		row->denied_sec = row->tried_sec;
	kept_err_set(&row->denial, err);
}

void fleet_row_end(struct fleet_row *row, struct reading_result *result,
		   int64_t now_sec)
{
	row->tried_sec = now_sec;
	kept_err_set(&row->error, &result->err);
	kept_err_set(&row->detail_error, &result->detail_err);
	note_failure(row, &result->err);
	if (result->seq >= 0)
		row->seq = result->seq;
	if (result->err.code == ERR_NONE)
		take_stacks(row, result, now_sec);
}
