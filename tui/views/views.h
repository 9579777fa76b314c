/*
 * The screens, one file each.
 */
#ifndef TUI_VIEWS_VIEWS_H
#define TUI_VIEWS_VIEWS_H

#include "tui/views/view.h"

extern const struct view_ops view_fleet;
extern const struct view_ops view_overview;
extern const struct view_ops view_stacks;
extern const struct view_ops view_stack;
extern const struct view_ops view_journal;
extern const struct view_ops view_access;
extern const struct view_ops view_messages;
extern const struct view_ops view_help;
extern const struct view_ops view_page;
extern const struct view_ops view_themes;
extern const struct view_ops view_jobs;
extern const struct view_ops view_metrics;
extern const struct view_ops view_heartbeats;
extern const struct view_ops view_services;
extern const struct view_ops view_alarms;

#endif
