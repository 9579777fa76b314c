/*
 * Characters that XML 1.0 forbids, made harmless: one name with an ESC in it must not
 * lose a page of stacks.
 */
#ifndef CORE_TREE_XML_REPAIR_H
#define CORE_TREE_XML_REPAIR_H

#include "core/base/buf.h"

/*
 * Copy text with what expat would refuse as a character replaced: control characters,
 * raw or as &#27;, by their pictures (U+2400...), bytes that are not UTF-8 and other
 * forbidden code points by U+FFFD.  Markup is left alone.
 *
 * out      its ceiling must allow three times the length of text
 * Returns  true if anything was replaced; false: the text is broken in another way
 */
bool xml_repair(struct str text, struct buf *out) MUST_USE;

#endif
