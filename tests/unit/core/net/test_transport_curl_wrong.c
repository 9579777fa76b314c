/* core/net/transport_curl.c: what goes wrong, in one sentence and in time. */
#include "tests/unit/core/net/server.h"

static void cuts_off_bodies_and_heads_without_end(void **state)
{
	static const char *const scripts[] = {
		"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: ",
	};
	(void)state;

	script_for_ever = true;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		script = scripts[i];
		AUTO(child) server = serve(play_script);
		struct transport *t = transport_make();
		struct got g;
		ask(t, server.port, false, &g);
		assert_int_equal(g.status, 0);
		assert_string_equal(g.body, "");
		assert_true(g.err.code == ERR_LIMIT ||
			    (i == 2 && g.err.code == ERR_NET));
		if (i < 2)
			assert_string_equal(
				g.err.text,
				"127.0.0.1 answers with more than 8 MiB: cut off");
		transport_free(t);
	}
	script_for_ever = false;
}

static void refuses_more_header_lines_than_the_ceiling(void **state)
{
	AUTO(buf) head = BUF_INIT(LIMIT_KIB(64));
	(void)state;

	buf_add_text(&head, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < LIMIT_HEADERS + 1; i++)
		buf_addf(&head, "X-%d: y\r\n", i);
	buf_add_text(&head, "Content-Length: 0\r\n\r\n");
	script = buf_text(&head);
	AUTO(child) server = serve(play_script);
	struct transport *t = transport_make();
	struct got g;
	ask(t, server.port, false, &g);
	assert_int_equal(g.err.code, ERR_LIMIT);
	assert_string_equal(g.err.text,
			    "127.0.0.1 answers with: more than 100 headers");
	transport_free(t);
}

static void says_in_one_sentence_what_failed(void **state)
{
	static const struct {
		const char *script, *text;
	} rows[] = {
		{ "", "the connection to 127.0.0.1 broke off: try again" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
		  "the connection to 127.0.0.1 broke off: try again" },
		{ "SSH-2.0-OpenSSH_9.2\r\n",
		  "127.0.0.1 does not answer in HTTP/1.1: check the endpoint" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		script = rows[i].script;
		AUTO(child) server = serve(play_script);
		struct transport *t = transport_make();
		struct got g;
		ask(t, server.port, true, &g);
		assert_string_equal(g.err.text, rows[i].text);
		assert_int_equal(g.err.code, ERR_NET);
		assert_int_equal(g.status, 0);
		assert_int_equal(g.n_sent, 1);
		transport_free(t);
	}
}

static void says_so_when_nobody_listens_or_the_name_is_unknown(void **state)
{
	struct child gone = serve(play_silence);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	child_release(&gone);
	ask(t, gone.port, false, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_int_equal(g.n_sent, 0);
	assert_string_equal(g.err.text, "127.0.0.1 does not accept connections: check "
					"network, proxy and endpoint");
	ask_within(t, "nowhere.test", 0, false, 10000, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(g.err.text,
			    "the name nowhere.test cannot be resolved: check "
			    "region, network and name server");
	transport_free(t);
}

static void gives_up_after_the_time_it_was_given(void **state)
{
	AUTO(child) server = serve(play_silence);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	ask_within(t, "127.0.0.1", server.port, false, 100, &g);
	assert_int_equal(g.err.code, ERR_TIMEOUT);
	assert_string_equal(
		g.err.text,
		"127.0.0.1 did not finish its answer within 1 s: try again");
	assert_true(g.took_ms >= 100 && g.took_ms < 5000);
	transport_free(t);
}

static void refuses_http_without_tls_beyond_loopback(void **state)
{
	struct transport *t = transport_make();
	AUTO(http_request) r;
	struct transport_opts opts = { 0 };
	struct err err = ERR_INIT;
	struct got g = { 0 };
	uint64_t id = 7;
	(void)state;

	make(&r, "sts.amazonaws.com", 0);
	assert_false(transport_start(t, &r, &opts, on_done, &g, &id, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_int_equal(id, 7);
	free(r.path);
	r.path = NULL;
	r.tls = true;
	assert_false(transport_start(t, &r, &opts, on_done, &g, &id, &err));
	transport_free(t);
}

static void refuses_a_bundle_that_is_not_there(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	assert_null(transport_curl_new("/nowhere/ca.pem", &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.text,
			    "AWS_CA_BUNDLE: there is no file /nowhere/ca.pem");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_off_bodies_and_heads_without_end),
		cmocka_unit_test(refuses_more_header_lines_than_the_ceiling),
		cmocka_unit_test(says_in_one_sentence_what_failed),
		cmocka_unit_test(says_so_when_nobody_listens_or_the_name_is_unknown),
		cmocka_unit_test(gives_up_after_the_time_it_was_given),
		cmocka_unit_test(refuses_http_without_tls_beyond_loopback),
		cmocka_unit_test(refuses_a_bundle_that_is_not_there),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
