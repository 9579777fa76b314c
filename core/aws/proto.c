/*
 * The protocol that a row's service speaks, and what must not leave the decoder.
 *
 * Holds always: a result that proto_decode() hands over has passed proto_drop().
 */
#include "core/aws/proto.h"

#include <string.h>

#include "core/aws/proto_json.h"
#include "core/aws/proto_query.h"
#include "core/aws/proto_rest.h"
#include "core/aws/proto_webhook.h"

typedef bool build(const struct op *op, const struct args *args,
		   const struct endpoint *ep, struct http_request *ret,
		   struct err *err);
typedef bool decode(const struct op *op, const struct http_reply *reply,
		    struct arena *arena, struct node **ret, struct err *err);
typedef bool error_of(const struct http_reply *reply, struct arena *arena,
		      struct proto_error *ret);

static const struct dialect {
	build *build;
	decode *decode;
	error_of *error;
} dialects[] = {
	[PROTO_QUERY] = { proto_query_build, proto_query_decode, proto_query_error },
	[PROTO_EC2] = { proto_ec2_build, proto_ec2_decode, proto_query_error },
	[PROTO_JSON] = { proto_json_build, proto_json_decode, proto_json_error },
	[PROTO_REST_JSON] = { proto_rest_build, proto_json_decode, proto_json_error },
	[PROTO_REST_XML] = { proto_rest_build, proto_rest_decode_xml,
			     proto_query_error },
	[PROTO_WEBHOOK] = { proto_webhook_build, proto_webhook_decode,
			    proto_webhook_error },
};

bool proto_build(const struct op *op, const struct args *args,
		 const struct endpoint *ep, struct http_request *ret, struct err *err)
{
	return dialects[op->service->proto].build(op, args, ep, ret, err);
}

bool proto_decode(const struct op *op, const struct http_reply *reply,
		  struct arena *arena, const struct node **ret, struct err *err)
{
	struct node *result;

	if (!dialects[op->service->proto].decode(op, reply, arena, &result, err))
		return false;
	proto_drop(op, arena, result);
	*ret = result;
	return true;
}

bool proto_error(const struct op *op, const struct http_reply *reply,
		 struct arena *arena, struct proto_error *ret)
{
	return dialects[op->service->proto].error(reply, arena, ret);
}

/* ---- what looks secret ---- */

/* Lower case, and without what people put between words: "API-Key" is "apikey". */
static void squeeze(struct buf *out, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.p[i];
		if (c >= 'A' && c <= 'Z')
			buf_add_char(out, (char)(c - 'A' + 'a'));
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_add_char(out, c);
	}
}

bool proto_secret_name(struct str name)
{
	static const char *const words[] = {
		"password",
		"passwd",
		"passphrase",
		"passcode",
		"pwd",
		"secret",
		"token",
		"apikey",
		"accesskey",
		"privatekey",
		"masterkey",
		"signingkey",
		"sshkey",
		"encryptionkey",
		"credential",
		"authkey",
		"jwt",
		"webhook",
		"connectionstring",
		"connstr",
	};
	AUTO(buf) squeezed = BUF_INIT(LIMIT_TEXT);

	squeeze(&squeezed, name);
	if (!buf_ok(&squeezed) || str_ends(buf_str(&squeezed), "pass"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strstr(buf_text(&squeezed), words[i]))
			return true;
	}
	return false;
}

static bool has(struct str s, const char *what)
{
	return memmem(s.p ? s.p : "", s.len, what, strlen(what)) != NULL;
}

/* "AKIA" or "ASIA" and sixteen capitals or digits, anywhere. */
static bool has_key_id(struct str s)
{
	for (size_t i = 0; i + 20 <= s.len; i++) {
		size_t n = 4;
		if (memcmp(s.p + i, "AKIA", 4) != 0 && memcmp(s.p + i, "ASIA", 4) != 0)
			continue;
		while (n < 20 && ((s.p[i + n] >= 'A' && s.p[i + n] <= 'Z') ||
				  (s.p[i + n] >= '0' && s.p[i + n] <= '9')))
			n++;
		if (n == 20)
			return true;
	}
	return false;
}

/* "scheme://user:password@host". */
static bool has_url_password(struct str s)
{
	bool colon = false;
	const char *at = s.len > 0 ? memmem(s.p, s.len, "://", 3) : NULL;

	for (size_t i = at ? (size_t)(at - s.p) + 3 : s.len; i < s.len; i++) {
		if (s.p[i] == '@' && colon)
			return true;
		if (s.p[i] == '/' || s.p[i] == ' ' || s.p[i] == '?')
			return false;
		colon = colon || s.p[i] == ':';
	}
	return false;
}

bool proto_secret_value(struct str value)
{
	AUTO(buf) squeezed = BUF_SECRET(LIMIT_BODY);

	if (has(value, "PRIVATE KEY-----") || has_key_id(value) ||
	    has_url_password(value))
		return true;
	if (str_starts(value, "eyJ") && has(value, "."))
		return true; /* a JSON web token */
	for (size_t i = 0; i < value.len; i++) {
		char c = value.p[i];
		buf_add_char(&squeezed,
			     (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
	}
	return has(buf_str(&squeezed), "password=") || has(buf_str(&squeezed), "pwd=");
}

/* ---- dropping ---- */

struct rule {
	struct str path; /* "Stacks.Parameters"; empty for a member of the result */
	struct str key;  /* "ParameterKey"; empty: the member goes, whole */
	struct str name; /* "ParameterValue" */
};

static struct rule rule_of(const char *text)
{
	struct rule r = { .name = str_of(text) };
	const char *dot = strrchr(text, '.');

	if (dot) {
		r.path = (struct str){ text, (size_t)(dot - text) };
		r.name = str_of(dot + 1);
	}
	struct str value = r.name;
	struct str key = str_cut(&value, '~');
	if (value.p) {
		r.key = key;
		r.name = value;
	}
	return r;
}

static void remove_child(struct node *parent, struct str name)
{
	struct node **link = &parent->first, *last = NULL;

	while (*link) {
		struct node *child = *link;
		if (child->name && str_is(name, child->name)) {
			*link = child->next;
			parent->n_children--;
			continue;
		}
		last = child;
		link = &child->next;
	}
	parent->last = last;
}

/* Without a readable name the values are hidden: nothing says that they are harmless.
 */
static bool name_is_secret(const struct node *parent, struct str key)
{
	for (const struct node *n = parent->first; n; n = n->next) {
		if (n->name && str_is(key, n->name) && n->kind == NODE_TEXT)
			return proto_secret_name(n->text);
	}
	return true;
}

/* The name is judged once: a hostile answer may have many values beside it. */
static void hide_values(struct node *parent, const struct rule *r, const char *mark)
{
	bool all = name_is_secret(parent, r->key);

	for (struct node *n = parent->first; n; n = n->next) {
		if (!n->name || !str_is(r->name, n->name))
			continue;
		if (!all && (n->kind != NODE_TEXT || !proto_secret_value(n->text)))
			continue;
		n->kind = NODE_TEXT;
		n->text = str_of(mark);
		n->first = n->last = NULL;
		n->n_children = 0;
	}
}

/* An element of a list in XML ("member", or a name of the service's) or JSON (no name).
 */
static bool is_element(const struct op *op, const struct node *n)
{
	const char *const *names = op->service ? op->service->elements : NULL;

	if (!n->name || strcmp(n->name, "member") == 0)
		return true;
	for (size_t i = 0; names && names[i]; i++)
		if (strcmp(n->name, names[i]) == 0)
			return true;
	return false;
}

/* A name that is an element's and a step's too is the step: each node is met once. */
static void apply(const struct op *op, struct node *n, struct str path,
		  const struct rule *r, const char *mark)
{
	struct str rest = path, step = str_cut(&rest, '.');

	if (path.len == 0 && r->key.len > 0)
		hide_values(n, r, mark);
	else if (path.len == 0)
		remove_child(n, r->name);
	for (struct node *child = n->first; child; child = child->next) {
		if (path.len > 0 && child->name && str_is(step, child->name))
			apply(op, child, rest, r, mark);
		else if (is_element(op, child))
			apply(op, child, path, r, mark);
	}
}

void proto_drop(const struct op *op, struct arena *arena, struct node *result)
{
	if (!op->drop || !result)
		return;
	const char *mark = arena_text(arena, STR(PROTO_SECRET_REF));
	for (size_t i = 0; op->drop[i]; i++) {
		struct rule r = rule_of(op->drop[i]);
		apply(op, result, r.path, &r, mark ? mark : "");
	}
}
