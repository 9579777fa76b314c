/*
 * Compares what the scene says of each installation with what was said of it last.
 */
#include "tui/views/notices.h"

#include <stdlib.h>

#include "tui/views/lines.h"

/* Of one installation: the attempts that were spoken of; 0 none. */
struct noticed {
	int64_t tried_sec, detail_sec;
};

static struct noticed *noticed_at(struct notices *n, size_t index)
{
	if (index >= n->n_sites) {
		size_t old = n->n_sites;

		n->n_sites = index + 1;
		n->sites = mem_resize(n->sites, n->n_sites, sizeof(*n->sites));
		for (size_t i = old; i < n->n_sites; i++)
			n->sites[i] = (struct noticed){ 0 };
	}
	return &n->sites[index];
}

static void take_row(struct notices *n, const struct fleet_row *r, notice_say *say,
		     void *ctx)
{
	struct noticed *seen = noticed_at(n, r->index);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (r->refreshing)
		return;
	if (r->error.code && r->tried_sec != seen->tried_sec) {
		buf_addf(&text, "%s: %s", r->inst->name, r->error.text);
		say(ctx, r->tried_sec, PROGRAM_WARNING, buf_text(&text));
		seen->tried_sec = r->tried_sec;
	}
	if (r->detail_error.code && r->read_sec != seen->detail_sec) {
		buf_clear(&text);
		buf_addf(&text, "%s: not all was read: %s", r->inst->name,
			 r->detail_error.text);
		say(ctx, r->read_sec, PROGRAM_WARNING, buf_text(&text));
		seen->detail_sec = r->read_sec;
	}
}

void notices_take(struct notices *n, const struct scene *s, notice_say *say, void *ctx)
{
	bool bad = lines_journal_bad(s);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	for (size_t i = 0; i < s->n_sites; i++)
		take_row(n, s->sites[i].row, say, ctx);
	if (bad && !n->journal) {
		buf_addf(&text, "no journal, no access: %s", lines_journal_why(s));
		say(ctx, s->now_sec, PROGRAM_PROBLEM, buf_text(&text));
	}
	n->journal = bad;
}

void notices_release(struct notices *n)
{
	free(n->sites);
	*n = (struct notices){ 0 };
}
