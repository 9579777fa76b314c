/*
 * What candor.conf says of heartbeats: `heartbeat`, `heartbeat_key` of an installation,
 * and [listen].
 */
#include <stdlib.h>
#include <string.h>

#include "core/access/config_impl.h"
#include "core/base/buf.h"
#include "core/base/limits.h"

#define EVERY_MIN_SEC 10
#define EVERY_MAX_SEC 86400

/* "60s", "5m", "1h". */
static bool duration(struct str word, int64_t *ret_sec)
{
	static const struct {
		char unit;
		int sec;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };

	for (size_t i = 0; word.len > 1 && i < ARRAY_LEN(units); i++) {
		struct str number = { word.p, word.len - 1 };

		if (word.p[word.len - 1] != units[i].unit ||
		    !str_int(number, 0, EVERY_MAX_SEC, ret_sec))
			continue;
		*ret_sec *= units[i].sec;
		return true;
	}
	return false;
}

bool config_heartbeat(const char *text, int *ret_every_sec, int *ret_grace_sec)
{
	struct str rest = str_of(text);
	int64_t every = 0;
	int64_t grace = 0;

	if (!str_is(str_cut(&rest, ' '), "every") ||
	    !duration(str_cut(&rest, ' '), &every) || every < EVERY_MIN_SEC ||
	    every > EVERY_MAX_SEC)
		return false;
	grace = every / 2;
	if (rest.len > 0 && (!str_is(str_cut(&rest, ' '), "grace") ||
			     !duration(rest, &grace) || grace > EVERY_MAX_SEC))
		return false;
	*ret_every_sec = (int)every;
	*ret_grace_sec = (int)grace;
	return true;
}

bool config_check_heartbeat(const struct config_reader *r, struct err *err)
{
	int every = 0;
	int grace = 0;

	if (!r->draft.heartbeat || config_heartbeat(r->draft.heartbeat, &every, &grace))
		return true;
	return err_set(
		err, ERR_CONFIG,
		"%s:%u: heartbeat \"%s\" is not like \"every 60s\" or \"every 5m "
		"grace 1m\", of 10s to 24h",
		r->file, config_line_of(r, "heartbeat"), r->draft.heartbeat);
}

char *config_beside(const char *file, char **text)
{
	const char *slash = strrchr(file, '/');
	char *name = *text;
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	*text = NULL;
	if (!name || name[0] == '/' || !slash)
		return name;
	buf_addf(&path, "%.*s/%s", (int)(slash - file), file, name);
	free(name);
	return buf_take(&path);
}

bool config_check_listen(const struct config_reader *r, struct err *err)
{
	const struct config_draft *d = &r->draft;

	if ((d->cert == NULL) == (d->tls_key == NULL))
		return true;
	return err_set(err, ERR_CONFIG, "%s:%u: [listen] has a %s, but no %s", r->file,
		       config_line_of(r, d->cert ? "cert" : "key"),
		       d->cert ? "cert" : "key", d->cert ? "key" : "cert");
}
