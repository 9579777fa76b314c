/*
 * candor journal show SEQ|ID [INSTALLATION]: one entry as the customer reads it: every
 * field of the header, all of its data, and the hashes that hold it in its place.
 */
#include <ctype.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/journal/leaf.h"
#include "db/journal.h"
#include "tui/cli/records.h"

#define INDENT_MAX 16
#define LOGS_MAX   64 /* named when a number stands in several */
#define VENDOR     "vendor"

/* Members of a leaf that print() puts first, in this order; the rest follows. */
/* clang-format off */
static const struct out_column header[] = {
	{ "origin", "log", OUT_TEXT, NULL },
	{ "tag", "tag", OUT_TEXT, NULL },
	{ "account", "account", OUT_TEXT, NULL },
	{ "seq", "seq", OUT_TEXT, NULL },
	{ "id", "id", OUT_TEXT, NULL },
	{ "time", "time", OUT_TEXT, NULL },
	{ "kind", "kind", OUT_TEXT, NULL },
	{ "who", "who", OUT_TEXT, NULL },
	{ "inst", "installation", OUT_TEXT, NULL },
	{ "mode", "mode", OUT_TEXT, NULL },
	{ "act", "act", OUT_TEXT, NULL },
	{ "ses", "session", OUT_TEXT, NULL },
	{ "inc", "incident", OUT_TEXT, NULL },
	{ "ref", "answers", OUT_TEXT, NULL },
	{ "run", "process", OUT_TEXT, NULL },
	{ "mono", "ms since boot", OUT_TEXT, NULL },
	{ "boot", "boot id", OUT_TEXT, NULL },
	{ "esc", "escaped", OUT_TEXT, NULL },
	{ "v", "version", OUT_TEXT, NULL },
};
static const struct out_column chain[] = {
	{ "prev", "previous", OUT_TEXT, NULL },
	{ "hash", "this", OUT_TEXT, NULL },
};
/* clang-format on */

static bool is_number(const char *text)
{
	for (const char *p = text; *p; p++)
		if (!isdigit((unsigned char)*p))
			return false;
	return *text != '\0' && strlen(text) < 19;
}

static bool is_id(const char *text)
{
	for (const char *p = text; *p; p++)
		if (!isalnum((unsigned char)*p))
			return false;
	return strlen(text) == ULID_LEN;
}

static bool is_account(const char *text)
{
	return strlen(text) == 12 && is_number(text);
}

/* The account that a word means: of an installation, or itself; "" for the vendor. */
static bool find_account(const struct cli *c, const char *word, const char **ret,
			 struct err *err)
{
	const struct config *config = program_config(c->program);
	const struct installation *inst = config ? config_find(config, word) : NULL;

	*ret = inst ? inst->account : is_account(word) ? word : "";
	if (inst || is_account(word) || text_eq(word, VENDOR))
		return true;
	if (config)
		return cli_unknown_installation(config, word, err);
	return err_set(err, ERR_CONFIG,
		       "without a configuration %s is not known; give the number of "
		       "the account, or the ID of the entry, instead",
		       word);
}

/* The log that a number counts in, whole: of this domain and device, and of that
 * account.  Without a configuration the account alone must do.  origin keeps what the
 * term points to. */
static bool find_log(const struct cli *c, struct index_term *term, struct buf *origin,
		     struct err *err)
{
	const struct config *config = program_config(c->program);
	const char *account;

	if (!find_account(c, c->args[1], &account, err))
		return false;
	*term = (struct index_term){ INDEX_ACCOUNT, account, true };
	if (!config)
		return true;
	if (!db_journal_origin(program_paths(c->program)->state, config->vendor_domain,
			       text_empty(account) ? NULL : account, origin, err))
		return false;
	*term = (struct index_term){ INDEX_ORIGIN, buf_text(origin), true };
	return true;
}

static bool make_filter(const struct cli *c, struct index_term terms[2], size_t *ret_n,
			struct buf *origin, struct err *err)
{
	const char *what = c->args[0];
	bool id = is_id(what);

	if (!id && !is_number(what))
		return err_set(err, ERR_ARG,
			       "%s is neither the number nor the ID of an entry", what);
	terms[0] = (struct index_term){ id ? INDEX_ENTRY : INDEX_SEQ, what, true };
	*ret_n = 1;
	if (id || c->n_args < 2)
		return true;
	*ret_n = 2;
	return find_log(c, &terms[1], origin, err);
}

static void add_item(struct doc *d, const struct index_row *r, struct node *leaf)
{
	struct node *i = doc_item(d);
	char hash[SHA256_HEX_LEN + 1];

	sha256_hex(&r->hash, hash);
	doc_int(d, i, "n", r->n);
	doc_text(d, i, "origin", r->origin);
	doc_text(d, i, "account", r->account);
	doc_int(d, i, "seq", r->seq);
	doc_text(d, i, "hash", hash);
	doc_adopt(d, i, "leaf", leaf);
	d->facts.read = true;
}

static bool add_leaf(struct index *x, const struct index_row *r, struct doc *d,
		     struct err *err)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_LEAF_HARD);
	struct leaf leaf;
	struct node *n = NULL;

	if (!index_leaf(x, r->n, &bytes, err))
		return false;
	if (!leaf_scan(buf_str(&bytes), &leaf, err)) {
		err->code = ERR_JOURNAL;
		return err_context(err, "entry %lld of %s", (long long)r->seq,
				   r->origin);
	}
	if (!leaf_nodes(leaf_object(buf_str(&bytes)), &d->arena, &n, err))
		return false;
	add_item(d, r, n);
	return true;
}

/* How to ask for the log of a row: by an installation's name or the vendor, when it is
 * the log that this configuration writes; else NULL. */
static const char *word_for(const struct cli *c, const struct index_row *r)
{
	const struct config *config = program_config(c->program);
	const char *word = text_empty(r->account) ? VENDOR : r->account;
	AUTO(buf) origin = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;

	if (!config)
		return word;
	for (size_t i = config->n_installations; i > 0; i--)
		if (text_eq(config->installations[i - 1].account, r->account))
			word = config->installations[i - 1].name;
	if (!db_journal_origin(program_paths(c->program)->state, config->vendor_domain,
			       text_empty(r->account) ? NULL : r->account, &origin,
			       &err))
		return NULL;
	return text_eq(buf_text(&origin), r->origin) ? word : NULL;
}

/* The number stands in several logs: none of them is silently the right one. */
static bool say_logs(const struct cli *c, const struct index_row *rows, size_t n,
		     struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *word = word_for(c, &rows[i]);

		out_message("candor journal show %s%s%s: of %s",
			    word ? c->args[0] : rows[i].id, word ? " " : "",
			    text_or(word, ""), rows[i].origin);
	}
	return err_set(err, ERR_ARG,
		       "%zu logs have an entry %s; name one of them, or give the ID of "
		       "the entry",
		       n, c->args[0]);
}

static bool say_absent(const struct cli *c, const struct index_filter *filter,
		       struct err *err)
{
	const char *what = c->args[0];
	const struct index_term *log = filter->n_terms > 1 ? &filter->terms[1] : NULL;

	if (is_id(what) || !log)
		return err_set(err, ERR_ARG, "no log of the journal has an entry %s",
			       what);
	return err_set(err, ERR_ARG, "the log of %s (%s) has no entry %s", c->args[1],
		       text_empty(log->text) ? VENDOR : log->text, what);
}

/* Installations of one account share its log. */
static void say_whose(const struct cli *c, const struct index_row *r)
{
	const struct config *config = program_config(c->program);

	if (c->n_args > 1 && config && config_find(config, c->args[1]) &&
	    !text_empty(r->inst) && !text_eq(r->inst, c->args[1]))
		out_message("entry %s of the log of account %s is of %s, not of %s",
			    c->args[0], r->account, r->inst, c->args[1]);
}

static bool find(const struct cli *c, struct index *x, struct doc *d, struct err *err)
{
	struct index_term terms[2];
	struct index_filter filter = { .terms = terms };
	AUTO(arena) arena = ARENA_INIT(LIMIT_MIB(4));
	AUTO(buf) origin = BUF_INIT(LIMIT_KIB(4));
	struct index_row *rows = NULL;
	size_t n = 0;

	if (!make_filter(c, terms, &filter.n_terms, &origin, err) ||
	    !index_rows(x, &filter, LOGS_MAX, 0, &arena, &rows, &n, NULL, err))
		return false;
	if (n == 0)
		return say_absent(c, &filter, err);
	if (n > 1)
		return say_logs(c, rows, n, err);
	say_whose(c, &rows[0]);
	return add_leaf(x, &rows[0], d, err);
}

static void indent(struct cli *c, int depth)
{
	for (int i = 0; i < depth && i < INDENT_MAX; i++)
		out_text(&c->out, "  ");
}

static void print_value(struct cli *c, const struct node *n)
{
	if (n->kind == NODE_INT)
		outf(&c->out, "%lld", (long long)n->number);
	else if (n->kind == NODE_BOOL)
		out_text(&c->out, n->number ? "yes" : "no");
	else
		out_safe(&c->out, n->text);
}

static bool is_flat(const struct node *list)
{
	for (const struct node *n = node_first(list); n; n = n->next)
		if (n->kind == NODE_OBJECT || n->kind == NODE_LIST)
			return false;
	return true;
}

/* "key value, key value" for an object without further ones in it, or a list. */
static void print_flat(struct cli *c, const struct node *of)
{
	for (const struct node *n = node_first(of); n; n = n->next) {
		if (n->name)
			outf(&c->out, "%s ", n->name);
		print_value(c, n);
		out_text(&c->out, n->next ? ", " : "");
	}
	out_text(&c->out, "\n");
}

/* An object in a list: what was expected reads as a sentence. */
static void print_element(struct cli *c, const struct node *n)
{
	const char *op = node_text(n, "op", NULL);
	const char *api =
		node_text(n, "api", NULL);         /* its name where IAM has another */
	const char *on = node_text(n, "on", NULL); /* what it is bound to */
	size_t known = 2u + (api != NULL) + (on != NULL);

	if (!op || !node_get(n, "most") || n->n_children != known) {
		print_flat(c, n);
		return;
	}
	out_text(&c->out, op);
	if (api)
		outf(&c->out, " (%s)", api);
	if (on)
		outf(&c->out, " on %s", on);
	outf(&c->out, ", %lld at most\n", (long long)node_int(n, "most", 0));
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as LIMIT_LEAF_DEPTH */
static void print_members(struct cli *c, const struct node *of, int depth)
{
	for (const struct node *n = node_first(of); n; n = n->next) {
		bool group = n->kind == NODE_OBJECT || n->kind == NODE_LIST;

		indent(c, depth);
		outf(&c->out, "%s%s", n->name ? n->name : "-",
		     group && n->name ? ": " : " ");
		if (!group) {
			print_value(c, n);
			out_text(&c->out, "\n");
		} else if (is_flat(n)) {
			print_element(c, n);
		} else {
			out_text(&c->out, "\n");
			print_members(c, n, depth + 1);
		}
	}
}

/* Header fields of the leaf, and what is said of its log, as one object. */
static struct node *flatten(struct doc *d, const struct node *item)
{
	const struct node *leaf = node_get(item, "leaf");
	struct node *all = node_object(&d->arena);
	AUTO(buf) time = BUF_INIT(64);

	records_time(&time, node_int(leaf, "t", 0));
	doc_text(d, all, "origin", node_text(item, "origin", ""));
	doc_text(d, all, "account", node_text(item, "account", NULL));
	doc_text(d, all, "hash", node_text(item, "hash", ""));
	doc_text(d, all, "time", buf_text(&time));
	doc_text(d, all, "tag", node_text(leaf, "log", ""));
	for (const struct node *n = node_first(leaf); n; n = n->next)
		if (n->kind != NODE_OBJECT && n->kind != NODE_LIST)
			doc_adopt(d, all, n->name, n);
	return all;
}

static void print(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);
	const struct node *all;

	if (!i)
		return;
	all = flatten(d, i);
	out_fields(&c->out, header, ARRAY_LEN(header), all);
	out_text(&c->out, "\ndata\n");
	print_members(c, node_at(i, "leaf.data"), 1);
	out_text(&c->out, "\nchain, SHA-256\n");
	out_fields(&c->out, chain, ARRAY_LEN(chain), all);
}

int cli_journal_show(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct index *x = NULL;
	struct err err = ERR_INIT;
	int code = records_open(c, &d, "journal.show");

	if (code != EXIT_CODE_FINE)
		return code;
	if (records_absent(c))
		return EXIT_CODE_USAGE;
	if (!records_index(c, &x, &err) || !find(c, x, &d, &err))
		doc_error(&d, NULL, &err);
	index_close(x);
	return cli_print(c, &d, print);
}
