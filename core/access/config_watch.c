/*
 * [watch]: whom `candor watch` tells.
 */
#include <stdlib.h>
#include <string.h>

#include "core/access/config_impl.h"
#include "core/aws/endpoint.h"
#include "core/base/buf.h"
#include "core/base/limits.h"

bool config_check_watch(const struct config_reader *r, struct err *err)
{
	const struct config_draft *d = &r->draft;
	struct endpoint ep = { 0 };
	struct err why = ERR_INIT;

	if (d->command != NULL && d->command[0] != '/')
		return err_set(err, ERR_CONFIG,
			       "%s:%u: command is one program by its whole path, like "
			       "/usr/local/bin/tell",
			       r->file, config_line_of(r, "command"));
	if (d->webhook != NULL && !endpoint_of_webhook(d->webhook, &ep, &why))
		return err_set(err, ERR_CONFIG, "%s:%u: %s", r->file,
			       config_line_of(r, "webhook"), why.text);
	return true;
}

void config_hide_path(char **url)
{
	AUTO(buf) shown = BUF_INIT(LIMIT_KIB(2));
	const char *host = strstr(*url, "://");
	size_t n = host == NULL ? 0 : strcspn(host + 3, "/?#");

	if (host != NULL && memchr(host + 3, '@', n) == NULL)
		buf_addf(&shown, "%.*s/…", (int)(host + 3 - *url + (int)n), *url);
	else
		buf_add_text(&shown, "…");
	free(*url);
	*url = buf_take(&shown);
}
