/*
 * Colours as numbers: the xterm palette, which of it is nearest to a wish, contrast,
 * distance, and how people see them who lack one kind of cone.
 * Distance is CIE76 in CIELAB (D65).
 */
#include <float.h>
#include <math.h>

#include "tui/kit/theme.h"

struct lab {
	double l, a, b;
};

/* xterm's defaults for 0..15; users change these, so only 16..255 are matched there. */
static const uint32_t ansi[16] = {
	0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
	0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
};

uint32_t color_of_index(int index)
{
	static const uint32_t steps[6] = { 0, 95, 135, 175, 215, 255 };
	if (index < 0 || index > 255)
		return 0;
	if (index < 16)
		return ansi[index];
	if (index >= 232)
		return (uint32_t)(8 + 10 * (index - 232)) * 0x010101u;
	int cube = index - 16;
	return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

/* sRGB channel 0..255 to linear light 0..1 (IEC 61966-2-1). */
static double linear(uint32_t channel)
{
	double c = (double)(channel & 0xFF) / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lab_f(double t)
{
	return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

/* Linear light, 0..1 a channel. */
struct light {
	double r, g, b;
};

static struct light light_of(uint32_t rgb)
{
	return (struct light){ linear(rgb >> 16), linear(rgb >> 8), linear(rgb) };
}

static struct lab lab_of_light(struct light c)
{
	double x =
		lab_f((0.4124564 * c.r + 0.3575761 * c.g + 0.1804375 * c.b) / 0.95047);
	double y = lab_f(0.2126729 * c.r + 0.7151522 * c.g + 0.0721750 * c.b);
	double z =
		lab_f((0.0193339 * c.r + 0.1191920 * c.g + 0.9503041 * c.b) / 1.08883);
	return (struct lab){ 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z) };
}

static struct lab lab_of(uint32_t rgb)
{
	return lab_of_light(light_of(rgb));
}

/* The palette in CIELAB, computed once: a theme asks some hundred times. */
static const struct lab *palette(void)
{
	static struct lab labs[256];
	static bool known;
	for (int i = 0; i < 256 && !known; i++)
		labs[i] = lab_of(color_of_index(i));
	known = true;
	return labs;
}

static int nearest(uint32_t rgb, int first, int last)
{
	const struct lab *labs = palette();
	struct lab want = lab_of(rgb);
	double least = DBL_MAX;
	int best = first;
	for (int i = first; i <= last; i++) {
		double l = want.l - labs[i].l;
		double a = want.a - labs[i].a;
		double b = want.b - labs[i].b;
		double distance = l * l + a * a + b * b;
		if (distance < least) {
			least = distance;
			best = i;
		}
	}
	return best;
}

int color_nearest_256(uint32_t rgb)
{
	return nearest(rgb, 16, 255);
}

int color_nearest_16(uint32_t rgb)
{
	return nearest(rgb, 0, 15);
}

double color_luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) +
	       0.0722 * linear(rgb);
}

double color_contrast(uint32_t a, uint32_t b)
{
	double la = color_luminance(a) + 0.05;
	double lb = color_luminance(b) + 0.05;
	return la > lb ? la / lb : lb / la;
}

static double clip(double channel)
{
	return channel < 0.0 ? 0.0 : channel > 1.0 ? 1.0 : channel;
}

/* In linear light, what leaves the gamut is clipped. */
static struct light seen(struct light c, enum vision vision)
{
	static const double matrices[VISION_COUNT][3][3] = {
		[VISION_NORMAL] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
		[VISION_PROTAN] = { { 0.152286, 1.052583, -0.204868 },
				    { 0.114503, 0.786281, 0.099216 },
				    { -0.003882, -0.048116, 1.051998 } },
		[VISION_DEUTAN] = { { 0.367322, 0.860646, -0.227968 },
				    { 0.280085, 0.672501, 0.047413 },
				    { -0.011820, 0.042940, 0.968881 } },
		[VISION_TRITAN] = { { 1.255528, -0.076749, -0.178779 },
				    { -0.078411, 0.930809, 0.147602 },
				    { 0.004733, 0.691367, 0.303900 } },
	};
	const double(*m)[3] = matrices[vision];
	return (struct light){
		clip(m[0][0] * c.r + m[0][1] * c.g + m[0][2] * c.b),
		clip(m[1][0] * c.r + m[1][1] * c.g + m[1][2] * c.b),
		clip(m[2][0] * c.r + m[2][1] * c.g + m[2][2] * c.b),
	};
}

double color_distance(uint32_t a, uint32_t b, enum vision vision)
{
	struct lab la = lab_of_light(seen(light_of(a), vision));
	struct lab lb = lab_of_light(seen(light_of(b), vision));
	return sqrt((la.l - lb.l) * (la.l - lb.l) + (la.a - lb.a) * (la.a - lb.a) +
		    (la.b - lb.b) * (la.b - lb.b));
}

const char *vision_name(enum vision vision)
{
	switch (vision) {
	case VISION_NORMAL: return "normal";
	case VISION_PROTAN: return "protan";
	case VISION_DEUTAN: return "deutan";
	case VISION_TRITAN: return "tritan";
	}
	return "normal";
}
