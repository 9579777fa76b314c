/*
 * Opening the journal for reading.
 */
#include "tui/cli/records.h"

#include <poll.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/os.h"

#define BUSY_MS 20

int records_open(struct cli *c, struct doc *d, const char *kind)
{
	int code = cli_open_local(c);

	doc_init(d, kind, cli_now(c));
	c->out.now_sec = d->at_sec;
	return code;
}

bool records_there(const struct cli *c)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s/journal.db", program_paths(c->program)->state);
	return os_file_exists(buf_text(&path));
}

bool records_absent(const struct cli *c)
{
	if (records_there(c))
		return false;
	out_message("there is no journal yet: %s/journal.db; the first call to AWS "
		    "begins it",
		    program_paths(c->program)->state);
	return true;
}

bool records_index(const struct cli *c, struct index **ret, struct err *err)
{
	struct index *x = NULL;
	bool done = false;

	if (!index_open(program_paths(c->program)->state, &clock_system, true, &x, err))
		return false;
	for (int tries = 0; tries < 50 && !done; tries++) {
		if (index_catch_up(x, 0, &done, err))
			continue;
		if (err->code != ERR_BUSY)
			break;
		(void)poll(NULL, 0, BUSY_MS); /* another process writes it */
	}
	if (done) {
		*ret = x;
		return true;
	}
	index_close(x);
	return false;
}

void records_time(struct buf *out, int64_t t_ms)
{
	AUTO(buf) sec = BUF_INIT(64);

	clock_rfc3339(&sec, t_ms / 1000);
	if (sec.len > 0)
		buf_cut(&sec, sec.len - 1);
	buf_addf(out, "%s.%03dZ", buf_text(&sec), (int)(t_ms % 1000));
}
