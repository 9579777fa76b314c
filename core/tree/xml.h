/*
 * XML from a service into nodes, by expat.  No DTD, no external entities.
 */
#ifndef CORE_TREE_XML_H
#define CORE_TREE_XML_H

#include "core/base/err.h"
#include "core/tree/node.h"

/*
 * text     the whole body
 * a        where the tree goes; ARENA_SECRET if it may hold keys
 * ret      root element; its children are what the service answered; names without
 *          namespace prefix, attributes dropped, text beside child elements dropped;
 *          characters that XML forbids (ESC in a name) stand as pictures or U+FFFD
 * Errors   ERR_PARSE not XML (HTML included), a DTD, truncated; ERR_LIMIT size, depth,
 *          number of nodes, arena.  The text names the line, never the content.
 */
bool xml_parse(struct str text, struct arena *a, struct node **ret,
	       struct err *err) MUST_USE;

/* Of expat, for `candor version`. Never NULL. */
const char *xml_version(void);

#endif
