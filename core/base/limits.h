/*
 * Every ceiling on a size that comes from outside, in one place.
 */
#ifndef CORE_BASE_LIMITS_H
#define CORE_BASE_LIMITS_H

#include <stddef.h>

#define LIMIT_KIB(n) ((size_t)1024 * (n))
#define LIMIT_MIB(n) ((size_t)1024 * 1024 * (n))

/* answers of AWS */
#define LIMIT_BODY         LIMIT_MIB(8) /* one reply body */
#define LIMIT_HEADERS      100          /* header lines of a reply or request */
#define LIMIT_HEADER_BYTES LIMIT_KIB(64)
#define LIMIT_ARENA        LIMIT_MIB(64) /* one answer's tree */
#define LIMIT_XML_DEPTH    64
#define LIMIT_XML_NODES    200000
#define LIMIT_XML_TAG      LIMIT_KIB(256) /* a tag with its attributes, a comment */
#define LIMIT_XML_ATTRS    10000          /* of one document; AWS has a handful */
#define LIMIT_JSON_DEPTH   128
#define LIMIT_JSON_NODES   400000        /* a full page of metric data has 201600 */
#define LIMIT_TEXT         LIMIT_KIB(16) /* one text value that is shown */
#define LIMIT_REASON       LIMIT_KIB(4)  /* why a stack failed; a verdict's sentence */
#define LIMIT_WEBHOOK      LIMIT_KIB(64) /* a document that is posted */
#define LIMIT_TOLD         1000          /* changes that wait to be told */
#define LIMIT_PAGES        100           /* pages of one listing */
#define LIMIT_TOKEN        LIMIT_KIB(64) /* a paging or session token */
#define LIMIT_DAMP_TRACKS  256  /* verdicts of one installation that are damped */
#define LIMIT_STACKS       2000 /* of one installation */
#define LIMIT_RESOURCES    5000 /* of one stack */
#define LIMIT_MEMBERS      5000 /* watched resources of one installation */
#define LIMIT_EVENTS       200  /* newest events kept of one stack */

/* services (docs/services.md) */
#define LIMIT_PARTS 2000 /* functions, tables, jobs … of one installation */
#define LIMIT_FACT  1024 /* one text of a part */

/* heartbeats (docs/heartbeats.md) */
#define LIMIT_BEAT         LIMIT_KIB(8)  /* one of them, as it was sent */
#define LIMIT_BEAT_HEADERS LIMIT_KIB(12) /* of a request, and its share of the body */
#define LIMIT_BEAT_CLIENTS 10240         /* connections at once */
#define LIMIT_BEAT_MS      10000 /* from connecting to the last byte of a beat */
#define LIMIT_PEM          LIMIT_KIB(64) /* a certificate with its chain, a key */

/* the metadata bucket (docs/metadata.md) */
#define LIMIT_META_OBJECT LIMIT_MIB(1) /* as it is packed */
#define LIMIT_META_TEXT   LIMIT_MIB(8) /* and unpacked */
#define LIMIT_META_LINE   LIMIT_KIB(16)
#define LIMIT_META_LINES  20000 /* of one object */
#define LIMIT_META_NAMES  500   /* functions, and metrics, of one installation */
#define LIMIT_META_KEYS   2000  /* objects that are known and wait to be read */

/* files */
#define LIMIT_CONFIG        LIMIT_MIB(1)
#define LIMIT_INI_LINE      LIMIT_KIB(16)
#define LIMIT_DESCRIPTORS   4096 /* asked of the system at start */
#define LIMIT_INSTALLATIONS 1000
#define LIMIT_METRICS       200 /* sections [metric ID] */
#define LIMIT_PROFILE_HOPS  5
#define LIMIT_PROCESS_OUT   LIMIT_KIB(64) /* stdout of a credential_process */
#define LIMIT_LOG_FILE      LIMIT_MIB(4)
#define LIMIT_KEYS_FILE     LIMIT_KIB(64)
#define LIMIT_KEYS_LINES    200 /* actions that keys.conf gives keys */
#define LIMIT_KEYS_PROBLEMS 50  /* of them that are kept and told */

/* journal (docs/journal.md) */
#define LIMIT_LEAF       LIMIT_KIB(32)
#define LIMIT_LEAF_HARD  65535
#define LIMIT_LEAF_DEPTH 16
#define LIMIT_EXPECTS    150 /* calls that one meta intent may cover */
#define LIMIT_DISK_LOW   LIMIT_MIB(64)
#define LIMIT_BALLAST    LIMIT_MIB(8)
#define LIMIT_NOTE       LIMIT_KIB(16)

/* the loop */
#define LIMIT_IN_FLIGHT  32    /* requests at once */
#define LIMIT_CALL_MS    20000 /* one request, connect to last byte */
#define LIMIT_CONNECT_MS 5000
#define LIMIT_ATTEMPTS   3
#define LIMIT_EXIT_MS    10000 /* wait for calls in flight when leaving */

/* screen */
#define LIMIT_COLS    500
#define LIMIT_ROWS    200
#define LIMIT_PROMPT  512
#define LIMIT_COPY    LIMIT_MIB(1)   /* one text for the clipboard */
#define LIMIT_HISTORY LIMIT_KIB(128) /* the file of entered commands */
#define LIMIT_SAVED   LIMIT_KIB(64)  /* the file of what a console keeps between runs */

#endif
