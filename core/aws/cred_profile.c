/*
 * Profiles of the two AWS files.
 *
 * Holds always: a section whose name AWS would not know is passed over with all its
 * properties, as AWS's tools do; a file that somebody else may write to is refused,
 * for `credential_process` in it is a command that we run.
 */
#include "core/aws/cred_profile.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/cred_env.h"
#include "core/base/ini.h"
#include "core/base/os.h"
#include "core/base/vec.h"

#define PROFILES_MAX 2000
#define PROPS_MAX    500 /* of one profile */

static void prop_release(struct profile_prop *p)
{
	if (p->value)
		secret_wipe(p->value, strlen(p->value));
	free(p->value);
	free(p->key);
}

static void props_clear(struct profile *p)
{
	for (size_t i = 0; i < p->n_props; i++)
		prop_release(&p->props[i]);
	p->n_props = 0;
}

void profiles_release(struct profiles *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		props_clear(&p->items[i]);
		free(p->items[i].props);
		free(p->items[i].name);
	}
	free(p->items);
	free(p->paths[PROFILE_CONFIG]);
	free(p->paths[PROFILE_CREDENTIALS]);
	*p = (struct profiles){ 0 };
}

static struct profile *find_section(const struct profiles *p, struct str name,
				    enum profile_section section)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->items[i].section == section && str_is(name, p->items[i].name))
			return &p->items[i];
	}
	return NULL;
}

const struct profile *profiles_find(const struct profiles *p, const char *name)
{
	return name ? find_section(p, str_of(name), PROFILE_SECTION) : NULL;
}

const struct profile *profiles_sso_session(const struct profiles *p, const char *name)
{
	return name ? find_section(p, str_of(name), PROFILE_SSO_SESSION) : NULL;
}

static struct profile_prop *find_prop(const struct profile *p, struct str key)
{
	for (size_t i = 0; i < p->n_props; i++) {
		if (str_is(key, p->props[i].key))
			return &p->props[i];
	}
	return NULL;
}

const struct profile_prop *profile_prop(const struct profile *p, const char *key)
{
	const struct profile_prop *prop = p ? find_prop(p, str_of(key)) : NULL;

	return prop && str_trim(str_of(prop->value)).len > 0 ? prop : NULL;
}

const char *profile_get(const struct profile *p, const char *key)
{
	const struct profile_prop *prop = profile_prop(p, key);

	return prop ? prop->value : NULL;
}

/* ---- one file ---- */

struct reading {
	struct profiles *to;
	const char *name;
	enum profile_file file;
	struct profile *current; /* NULL: an ignored section */
};

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9');
		if (!alnum && (c == '\0' || !strchr("-_/.%@:+", c)))
			return false;
	}
	return s.len > 0;
}

/* What stands behind "profile" and a blank; false when it begins otherwise. */
static bool behind_word(struct str *s, const char *word)
{
	struct str rest = *s;

	if (!str_starts(rest, word))
		return false;
	rest.p += strlen(word);
	rest.len -= strlen(word);
	if (rest.len == 0 || (rest.p[0] != ' ' && rest.p[0] != '\t'))
		return false;
	*s = str_trim(rest);
	return true;
}

/* The profile or SSO session that a section's text names; empty for any other. */
static struct str name_of(struct str section, enum profile_file file,
			  enum profile_section *ret_section, bool *ret_prefixed)
{
	struct str s = str_trim(section);

	*ret_section = PROFILE_SECTION;
	*ret_prefixed = false;
	if (file == PROFILE_CONFIG && !str_is(s, "default")) {
		if (behind_word(&s, "sso-session"))
			*ret_section = PROFILE_SSO_SESSION;
		else if (!behind_word(&s, "profile"))
			return (struct str){ 0 };
		*ret_prefixed = true;
	}
	return is_name(s) ? s : (struct str){ 0 };
}

static bool open_section(struct reading *r, struct str text, struct err *err)
{
	struct profiles *to = r->to;
	enum profile_section section;
	bool prefixed;
	struct str name = name_of(text, r->file, &section, &prefixed);

	r->current = NULL;
	if (name.len == 0)
		return true;
	struct profile *p = find_section(to, name, section);
	if (!p) {
		if (to->n >= PROFILES_MAX)
			return err_set(err, ERR_LIMIT, "%s: more than %d profiles",
				       r->name, PROFILES_MAX);
		p = VEC_PUSH(to->items, to->n, to->cap);
		p->name = mem_text_n(name.p, name.len);
		p->section = section;
	}
	r->current = p;
	if (r->file == PROFILE_CONFIG && section == PROFILE_SECTION &&
	    str_is(name, "default")) {
		if (prefixed && !p->prefixed)
			props_clear(p); /* [profile default] wins over [default] */
		if (!prefixed && p->prefixed)
			r->current = NULL;
		p->prefixed = p->prefixed || prefixed;
	}
	return true;
}

static bool put_prop(struct reading *r, const struct ini_line *line, struct err *err)
{
	struct profile *p = r->current;
	struct profile_prop *prop = find_prop(p, line->key);

	if (!prop && p->n_props >= PROPS_MAX)
		return err_set(err, ERR_LIMIT,
			       "%s: more than %d properties in profile %s", r->name,
			       PROPS_MAX, p->name);
	if (!prop)
		prop = VEC_PUSH(p->props, p->n_props, p->cap_props);
	else
		prop_release(prop);
	*prop = (struct profile_prop){
		.key = mem_text_n(line->key.p, line->key.len),
		.value =
			mem_text_n(line->value.p ? line->value.p : "", line->value.len),
		.file = r->file,
		.line = line->line,
	};
	return true;
}

static bool on_line(void *ctx, const struct ini_line *line, struct err *err)
{
	struct reading *r = ctx;

	if (line->key.len == 0)
		return open_section(r, line->section, err);
	if (!r->current || line->parent.len > 0)
		return true; /* "s3 =" and its like have properties of their own */
	return put_prop(r, line, err);
}

bool profiles_parse(struct profiles *p, struct str text, const char *name,
		    enum profile_file file, struct err *err)
{
	struct reading r = { p, name, file, NULL };

	return ini_read(text, name, INI_AWS, on_line, &r, err);
}

/* ---- both files ---- */

char *profiles_path(const struct cred_env *env, enum profile_file file)
{
	const char *path = cred_env_get(env, file == PROFILE_CONFIG
						     ? "AWS_CONFIG_FILE"
						     : "AWS_SHARED_CREDENTIALS_FILE");
	const char *home = cred_env_get(env, "HOME");
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(4));

	if (!path)
		path = file == PROFILE_CONFIG ? "~/.aws/config" : "~/.aws/credentials";
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0')) {
		if (!home)
			return NULL;
		buf_add_text(&out, home);
		path++;
	}
	buf_add_text(&out, path);
	return buf_ok(&out) ? buf_take(&out) : NULL;
}

static bool load_file(struct profiles *p, enum profile_file file, struct err *err)
{
	const char *path = p->paths[file];
	AUTO(buf) text = BUF_SECRET(LIMIT_CONFIG);

	/* /dev/null is how people say that there is none. */
	if (!path || strcmp(path, "/dev/null") == 0 || !os_file_exists(path))
		return true;
	return os_read_private(path, &text, err) &&
	       profiles_parse(p, buf_str(&text), path, file, err);
}

bool profiles_load(struct profiles *p, const struct cred_env *env, struct err *err)
{
	AUTO(profiles) read = { 0 };

	read.paths[PROFILE_CONFIG] = profiles_path(env, PROFILE_CONFIG);
	read.paths[PROFILE_CREDENTIALS] = profiles_path(env, PROFILE_CREDENTIALS);
	if (!load_file(&read, PROFILE_CONFIG, err) ||
	    !load_file(&read, PROFILE_CREDENTIALS, err))
		return false;
	*p = read;
	read = (struct profiles){ 0 };
	return true;
}
