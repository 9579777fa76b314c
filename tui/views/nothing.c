/*
 * Without a configuration: what is missing and what to write, before any network.
 */
#include "tui/views/views.h"

static const char *const lines[] = {
	"candor needs a configuration before it can do anything.",
	"",
	"There is no file",
	NULL, /* the path */
	"",
	"Write one (mode 0600) that names your company and one installation:",
	"",
	"    [vendor]",
	"    domain = vendor.example",
	"",
	"    [installation acme-prod-eu]",
	"    customer       = Acme Robotics",
	"    account        = 441052219917",
	"    region         = eu-central-1",
	"    role_arn       = arn:aws:iam::441052219917:role/CandorAccess",
	"    external_id    = the id agreed with the customer",
	"    policy_observe = arn:aws:iam::441052219917:policy/CandorObserve",
	"",
	"candor init asks for these and shows the file. q quits.",
};

void nothing_draw(const struct scene *s, struct frame *f, struct area body)
{
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct pen pen = pen_at(f, body, (int)i);

		pen_skip(&pen, 2);
		if (lines[i])
			pen_text(&pen, i ? ROLE_TEXT : ROLE_TITLE, lines[i]);
		else
			pen_printf(&pen, ROLE_ACCENT, "    %s",
				   text_or(s->config_path, "?"));
	}
	frame_cursor(f, body.row, body.col, "nothing");
}
