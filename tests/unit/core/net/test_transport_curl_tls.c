/* core/net/transport_curl.c: which servers are trusted; against a server of OpenSSL's
 * tool. */
#include "tests/unit/core/net/server.h"

struct tls {
	struct os_child child;
	char dir[64], cert[96], key[96];
	unsigned port;
};

static bool run(char *const argv[])
{
	struct os_child c;
	int status = -1;

	if (!os_spawn(argv, &c, NULL))
		return false;
	while (!os_reap(&c, &status))
		(void)poll(NULL, 0, 5);
	(void)close(c.out_fd);
	(void)close(c.err_fd);
	return status == 0;
}

/* The line "ACCEPT 127.0.0.1:PORT" that s_server prints. */
static unsigned read_port(const struct os_child *c)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(16));
	char chunk[512];

	for (int i = 0; i < 2400; i++) {
		struct pollfd p = { c->out_fd, POLLIN, 0 };
		(void)poll(&p, 1, 25);
		ssize_t n = read(c->out_fd, chunk, sizeof(chunk));
		if (n > 0)
			buf_add(&out, chunk, (size_t)n);
		const char *at = strstr(buf_text(&out), "ACCEPT 127.0.0.1:");
		if (at && strchr(at, '\n'))
			return (unsigned)strtoul(at + 17, NULL, 10);
	}
	return 0;
}

static bool tls_serve(struct tls *t, const char *name, const char *days)
{
	AUTO(buf) names = BUF_INIT(200);

	*t = (struct tls){ .dir = "/tmp/candor-tls-XXXXXX", .child = { 0, -1, -1 } };
	assert_non_null(mkdtemp(t->dir));
	buf_addf(&names, "%s/cert.pem", t->dir);
	assert_true(text_copy(t->cert, sizeof(t->cert), buf_str(&names)));
	buf_clear(&names);
	buf_addf(&names, "%s/key.pem", t->dir);
	assert_true(text_copy(t->key, sizeof(t->key), buf_str(&names)));
	buf_clear(&names);
	buf_addf(&names, "subjectAltName=%s", name);
	char *const make_cert[] = {
		text("openssl"),
		text("req"),
		text("-x509"),
		text("-newkey"),
		text("ec"),
		text("-pkeyopt"),
		text("ec_paramgen_curve:P-256"),
		text("-nodes"),
		text("-keyout"),
		t->key,
		text("-out"),
		t->cert,
		text("-subj"),
		text("/CN=candor test"),
		text("-addext"),
		names.p,
		text("-days"),
		text(days),
		NULL,
	};
	char *const serve_tls[] = {
		text("openssl"), text("s_server"),
		text("-accept"), text("127.0.0.1:0"),
		text("-cert"),   t->cert,
		text("-key"),    t->key,
		text("-www"),    NULL,
	};
	if (!run(make_cert) || !os_spawn(serve_tls, &t->child, NULL))
		return false;
	t->port = read_port(&t->child);
	return t->port != 0;
}

static void tls_release(struct tls *t)
{
	if (t->child.pid > 0)
		os_kill(&t->child);
	(void)unlink(t->cert);
	(void)unlink(t->key);
	(void)rmdir(t->dir);
}

static void get_tls(struct transport *t, unsigned port, bool fresh, struct got *g)
{
	AUTO(http_request) r;

	make(&r, "127.0.0.1", port);
	r.tls = true;
	assert_true(text_copy(r.method, sizeof(r.method), STR("GET")));
	buf_clear(&r.body);
	(void)start(t, &r, fresh, 10000, g);
	finish(t, g);
}

static void ask_tls(const char *bundle, unsigned port, struct got *g)
{
	struct err err = ERR_INIT;
	struct transport *t = transport_curl_new(bundle, &err);

	assert_non_null(t);
	get_tls(t, port, false, g);
	transport_free(t);
}

static void trusts_only_the_certificates_it_was_told_to(void **state)
{
	AUTO(tls) server;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "IP:127.0.0.1", "2"))
		skip();
	ask_tls(NULL, server.port, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(
		g.err.text,
		"the certificate of 127.0.0.1 is not trusted: set AWS_CA_BUNDLE "
		"to the file with your proxy's or endpoint's authority");
	assert_int_equal(g.n_sent, 0);
	ask_tls(server.key, server.port, &g);
	assert_string_equal(g.err.text,
			    "for 127.0.0.1: the file of AWS_CA_BUNDLE cannot be "
			    "read as certificates");
	ask_tls(server.cert, server.port, &g);
	assert_string_equal(g.err.text, "");
	assert_int_equal(g.status, 200);
	assert_int_equal(g.n_sent, 1);
}

static void trusts_a_file_that_is_named_later(void **state)
{
	struct transport *t = transport_make();
	AUTO(tls) server;
	struct err err = ERR_INIT;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "IP:127.0.0.1", "2"))
		skip();
	assert_false(transport_curl_trust(t, "/nowhere/ca.pem", &err));
	assert_true(transport_curl_trust(t, NULL, &err));
	assert_true(transport_curl_trust(t, server.cert, &err));
	get_tls(t, server.port, true, &g);
	assert_int_equal(g.status, 200);
	assert_memory_equal(transport_curl_version(), "libcurl/", 8);
	transport_free(t);
}

static void says_when_a_certificate_is_for_another_name(void **state)
{
	AUTO(tls) server;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "DNS:other.example", "2"))
		skip();
	ask_tls(server.cert, server.port, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(
		g.err.text,
		"the certificate of 127.0.0.1 is made out to another name: check "
		"the endpoint and what stands between");
}

static void says_when_the_other_side_speaks_no_tls(void **state)
{
	AUTO(child) server = serve(play_echo);
	struct got g;
	(void)state;

	ask_tls(NULL, server.port, &g);
	assert_int_not_equal(g.err.code, ERR_NONE);
	assert_int_equal(g.status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trusts_only_the_certificates_it_was_told_to),
		cmocka_unit_test(trusts_a_file_that_is_named_later),
		cmocka_unit_test(says_when_a_certificate_is_for_another_name),
		cmocka_unit_test(says_when_the_other_side_speaks_no_tls),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
