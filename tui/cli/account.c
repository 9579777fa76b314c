/*
 * candor account set|show: which installations' accounts are active, that is, whose
 * bills are paid.  What `candor listen` answers a heartbeat with.
 *
 * Always true: account.set is committed in the vendor's log, under the name that AWS
 * gave the operator, before the table changes.
 */
#include <string.h>

#include "core/access/identity.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/beats.h"
#include "tui/cli/live.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "installation", "INSTALLATION", OUT_TEXT, NULL },
	{ "account", "BILLS", OUT_TEXT, NULL },
	{ "since", "SINCE", OUT_TEXT, NULL },
	{ "who", "WHO", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */

static void put_account(struct doc *d, const char *inst, const struct account *a)
{
	struct node *item = doc_item(d);

	doc_text(d, item, "installation", inst);
	doc_text(d, item, "account", account_state_name(a->state));
	doc_time(d, item, "since", a->since_sec);
	doc_text(d, item, "who", a->who);
	doc_text(d, item, "reason", a->reason);
}

static void print(struct cli *c, struct doc *d)
{
	out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
}

/* ---- show ---- */

static bool is_wanted(const struct cli *c, const struct installation *inst)
{
	return c->n_args == 0 || text_eq(inst->name, c->args[0]);
}

/* Of one that could not be read nothing is said. */
static void put_read(struct doc *d, const struct installation *inst,
		     const struct beats *b)
{
	if (b->err.code == ERR_NONE)
		put_account(d, inst->name, &b->account);
}

int cli_account_show(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	int code = cli_open(c);

	if (code != EXIT_CODE_FINE)
		return code;
	doc_init(&d, "account", cli_now(c));
	if ((c->n_args > 0 && !cli_installation(c, c->args[0], &err)) ||
	    !beats_each(c, &d, 1, is_wanted, put_read, &err))
		return cli_fail(c, &err);
	return cli_print(c, &d, print);
}

/* ---- set ---- */

static bool is_ready(void *ctx)
{
	return program_ready(ctx);
}

static bool understand(struct cli *c, struct account *ret, struct err *err)
{
	AUTO(buf) reason = BUF_INIT(sizeof(ret->reason) - 1);
	struct str given = str_trim(str_of(c->options->reason));
	const char *table = program_config(c->program)->beat_table;

	if (!cli_installation(c, c->args[0], err))
		return false;
	if (table)
		return err_set(
			err, ERR_CONFIG,
			"candor account set writes what candor listen reads, and "
			"[heartbeats] has source = table: write the account's "
			"entries into %s (docs/heartbeats-table.md)",
			table);
	if (!account_state_parse(str_of(c->args[1]), &ret->state))
		return err_set(err, ERR_ARG,
			       "an account is set to active or suspended, not to %.40s",
			       c->args[1]);
	if (given.len == 0)
		return err_set(err, ERR_ARG,
			       "say why: --reason \"invoice 4711 is open\"; it goes on "
			       "record, and the installation reads it while suspended");
	if (given.len > ACCOUNT_REASON_MAX / 2)
		return err_set(err, ERR_ARG, "--reason takes at most %d bytes",
			       ACCOUNT_REASON_MAX / 2);
	utf8_safe(&reason, given, sizeof(ret->reason) - 1);
	memcpy(ret->reason, buf_text(&reason), reason.len + 1);
	return true;
}

static bool record(const struct cli *c, const struct account *a, struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(16));
	const struct journal_scope vendor = { 0 };
	struct journal *j = program_journal(c->program);
	struct node *data = node_object(&arena);
	struct node *target = node_put(&arena, data, "target", NODE_OBJECT);
	const struct journal_entry e = {
		.kind = JOURNAL_ACCOUNT_SET, .inst = c->args[0], .ref = -1, .data = data
	};
	int log = 0;

	(void)node_put_text(&arena, target, "name", c->args[0]);
	(void)node_put_text(&arena, data, "account", account_state_name(a->state));
	(void)node_put_text(&arena, data, "reason", a->reason);
	bug_unless(arena_ok(&arena));
	if (!journal_log(j, &vendor, &log, err) || !journal_begin(j, err))
		return false;
	if (journal_append(j, log, &e, NULL, err) && journal_checkpoint(j, log, err))
		return journal_commit(j, err);
	journal_abort(j);
	return false;
}

static bool set(struct cli *c, struct account *a, struct err *err)
{
	const struct caller *who = identity_caller(program_identity(c->program));
	struct beat_store *store = NULL;
	bool ok;

	a->since_sec = cli_now(c);
	if (!text_copy(a->who, sizeof(a->who), str_of(who->who)))
		a->who[0] = '\0'; /* too long: the journal has it */
	ok = beats_store(c, BEAT_STORE_READ, &store, err) && record(c, a, err) &&
	     beat_store_account_set(store, c->args[0], a, err);
	beat_store_close(store);
	return ok;
}

int cli_account_set(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct account a = { 0 };
	struct live live;
	struct err err = ERR_INIT;
	int code = cli_open(c);

	if (code != EXIT_CODE_FINE)
		return code;
	if (!understand(c, &a, &err))
		return cli_fail(c, &err);
	doc_init(&d, "account", cli_now(c));
	if (live_start(&live, c, &d) && live_wait(&live, is_ready, c->program, &d)) {
		if (set(c, &a, &err)) {
			d.facts.read = true;
			put_account(&d, c->args[0], &a);
		} else {
			doc_error(&d, c->args[0], &err);
		}
	}
	live_end(&live, &d);
	return cli_print(c, &d, print);
}
