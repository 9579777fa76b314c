/*
 * AWS Signature Version 4.
 *
 * Holds always:
 *  - every header of the request is signed but those of unsigned_names, which proxies
 *    may change; so what the caller sets is what arrives;
 *  - the query is sorted by encoded name, then by encoded value, never as joined text
 *    ('-' sorts before '=');
 *  - keys derived on the way, and the canonical request (it holds the session token),
 *    are wiped.
 * Source: AWS "Create a signed request"; official vectors and our own in
 * tests/vectors/sigv4.json.
 */
#include "core/aws/sigv4.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/clock.h"
#include "core/base/sha.h"
#include "core/base/vec.h"

#define ALGORITHM     "AWS4-HMAC-SHA256"
#define UNSIGNED      "UNSIGNED-PAYLOAD"
#define CANONICAL_MAX LIMIT_MIB(1)
#define PARAMS_MAX    1000
#define EXPIRES_MAX   604800

static const char *const unsigned_names[] = {
	"authorization",       "connection", "expect",
	"keep-alive",          "te",         "proxy-authenticate",
	"proxy-authorization", "trailer",    "upgrade",
	"transfer-encoding",   "user-agent", "x-amzn-trace-id",
};

void sigv4_stages_release(struct sigv4_stages *s)
{
	if (!s)
		return;
	s->canonical.wipe = true;
	buf_release(&s->canonical);
	buf_release(&s->names);
	buf_release(&s->to_sign);
	*s = (struct sigv4_stages){ 0 };
}

/* ---- path ---- */

/* Without ".", ".." and empty parts; a '/' at the end stays. */
static void normalise(struct buf *out, const char *path)
{
	struct str rest = str_of(path);
	AUTO(buf) flat = BUF_INIT(CANONICAL_MAX);

	while (rest.p) {
		struct str part = str_cut(&rest, '/');
		if (part.len == 0 || str_is(part, "."))
			continue;
		if (!str_is(part, "..")) {
			buf_add_char(&flat, '/');
			buf_add_str(&flat, part);
			continue;
		}
		while (flat.len > 0 && flat.p[flat.len - 1] != '/')
			buf_cut(&flat, flat.len - 1);
		if (flat.len > 0)
			buf_cut(&flat, flat.len - 1);
	}
	if (flat.len == 0 || str_ends(str_of(path), "/"))
		buf_add_char(&flat, '/');
	buf_add_str(out, buf_str(&flat));
	out->over = out->over || flat.over;
}

static void add_path(struct buf *out, const struct http_request *req,
		     const struct sigv4 *how)
{
	const char *path = text_empty(req->path) ? "/" : req->path;
	AUTO(buf) plain = BUF_INIT(CANONICAL_MAX);

	if (how->raw_path) {
		buf_add_text(out, path);
		return;
	}
	normalise(&plain, path);
	buf_add_uri(out, buf_str(&plain), true);
	out->over = out->over || plain.over;
}

/* ---- query ---- */

struct param {
	struct buf name, value; /* encoded */
};

struct params {
	struct param *items;
	size_t n, cap;
};

static void params_release(struct params *p)
{
	for (size_t i = 0; i < p->n; i++) {
		buf_release(&p->items[i].name);
		buf_release(&p->items[i].value);
	}
	free(p->items);
}

/* %XX undone, then done again in the one way that counts: upper case, no more than
 * needed. A '+' is itself. */
static void recode(struct buf *out, struct str s)
{
	AUTO(buf) plain = BUF_SECRET(LIMIT_TOKEN);

	for (size_t i = 0; i < s.len; i++) {
		bool coded = s.p[i] == '%' && i + 2 < s.len &&
			     str_hex_digit(s.p[i + 1]) >= 0 &&
			     str_hex_digit(s.p[i + 2]) >= 0;
		if (!coded) {
			buf_add_char(&plain, s.p[i]);
			continue;
		}
		buf_add_char(&plain, (char)(str_hex_digit(s.p[i + 1]) * 16 +
					    str_hex_digit(s.p[i + 2])));
		i += 2;
	}
	buf_add_uri(out, buf_str(&plain), false);
	out->over = out->over || plain.over;
}

static int compare_bytes(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

static int compare_params(const void *left, const void *right)
{
	const struct param *a = left, *b = right;
	int order = compare_bytes(buf_str(&a->name), buf_str(&b->name));

	return order ? order : compare_bytes(buf_str(&a->value), buf_str(&b->value));
}

static bool add_query(struct buf *out, const char *query, struct err *err)
{
	AUTO(params) params = { 0 };
	struct str rest = str_of(query);

	while (rest.p) {
		struct str value = str_cut(&rest, '&');
		if (value.len == 0)
			continue;
		if (params.n >= PARAMS_MAX)
			return err_set(err, ERR_LIMIT, "more than %d query parameters",
				       PARAMS_MAX);
		struct str name = str_cut(&value, '=');
		struct param *p = VEC_PUSH(params.items, params.n, params.cap);
		p->name = BUF_SECRET(3 * LIMIT_TOKEN);
		p->value = BUF_SECRET(3 * LIMIT_TOKEN);
		recode(&p->name, name);
		recode(&p->value, value);
		out->over = out->over || p->name.over || p->value.over;
	}
	if (params.n > 1)
		qsort(params.items, params.n, sizeof(*params.items), compare_params);
	for (size_t i = 0; i < params.n; i++) {
		if (i > 0)
			buf_add_char(out, '&');
		buf_add_str(out, buf_str(&params.items[i].name));
		buf_add_char(out, '=');
		buf_add_str(out, buf_str(&params.items[i].value));
	}
	return true;
}

/* ---- headers ---- */

struct line {
	char name[64]; /* lower case */
	const char *value;
	size_t order; /* as it stands in the request */
};

static int compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static bool is_signed(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(unsigned_names); i++) {
		if (strcmp(name, unsigned_names[i]) == 0)
			return false;
	}
	return true;
}

/* Trimmed, and each run of blanks one blank. */
static void add_folded(struct buf *out, const char *value)
{
	struct str s = str_trim(str_of(value));
	bool blank = false;

	for (size_t i = 0; i < s.len; i++) {
		bool now = s.p[i] == ' ' || s.p[i] == '\t';
		if (!now)
			buf_add_char(out, s.p[i]);
		else if (!blank)
			buf_add_char(out, ' ');
		blank = now;
	}
}

static bool line_set(struct line *l, const char *name, const char *value, size_t order,
		     struct err *err)
{
	if (!text_copy(l->name, sizeof(l->name), str_of(name)))
		return err_set(err, ERR_LIMIT, "a header's name of more than %zu bytes",
			       sizeof(l->name) - 1);
	for (char *c = l->name; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	l->value = value;
	l->order = order;
	return true;
}

/* lines[LIMIT_HEADERS + 1]: what is signed, sorted; host among it, from the request
 * itself, so that it is the one that goes out. */
static bool collect(struct line *lines, size_t *ret_n, const struct http_request *req,
		    const char *host, struct err *err)
{
	size_t n = 0;

	if (req->n_headers > LIMIT_HEADERS)
		return err_set(err, ERR_LIMIT, "more than %d headers", LIMIT_HEADERS);
	if (!line_set(&lines[n++], "host", host, 0, err))
		return false;
	for (size_t i = 0; i < req->n_headers; i++) {
		const struct http_header *h = &req->headers[i];
		if (!line_set(&lines[n], h->name, h->value, i + 1, err))
			return false;
		if (is_signed(lines[n].name) && strcmp(lines[n].name, "host") != 0)
			n++;
	}
	qsort(lines, n, sizeof(*lines), compare_lines);
	*ret_n = n;
	return true;
}

static bool add_headers(struct sigv4_stages *s, const struct http_request *req,
			struct err *err)
{
	struct line lines[LIMIT_HEADERS + 1] = { 0 };
	AUTO(buf) host = BUF_INIT(LIMIT_KIB(1));
	size_t n = 0;

	http_request_host(req, &host);
	if (!collect(lines, &n, req, buf_text(&host), err))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && strcmp(lines[i].name, lines[i - 1].name) == 0;
		if (same) {
			buf_add_char(&s->canonical, ',');
		} else {
			if (i > 0) {
				buf_add_char(&s->canonical, '\n');
				buf_add_char(&s->names, ';');
			}
			buf_add_text(&s->names, lines[i].name);
			buf_addf(&s->canonical, "%s:", lines[i].name);
		}
		add_folded(&s->canonical, lines[i].value);
	}
	buf_add_text(&s->canonical, "\n\n");
	buf_add_str(&s->canonical, buf_str(&s->names));
	buf_add_char(&s->canonical, '\n');
	return true;
}

static void payload_text(const struct http_request *req, const struct sigv4 *how,
			 char out[SHA256_HEX_LEN + 1])
{
	struct sha256 hash = sha256_of(buf_str(&req->body));

	if (how->unsigned_payload)
		bug_unless(text_copy(out, SHA256_HEX_LEN + 1, STR(UNSIGNED)));
	else
		sha256_hex(&hash, out);
}

/* ---- the stages ---- */

static bool check(const struct http_request *req, const struct cred *cred,
		  const struct sigv4 *how, struct err *err)
{
	if (text_empty(req->host))
		return err_set(err, ERR_ARG, "a request without host cannot be signed");
	if (text_empty(cred->key_id) || secret_empty(&cred->key))
		return err_set(err, ERR_ARG, "no access key to sign with");
	if (text_empty(how->region) || text_empty(how->service) || how->at_sec < 0 ||
	    strpbrk(how->region, "/\n") || strpbrk(how->service, "/\n"))
		return err_set(err, ERR_ARG, "no region or service to sign for");
	return true;
}

static bool set_scope(struct sigv4_stages *s, const struct sigv4 *how, struct err *err)
{
	AUTO(buf) scope = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) date = BUF_INIT(32);

	clock_amz(&date, how->at_sec);
	buf_addf(&scope, "%.8s/%s/%s/aws4_request", buf_text(&date), how->region,
		 how->service);
	if (!text_copy(s->scope, sizeof(s->scope), buf_str(&scope)))
		return err_set(err, ERR_LIMIT,
			       "the name of a region or service is too long");
	return true;
}

static bool set_canonical(struct sigv4_stages *s, const struct http_request *req,
			  const struct sigv4 *how, struct err *err)
{
	char payload[SHA256_HEX_LEN + 1];

	s->canonical = BUF_SECRET(CANONICAL_MAX);
	s->names = BUF_INIT(LIMIT_HEADER_BYTES);
	buf_addf(&s->canonical, "%s\n", req->method);
	add_path(&s->canonical, req, how);
	buf_add_char(&s->canonical, '\n');
	if (!add_query(&s->canonical, req->query, err))
		return false;
	buf_add_char(&s->canonical, '\n');
	if (!add_headers(s, req, err))
		return false;
	payload_text(req, how, payload);
	buf_add_text(&s->canonical, payload);
	if (!buf_ok(&s->canonical) || !buf_ok(&s->names))
		return err_set(err, ERR_LIMIT, "a request too large to be signed");
	return true;
}

static void set_to_sign(struct sigv4_stages *s, const struct sigv4 *how)
{
	struct sha256 hash = sha256_of(buf_str(&s->canonical));
	char hex[SHA256_HEX_LEN + 1];

	s->to_sign = BUF_INIT(LIMIT_KIB(1));
	sha256_hex(&hash, hex);
	buf_add_text(&s->to_sign, ALGORITHM "\n");
	clock_amz(&s->to_sign, how->at_sec);
	buf_addf(&s->to_sign, "\n%s\n%s", s->scope, hex);
}

/* k = HMAC("AWS4" secret, date), then region, service, "aws4_request": the four parts
 * of the scope. */
static void set_signature(struct sigv4_stages *s, const struct cred *cred)
{
	AUTO(buf) first = BUF_SECRET(LIMIT_TOKEN);
	struct str rest = str_of(s->scope);
	struct str part = str_cut(&rest, '/');
	struct sha256 key;

	buf_add_text(&first, "AWS4");
	buf_add_str(&first, secret_str(&cred->key));
	key = hmac_sha256(first.p, first.len, part);
	while (rest.p) {
		part = str_cut(&rest, '/');
		key = hmac_sha256(key.b, sizeof(key.b), part);
	}
	key = hmac_sha256(key.b, sizeof(key.b), buf_str(&s->to_sign));
	sha256_hex(&key, s->signature);
	secret_wipe(&key, sizeof(key));
}

bool sigv4_stages(const struct http_request *req, const struct cred *cred,
		  const struct sigv4 *how, struct sigv4_stages *ret, struct err *err)
{
	AUTO(sigv4_stages) s = { 0 };

	if (!check(req, cred, how, err) || !set_scope(&s, how, err) ||
	    !set_canonical(&s, req, how, err))
		return false;
	set_to_sign(&s, how);
	set_signature(&s, cred);
	*ret = s;
	s = (struct sigv4_stages){ 0 };
	return true;
}

/* ---- into headers ---- */

static bool add_own_headers(struct http_request *req, const struct cred *cred,
			    const struct sigv4 *how, struct err *err)
{
	AUTO(buf) date = BUF_INIT(32);
	char payload[SHA256_HEX_LEN + 1];
	bool token = !secret_empty(&cred->token) && !how->token_unsigned;

	http_request_remove(req, "Authorization");
	http_request_remove(req, "X-Amz-Date");
	http_request_remove(req, "X-Amz-Security-Token");
	http_request_remove(req, "x-amz-content-sha256");
	clock_amz(&date, how->at_sec);
	if (!http_request_header(req, "X-Amz-Date", buf_text(&date), err))
		return false;
	if (token &&
	    !http_request_header(req, "X-Amz-Security-Token", cred->token.p, err))
		return false;
	payload_text(req, how, payload);
	return !how->payload_header ||
	       http_request_header(req, "x-amz-content-sha256", payload, err);
}

bool sigv4_sign(struct http_request *req, const struct cred *cred,
		const struct sigv4 *how, struct err *err)
{
	AUTO(sigv4_stages) s = { 0 };
	AUTO(buf) line = BUF_SECRET(LIMIT_HEADER_BYTES);

	if (!check(req, cred, how, err) || !add_own_headers(req, cred, how, err) ||
	    !sigv4_stages(req, cred, how, &s, err))
		return false;
	buf_addf(&line, ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		 cred->key_id, s.scope, buf_text(&s.names), s.signature);
	if (!buf_ok(&line))
		return err_set(err, ERR_LIMIT, "a request too large to be signed");
	if (!http_request_header(req, "Authorization", buf_text(&line), err))
		return false;
	return !how->token_unsigned || secret_empty(&cred->token) ||
	       http_request_header(req, "X-Amz-Security-Token", cred->token.p, err);
}

/* ---- into the query ---- */

static void add_param(struct buf *query, const char *name, struct str value)
{
	if (query->len > 0)
		buf_add_char(query, '&');
	buf_addf(query, "%s=", name);
	buf_add_uri(query, value, false);
}

static bool set_query(struct http_request *req, struct buf *query, struct err *err)
{
	if (!buf_ok(query))
		return err_set(err, ERR_LIMIT, "a query too large to be signed");
	if (req->query)
		secret_wipe(req->query, strlen(req->query));
	free(req->query);
	req->query = mem_text(buf_text(query));
	return true;
}

static void add_own_params(struct buf *query, const struct cred *cred,
			   const struct sigv4 *how, const struct sigv4_stages *plain)
{
	AUTO(buf) value = BUF_INIT(LIMIT_KIB(1));

	add_param(query, "X-Amz-Algorithm", STR(ALGORITHM));
	buf_addf(&value, "%s/%s", cred->key_id, plain->scope);
	add_param(query, "X-Amz-Credential", buf_str(&value));
	buf_clear(&value);
	clock_amz(&value, how->at_sec);
	add_param(query, "X-Amz-Date", buf_str(&value));
	buf_clear(&value);
	buf_addf(&value, "%lld", (long long)how->expires_sec);
	add_param(query, "X-Amz-Expires", buf_str(&value));
	add_param(query, "X-Amz-SignedHeaders", buf_str(&plain->names));
	if (!secret_empty(&cred->token) && !how->token_unsigned)
		add_param(query, "X-Amz-Security-Token", secret_str(&cred->token));
}

bool sigv4_presign(struct http_request *req, const struct cred *cred,
		   const struct sigv4 *how, struct err *err)
{
	AUTO(sigv4_stages) plain = { 0 }; /* for scope and names of headers */
	AUTO(sigv4_stages) s = { 0 };
	AUTO(buf) query = BUF_SECRET(LIMIT_TOKEN);

	if (how->expires_sec < 1 || how->expires_sec > EXPIRES_MAX)
		return err_set(err, ERR_ARG, "a signed URL may last 1 to %d s",
			       EXPIRES_MAX);
	if (!sigv4_stages(req, cred, how, &plain, err))
		return false;
	buf_add_text(&query, text_or(req->query, ""));
	add_own_params(&query, cred, how, &plain);
	if (!set_query(req, &query, err) || !sigv4_stages(req, cred, how, &s, err))
		return false;
	if (!secret_empty(&cred->token) && how->token_unsigned)
		add_param(&query, "X-Amz-Security-Token", secret_str(&cred->token));
	add_param(&query, "X-Amz-Signature", str_of(s.signature));
	return set_query(req, &query, err);
}
