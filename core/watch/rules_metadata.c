/*
 * Rules of the metadata bucket, and by what each holds.
 */
#include "core/watch/metadata.h"

#include "core/base/clock.h"

#define META            .signal = SIGNAL_METADATA, .evidence = EVIDENCE_METADATA

#define SHOWN_FUNCTIONS 5 /* verdicts of functions; the others are counted */
#define RECENT_SEC      (2 * METADATA_CELL_SEC)

/* clang-format off */
const struct health_rule rules_metadata[] = {
	{ .id = "metadata-rejects", .severity = SEV_WARN, META,
	  .means = "rows that were to be loaded were rejected, until a function's newest "
		   "summary",
	  .threshold = "10 rows in one summary",
	  .says = "214 rows rejected since 13:50Z · most with code 1204",
	  .advice = "look at the codes, and at what the source has sent since" },
	{ .id = "metadata-errors", .severity = SEV_WARN, META,
	  .means = "runs of a function failed, by its newest summary",
	  .threshold = "5 runs and 5 %",
	  .says = "warehouse-load: 41 of 120 runs failed until 14:00Z",
	  .advice = "compare with the last deploy, then look at its logs" },
	{ .id = "metadata-stopped", .severity = SEV_WARN, META,
	  .means = "no new summary has come",
	  .threshold = "125 minutes",
	  .says = "the newest summary is of 07:00Z",
	  .advice = "see whether the function that writes summaries runs, and whether it "
		    "may write to its bucket" },
	{ .id = "metadata-broken", .severity = SEV_WARN, META,
	  .means = "objects of the last day cannot be used",
	  .says = "3 objects cannot be used; candor/v1/lambda/…/1405Z-w1.jsonl.gz is "
		  "truncated or broken",
	  .advice = "look at what writes them: docs/metadata.md has the format" },
	{ .id = "metadata-unread", .severity = SEV_UNKNOWN, META,
	  .means = "the declared bucket cannot be read",
	  .says = "s3:ListBucket in acme-prod-eu: AccessDenied",
	  .advice = "the role needs s3:ListBucket and s3:GetObject on the bucket that "
		    "`metadata =` names" },
	{ 0 },
};
/* clang-format on */

static void judge_reading(const struct metadata *m, struct health *h)
{
	if (m->err.code != ERR_NONE)
		health_add_rule(h, "metadata-unread", "metadata", 0, m->seq, "%s",
				m->err.text);
}

static void judge_silence(const struct metadata *m, int64_t now_sec, struct health *h)
{
	AUTO(buf) at = BUF_INIT(64);

	if (m->err.code != ERR_NONE || m->read_sec == 0 || m->n_waiting > 0 ||
	    now_sec - m->newest_sec <= METADATA_SILENT_SEC)
		return;
	if (m->newest_sec == 0) {
		health_add_rule(h, "metadata-stopped", "metadata", 0, m->seq,
				"no summary was left within the last 24 h");
		return;
	}
	if (now_sec - m->newest_sec > METADATA_DAY_SEC)
		clock_rfc3339(&at, m->newest_sec);
	else
		clock_hm(&at, m->newest_sec);
	health_add_rule(h, "metadata-stopped", "metadata", m->newest_sec, m->seq,
			"the newest summary is of %s%s", buf_text(&at),
			now_sec - m->newest_sec > METADATA_DAY_SEC ? "" : "Z");
}

static bool fails(const struct metadata_function *f, int64_t now_sec)
{
	return f->end_sec > now_sec - RECENT_SEC && f->errors >= METADATA_ERRORS_MIN &&
	       f->errors >= f->runs / 100 * METADATA_ERRORS_PERCENT +
				    f->runs % 100 * METADATA_ERRORS_PERCENT / 100;
}

static void judge_functions(const struct metadata *m, int64_t now_sec, struct health *h)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_functions && n < SHOWN_FUNCTIONS; i++) {
		const struct metadata_function *f = &m->functions[i];
		AUTO(buf) at = BUF_INIT(64);

		if (!fails(f, now_sec))
			continue;
		n++;
		clock_hm(&at, f->end_sec);
		health_add_rule(h, "metadata-errors", f->name, f->start_sec, m->seq,
				"%s: %lld of %lld runs failed until %sZ", f->name,
				(long long)f->errors, (long long)f->runs,
				buf_text(&at));
	}
}

/* Since the cell that holds a time. */
static const struct metadata_code *commonest(const struct metadata *m, int64_t from_sec)
{
	const struct metadata_code *most = NULL;
	int64_t n_most = 0;

	for (size_t i = 0; i < m->n_codes; i++) {
		int64_t n = metadata_code_since(m, &m->codes[i], from_sec);

		if (n <= n_most)
			continue;
		most = &m->codes[i];
		n_most = n;
	}
	return most;
}

/* Once a function's newest summary tells of few, those before are over. */
static void judge_rejects(const struct metadata *m, int64_t now_sec, struct health *h)
{
	int64_t from_sec = now_sec, n = 0;
	const struct metadata_code *code;
	AUTO(buf) at = BUF_INIT(64);
	AUTO(buf) of = BUF_INIT(128);

	for (size_t i = 0; i < m->n_functions; i++) {
		const struct metadata_function *f = &m->functions[i];

		if (f->in_a_row == 0 || f->end_sec <= now_sec - RECENT_SEC)
			continue;
		n = n > INT64_MAX - f->in_a_row ? INT64_MAX : n + f->in_a_row;
		from_sec = f->in_a_row_sec < from_sec ? f->in_a_row_sec : from_sec;
	}
	if (n == 0)
		return;
	code = commonest(m, from_sec);
	clock_hm(&at, from_sec);
	if (code != NULL)
		buf_addf(&of, " · most with code %s", code->code);
	health_add_rule(h, "metadata-rejects", "loads", from_sec, m->seq,
			"%lld rows rejected since %sZ%s", (long long)n, buf_text(&at),
			buf_text(&of));
}

static void judge_objects(const struct metadata *m, int64_t now_sec, struct health *h)
{
	size_t n = metadata_bad_since(m, now_sec - METADATA_DAY_SEC);

	if (n == 0)
		return;
	health_add_rule(h, "metadata-broken", "metadata", m->bad[n - 1].at_sec, m->seq,
			"%s%zu object%s cannot be used; %s %s",
			n == METADATA_BAD_MAX ? "at least " : "", n, n == 1 ? "" : "s",
			m->bad[0].key, metadata_fault_says(m->bad[0].fault));
}

void metadata_judge(const struct metadata *m, int64_t now_sec, struct health *h)
{
	judge_reading(m, h);
	judge_silence(m, now_sec, h);
	judge_functions(m, now_sec, h);
	judge_rejects(m, now_sec, h);
	judge_objects(m, now_sec, h);
}
