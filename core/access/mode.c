/*
 * The modes as rows.
 */
#include "core/access/mode.h"

#include <strings.h>

const struct mode_row mode_rows[MODE_COUNT] = {
	{
		.mode = MODE_OBSERVE,
		.name = "observe",
		.label = "OBSERVE",
		.policy_key = "policy_observe",
		.allows = "Describe, list, metrics, stack events, posture; no customer "
			  "data, no change.",
		.asks = "nothing",
		.duration_sec = 3600,
		.exists = true,
	},
	{
		.mode = MODE_OPERATE,
		.name = "operate",
		.label = "OPERATE",
		.policy_key = "policy_operate",
		.allows = "Also change sets, stack changes, API keys and jobs.",
		.asks = "a reason",
		.duration_sec = 1800,
	},
	{
		.mode = MODE_DEBUG,
		.name = "debug",
		.label = "DEBUG",
		.policy_key = "policy_debug",
		.allows = "Also log lines, load errors and revealing of values.",
		.asks = "an open incident and a reason",
		.duration_sec = 1800,
	},
};

const struct mode_row *mode_row(enum mode m)
{
	bug_unless((unsigned)m < MODE_COUNT);
	return &mode_rows[m];
}

const char *mode_name(enum mode m)
{
	return mode_row(m)->name;
}

const struct mode_row *mode_find(const char *name)
{
	for (size_t i = 0; i < MODE_COUNT && name != NULL; i++)
		if (strcasecmp(mode_rows[i].name, name) == 0)
			return &mode_rows[i];
	return NULL;
}

const char *mode_policy(enum mode m, const struct installation *inst)
{
	switch (m) {
	case MODE_OBSERVE: return inst->policy_observe;
	case MODE_OPERATE: return inst->policy_operate;
	case MODE_DEBUG: return inst->policy_debug;
	}
	return NULL;
}

bool mode_check(enum mode m, const struct installation *inst, struct err *err)
{
	const struct mode_row *row = mode_row(m);

	if (!row->exists)
		return err_set(err, ERR_UNSUPPORTED,
			       "mode %s does not exist in this version of candor: only "
			       "OBSERVE does",
			       row->label);
	if (mode_policy(m, inst) == NULL)
		return err_set(err, ERR_CONFIG, "installation %s has no %s", inst->name,
			       row->policy_key);
	return true;
}
