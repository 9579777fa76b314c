/*
 * The pages of an invented program: its calls, settings, keys and checks, none of them
 * of this machine.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_INVENTED_PAGES_H
#define TESTS_UNIT_TUI_INVENTED_PAGES_H

#include "tests/unit/tui/console_world.h"
#include "tui/app_pages.h"
#include "tui/cli/verbs.h"
#include "tui/views/action_keys.h"

static const char invented_config[] =
	"[vendor]\n"
	"domain = vendor.example\n"
	"[operator]\n"
	"profile = vendor\n"
	"[console]\n"
	"glyphs = unicode\n"
	"time = local\n"
	"[installation acme-prod-eu]\n"
	"customer = Acme Robotics\n"
	"account = 441052219917\n"
	"region = eu-central-1\n"
	"role_arn = arn:aws:iam::441052219917:role/CandorAccess\n"
	"policy_observe = arn:aws:iam::441052219917:policy/CandorObserve\n"
	"external_id = 5f6f1a4e-0b5c-4d0e-9f6a-0d9c1f6b2a77\n";

static const char invented_keys[] = "[all]\nhelp = x ? F1\nquit = x Q\n"
				    "[fleet]\nmrak = m\nopen = Ctrl-J Enter\n";

static inline void invented_calls(struct detail *d)
{
	static struct door_op ops[] = {
		{ .op = &op_sts_assume_role,
		  .calls = 3,
		  .ok = 2,
		  .errors = 1,
		  .bytes = 19 * 1024,
		  .ms = { 212, 190, 240 },
		  .max_ms = 240 },
		{ .op = &op_cfn_describe_stacks,
		  .calls = 4,
		  .ok = 4,
		  .retries = 3,
		  .throttles = 2,
		  .bytes = 412 * 1024,
		  .ms = { 95, 11200, 101, 120 },
		  .max_ms = 11200 },
	};
	struct door_stats stats = { .acts = 9,
				    .calls = 7,
				    .retries = 3,
				    .throttles = 2,
				    .bytes = 431 * 1024,
				    .in_flight = 1 };

	app_calls_page(&stats, ops, ARRAY_LEN(ops), d);
}

static inline void invented_settings(struct detail *d)
{
	struct settings_flags flags = { .value = { [SETTING_MOTION] = "reduced" } };
	struct settings settings = { 0 };
	struct config config = { 0 };
	struct err err = ERR_INIT;

	if (!config_parse(str_of(invented_config), "/home/mira/candor.conf", &config,
			  &err) ||
	    !settings_resolve(&config, NULL, &flags, &settings, &err))
		fail_msg("%s", err.text);
	app_settings_page(
		&settings,
		&(struct app_settings_page){ &config, "safe-light", "chosen here" }, d);
	settings_release(&settings);
	config_release(&config);
}

static inline void invented_doctor(struct detail *d)
{
	AUTO(checks) c = { 0 };

	checks_add(&c, "terminal", "TERM", CHECK_OK, NULL, "xterm-256color");
	checks_add(&c, "terminal", "size", CHECK_WARN,
		   "Whole screens need 80 columns and 24 rows.",
		   "60x16: parts of the screens are left out");
	checks_add(&c, "locale", "charset", CHECK_OK, NULL, "UTF-8, by C.UTF-8");
	checks_add(&c, "config", "candor.conf", CHECK_OK, NULL,
		   "/home/mira/.config/candor/candor.conf, 8 installations");
	checks_add(&c, "journal", "directory", CHECK_PROBLEM,
		   "chmod 700 /home/mira/.local/state/candor closes it.",
		   "/home/mira/.local/state/candor: others may read it");
	checks_add(&c, "credentials", "source", CHECK_OK, NULL, "profile vendor, SSO");
	app_doctor_page(
		&c,
		&(struct app_doctor_page){
			.who = "mira.kovac",
			.arn = "arn:aws:sts::305518842907:assumed-role/Ops/mira",
			.skew_sec = -3 },
		d);
}

static inline void invented_keys_page(struct detail *d)
{
	struct action_keys_from from = { "default", "built-in",
					 "/home/mira/.config/candor/keys.conf" };
	struct keymap m;

	action_keymap_text(&m, "default", str_of(invented_keys), verbs_line);
	action_keys_page(&m, &from, d);
	keymap_release(&m);
}

/* A page without a row here has no golden frame: its row belongs here. */
static inline void invented_page_fill(void *ctx, const char *name, struct detail *ret)
{
	static const struct {
		const char *name;
		void (*fill)(struct detail *d);
	} pages[] = {
		{ "calls", invented_calls },
		{ "settings", invented_settings },
		{ "doctor", invented_doctor },
		{ "keys", invented_keys_page },
	};

	(void)ctx;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		if (text_eq(pages[i].name, name)) {
			pages[i].fill(ret);
			return;
		}
	fail_msg("tests/unit/tui/invented_pages.h has no page %s", name);
}

static const struct pages invented_pages = { app_page_title, invented_page_fill, NULL };

#endif
