#include "core/net/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void takes_urls_apart(void **state)
{
	static const struct {
		const char *url, *host, *path;
		unsigned port;
		bool tls;
	} rows[] = {
		{ "https://sts.eu-central-1.amazonaws.com",
		  "sts.eu-central-1.amazonaws.com", "/", 0, true },
		{ "http://127.0.0.1:5000/", "127.0.0.1", "/", 5000, false },
		{ "http://localhost:4566/base/path", "localhost", "/base/path", 4566,
		  false },
		{ "https://[::1]:8443/x", "::1", "/x", 8443, true },
		{ "https://[::1]", "::1", "/", 0, true },
		{ "https://vpce-1_a.example:443", "vpce-1_a.example", "/", 443, true },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { 0 };
		struct err err = ERR_INIT;
		assert_true(http_parse_url(str_of(rows[i].url), &r, &err));
		assert_string_equal(r.host, rows[i].host);
		assert_string_equal(r.path, rows[i].path);
		assert_int_equal(r.port, rows[i].port);
		assert_int_equal(r.tls, rows[i].tls);
	}
}

static void refuses_urls_that_are_more_than_an_endpoint(void **state)
{
	static const char *const rows[] = {
		"",
		"sts.amazonaws.com",
		"ftp://host/",
		"https://",
		"https:///path",
		"https://user@host/",
		"https://user:pw@host/",
		"https://host:0/",
		"https://host:65536/",
		"https://host:/",
		"https://host:x/",
		"https://host/?q=1",
		"https://host/#f",
		"https://ho st/",
		"https://host/a b",
		"https://host\r\nX: y/",
		"https://[::1",
		"https://[::1]x/",
		"https://[::1]:/",
		"https://h\xc3\xb6st/",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { .port = 7 };
		struct err err = ERR_INIT;
		assert_false(http_parse_url(str_of(rows[i]), &r, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_int_equal(r.port, 7);
		assert_null(r.host);
	}
}

static void knows_loopback(void **state)
{
	static const struct {
		const char *host;
		bool loopback;
	} rows[] = {
		{ "127.0.0.1", true },
		{ "127.1.2.3", true },
		{ "localhost", true },
		{ "LOCALHOST", true },
		{ "::1", true },
		{ "[::1]", true },
		{ "127.0.0.1.evil", false },
		{ "127.0.0", false },
		{ "128.0.0.1", false },
		{ "127.0.0.256", false },
		{ "127.0.0.0001", false },
		{ "localhost.x", false },
		{ "", false },
		{ NULL, false },
		{ "10.0.0.1", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(http_is_loopback(rows[i].host), rows[i].loopback);
}

static void refuses_headers_that_smuggle(void **state)
{
	static const char *const rows[][2] = {
		{ "", "x" },         { "a b", "x" },   { "a:", "x" },
		{ "a\r\nb", "x" },   { "A", "x\r\n" }, { "A", "x\ny: z" },
		{ "\xc3\xa4", "x" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { 0 };
		struct err err = ERR_INIT;
		assert_false(http_request_header(&r, rows[i][0], rows[i][1], &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_int_equal(r.n_headers, 0);
	}
}

static void refuses_more_headers_than_the_ceiling(void **state)
{
	AUTO(http_request) many = { 0 };
	AUTO(http_request) large = { 0 };
	AUTO(buf) value = BUF_INIT(LIMIT_HEADER_BYTES);
	struct err err = ERR_INIT;
	(void)state;

	for (size_t i = 0; i < LIMIT_HEADERS; i++)
		assert_true(http_request_header(&many, "A", "x", &err));
	assert_false(http_request_header(&many, "A", "x", &err));
	assert_int_equal(err.code, ERR_LIMIT);
	while (value.len < LIMIT_HEADER_BYTES - 4)
		buf_add_char(&value, 'x');
	assert_false(http_request_header(&large, "A", buf_text(&value), &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void finds_and_removes_headers_without_case(void **state)
{
	AUTO(http_request) r = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(http_request_header(&r, "X-Amz-Date", "1", &err));
	assert_true(http_request_header(&r, "Other", "2", &err));
	assert_true(http_request_header(&r, "x-amz-date", "3", &err));
	assert_string_equal(http_request_get(&r, "X-AMZ-DATE"), "1");
	http_request_remove(&r, "x-AMZ-date");
	assert_null(http_request_get(&r, "x-amz-date"));
	assert_int_equal(r.n_headers, 1);
	assert_string_equal(http_request_get(&r, "other"), "2");
}

static void copies_a_request_whole(void **state)
{
	AUTO(http_request) a = { .method = "POST", .port = 5000, .tls = true };
	AUTO(http_request) b = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	a.host = mem_text("host");
	a.path = mem_text("/p");
	a.query = mem_text("q=1");
	a.body = BUF_SECRET(100);
	buf_add(&a.body, "a\0b", 3);
	assert_true(http_request_header(&a, "A", "x", &err));
	http_request_copy(&b, &a);
	http_request_release(&a);
	assert_string_equal(b.method, "POST");
	assert_string_equal(b.host, "host");
	assert_string_equal(b.path, "/p");
	assert_string_equal(b.query, "q=1");
	assert_string_equal(http_request_get(&b, "a"), "x");
	assert_int_equal(b.body.len, 3);
	assert_memory_equal(b.body.p, "a\0b", 3);
	assert_true(b.body.wipe);
}

static void writes_urls_and_hosts_as_they_go_out(void **state)
{
	static const struct {
		const char *host, *path, *query, *url, *host_header;
		unsigned port;
		bool tls;
	} rows[] = {
		{ "h", "/", NULL, "https://h/", "h", 0, true },
		{ "h", "/", NULL, "https://h/", "h", 443, true },
		{ "h", "/a", "b=c", "http://h:443/a?b=c", "h:443", 443, false },
		{ "::1", "/", NULL, "http://[::1]:99/", "[::1]:99", 99, false },
		{ "h", "/", NULL, "http://h/", "h", 80, false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r = { .port = rows[i].port, .tls = rows[i].tls };
		AUTO(buf) url = BUF_INIT(200);
		AUTO(buf) host = BUF_INIT(200);
		r.host = mem_text(rows[i].host);
		r.path = mem_text(rows[i].path);
		r.query = mem_text(rows[i].query);
		http_request_url(&r, &url);
		http_request_host(&r, &host);
		assert_string_equal(buf_text(&url), rows[i].url);
		assert_string_equal(buf_text(&host), rows[i].host_header);
	}
}

static void reads_reply_lines_and_passes_over_what_is_none(void **state)
{
	AUTO(http_reply) r = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(http_reply_line(&r, STR("Date:  Mon, 23 Nov 2026 07:33:37 GMT "),
				    &err));
	assert_true(http_reply_line(&r, STR("X-Empty:"), &err));
	assert_true(http_reply_line(&r, STR("no colon here"), &err));
	assert_true(http_reply_line(&r, STR(": no name"), &err));
	assert_true(http_reply_line(&r, STR("bad name: x"), &err));
	assert_true(http_reply_line(&r, (struct str){ "Nul: a\0b", 8 }, &err));
	assert_int_equal(r.n_headers, 2);
	assert_string_equal(http_reply_get(&r, "date"),
			    "Mon, 23 Nov 2026 07:33:37 GMT");
	assert_string_equal(http_reply_get(&r, "x-empty"), "");
	for (size_t i = r.n_headers; i < LIMIT_HEADERS; i++)
		assert_true(http_reply_line(&r, STR("A: b"), &err));
	assert_false(http_reply_line(&r, STR("A: b"), &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void releases_what_was_never_filled(void **state)
{
	struct http_request request = { 0 };
	struct http_reply reply = { 0 };
	(void)state;

	http_request_release(NULL);
	http_reply_release(NULL);
	http_request_release(&request);
	http_reply_release(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_urls_apart),
		cmocka_unit_test(refuses_urls_that_are_more_than_an_endpoint),
		cmocka_unit_test(knows_loopback),
		cmocka_unit_test(refuses_headers_that_smuggle),
		cmocka_unit_test(refuses_more_headers_than_the_ceiling),
		cmocka_unit_test(finds_and_removes_headers_without_case),
		cmocka_unit_test(copies_a_request_whole),
		cmocka_unit_test(writes_urls_and_hosts_as_they_go_out),
		cmocka_unit_test(reads_reply_lines_and_passes_over_what_is_none),
		cmocka_unit_test(releases_what_was_never_filled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
