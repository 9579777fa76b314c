/*
 * The sections of candor.conf: their keys as rows, how each begins, and what of a whole
 * one is taken over.
 */
#include "core/access/config_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/endpoint.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

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

/* Sizes and bytes: STS API reference.  CONFIG_KEPT ones belong to later versions. */
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
	{ "warehouse", CONFIG_KEPT, 0, 1024, false, NULL },
	{ "contract", CONFIG_KEPT, 0, 1024, false, NULL },
	{ "notify", CONFIG_KEPT, 0, 1024, false, NULL },
	{ "sealing_key", CONFIG_KEPT, 0, 1024, false, NULL },
	{ "approval_keys", CONFIG_KEPT, 0, 1024, false, NULL },
	{ "trail", CONFIG_KEPT, 0, 1024, false, NULL },
	{ 0 },
};

void config_draft_release(struct config_draft *d)
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

bool config_only(struct str s, const char *others)
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

/* ---- the end of a section: everything is taken over together ---- */

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
	i->customer = config_safe_text(str_of(d->customer));
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

bool config_take_section(struct config_reader *r, struct err *err)
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

/* ---- the beginning of a section ---- */

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

	if (name.len == 0 || name.len > 64 || !config_only(name, "._-"))
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

bool config_begin_section(struct config_reader *r, struct str name, struct err *err)
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
