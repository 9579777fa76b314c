/*
 * candor.conf: sections and keys as rows.  What a section must hold as a whole:
 * config_check.c.
 *
 * Always true: a config that is handed out is whole (every required key is there and
 * fits the others); an error names file and line; what is unknown is a warning, never
 * silently dropped.
 */
#include "core/access/config_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/endpoint.h"
#include "core/base/ini.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define SHOWN_MAX 4096 /* bytes of a value as `candor config` shows it */

#define KEPT      SIZE_MAX /* the key is of a later version */
#define AT(field) offsetof(struct config_draft, field)
#define ARN_BYTES "+=/:,.@_-"

static const struct config_key vendor_keys[] = {
	{ "domain", AT(domain), 3, 253, true, ".-" },
	{ 0 },
};

static const struct config_key operator_keys[] = {
	{ "profile", AT(profile), 1, 256, false, NULL },
	{ "identity", AT(identity), 4, 7, false, "" },
	{ "mfa_serial", AT(mfa_serial), 9, 256, false, ARN_BYTES },
	{ 0 },
};

static const struct config_key listen_keys[] = {
	{ "address", AT(address), 3, 256, false, ".:[]-" },
	{ "cert", AT(cert), 1, 1024, false, NULL },
	{ "key", AT(tls_key), 1, 1024, false, NULL },
	{ 0 },
};

static const struct config_key heartbeats_keys[] = {
	{ "source", AT(beat_source), 5, 5, false, "" },
	{ "table", AT(beat_table), 3, 255, false, "._-" },
	{ "region", AT(beat_region), 4, 63, false, "-" },
	{ 0 },
};

static const struct config_key watch_keys[] = {
	{ "command", AT(command), 2, 1024, false, NULL },
	{ "webhook", AT(webhook), 10, 1024, false, NULL },
	{ 0 },
};

/* Sizes and bytes: STS API reference.  KEPT ones belong to later versions. */
static const struct config_key installation_keys[] = {
	{ "customer", AT(customer), 1, 128, true, NULL },
	{ "account", AT(account), 1, 64, true, NULL },
	{ "region", AT(region), 4, 63, true, "-" },
	{ "role_arn", AT(role_arn), 20, 2048, true, ARN_BYTES },
	{ "external_id", AT(external_id), 2, 1224, true, "_+=,.@:/-" },
	{ "policy_observe", AT(observe), 20, 2048, true, ARN_BYTES },
	{ "policy_operate", AT(operate), 20, 2048, false, ARN_BYTES },
	{ "policy_debug", AT(debug), 20, 2048, false, ARN_BYTES },
	{ "stacks", AT(stacks), 1, 1024, false, NULL },
	{ "timezone", AT(timezone), 3, 6, false, "+-:" },
	{ "heartbeat", AT(heartbeat), 9, 64, false, " " },
	{ "metadata", AT(metadata), 8, 1024, false, ":/.-_!*'()" },
	{ "heartbeat_key", AT(heartbeat_key), 1, 1024, false, NULL },
	{ "warehouse", KEPT, 0, 1024, false, NULL },
	{ "contract", KEPT, 0, 1024, false, NULL },
	{ "notify", KEPT, 0, 1024, false, NULL },
	{ "sealing_key", KEPT, 0, 1024, false, NULL },
	{ "approval_keys", KEPT, 0, 1024, false, NULL },
	{ "trail", KEPT, 0, 1024, false, NULL },
	{ 0 },
};

static void draft_release(struct config_draft *d)
{
	char **all[] = { &d->customer,   &d->account,     &d->region,
			 &d->role_arn,   &d->external_id, &d->observe,
			 &d->operate,    &d->debug,       &d->stacks,
			 &d->timezone,   &d->domain,      &d->profile,
			 &d->identity,   &d->mfa_serial,  &d->address,
			 &d->cert,       &d->heartbeat,   &d->heartbeat_key,
			 &d->tls_key,    &d->metadata,    &d->beat_source,
			 &d->beat_table, &d->beat_region, &d->command,
			 &d->webhook };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(*all[i]);
	config_metric_draft_release(&d->metric);
	*d = (struct config_draft){ 0 };
}

static void config_reader_release(struct config_reader *r)
{
	config_release(&r->config);
	draft_release(&r->draft);
	free(r->section);
	free(r->name);
}

static void installation_release(struct installation *i)
{
	free(i->name);
	free(i->customer);
	free(i->region);
	free(i->role_arn);
	free(i->external_id);
	free(i->policy_observe);
	free(i->policy_operate);
	free(i->policy_debug);
	free(i->stacks);
	free(i->metadata_bucket);
	free(i->metadata_prefix);
	free(i->heartbeat_key);
}

void config_release(struct config *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n_installations; i++)
		installation_release(&c->installations[i]);
	for (size_t i = 0; i < c->n_settings; i++) {
		free(c->settings[i].section);
		free(c->settings[i].key);
		free(c->settings[i].value);
	}
	for (size_t i = 0; i < c->n_warnings; i++)
		free(c->warnings[i]);
	for (size_t i = 0; i < c->n_files; i++)
		free(c->files[i]);
	for (size_t i = 0; i < c->n_metrics; i++)
		config_metric_release(&c->metrics[i]);
	free(c->metrics);
	free(c->files);
	free(c->installations);
	free(c->settings);
	free(c->warnings);
	free(c->path);
	free(c->vendor_domain);
	free(c->profile);
	free(c->mfa_serial);
	free(c->beat_table);
	free(c->beat_region);
	free(c->watch.command);
	free(c->watch.webhook);
	free(c->listen.address);
	free(c->listen.cert);
	free(c->listen.key);
	*c = (struct config){ 0 };
}

static bool only(struct str s, const char *others)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			     (c >= 'A' && c <= 'Z');

		if (!alnum && (c == '\0' || strchr(others, c) == NULL))
			return false;
	}
	return true;
}

static char *safe_text(struct str s)
{
	AUTO(buf) out = BUF_INIT(SHOWN_MAX + 8);

	utf8_safe(&out, s, SHOWN_MAX);
	return buf_take(&out);
}

static void warn(struct config_reader *r, unsigned line, const char *what,
		 struct str word)
{
	AUTO(buf) text = BUF_INIT(1024);
	AUTO(buf) raw = BUF_INIT(1024);

	buf_addf(&raw, "%s:%u: %s \"%.*s\" is unknown and has no effect", r->file, line,
		 what, (int)(word.len > 128 ? 128 : word.len), word.p);
	utf8_safe(&text, buf_str(&raw), 1000);
	*VEC_PUSH(r->config.warnings, r->config.n_warnings, r->config.cap_warnings) =
		buf_take(&text);
}

/* When all errors are asked for, this one is told and reading goes on. */
static bool go_on(struct config_reader *r, struct err *err)
{
	if (!r->problem)
		return false;
	r->last = *err;
	r->problem(r->problem_ctx, &r->last);
	r->bad = true;
	return true;
}

/* ---- the end of a section: everything is checked together ---- */

static char *take(char **text)
{
	char *taken = *text;

	*text = NULL;
	return taken;
}

static void add_installation(struct config_reader *r)
{
	struct config *c = &r->config;
	struct config_draft *d = &r->draft;
	struct installation *i =
		VEC_PUSH(c->installations, c->n_installations, c->cap_installations);

	i->name = take(&r->name);
	i->customer = safe_text(str_of(d->customer));
	memcpy(i->account, d->account, sizeof(i->account));
	i->partition = partition_of_region(d->region);
	i->region = take(&d->region);
	i->role_arn = take(&d->role_arn);
	i->external_id = take(&d->external_id);
	i->policy_observe = take(&d->observe);
	i->policy_operate = take(&d->operate);
	i->policy_debug = take(&d->debug);
	i->stacks = take(&d->stacks);
	if (d->metadata != NULL)
		bug_unless(config_bucket(d->metadata, &i->metadata_bucket,
					 &i->metadata_prefix));
	i->has_zone = d->timezone && config_zone(d->timezone, &i->zone_sec);
	if (d->heartbeat)
		(void)!config_heartbeat(d->heartbeat, &i->heartbeat_sec,
					&i->heartbeat_grace_sec); /* checked before */
	i->heartbeat_key = config_beside(r->file, &d->heartbeat_key);
	i->file = r->file;
	i->line = r->line;
}

/* A later file's word replaces an earlier one's. */
static void replace(char **kept, char **given)
{
	if (!*given)
		return;
	free(*kept);
	*kept = take(given);
}

static bool take_operator(struct config_reader *r, struct err *err)
{
	const char *part = r->draft.identity;

	replace(&r->config.profile, &r->draft.profile);
	replace(&r->config.mfa_serial, &r->draft.mfa_serial);
	if (part == NULL)
		return true;
	if (text_eq(part, "role"))
		r->config.part = IDENTITY_PART_ROLE;
	else if (text_eq(part, "session"))
		r->config.part = IDENTITY_PART_SESSION;
	else
		return err_set(err, ERR_CONFIG,
			       "%s:%u: identity is \"%s\", but must be role or session",
			       r->file, config_line_of(r, "identity"), part);
	return true;
}

static bool take_listen(struct config_reader *r, struct err *err)
{
	char *cert = NULL;
	char *key = NULL;

	if (!config_check_listen(r, err))
		return false;
	replace(&r->config.listen.address, &r->draft.address);
	cert = config_beside(r->file, &r->draft.cert);
	key = config_beside(r->file, &r->draft.tls_key);
	replace(&r->config.listen.cert, &cert);
	replace(&r->config.listen.key, &key);
	return true;
}

static bool take_heartbeats(struct config_reader *r, struct err *err)
{
	struct config *c = &r->config;

	if (!config_check_heartbeats(r, err))
		return false;
	if (text_eq(r->draft.beat_source, "table")) {
		replace(&c->beat_table, &r->draft.beat_table);
		replace(&c->beat_region, &r->draft.beat_region);
		return true;
	}
	free(c->beat_table);
	free(c->beat_region);
	c->beat_table = c->beat_region = NULL;
	return true;
}

static bool take_watch(struct config_reader *r, struct err *err)
{
	if (!config_check_watch(r, err))
		return false;
	replace(&r->config.watch.command, &r->draft.command);
	replace(&r->config.watch.webhook, &r->draft.webhook);
	return true;
}

static bool take_section(struct config_reader *r, struct err *err)
{
	if (r->bad)
		return true;
	if (!config_check_required(r, err))
		return false;
	switch (r->at) {
	case AT_NOTHING:
	case AT_CONSOLE:
	case AT_BROKEN: return true;
	case AT_VENDOR:
		replace(&r->config.vendor_domain, &r->draft.domain);
		return true;
	case AT_OPERATOR: return take_operator(r, err);
	case AT_LISTEN: return take_listen(r, err);
	case AT_HEARTBEATS: return take_heartbeats(r, err);
	case AT_METRIC: return config_take_metric(r, err);
	case AT_WATCH: return take_watch(r, err);
	case AT_INSTALLATION: break;
	}
	if (!config_check_installation(r, err))
		return false;
	add_installation(r);
	return true;
}

static bool end_section(struct config_reader *r, struct err *err)
{
	bool ok = take_section(r, err) || go_on(r, err);

	draft_release(&r->draft);
	memset(r->seen, 0, sizeof(r->seen));
	r->bad = false;
	return ok;
}

/* ---- lines ---- */

static bool once(const struct config_reader *r, bool *had, struct err *err)
{
	if (*had)
		return err_set(err, ERR_CONFIG, "%s:%u: [%s] stands twice", r->file,
			       r->line, r->section);
	*had = true;
	return true;
}

static bool begin_installation(struct config_reader *r, struct str name,
			       struct err *err)
{
	const struct installation *other;

	if (name.len == 0 || name.len > 64 || !only(name, "._-"))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: the name of an installation is 1 to 64 of "
			       "letters, digits, dot, underscore, hyphen: \"%.*s\"",
			       r->file, r->line, STR_FMT(name));
	free(r->name);
	r->name = mem_text_n(name.p, name.len);
	other = config_find(&r->config, r->name);
	if (other != NULL && other->file == r->file)
		return err_set(err, ERR_CONFIG,
			       "%s:%u: installation %s stands already on line %u",
			       r->file, r->line, r->name, other->line);
	if (other != NULL)
		return err_set(err, ERR_CONFIG,
			       "%s:%u: installation %s stands already at %s:%u; take "
			       "one of them out",
			       r->file, r->line, r->name, other->file, other->line);
	if (r->config.n_installations >= LIMIT_INSTALLATIONS)
		return err_set(err, ERR_LIMIT, "%s:%u: more than %d installations",
			       r->file, r->line, LIMIT_INSTALLATIONS);
	r->at = AT_INSTALLATION;
	r->keys = installation_keys;
	return true;
}

static bool begin_only(struct config_reader *r, enum config_section at,
		       const struct config_key *keys, bool *had, struct err *err)
{
	r->at = at;
	r->keys = keys;
	return once(r, had, err);
}

static bool begin_named(struct config_reader *r, struct str name, struct err *err)
{
	struct str rest = name;

	if (str_is(name, "vendor"))
		return begin_only(r, AT_VENDOR, vendor_keys, &r->had_vendor, err);
	if (str_is(name, "operator"))
		return begin_only(r, AT_OPERATOR, operator_keys, &r->had_operator, err);
	if (str_is(name, "console"))
		return begin_only(r, AT_CONSOLE, NULL, &r->had_console, err);
	if (str_is(name, "listen"))
		return begin_only(r, AT_LISTEN, listen_keys, &r->had_listen, err);
	if (str_is(name, "heartbeats"))
		return begin_only(r, AT_HEARTBEATS, heartbeats_keys, &r->had_heartbeats,
				  err);
	if (str_starts(name, "metric "))
		return config_begin_metric(
			r, str_trim((struct str){ name.p + 7, name.len - 7 }), err);
	if (str_is(name, "watch"))
		return begin_only(r, AT_WATCH, watch_keys, &r->had_watch, err);
	if (str_is(str_cut(&rest, ' '), "installation"))
		return begin_installation(r, str_trim(rest), err);
	return err_set(
		err, ERR_CONFIG,
		"%s:%u: section [%s] is unknown: vendor, operator, console, listen, "
		"heartbeats, watch, \"metric ID\" or \"installation NAME\"",
		r->file, r->line, r->section);
}

static bool begin_section(struct config_reader *r, const struct ini_line *l,
			  struct err *err)
{
	if (!end_section(r, err))
		return false;
	free(r->section);
	r->section = safe_text(l->section);
	r->line = l->line;
	if (begin_named(r, l->section, err))
		return true;
	r->at = AT_BROKEN;
	r->keys = NULL;
	return false;
}

static bool check_value(const struct config_reader *r, const struct config_key *k,
			const struct ini_line *l, struct err *err)
{
	if (l->value.len < k->min || l->value.len > k->max)
		return err_set(err, ERR_CONFIG,
			       "%s:%u: %s has %zu bytes, but must have %u to %u",
			       r->file, l->line, k->name, l->value.len, k->min, k->max);
	if (!utf8_valid(l->value))
		return err_set(err, ERR_CONFIG, "%s:%u: %s is not UTF-8", r->file,
			       l->line, k->name);
	if (k->others != NULL && !only(l->value, k->others))
		return err_set(err, ERR_CONFIG,
			       "%s:%u: %s may hold letters, digits and \"%s\" only",
			       r->file, l->line, k->name, k->others);
	return true;
}

static bool take_value(struct config_reader *r, size_t row, const struct ini_line *l,
		       struct err *err)
{
	const struct config_key *k = &r->keys[row];
	char *text;

	if (r->seen[row] != 0)
		return err_set(err, ERR_CONFIG, "%s:%u: %s stands already on line %u",
			       r->file, l->line, k->name, r->seen[row]);
	r->seen[row] = l->line;
	if (!check_value(r, k, l, err))
		return false;
	if (k->offset == KEPT)
		return true;
	text = mem_text_n(l->value.p, l->value.len);
	memcpy((char *)&r->draft + k->offset, &text, sizeof(text));
	return true;
}

static void keep_setting(struct config_reader *r, const struct ini_line *l)
{
	struct config *c = &r->config;
	struct config_setting *s =
		VEC_PUSH(c->settings, c->n_settings, c->cap_settings);

	s->section = mem_text(r->section);
	s->key = safe_text(l->key);
	s->value = safe_text(l->value);
	if (text_eq(r->section, "watch") && text_eq(s->key, "webhook"))
		config_hide_path(&s->value);
	s->file = r->file;
	s->line = l->line;
}

/* What the keys of [console] mean is the console's to know; that each stands once in a
 * file and has a value is judged here. */
static bool check_console(const struct config_reader *r, const struct ini_line *l,
			  struct err *err)
{
	static const struct config_key any = { "the value", KEPT, 1, 256, false, NULL };
	const struct config *c = &r->config;

	for (size_t i = 0; i < c->n_settings; i++) {
		const struct config_setting *s = &c->settings[i];

		if (s->file == r->file && text_eq(s->section, "console") &&
		    str_is(l->key, s->key))
			return err_set(err, ERR_CONFIG,
				       "%s:%u: %s stands already on line %u", r->file,
				       l->line, s->key, s->line);
	}
	return check_value(r, &any, l, err);
}

static bool read_line(struct config_reader *r, const struct ini_line *l,
		      struct err *err)
{
	if (l->key.len == 0)
		return begin_section(r, l, err);
	if (r->at == AT_BROKEN)
		return true;
	if (r->at == AT_NOTHING)
		return err_set(err, ERR_CONFIG, "%s:%u: a key before any section",
			       r->file, l->line);
	if (r->at == AT_CONSOLE && !check_console(r, l, err))
		return false;
	keep_setting(r, l);
	if (r->at == AT_CONSOLE)
		return true;
	for (size_t i = 0; r->keys != NULL && r->keys[i].name != NULL; i++)
		if (str_is(l->key, r->keys[i].name))
			return take_value(r, i, l, err);
	warn(r, l->line, "key", l->key);
	return true;
}

static bool each_line(void *ctx, const struct ini_line *l, struct err *err)
{
	struct config_reader *r = ctx;

	return read_line(r, l, err) || go_on(r, err);
}

static bool read_source(struct config_reader *r, const struct config_source *s,
			struct err *err)
{
	struct config *c = &r->config;

	r->file = *VEC_PUSH(c->files, c->n_files, c->cap_files) = mem_text(s->name);
	r->had_vendor = r->had_operator = r->had_console = r->had_listen =
		r->had_heartbeats = r->had_watch = false;
	if (!ini_read(s->text, r->file, INI_CANDOR, each_line, r, err) &&
	    !go_on(r, err))
		return false;
	if (!end_section(r, err))
		return false;
	r->at = AT_NOTHING;
	r->keys = NULL;
	return true;
}

static bool check_vendor(const struct config_reader *r, struct err *err)
{
	if (r->config.vendor_domain != NULL)
		return true;
	return err_set(err, ERR_CONFIG,
		       "%s: there is no [vendor] section with a domain", r->file);
}

static bool read_all(struct config_reader *r, const struct config_source *sources,
		     size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!read_source(r, &sources[i], err))
			return false;
	if (r->last.code == ERR_NONE && !check_vendor(r, err) && !go_on(r, err))
		return false;
	if (r->last.code == ERR_NONE)
		return true;
	*err = r->last;
	return false;
}

bool config_parse_all(const struct config_source *sources, size_t n,
		      config_problem *problem, void *ctx, struct config *ret,
		      struct err *err)
{
	AUTO(config_reader) r = { .problem = problem, .problem_ctx = ctx };

	bug_unless(n > 0);
	if (!read_all(&r, sources, n, err))
		return false;
	r.config.path = mem_text(r.file);
	*ret = r.config;
	r.config = (struct config){ 0 };
	return true;
}

bool config_parse(struct str text, const char *name, struct config *ret,
		  struct err *err)
{
	const struct config_source only_one = { name, text };

	return config_parse_all(&only_one, 1, NULL, NULL, ret, err);
}

const struct installation *config_find(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->n_installations; i++)
		if (text_eq(c->installations[i].name, name))
			return &c->installations[i];
	return NULL;
}
