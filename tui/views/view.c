/*
 * The views as a table, and what a key in a view may wish for.
 */
#include "tui/views/view.h"

#include "tui/views/views.h"

static const struct view_ops *const views[VIEW_COUNT] = {
	[VIEW_FLEET] = &view_fleet,
	[VIEW_OVERVIEW] = &view_overview,
	[VIEW_STACKS] = &view_stacks,
	[VIEW_STACK] = &view_stack,
	[VIEW_JOURNAL] = &view_journal,
	[VIEW_ACCESS] = &view_access,
	[VIEW_MESSAGES] = &view_messages,
	[VIEW_HELP] = &view_help,
	[VIEW_PAGE] = &view_page,
	[VIEW_THEMES] = &view_themes,
	[VIEW_JOBS] = &view_jobs,
	[VIEW_METRICS] = &view_metrics,
	[VIEW_HEARTBEATS] = &view_heartbeats,
	[VIEW_SERVICES] = &view_services,
	[VIEW_ALARMS] = &view_alarms,
};

const struct view_ops *view_ops(enum view_id id)
{
	return views[id];
}

const struct view_ops *view_of_tab(size_t tab)
{
	for (size_t i = 0; tab && i < VIEW_COUNT; i++)
		if (views[i]->tab == tab && views[i]->id != VIEW_STACK)
			return views[i];
	return NULL;
}
