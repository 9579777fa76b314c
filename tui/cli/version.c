/*
 * candor version: what this program is made of.  Opens nothing but itself.
 */
#include "core/base/gunzip.h"
#include "core/base/os.h"
#include "core/base/sha.h"
#include "core/base/utf8.h"
#include "core/net/transport_curl.h"
#include "core/tree/json.h"
#include "core/tree/xml.h"
#include "db/journal.h"
#include "tui/cli/cli.h"
#include "tui/cli/listen_server.h"
#include "tui/kit/term.h"

static void add(struct doc *d, const char *part, const char *version)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "part", part);
	doc_text(d, i, "version", version);
}

static void print(struct cli *c, struct doc *d)
{
	outf(&c->out, "candor %s\n", CANDOR_VERSION);
	for (const struct node *i = node_first(d->items)->next; i; i = i->next) {
		outf(&c->out, "  %-8s ", node_text(i, "part", ""));
		out_safe(&c->out, str_of(node_text(i, "version", "")));
		out_text(&c->out, "\n");
	}
}

int cli_version(struct cli *c)
{
	AUTO(doc) d = { 0 };
	char exe[65] = "";

	doc_init(&d, "version", cli_now(c));
	add(&d, "candor", CANDOR_VERSION);
	add(&d, "compiler",
#ifdef __clang__
	    "clang " __clang_version__
#else
	    "gcc " __VERSION__
#endif
	);
	if (os_sha256_exe(exe))
		add(&d, "sha256", exe);
	add(&d, "curl", transport_curl_version());
	add(&d, "openssl", sha_version());
	add(&d, "sqlite", db_sqlite_version());
	add(&d, "jansson", json_version());
	add(&d, "expat", xml_version());
	add(&d, "utf8proc", utf8_version());
	add(&d, "microhttpd", listen_server_version());
	add(&d, "zlib", gunzip_version());
	add(&d, "ncurses", term_version());
	d.facts.read = true;
	return cli_print(c, &d, print);
}
