/* core/aws/sigv4.c: the official vectors, our own, and what is refused. */
#include "core/aws/sigv4.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "tests/fake/data.h"

#define SUITE DATA_SHARED "/sigv4-suite"

static void cred_make(struct cred *c, const char *id, const char *key,
		      const char *token)
{
	*c = (struct cred){ 0 };
	assert_true(text_copy(c->key_id, sizeof(c->key_id), str_of(id)));
	secret_set(&c->key, str_of(key));
	if (!text_empty(token))
		secret_set(&c->token, str_of(token));
}

/* "20261123T073337Z" or ISO 8601. */
static int64_t time_of(const char *text)
{
	AUTO(buf) iso = BUF_INIT(64);
	int64_t sec = 0;

	if (strchr(text, '-'))
		buf_add_text(&iso, text);
	else
		buf_addf(&iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4,
			 text + 6, text + 9, text + 11, text + 13);
	assert_true(clock_parse_iso(buf_str(&iso), &sec));
	return sec;
}

/* The query without what was added after signing. */
static void cut_query(struct http_request *r, const char *from)
{
	char *at = strstr(r->query, from);

	assert_non_null(at);
	*at = '\0';
}

struct expected {
	const char *canonical, *to_sign, *signature;
};

static void assert_stages(const struct http_request *r, const struct cred *cred,
			  const struct sigv4 *how, const struct expected *want)
{
	AUTO(sigv4_stages) s = { 0 };
	struct err err = ERR_INIT;

	assert_true(sigv4_stages(r, cred, how, &s, &err));
	assert_string_equal(buf_text(&s.canonical), want->canonical);
	assert_string_equal(buf_text(&s.to_sign), want->to_sign);
	assert_string_equal(s.signature, want->signature);
}

/* Sign in the header, see that the signature went out, and compare the stages. */
static void check_header(struct http_request *r, const struct cred *cred,
			 const struct sigv4 *how, const struct expected *want)
{
	struct err err = ERR_INIT;

	assert_true(sigv4_sign(r, cred, how, &err));
	if (how->token_unsigned)
		http_request_remove(r, "X-Amz-Security-Token");
	assert_stages(r, cred, how, want);
	const char *line = http_request_get(r, "Authorization");
	assert_non_null(strstr(line, want->signature));
}

static void check_query(struct http_request *r, const struct cred *cred,
			const struct sigv4 *how, const struct expected *want)
{
	struct err err = ERR_INIT;

	assert_true(sigv4_presign(r, cred, how, &err));
	assert_non_null(strstr(r->query, want->signature));
	cut_query(r, "&X-Amz-Signature=");
	if (how->token_unsigned)
		cut_query(r, "&X-Amz-Security-Token=");
	assert_stages(r, cred, how, want);
}

/* ---- the official suite: a directory a case ---- */

/* "Name: value" lines; one that begins with a blank continues the line before. */
static void read_head(struct http_request *r, struct str *text)
{
	AUTO(buf) value = BUF_INIT(LIMIT_KIB(64));
	struct str name = { 0 };

	for (;;) {
		struct str line = str_cut(text, '\n');
		if (line.len > 0 && (line.p[0] == ' ' || line.p[0] == '\t')) {
			buf_add_str(&value, line);
			continue;
		}
		AUTO(buf) key = BUF_INIT(100);
		buf_add_str(&key, name);
		if (str_is(name, "Host"))
			r->host = mem_text(buf_text(&value));
		else if (name.len > 0)
			assert_true(http_request_header(r, buf_text(&key),
							buf_text(&value), NULL));
		if (line.len == 0)
			return;
		buf_clear(&value);
		name = str_cut(&line, ':');
		buf_add_str(&value, line);
	}
}

static void read_request(struct http_request *r, const char *dir, bool normalize)
{
	AUTO(buf) path = BUF_INIT(500);
	AUTO(buf) text = { 0 };
	AUTO(buf) wire = BUF_INIT(LIMIT_KIB(64));

	*r = (struct http_request){ .tls = true, .body = BUF_SECRET(LIMIT_BODY) };
	buf_addf(&path, "%s/request.txt", dir);
	assert_true(data_file(buf_text(&path), &text));
	struct str rest = buf_str(&text), line = str_cut(&rest, '\n');
	assert_true(text_copy(r->method, sizeof(r->method), str_cut(&line, ' ')));
	while (line.len > 0 && line.p[line.len - 1] != ' ')
		line.len--;
	line.len--; /* " HTTP/1.1" is gone */
	struct str query = line, target = str_cut(&query, '?');
	/* The suite's paths are not wire form where they are to be signed as such. */
	if (normalize)
		buf_add_str(&wire, target);
	else
		buf_add_uri(&wire, target, true);
	r->path = mem_text(buf_text(&wire));
	if (query.p)
		r->query = mem_text_n(query.p, query.len);
	read_head(r, &rest);
	buf_add_str(&r->body, rest);
}

struct suite_case {
	char dir[300];
	struct cred cred;
	struct sigv4 how;
	bool normalize, sign_body;
};

static void read_case(struct suite_case *c, const struct node *context, const char *dir)
{
	assert_true(text_copy(c->dir, sizeof(c->dir), str_of(dir)));
	cred_make(&c->cred, node_text(context, "credentials.access_key_id", ""),
		  node_text(context, "credentials.secret_access_key", ""),
		  node_text(context, "credentials.token", ""));
	c->normalize = node_at(context, "normalize")->number != 0;
	c->sign_body = node_at(context, "sign_body")->number != 0;
	const struct node *omit = node_at(context, "omit_session_token");
	c->how = (struct sigv4){
		.service = node_text(context, "service", ""),
		.region = node_text(context, "region", ""),
		.at_sec = time_of(node_text(context, "timestamp", "")),
		.raw_path = !c->normalize,
		.token_unsigned = omit && omit->number != 0,
	};
}

static void check_suite(struct suite_case *c, const char *kind, int64_t expires_sec)
{
	static const char *const parts[] = { "canonical-request", "string-to-sign",
					     "signature" };
	struct buf text[3];
	AUTO(http_request) r = { 0 };

	for (size_t i = 0; i < 3; i++) {
		AUTO(buf) path = BUF_INIT(500);
		buf_addf(&path, "%s/%s-%s.txt", c->dir, kind, parts[i]);
		assert_true(data_file(buf_text(&path), &text[i]));
	}
	struct expected want = { buf_text(&text[0]), buf_text(&text[1]),
				 buf_text(&text[2]) };
	read_request(&r, c->dir, c->normalize);
	c->how.expires_sec = expires_sec;
	c->how.payload_header = c->sign_body && expires_sec == 0;
	if (expires_sec > 0)
		check_query(&r, &c->cred, &c->how, &want);
	else
		check_header(&r, &c->cred, &c->how, &want);
	for (size_t i = 0; i < 3; i++)
		buf_release(&text[i]);
}

static void passes_the_official_suite(void **state)
{
	DIR *dir = opendir(SUITE "/v4");
	const struct dirent *entry;
	int n = 0;
	(void)state;

	if (!dir)
		skip();
	while ((entry = readdir(dir))) {
		AUTO(buf) path = BUF_INIT(500);
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		struct suite_case c = { 0 };
		buf_addf(&path, SUITE "/v4/%s", entry->d_name);
		size_t len = path.len;
		buf_add_text(&path, "/context.json");
		const struct node *context = data_json(&arena, buf_text(&path));
		if (!context)
			continue;
		buf_cut(&path, len);
		read_case(&c, context, buf_text(&path));
		check_suite(&c, "header", 0);
		check_suite(&c, "query", node_int(context, "expiration_in_seconds", 0));
		cred_release(&c.cred);
		n += 2;
	}
	(void)closedir(dir);
	print_message("%d official checks\n", n);
	assert_int_equal(n, 76);
}

/* ---- vectors as JSON: ours, and those of others ---- */

static bool is_true(const struct node *v, const char *name)
{
	const struct node *n = node_get(v, name);

	return n && n->number != 0;
}

static void add_headers(struct http_request *r, const struct node *headers)
{
	for (const struct node *h = node_first(headers); h; h = h->next)
		assert_true(http_request_header(r, h->name, h->text.p, NULL));
}

static struct expected expected_of(const struct node *v)
{
	return (struct expected){ node_text(v, "canonical_request", "?"),
				  node_text(v, "string_to_sign", "?"),
				  node_text(v, "signature", "?") };
}

/* raw: as S3 signs, its path as it is and its payload's hash in a header */
static void check_vector(const struct node *v, const struct cred *cred, bool raw)
{
	AUTO(http_request) r = { 0 };
	struct expected want = expected_of(node_get(v, "expect"));
	int64_t expires_sec = node_int(v, "expires", 0);
	struct sigv4 how = {
		.service = node_text(v, "service", ""),
		.region = node_text(v, "region", ""),
		.at_sec = time_of(node_text(v, "time", "")),
		.raw_path = raw,
		.payload_header = raw,
		.unsigned_payload =
			is_true(v, "unsigned_payload") || (raw && expires_sec > 0),
		.expires_sec = expires_sec,
	};

	data_request(&r, node_text(v, "method", ""), node_text(v, "url", ""),
		     node_text(v, "body", ""));
	add_headers(&r, node_get(v, "headers"));
	if (how.expires_sec > 0)
		check_query(&r, cred, &how, &want);
	else
		check_header(&r, cred, &how, &want);
}

static void our_own_vectors_made_with_botocore_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, TEST_DIR "/vectors/sigv4.json");
	int n = 0;
	(void)state;

	assert_non_null(doc);
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		AUTO(cred) cred;

		cred_make(&cred, node_text(doc, "key_id", ""),
			  node_text(doc, "secret", ""),
			  is_true(v, "token") ? node_text(doc, "token", "") : NULL);
		check_vector(v, &cred, is_true(v, "raw_path"));
		n++;
	}
	assert_true(n >= 19);
}

static void vectors_of_others_hold_too(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, SUITE "/extra/botocore-extra.json");
	int n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		AUTO(cred) cred;

		cred_make(&cred, node_text(doc, "access_key_id", ""),
			  node_text(doc, "secret_access_key", ""),
			  node_text(v, "session_token", NULL));
		check_vector(v, &cred, !is_true(v, "double_encode"));
		n++;
	}
	print_message("%d further checks\n", n);
	assert_int_equal(n, 22);
}

static void the_examples_of_the_s3_reference_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, SUITE "/extra/s3-doc-examples.json");
	int n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		AUTO(http_request) r = { .tls = true, .body = BUF_SECRET(LIMIT_BODY) };
		AUTO(cred) cred;
		struct expected want = expected_of(v);
		struct sigv4 how = {
			.service = node_text(v, "service", ""),
			.region = node_text(v, "region", ""),
			.at_sec = time_of(node_text(v, "time", "")),
			.raw_path = true,
		};
		how.unsigned_payload =
			text_eq(node_text(v, "payload_hash", ""), "UNSIGNED-PAYLOAD");
		cred_make(&cred, node_text(v, "access_key_id", ""),
			  node_text(v, "secret_access_key", ""), NULL);
		assert_true(text_copy(r.method, sizeof(r.method),
				      str_of(node_text(v, "method", ""))));
		r.host = mem_text(node_text(node_get(v, "headers"), "host", ""));
		r.path = mem_text(node_text(v, "canonical_path", ""));
		r.query = mem_text(node_text(v, "canonical_query", ""));
		buf_add_text(&r.body, node_text(v, "body", ""));
		add_headers(&r, node_get(v, "headers"));
		assert_stages(&r, &cred, &how, &want);
		n++;
	}
	assert_int_equal(n, 5);
}

/* ---- our own rules ---- */

static void example(struct http_request *r, struct cred *cred)
{
	data_request(r, "POST", "https://sts.eu-central-1.amazonaws.com/", "Action=X");
	cred_make(cred, "AKIDEXAMPLE", "secret", "token");
}

static const struct sigv4 how_example = {
	.service = "sts",
	.region = "eu-central-1",
	.at_sec = 1795419217,
};

static void signs_again_in_place_of_the_first_signature(void **state)
{
	AUTO(http_request) r = { 0 };
	AUTO(http_request) once = { 0 };
	AUTO(cred) cred;
	struct sigv4 later = how_example;
	struct err err = ERR_INIT;
	(void)state;

	example(&r, &cred);
	http_request_copy(&once, &r);
	later.at_sec += 600;
	assert_true(sigv4_sign(&r, &cred, &how_example, &err));
	assert_true(sigv4_sign(&r, &cred, &later, &err));
	assert_true(sigv4_sign(&once, &cred, &later, &err));
	assert_int_equal(r.n_headers, once.n_headers);
	assert_string_equal(http_request_get(&r, "Authorization"),
			    http_request_get(&once, "Authorization"));
	assert_string_equal(http_request_get(&r, "X-Amz-Date"), "20261123T074337Z");
}

static void does_not_sign_what_may_change_on_the_way(void **state)
{
	AUTO(http_request) r = { 0 };
	AUTO(cred) cred;
	struct err err = ERR_INIT;
	(void)state;

	example(&r, &cred);
	assert_true(http_request_header(&r, "User-Agent", "candor", &err));
	assert_true(http_request_header(&r, "Expect", "100-continue", &err));
	assert_true(http_request_header(&r, "Content-Type", "text/x", &err));
	assert_true(sigv4_sign(&r, &cred, &how_example, &err));
	assert_non_null(strstr(http_request_get(&r, "Authorization"),
			       "SignedHeaders=content-type;host;x-amz-date;"
			       "x-amz-security-token,"));
}

static void refuses_what_cannot_be_signed(void **state)
{
	static const struct {
		const char *host, *key_id, *key, *region;
	} rows[] = {
		{ "", "id", "key", "eu-central-1" }, { "h", "", "key", "eu-central-1" },
		{ "h", "id", "", "eu-central-1" },   { "h", "id", "key", "" },
		{ "h", "id", "key", "eu/central" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { .method = "GET" };
		AUTO(cred) cred;
		struct sigv4 how = how_example;
		struct err err = ERR_INIT;
		r.host = mem_text(rows[i].host);
		cred_make(&cred, rows[i].key_id, rows[i].key, NULL);
		how.region = rows[i].region;
		assert_false(sigv4_sign(&r, &cred, &how, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_null(http_request_get(&r, "Authorization"));
	}
}

static void refuses_urls_that_last_too_long_or_not_at_all(void **state)
{
	static const int64_t rows[] = { 0, -1, 604801 };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { 0 };
		AUTO(cred) cred;
		struct sigv4 how = how_example;
		struct err err = ERR_INIT;
		example(&r, &cred);
		how.expires_sec = rows[i];
		assert_false(sigv4_presign(&r, &cred, &how, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_null(r.query);
	}
}

static void keeps_its_ceilings(void **state)
{
	AUTO(http_request) r = { 0 };
	AUTO(http_request) full = { 0 };
	AUTO(cred) cred;
	AUTO(cred) again;
	AUTO(buf) query = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	(void)state;

	example(&r, &cred);
	for (int i = 0; i < 1001; i++)
		buf_add_text(&query, "a=b&");
	r.query = mem_text(buf_text(&query));
	assert_false(sigv4_sign(&r, &cred, &how_example, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	example(&full, &again);
	while (full.n_headers < LIMIT_HEADERS)
		assert_true(http_request_header(&full, "A", "b", &err));
	assert_false(sigv4_sign(&full, &again, &how_example, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_the_official_suite),
		cmocka_unit_test(our_own_vectors_made_with_botocore_hold),
		cmocka_unit_test(vectors_of_others_hold_too),
		cmocka_unit_test(the_examples_of_the_s3_reference_hold),
		cmocka_unit_test(signs_again_in_place_of_the_first_signature),
		cmocka_unit_test(does_not_sign_what_may_change_on_the_way),
		cmocka_unit_test(refuses_what_cannot_be_signed),
		cmocka_unit_test(refuses_urls_that_last_too_long_or_not_at_all),
		cmocka_unit_test(keeps_its_ceilings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
