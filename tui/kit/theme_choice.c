/*
 * The order: --theme, no colours, the setting, the terminal's answer, COLORFGBG, and
 * where nothing is known what is readable on most terminals.
 */
#include "tui/kit/theme_choice.h"

static bool named(const char *name)
{
	return !text_empty(name) && !text_eq(name, "auto");
}

bool theme_wants_ground(const struct theme_wish *w)
{
	return !named(w->flag) && !named(w->setting) && !w->no_color;
}

enum polarity theme_polarity(uint32_t ground)
{
	bool light =
		color_contrast(0x000000, ground) > color_contrast(0xFFFFFF, ground);
	return light ? POLARITY_LIGHT : POLARITY_DARK;
}

/* "ink;ground" or "ink;something;ground", numbers of the sixteen colours: white (7) and
 * what is bright but grey (8) are light, as rxvt, which invented it, means it. */
bool theme_colorfgbg(const char *value, enum polarity *ret)
{
	struct str rest = str_of(value);
	struct str last = { NULL, 0 };
	int64_t ground = 0;
	while (rest.len > 0)
		last = str_cut(&rest, ';');
	if (!str_int(last, 0, 15, &ground))
		return false;
	*ret = ground == 7 || ground > 8 ? POLARITY_LIGHT : POLARITY_DARK;
	return true;
}

static const char *of_polarity(enum polarity polarity)
{
	return polarity == POLARITY_LIGHT ? "light" : "dark";
}

const char *theme_choose(const struct theme_wish *w, const char **ret_why)
{
	enum polarity polarity = POLARITY_DARK;
	*ret_why = "--theme";
	if (named(w->flag))
		return w->flag;
	*ret_why = "without colours";
	if (w->no_color || w->depth == DEPTH_MONO)
		return "mono";
	*ret_why = "settings";
	if (named(w->setting))
		return w->setting;
	*ret_why = "the terminal's answer";
	if (w->ground_known)
		return of_polarity(theme_polarity(w->ground));
	*ret_why = "COLORFGBG";
	if (theme_colorfgbg(w->colorfgbg, &polarity))
		return of_polarity(polarity);
	*ret_why = "the terminal did not say its ground";
	return w->depth < DEPTH_256 ? "terminal" : "dark";
}
