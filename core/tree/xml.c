/*
 * XML from a service into nodes, by expat.
 *
 * What always holds: a document type declaration ends the reading at once, so
 * that no entity but XML's own five exists and nothing can multiply; attributes
 * are dropped; messages name a line and never content, which may be a secret; a
 * forbidden character is mended rather than losing the page.
 *
 * `open` is the chain of elements that are not closed yet.  An element starts as
 * a TEXT and becomes an OBJECT when its first child comes; text beside children
 * is white space in what AWS sends and is dropped.
 */
#include "core/tree/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/tree/xml_repair.h"

#define PIECE LIMIT_KIB(64)

struct reader {
	XML_Parser parser;
	struct arena *a;
	struct node *root;
	struct node *open[LIMIT_XML_DEPTH];
	size_t depth, n_nodes, n_attributes;
	struct buf text;   /* of the innermost element, while it is a TEXT */
	enum err_code why; /* ERR_NONE, or why we stopped by ourselves */
	const char *what;
	bool bad_character; /* expat refused a character, not the structure */
};

static void stop(struct reader *r, enum err_code why, const char *what)
{
	if (r->why == ERR_NONE) {
		r->why = why;
		r->what = what;
	}
	(void)XML_StopParser(r->parser,
			     XML_FALSE); /* only fails when stopped already */
}

/* "ns2:Stack" is Stack: services change the prefix, never the meaning. */
static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon ? colon + 1 : name;
}

static struct node *add_node(struct reader *r, const char *name)
{
	if (r->depth > 0) {
		struct node *parent = r->open[r->depth - 1];
		parent->kind = NODE_OBJECT;
		return node_put(r->a, parent, name, NODE_TEXT);
	}
	/* The root has a name but no parent that could hold it. */
	struct node *n = node_object(r->a);
	if (n)
		n->name = arena_text(r->a, str_of(name));
	if (!n || !n->name)
		return NULL;
	n->kind = NODE_TEXT;
	r->root = n;
	return n;
}

static void XMLCALL on_start(void *ctx, const XML_Char *raw,
			     const XML_Char **attributes)
{
	struct reader *r = ctx;
	const char *name = local_name(raw);
	if (r->why != ERR_NONE)
		return;
	if (r->depth == 0 && strcasecmp(name, "html") == 0) {
		stop(r, ERR_PARSE, "a web page, not an answer of a service");
		return;
	}
	if (r->depth == LIMIT_XML_DEPTH || r->n_nodes == LIMIT_XML_NODES) {
		stop(r, ERR_LIMIT,
		     r->depth == LIMIT_XML_DEPTH ? "nested too deeply"
						 : "too many elements");
		return;
	}
	for (; *attributes; attributes += 2)
		r->n_attributes++;
	if (r->n_attributes > LIMIT_XML_ATTRS) {
		stop(r, ERR_LIMIT, "too many attributes");
		return;
	}
	struct node *n = add_node(r, name);
	if (!n) {
		stop(r, ERR_LIMIT, "too much to keep in memory");
		return;
	}
	r->n_nodes++;
	r->open[r->depth++] = n;
	buf_clear(&r->text);
}

static void XMLCALL on_text(void *ctx, const XML_Char *bytes, int len)
{
	struct reader *r = ctx;
	if (r->why == ERR_NONE && r->depth > 0 &&
	    r->open[r->depth - 1]->kind == NODE_TEXT)
		buf_add(&r->text, bytes, (size_t)len);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	(void)name;
	struct reader *r = ctx;
	if (r->why != ERR_NONE || r->depth == 0)
		return;
	struct node *n = r->open[--r->depth];
	if (n->kind != NODE_TEXT || r->text.len == 0)
		return;
	const char *text = arena_text(r->a, buf_str(&r->text));
	if (!buf_ok(&r->text) || !text) {
		stop(r, ERR_LIMIT, "too much to keep in memory");
		return;
	}
	n->text = (struct str){ text, r->text.len };
	buf_clear(&r->text);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *sysid,
			       const XML_Char *pubid, int has_internal_subset)
{
	(void)name;
	(void)sysid;
	(void)pubid;
	(void)has_internal_subset;
	stop(ctx, ERR_PARSE, "a document type declaration is not accepted");
}

/* Would the same text do with its characters mended? */
static bool is_character(enum XML_Error code)
{
	return code == XML_ERROR_INVALID_TOKEN || code == XML_ERROR_BAD_CHAR_REF ||
	       code == XML_ERROR_PARTIAL_CHAR;
}

/*
 * expat makes a record of each attribute's name and looks at a tag only as a whole:
 * in pieces, so that one of 8 MiB (0.7 s, measured) is given up at its beginning.
 */
static enum XML_Status feed(struct reader *r, struct str text)
{
	enum XML_Status status = XML_STATUS_OK;
	size_t fed = 0;
	do {
		size_t n = text.len - fed < PIECE ? text.len - fed : PIECE;
		bool last = fed + n == text.len;
		status = XML_Parse(r->parser, text.p + fed, (int)n, last);
		fed += n;
		XML_Index at = XML_GetCurrentByteIndex(r->parser);
		if (!last && fed - (at > 0 ? (size_t)at : 0) > LIMIT_XML_TAG) {
			stop(r, ERR_LIMIT, "a tag or comment is too large");
			return XML_STATUS_ERROR;
		}
	} while (status == XML_STATUS_OK && fed < text.len);
	return status;
}

static bool parse(struct reader *r, struct str text, struct err *err)
{
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	(void)XML_SetParamEntityParsing(r->parser, XML_PARAM_ENTITY_PARSING_NEVER);
	enum XML_Status status = feed(r, text);
	unsigned long line = XML_GetCurrentLineNumber(r->parser);
	if (r->why != ERR_NONE)
		return err_set(err, r->why, "XML, line %lu: %s", line, r->what);
	if (status == XML_STATUS_OK)
		return true;
	r->bad_character = is_character(XML_GetErrorCode(r->parser));
	return err_set(err, ERR_PARSE, "XML, line %lu: %s", line,
		       XML_ErrorString(XML_GetErrorCode(r->parser)));
}

/* ret_bad_character: it failed over a character, and mending may help */
static bool read_once(struct str text, struct arena *a, struct node **ret,
		      bool *ret_bad_character, struct err *err)
{
	/* Answers of STS carry keys: what expat copies is wiped. */
	static const XML_Memory_Handling_Suite memory = { secret_heap_new,
							  secret_heap_resize,
							  secret_heap_free };
	struct reader r = { .a = a, .text = BUF_SECRET(LIMIT_BODY) };
	r.parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	bug_unless(r.parser); /* memory is out */
	bool ok = parse(&r, text, err);
	XML_ParserFree(r.parser);
	buf_release(&r.text);
	*ret_bad_character = r.bad_character;
	if (ok)
		*ret = r.root;
	return ok;
}

bool xml_parse(struct str text, struct arena *a, struct node **ret, struct err *err)
{
	bool bad_character = false;
	if (text.len > LIMIT_BODY || text.len > INT_MAX / 3)
		return err_set(err, ERR_LIMIT, "XML: larger than %zu bytes",
			       LIMIT_BODY);
	if (read_once(text, a, ret, &bad_character, err))
		return true;
	AUTO(buf) mended = BUF_SECRET(3 * text.len + 1);
	if (!bad_character || !xml_repair(text, &mended))
		return false;
	return read_once(buf_str(&mended), a, ret, &bad_character, err);
}

const char *xml_version(void)
{
	return XML_ExpatVersion();
}
