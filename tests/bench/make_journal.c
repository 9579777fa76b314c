/*
 * Writes a journal for the checkers: `make_journal DIR ENTRIES`.  Three logs, intents
 * with outcomes, hostile text, checkpoints as the rules ask for.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/limits.h"
#include "db/journal.h"

static void stop(const struct err *err)
{
	(void)fprintf(stderr, "make_journal: %s\n", err->text);
	exit(1);
}

static struct node *data_of(struct arena *a, bool intent, int i)
{
	/* ESC, quotes, backslash, CJK, broken UTF-8, bidi, DEL, a newline. */
	static const char hostile[] =
		"\x1b[31m \"a\\b\" \xe6\x97\xa5 \xff \xe2\x80\xae \x7f\n";
	struct node *data = node_object(a);
	if (intent) {
		struct node *ops = node_put(a, data, "ops", NODE_LIST);
		(void)node_add_text(a, ops, "cloudformation:DescribeStacks");
		(void)node_put_text(a, data, "class", "meta");
		(void)node_put_text(a, data, "why", i % 7 == 0 ? hostile : "refresh");
		return data;
	}
	struct node *calls = node_put(a, data, "calls", NODE_LIST);
	struct node *call = node_add(a, calls, NODE_OBJECT);
	(void)node_put_text(a, call, "rid", "6f1c0e7a-9f5e-4c11-9d6b-0242ac120002");
	(void)node_put_int(a, call, "http", 200);
	(void)node_put_bool(a, call, "retried", i % 2 == 0);
	(void)node_put_text(a, data, "status", "ok");
	(void)node_put_int(a, data, "bytes", 4096 + i);
	return data;
}

static int64_t append(struct journal *j, int log, bool intent, int64_t ref, int i)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct err err = ERR_INIT;
	struct journal_receipt r = { 0 };
	struct journal_entry e = {
		.kind = intent ? JOURNAL_ACT_INTENT : JOURNAL_ACT_OUTCOME,
		.inst = "acme-prod-eu",
		.mode = "observe",
		.act = "stacks.refresh",
		.ref = ref,
		.data = data_of(&a, intent, i),
	};
	if (!journal_begin(j, &err) || !journal_append(j, log, &e, &r, &err) ||
	    (i % 50 == 0 && !journal_checkpoint(j, log, &err)) ||
	    !journal_commit(j, &err))
		stop(&err);
	return r.seq;
}

static void fill(struct journal *j, int entries)
{
	const struct journal_scope scopes[] = {
		{ 0 },
		{ "441052219917", "aws", "Acme Robotics" },
		{ "552063320028", "aws", "M\xc3\xbcller & S\xc3\xb6hne" },
	};
	struct err err = ERR_INIT;
	int logs[3];
	for (int i = 0; i < 3; i++) {
		if (!journal_log(j, &scopes[i], &logs[i], &err))
			stop(&err);
	}
	for (int i = 0; i < entries / 2; i++) {
		int64_t seq = append(j, logs[i % 3], true, -1, i);
		(void)append(j, logs[i % 3], false, seq, i);
	}
}

int main(int argc, char **argv)
{
	struct db_journal *j = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	int64_t entries = 0;
	if (argc != 3 || !str_int(str_of(argv[2]), 0, 1000000, &entries)) {
		(void)fprintf(stderr, "usage: make_journal DIR ENTRIES\n");
		return 2;
	}
	struct db_journal_options o = {
		.dir = argv[1],
		.domain = "vendor.example",
		.who = "mira.kovac",
		.version = CANDOR_VERSION,
		.clock = &clock_system,
		.rng = &rng_system,
		.disk_low = 1,
	};
	if (!db_journal_open(&o, &j, &err))
		stop(&err);
	while (!done) {
		if (!db_journal_verify_slice(j, 1000, &done, &err))
			stop(&err);
	}
	fill(db_journal_of(j), (int)entries);
	db_journal_close(j);
	return 0;
}
