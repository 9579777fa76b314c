/*
 * Requests and replies as bytes and names.
 *
 * Holds always: no header has CR, LF or NUL in it, so nothing can be smuggled in;
 * there are at most LIMIT_HEADERS of them, LIMIT_HEADER_BYTES in all; what is freed
 * is wiped, for it may be a session token or an MFA code.
 */
#include "core/net/http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/secret.h"
#include "core/base/str.h"
#include "core/base/vec.h"

static void text_wipe(char *text)
{
	if (text)
		secret_wipe(text, strlen(text));
	free(text);
}

static void header_release(struct http_header *h)
{
	free(h->name);
	text_wipe(h->value);
	*h = (struct http_header){ 0 };
}

static void headers_release(struct http_header *headers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		header_release(&headers[i]);
	free(headers);
}

void http_request_release(struct http_request *r)
{
	if (!r)
		return;
	free(r->host);
	free(r->path);
	text_wipe(r->query);
	headers_release(r->headers, r->n_headers);
	r->body.wipe = true;
	buf_release(&r->body);
	*r = (struct http_request){ 0 };
}

struct http_request http_request_take(struct http_request *r)
{
	struct http_request taken = *r;

	*r = (struct http_request){ 0 };
	return taken;
}

void http_reply_release(struct http_reply *r)
{
	if (!r)
		return;
	headers_release(r->headers, r->n_headers);
	r->body.wipe = true;
	buf_release(&r->body);
	*r = (struct http_reply){ 0 };
}

/* RFC 9110 token: what a header's name is made of. */
static bool is_name(struct str s)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9');
		if (!alnum && (c == '\0' || !strchr(marks, c)))
			return false;
	}
	return s.len > 0;
}

static bool is_value(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	}
	return true;
}

static size_t headers_bytes(const struct http_header *headers, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += strlen(headers[i].name) + strlen(headers[i].value) + 4;
	return sum;
}

static bool has_room(const struct http_header *headers, size_t n, size_t more,
		     struct err *err)
{
	if (n >= LIMIT_HEADERS)
		return err_set(err, ERR_LIMIT, "more than %d headers", LIMIT_HEADERS);
	if (headers_bytes(headers, n) + more > LIMIT_HEADER_BYTES)
		return err_set(err, ERR_LIMIT, "headers of more than %zu bytes",
			       LIMIT_HEADER_BYTES);
	return true;
}

bool http_request_header(struct http_request *r, const char *name, const char *value,
			 struct err *err)
{
	struct str n = str_of(name), v = str_of(value);

	if (!is_name(n))
		return err_set(err, ERR_ARG, "a header with a bad name");
	if (!is_value(v))
		return err_set(err, ERR_ARG, "header %s: a line end in its value",
			       name);
	if (!has_room(r->headers, r->n_headers, n.len + v.len + 4, err))
		return false;
	*VEC_PUSH(r->headers, r->n_headers, r->cap_headers) = (struct http_header){
		.name = mem_text_n(n.p, n.len),
		.value = mem_text_n(v.p ? v.p : "", v.len),
	};
	return true;
}

void http_request_remove(struct http_request *r, const char *name)
{
	for (size_t i = r->n_headers; i-- > 0;) {
		if (strcasecmp(r->headers[i].name, name) != 0)
			continue;
		header_release(&r->headers[i]);
		VEC_REMOVE(r->headers, r->n_headers, i);
	}
}

void http_request_copy(struct http_request *dst, const struct http_request *src)
{
	*dst = *src;
	dst->host = mem_text(src->host);
	dst->path = mem_text(src->path);
	dst->query = mem_text(src->query);
	dst->headers = NULL;
	dst->n_headers = dst->cap_headers = 0;
	for (size_t i = 0; i < src->n_headers; i++) {
		*VEC_PUSH(dst->headers, dst->n_headers, dst->cap_headers) =
			(struct http_header){
				.name = mem_text(src->headers[i].name),
				.value = mem_text(src->headers[i].value),
			};
	}
	dst->body = BUF_SECRET(src->body.max);
	buf_add(&dst->body, src->body.p, src->body.len);
}

void http_request_host(const struct http_request *r, struct buf *out)
{
	const char *host = text_or(r->host, "");
	bool bare6 = strchr(host, ':') && host[0] != '[';

	buf_addf(out, bare6 ? "[%s]" : "%s", host);
	if (r->port != 0 && r->port != (r->tls ? 443u : 80u))
		buf_addf(out, ":%u", r->port);
}

void http_request_url(const struct http_request *r, struct buf *out)
{
	buf_add_text(out, r->tls ? "https://" : "http://");
	http_request_host(r, out);
	buf_add_text(out, text_empty(r->path) ? "/" : r->path);
	if (r->query) {
		buf_add_char(out, '?');
		buf_add_text(out, r->query);
	}
}

static const char *headers_get(const struct http_header *headers, size_t n,
			       const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(headers[i].name, name) == 0)
			return headers[i].value;
	}
	return NULL;
}

const char *http_request_get(const struct http_request *r, const char *name)
{
	return headers_get(r->headers, r->n_headers, name);
}

const char *http_reply_get(const struct http_reply *r, const char *name)
{
	return headers_get(r->headers, r->n_headers, name);
}

bool http_reply_line(struct http_reply *r, struct str line, struct err *err)
{
	struct str value = line;
	struct str name = str_cut(&value, ':');

	if (name.len == line.len || !is_name(name))
		return true;
	value = str_trim(value);
	if (!is_value(value))
		return true;
	if (!has_room(r->headers, r->n_headers, name.len + value.len + 4, err))
		return false;
	*VEC_PUSH(r->headers, r->n_headers, r->cap_headers) = (struct http_header){
		.name = mem_text_n(name.p, name.len),
		.value = mem_text_n(value.p ? value.p : "", value.len),
	};
	return true;
}

/* Letters, digits, '-', '.', '_' of a name or address; ':' too inside brackets. */
static bool is_host(struct str s, bool bracket)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9');
		if (!alnum && c != '-' && c != '.' && c != '_' &&
		    !(bracket && c == ':'))
			return false;
	}
	return s.len > 0 && s.len < 256;
}

/* "host", "host:port", "[::1]:port"; the brackets are not part of ret_host. */
static bool parse_authority(struct str s, struct str *ret_host, int64_t *ret_port)
{
	struct str host, port = { 0 };
	bool bracket = str_starts(s, "[");

	if (bracket) {
		struct str rest = { s.p + 1, s.len - 1 };
		host = str_cut(&rest, ']');
		if (!rest.p || (rest.len > 0 && rest.p[0] != ':'))
			return false;
		if (rest.len > 0)
			port = (struct str){ rest.p + 1, rest.len - 1 };
		if (rest.len == 1)
			return false;
	} else {
		port = s;
		host = str_cut(&port, ':');
		if (port.p && port.len == 0)
			return false;
	}
	*ret_port = 0;
	if (port.len > 0 && !str_int(port, 1, 65535, ret_port))
		return false;
	*ret_host = host;
	return is_host(host, bracket);
}

static bool is_path(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || c >= 0x7f || strchr("?#\"<>\\^`{|}", c))
			return false;
	}
	return s.len < 256;
}

bool http_parse_url(struct str url, struct http_request *r, struct err *err)
{
	bool tls = str_starts(url, "https://");
	size_t skip = tls ? 8 : 7;

	if (!tls && !str_starts(url, "http://"))
		return err_set(err, ERR_ARG, "not an http:// or https:// URL");
	struct str rest = { url.p + skip, url.len - skip };
	size_t len = 0;
	while (len < rest.len && rest.p[len] != '/')
		len++;
	struct str authority = { rest.p, len };
	struct str path = { rest.p + len, rest.len - len }, host;
	int64_t port;
	if (!parse_authority(authority, &host, &port))
		return err_set(err, ERR_ARG,
			       "a URL without a plain host, or with a bad port");
	if (!is_path(path))
		return err_set(
			err, ERR_ARG,
			"a URL with a query, a fragment or odd bytes in its path");
	free(r->host);
	free(r->path);
	r->tls = tls;
	r->port = (unsigned)port;
	r->host = mem_text_n(host.p, host.len);
	r->path = path.len > 0 ? mem_text_n(path.p, path.len) : mem_text("/");
	return true;
}

bool http_is_loopback(const char *host)
{
	struct str s = str_of(host), part;
	unsigned n = 0;
	int64_t byte;

	if (!host)
		return false;
	if (strcasecmp(host, "localhost") == 0 || str_is(s, "::1") ||
	    str_is(s, "[::1]"))
		return true;
	for (struct str rest = s; n < 5 && rest.p; n++) {
		part = str_cut(&rest, '.');
		if (part.len > 3 || !str_int(part, 0, 255, &byte))
			return false;
		if (n == 0 && byte != 127)
			return false;
	}
	return n == 4;
}
