/*
 * :settings, the same facts as candor config show --origin.
 */
#include "tui/app_impl.h"
#include "tui/app_pages.h"

static void fill_files(const struct config *config, struct detail *d)
{
	for (size_t i = 0; config && i < config->n_files; i++)
		detail_pair(d, i == 0 ? "read" : "then", ROLE_TEXT,
			    str_of(config->files[i]));
	detail_pair(d, "written", ROLE_MUTED,
		    STR("by you alone: candor never changes it; candor config check "
			"reads it again"));
}

/* What is in force, where that is not the setting itself: "auto → safe-light (:theme)".
 */
static bool fill_theme(const struct app_settings_page *from, const char *set,
		       const char *origin, struct detail *d)
{
	const char *why = from->theme_why;

	if (text_empty(from->theme) || text_eq(from->theme, set))
		return false;
	detail_pairf(d, "theme", ROLE_TEXT, "%-10s %s \xE2\x86\x92 %s (%s)", set,
		     origin, from->theme,
		     text_eq(why, "chosen here") ? ":theme" : text_or(why, "?"));
	return true;
}

static void fill_settings(const struct app_settings_page *from,
			  const struct settings *s, struct detail *d)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		enum setting id = (enum setting)i;
		bool built_in = settings_level(s, id) == SETTING_BUILT_IN;

		if (id == SETTING_THEME &&
		    fill_theme(from, settings_get(s, id), settings_origin(s, id), d))
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

void app_settings_page(const struct settings *s, const struct app_settings_page *from,
		       struct detail *d)
{
	detail_rule(d, "Console");
	fill_settings(from, s, d);
	detail_blank(d);
	detail_rule(d, "Files");
	fill_files(from->config, d);
	if (!from->config)
		return;
	detail_blank(d);
	detail_rule(d, "You");
	fill_operator(from->config, d);
	detail_blank(d);
	detail_rule(d, "Installations");
	fill_installations(from->config, d);
}

void app_page_settings(struct app *a, struct detail *d)
{
	app_settings_page(program_settings(a->program),
			  &(struct app_settings_page){
				  .config = program_config(a->program),
				  .theme = a->theme.kept,
				  .theme_why = a->theme.why,
			  },
			  d);
}
