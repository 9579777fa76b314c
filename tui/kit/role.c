/*
 * The table of colour roles, once: names, fallback chains, letters of golden frames.
 */
#include "tui/kit/role.h"

struct role_row {
	const char *name;
	enum role fallback;
	char letter;
};

static const struct role_row rows[ROLE_COUNT] = {
#define ROLE_ROW(id, name, fallback, letter) { name, ROLE_##fallback, letter },
	ROLES(ROLE_ROW)
#undef ROLE_ROW
};

static const struct role_row *row_of(enum role role)
{
	return &rows[(int)role < ROLE_COUNT ? role : ROLE_TEXT];
}

const char *role_name(enum role role)
{
	return row_of(role)->name;
}

char role_letter(enum role role)
{
	return row_of(role)->letter;
}

enum role role_fallback(enum role role)
{
	return row_of(role)->fallback;
}

bool role_find(struct str name, enum role *ret)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (str_is(name, rows[i].name)) {
			*ret = (enum role)i;
			return true;
		}
	}
	return false;
}
