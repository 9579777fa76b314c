/*
 * The official cases for the two files of AWS, where a checkout has them beside
 * it (they are AWS's and not copied).  It stands here and not beside test_ini.c
 * since reading the cases needs JSON.
 */
#include "core/base/ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "core/tree/json.h"

#define CASES TEST_DIR "/../../shared/data/config-tests/profile-parser-tests.json"

/* The files merged as core/aws/cred_profile.c will do it, in the smallest form. */
struct property {
	char *section, *key, *value; /* a section without properties has key "" */
	bool prefixed;               /* stood in [profile default] */
};

struct merged {
	struct property *items;
	size_t n_items, cap_items;
	bool credentials;
};

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && (c < '0' || c > '9') && (!c || !strchr("-_/.%@:+", c)))
			return false;
	}
	return s.len > 0;
}

/* "profile NAME" as "profiles/NAME"; false for a section that is ignored. */
static bool place_of(const struct merged *m, struct str section, struct buf *out,
		     bool *ret_prefixed)
{
	size_t n = 0;
	while (n < section.len && section.p[n] != ' ' && section.p[n] != '\t')
		n++;
	struct str type = { section.p, n };
	struct str name = str_trim((struct str){ section.p + n, section.len - n });
	*ret_prefixed = !m->credentials && name.len > 0;
	if (name.len == 0 && (m->credentials || str_is(type, "default"))) {
		name = type;
		type = STR("profile");
	} else if (m->credentials) {
		return false;
	}
	if (!is_name(name) ||
	    (!str_is(type, "profile") && !str_is(type, "sso-session")))
		return false;
	buf_add_text(out, str_is(type, "profile") ? "profiles/" : "sso_sessions/");
	buf_add_str(out, name);
	return true;
}

static struct property *find(struct merged *m, const char *section, const char *key)
{
	for (size_t i = 0; i < m->n_items; i++) {
		if (text_eq(m->items[i].section, section) &&
		    text_eq(m->items[i].key, key))
			return &m->items[i];
	}
	struct property *p = VEC_PUSH(m->items, m->n_items, m->cap_items);
	p->section = mem_text(section);
	p->key = mem_text(key);
	p->value = mem_text("");
	return p;
}

static void drop_unprefixed(struct merged *m)
{
	for (size_t i = 0; i < m->n_items; i++) {
		if (text_eq(m->items[i].section, "profiles/default"))
			m->items[i].section[0] = '-'; /* found by nobody */
	}
}

static bool add_line(void *ctx, const struct ini_line *line, struct err *err)
{
	(void)err;
	struct merged *m = ctx;
	AUTO(buf) place = BUF_INIT(1000);
	bool prefixed = false;
	if (!place_of(m, line->section, &place, &prefixed))
		return true;
	/* [profile default] wins over [default], whichever comes first. */
	struct property *section = find(m, buf_text(&place), "");
	if (text_eq(buf_text(&place), "profiles/default") && !m->credentials) {
		if (prefixed && !section->prefixed)
			drop_unprefixed(m);
		section = find(m, buf_text(&place), "");
		if (!prefixed && section->prefixed)
			return true;
		section->prefixed = prefixed;
	}
	AUTO(buf) key = BUF_INIT(1000);
	AUTO(buf) value = BUF_INIT(1000);
	buf_add_str(&key, line->parent.len > 0 ? line->parent : line->key);
	if (key.len == 0)
		return true;
	struct property *p = find(m, buf_text(&place), buf_text(&key));
	if (line->parent.len > 0)
		buf_addf(&value, "%s\n%.*s =%s%.*s", p->value, STR_FMT(line->key),
			 line->value.len > 0 ? " " : "", STR_FMT(line->value));
	else
		buf_add_str(&value, line->value);
	free(p->value);
	p->value = buf_take(&value);
	return true;
}

static size_t count(const struct merged *m, bool sections)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n_items; i++) {
		if (m->items[i].section[0] != '-' &&
		    text_empty(m->items[i].key) == sections)
			n++;
	}
	return n;
}

static void merged_release(struct merged *m)
{
	for (size_t i = 0; i < m->n_items; i++) {
		free(m->items[i].section);
		free(m->items[i].key);
		free(m->items[i].value);
	}
	free(m->items);
}

static void expect_group(struct merged *m, const char *test, const char *group,
			 const struct node *sections, size_t *n_sections,
			 size_t *n_keys)
{
	for (const struct node *s = node_first(sections); s; s = s->next) {
		AUTO(buf) place = BUF_INIT(1000);
		buf_addf(&place, "%s/%s", group, s->name);
		++*n_sections;
		for (const struct node *k = s->first; k; k = k->next) {
			++*n_keys;
			struct property *p = find(m, buf_text(&place), k->name);
			if (!text_eq(p->value, k->text.p))
				fail_msg("%s: %s is \"%s\"", test, k->name, p->value);
		}
	}
}

static void run_case(const struct node *test)
{
	const char *name = node_text(test, "name", "?");
	const char *error = node_text(test, "output.errorContaining", NULL);
	struct merged m = { 0 };
	struct err err = ERR_INIT;
	bool ok = ini_read(str_of(node_text(test, "input.configFile", "")), "config",
			   INI_AWS, add_line, &m, &err);
	m.credentials = true;
	ok = ok && ini_read(str_of(node_text(test, "input.credentialsFile", "")),
			    "credentials", INI_AWS, add_line, &m, &err);
	if (ok != (error == NULL))
		fail_msg("%s: %s", name, err.text);
	if (ok) {
		/* Counted first: looking for what is not there would add it. */
		size_t had_sections = count(&m, true);
		size_t had_keys = count(&m, false);
		size_t n_sections = 0;
		size_t n_keys = 0;
		expect_group(&m, name, "profiles",
			     node_at(test, "output.config.profiles"), &n_sections,
			     &n_keys);
		expect_group(&m, name, "sso_sessions",
			     node_at(test, "output.config.sso_sessions"), &n_sections,
			     &n_keys);
		if (had_sections != n_sections || had_keys != n_keys)
			fail_msg("%s: %zu sections, %zu keys", name, had_sections,
				 had_keys);
	}
	merged_release(&m);
}

static void agrees_with_the_official_cases(void **state)
{
	(void)state;
	if (!os_file_exists(CASES))
		skip();
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_BODY);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_true(os_read_file(CASES, &text, &err));
	assert_true(json_parse(buf_str(&text), &a, &root, &err));
	const struct node *tests = node_at(root, "tests");
	assert_int_equal(tests->n_children, 65);
	for (const struct node *t = node_first(tests); t; t = t->next)
		run_case(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_official_cases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
