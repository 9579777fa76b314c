/*
 * Files that tests read: our own vectors, and those of others when they lie beside
 * the project.
 */
#ifndef TESTS_FAKE_DATA_H
#define TESTS_FAKE_DATA_H

#include "core/aws/args.h"
#include "core/net/http.h"
#include "core/tree/node.h"

/* AWS's and others' test data, never part of the project: tests skip without it. */
#define DATA_SHARED TEST_DIR "/../../shared/data"

/* Whole file; false when it is not there. out gets a ceiling and is released by the
 * caller. */
bool data_file(const char *path, struct buf *out) MUST_USE;

/* A JSON file as nodes of a; NULL when it is not there, and the test stops when it is
 * no JSON. */
const struct node *data_json(struct arena *a, const char *path) MUST_USE;

/* A request for a URL that may have a query; the caller releases it. */
void data_request(struct http_request *ret, const char *method, const char *url,
		  const char *body);

/*
 * Arguments out of a document: each of its values under its path.
 *
 * Returns  false when arguments cannot say it: an empty list or structure, a null.
 */
bool data_args(struct args *ret, const struct node *params) MUST_USE;

#endif
