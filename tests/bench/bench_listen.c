/*
 * Load for `candor listen`:  bench_listen CANDOR [BEATS]
 *
 * Signs BEATS heartbeats of 1,000 installations beforehand, starts the receiver on one
 * core of its own, posts them all over 64 connections as fast as they are answered,
 * then asks the same server for as many bare answers (GET /health), kills it with
 * SIGKILL and counts what is on disk.  Prints one line of name=number.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/sha.h"
#include "core/journal/note.h"

#define INSTALLATIONS 1000
#define CONNECTIONS   64
#define REQUEST_MAX   1024

static const unsigned char spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
				      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

struct request {
	char text[REQUEST_MAX];
	size_t len;
};

struct client {
	int fd;
	size_t sent;
	const struct request *now; /* NULL: idle */
	char in[2048];
	size_t n_in;
};

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_listen: %s: %s\n", what, err_errno(errno));
	exit(1);
}

static void write_key(const char *dir, int i, const struct note_secret *key)
{
	unsigned char der[sizeof(spki) + NOTE_PUB_LEN];
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) pem = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;

	memcpy(der, spki, sizeof(spki));
	note_secret_public(key, der + sizeof(spki));
	buf_addf(&path, "%s/k%d.pub", dir, i);
	buf_add_text(&pem, "-----BEGIN PUBLIC KEY-----\n");
	buf_add_base64(&pem, der, sizeof(der));
	buf_add_text(&pem, "\n-----END PUBLIC KEY-----\n");
	must(os_write_file(buf_text(&path), buf_str(&pem), &err), err.text);
}

static void write_conf(const char *dir, struct note_secret **keys)
{
	AUTO(buf) conf = BUF_INIT(LIMIT_CONFIG);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;

	buf_add_text(&conf, "[vendor]\ndomain = bench.example\n");
	for (int i = 0; i < INSTALLATIONS; i++) {
		long account = 200000000000L + i;

		keys[i] = note_secret_new(&rng_system);
		write_key(dir, i, keys[i]);
		buf_addf(&conf,
			 "[installation b%d]\ncustomer = B\naccount = %ld\n"
			 "region = eu-central-1\n"
			 "role_arn = arn:aws:iam::%ld:role/R\nexternal_id = bench\n"
			 "policy_observe = arn:aws:iam::%ld:policy/P\n"
			 "heartbeat = every 60s\nheartbeat_key = k%d.pub\n",
			 i, account, account, account, i);
	}
	buf_addf(&path, "%s/candor.conf", dir);
	must(buf_ok(&conf) && os_write_file(buf_text(&path), buf_str(&conf), &err),
	     err.text);
}

static void sign(struct request *r, size_t n, struct note_secret *const *keys)
{
	int64_t now = clock_wall_us(&clock_system) / CLOCK_SEC_US;

	for (size_t i = 0; i < n; i++) {
		AUTO(buf) body = BUF_INIT(512);
		AUTO(buf) text = BUF_INIT(REQUEST_MAX);
		unsigned char sig[NOTE_SIG_LEN];
		struct err err = ERR_INIT;

		buf_addf(&body,
			 "{\"v\":1,\"installation\":\"b%zu\",\"agent\":\"loader\","
			 "\"version\":\"4.12.3\",\"seq\":%zu,\"at\":\"",
			 i % INSTALLATIONS, i);
		clock_rfc3339(&body, now);
		buf_add_text(&body, "\",\"status\":\"ok\"}");
		must(note_secret_sign(keys[i % INSTALLATIONS], buf_str(&body), sig,
				      &err),
		     err.text);
		buf_addf(&text,
			 "POST /v1/beat HTTP/1.1\r\nHost: x\r\nContent-Length: "
			 "%zu\r\nCandor-Signature: ed25519=",
			 body.len);
		buf_add_base64(&text, sig, sizeof(sig));
		buf_addf(&text, "\r\n\r\n%s", buf_text(&body));
		must(buf_ok(&text), "a request is too long");
		memcpy(r[i].text, buf_text(&text), text.len);
		r[i].len = text.len;
	}
}

/* ---- the receiver ---- */

static void run_receiver(const char *candor, const char *dir, int to)
{
	AUTO(buf) conf = BUF_INIT(LIMIT_KIB(4));
	cpu_set_t one;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* it ends when this program does */
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	(void)sched_setaffinity(0, sizeof(one), &one);
	buf_addf(&conf, "%s/candor.conf", dir);
	(void)setenv("CANDOR_CONFIG", buf_text(&conf), 1);
	(void)setenv("XDG_STATE_HOME", dir, 1);
	(void)setenv("XDG_CACHE_HOME", dir, 1);
	(void)dup2(to, STDERR_FILENO);
	(void)execl(candor, candor, "listen", "--listen", "127.0.0.1:0", (char *)NULL);
	_exit(127);
}

static pid_t start_receiver(const char *candor, const char *dir, uint16_t *ret_port)
{
	char said[1024] = "";
	size_t len = 0;
	int ends[2];
	const char *colon = NULL;
	pid_t pid;

	must(pipe(ends) == 0, "pipe");
	pid = fork();
	must(pid >= 0, "fork");
	if (pid == 0)
		run_receiver(candor, dir, ends[1]);
	(void)close(ends[1]);
	while (!strchr(said, '\n')) {
		ssize_t n = read(ends[0], said + len, sizeof(said) - 1 - len);

		must(n > 0, said);
		len += (size_t)n;
	}
	colon = strstr(said, "127.0.0.1:");
	must(colon != NULL, said);
	*ret_port = (uint16_t)strtoul(colon + 10, NULL, 10);
	return pid;
}

static double cpu_s(pid_t pid)
{
	AUTO(buf) path = BUF_INIT(64);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;
	const char *at;
	char *end = NULL;
	unsigned long user = 0;
	unsigned long sys = 0;

	buf_addf(&path, "/proc/%d/stat", (int)pid);
	must(os_read_file(buf_text(&path), &text, &err), err.text);
	at = strrchr(buf_text(&text), ')');
	for (int field = 2; at && field < 14; field++)
		at = strchr(at + 1, ' ');
	must(at != NULL, "stat");
	user = strtoul(at, &end, 10);
	sys = strtoul(end, NULL, 10);
	return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

/* ---- load ---- */

static void dial(struct client *c, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	*c = (struct client){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	must(c->fd >= 0 && connect(c->fd, (struct sockaddr *)&to, sizeof(to)) == 0,
	     "connect");
}

static void push(struct client *c)
{
	ssize_t n = send(c->fd, c->now->text + c->sent, c->now->len - c->sent,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	must(n > 0 || errno == EAGAIN, "send");
	if (n > 0)
		c->sent += (size_t)n;
}

/* A whole answer is here: headers, and the one line of its body. */
static bool pull(struct client *c, size_t *ok)
{
	ssize_t n =
		recv(c->fd, c->in + c->n_in, sizeof(c->in) - 1 - c->n_in, MSG_DONTWAIT);
	const char *body;

	must(n > 0, "recv");
	c->n_in += (size_t)n;
	c->in[c->n_in] = '\0';
	body = strstr(c->in, "\r\n\r\n");
	if (!body || !strchr(body + 4, '\n'))
		return false;
	*ok += strncmp(c->in, "HTTP/1.1 200", 12) == 0;
	c->n_in = 0;
	return true;
}

static void give(struct client *c, const struct request *r)
{
	c->now = r;
	c->sent = 0;
	push(c);
}

/* Every request once; how many were answered with 200. step 0: the first one, n times.
 */
static size_t load(struct client *clients, const struct request *r, size_t n, int step)
{
	struct pollfd fds[CONNECTIONS];
	size_t next = 0;
	size_t done = 0;
	size_t ok = 0;

	for (size_t i = 0; i < CONNECTIONS && next < n; i++)
		give(&clients[i], &r[step * (int)next++]);
	while (done < n) {
		for (size_t i = 0; i < CONNECTIONS; i++)
			fds[i] = (struct pollfd){
				clients[i].now ? clients[i].fd : -1,
				(short)(POLLIN |
					(clients[i].now && clients[i].sent <
								   clients[i].now->len
						 ? POLLOUT
						 : 0)),
				0
			};
		must(poll(fds, CONNECTIONS, 10000) > 0, "no answer");
		for (size_t i = 0; i < CONNECTIONS; i++) {
			struct client *c = &clients[i];

			if (fds[i].revents & POLLOUT)
				push(c);
			if (!(fds[i].revents & POLLIN) || !pull(c, &ok))
				continue;
			done++;
			c->now = NULL;
			if (next < n)
				give(c, &r[step * (int)next++]);
		}
	}
	return ok;
}

static int64_t rows(const char *dir)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	int64_t n = -1;

	buf_addf(&path, "%s/candor/beats.db", dir);
	if (sqlite3_open(buf_text(&path), &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT count(*) FROM beat", -1, &q, NULL) ==
		    SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return n;
}

static double since(int64_t us)
{
	return (double)(clock_mono_us(&clock_system) - us) / 1e6;
}

/* What no receiver can do without: how many signatures this machine verifies a second.
 */
static double verified_a_second(const struct request *r, size_t n,
				struct note_secret *const *keys)
{
	int64_t start = clock_mono_us(&clock_system);
	size_t good = 0;

	for (size_t i = 0; i < n; i++) {
		const char *body = strstr(r[i].text, "\r\n\r\n") + 4;
		const char *sig = strstr(r[i].text, "ed25519=") + 8;
		unsigned char pub[NOTE_PUB_LEN];
		unsigned char raw[NOTE_SIG_LEN];
		size_t len = 0;

		note_secret_public(keys[i % INSTALLATIONS], pub);
		good += base64_decode((struct str){ sig, 88 }, raw, sizeof(raw),
				      &len) &&
			ed25519_verify(pub, str_of(body), raw);
	}
	must(good == n, "a signature does not verify");
	return (double)n / since(start);
}

int main(int argc, char **argv)
{
	static struct note_secret *keys[INSTALLATIONS];
	static struct client clients[CONNECTIONS];
	struct request health = { "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", 0 };
	char dir[] = "/tmp/candor-bench-XXXXXX";
	size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 40000;
	struct request *r = mem_new(n, sizeof(*r));
	uint16_t port = 0;
	int64_t start;
	double beats_s, bare_s, cpu, verify;
	size_t ok;
	pid_t pid;

	must(argc > 1 && mkdtemp(dir), "bench_listen CANDOR [BEATS]");
	write_conf(dir, keys);
	sign(r, n, keys);
	pid = start_receiver(argv[1], dir, &port);
	for (size_t i = 0; i < CONNECTIONS; i++)
		dial(&clients[i], port);
	cpu = cpu_s(pid);
	start = clock_mono_us(&clock_system);
	ok = load(clients, r, n, 1);
	beats_s = since(start);
	cpu = cpu_s(pid) - cpu;
	health.len = strlen(health.text);
	start = clock_mono_us(&clock_system);
	(void)load(clients, &health, n, 0);
	bare_s = since(start);
	(void)kill(pid, SIGKILL);
	verify = verified_a_second(r, n / 4, keys);
	(void)waitpid(pid, NULL, 0);
	(void)printf("beats=%.0f bare=%.0f verify=%.0f cpu_us=%.1f sent=%zu "
		     "acknowledged=%zu "
		     "kept=%" PRId64 "\n",
		     (double)n / beats_s, (double)n / bare_s, verify,
		     cpu * 1e6 / (double)n, n, ok, rows(dir));
	(void)fflush(stdout);
	(void)execlp("rm", "rm", "-rf", dir, (char *)NULL);
	return 1;
}
