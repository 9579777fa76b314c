/*
 * candor.conf, line by line.  What sections there are: config_section.c; what one must
 * hold as a whole: config_check.c.
 *
 * Always true: a config that is handed out is whole (every required key is there and
 * fits the others); an error names file and line; what is unknown is a warning, never
 * silently dropped.
 */
#include "core/access/config_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/ini.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define SHOWN_MAX 4096 /* bytes of a value as `candor config` shows it */

char *config_safe_text(struct str s)
{
	AUTO(buf) out = BUF_INIT(SHOWN_MAX + 8);

	utf8_safe(&out, s, SHOWN_MAX);
	return buf_take(&out);
}

static void config_reader_release(struct config_reader *r)
{
	config_release(&r->config);
	config_draft_release(&r->draft);
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

static bool end_section(struct config_reader *r, struct err *err)
{
	bool ok = config_take_section(r, err) || go_on(r, err);

	config_draft_release(&r->draft);
	memset(r->seen, 0, sizeof(r->seen));
	r->bad = false;
	return ok;
}

/* ---- lines ---- */

static bool begin_section(struct config_reader *r, const struct ini_line *l,
			  struct err *err)
{
	if (!end_section(r, err))
		return false;
	free(r->section);
	r->section = config_safe_text(l->section);
	r->line = l->line;
	if (config_begin_section(r, l->section, err))
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
	if (k->others != NULL && !config_only(l->value, k->others))
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
	if (k->offset == CONFIG_KEPT)
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
	s->key = config_safe_text(l->key);
	s->value = config_safe_text(l->value);
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
	static const struct config_key any = { "the value", CONFIG_KEPT, 1,
					       256,         false,       NULL };
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
