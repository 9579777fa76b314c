/*
 * :settings, the same facts as candor config show --origin.
 */
#include "tui/app_impl.h"

static void fill_files(const struct app *a, struct detail *d)
{
	const struct config *config = program_config(a->program);

	for (size_t i = 0; config && i < config->n_files; i++)
		detail_pair(d, i == 0 ? "read" : "then", ROLE_TEXT,
			    str_of(config->files[i]));
	detail_pair(d, "written", ROLE_MUTED,
		    STR("by you alone: candor never changes it; candor config check "
			"reads it again"));
}

/* What is in force, where that is not the setting itself: "auto → safe-light, by :theme
 * (chosen here)". */
static bool fill_theme(const struct app *a, const char *set, const char *origin,
		       struct detail *d)
{
	const struct app_theme *t = &a->theme;

	if (text_empty(t->kept) || text_eq(t->kept, set))
		return false;
	detail_pairf(d, "theme", ROLE_TEXT, "%-10s %s \xE2\x86\x92 %s, by %s", set,
		     origin, t->kept,
		     text_eq(t->why, "chosen here") ? ":theme" : text_or(t->why, "?"));
	return true;
}

static void fill_settings(const struct app *a, const struct settings *s,
			  struct detail *d)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		enum setting id = (enum setting)i;
		bool built_in = settings_level(s, id) == SETTING_BUILT_IN;

		if (id == SETTING_THEME &&
		    fill_theme(a, settings_get(s, id), settings_origin(s, id), d))
			continue;
		detail_pairf(d, settings_all[i].key, built_in ? ROLE_MUTED : ROLE_TEXT,
			     "%-10s %s", settings_get(s, id), settings_origin(s, id));
	}
}

static void fill_operator(const struct config *config, struct detail *d)
{
	static const char *const parts[] = {
		[IDENTITY_PART_UNSET] = "not said",
		[IDENTITY_PART_ROLE] = "role",
		[IDENTITY_PART_SESSION] = "session",
	};

	detail_pair(d, "vendor", ROLE_TEXT, str_of(config->vendor_domain));
	detail_pair(d, "profile", ROLE_TEXT,
		    str_of(text_or(config->profile, "AWS's own choice")));
	detail_pair(d, "identity", ROLE_TEXT, str_of(parts[config->part]));
}

static void fill_installations(const struct config *config, struct detail *d)
{
	for (size_t i = 0; i < config->n_installations; i++) {
		const struct installation *in = &config->installations[i];

		detail_pairf(d, in->name, ROLE_TEXT, "%s  %s  %s:%u", in->account,
			     in->region, in->file, in->line);
	}
}

void app_page_settings(struct app *a, struct detail *d)
{
	const struct config *config = program_config(a->program);

	detail_rule(d, "Console");
	fill_settings(a, program_settings(a->program), d);
	detail_blank(d);
	detail_rule(d, "Files");
	fill_files(a, d);
	if (!config)
		return;
	detail_blank(d);
	detail_rule(d, "You");
	fill_operator(config, d);
	detail_blank(d);
	detail_rule(d, "Installations");
	fill_installations(config, d);
}
