/*
 * Other words, one row a name: what stands in the name or in its sentence already is
 * not said again.
 */
#include "tui/views/also.h"

/* clang-format off */
static const struct {
	const char *name, *words;
} rows[] = {
	{ "alarms", "alert cloudwatch firing" },
	{ "access", "identity login permissions policy role sts whoami" },
	{ "actions", "context menu" },
	{ "ascii", "boxes font glyphs symbols unicode" },
	{ "back", "close leave return up" },
	{ "calls", "api latency requests retries" },
	{ "cancel", "abort break interrupt kill stop" },
	{ "columns", "choose fields hide show" },
	{ "copy", "arn clipboard yank" },
	{ "copy-all", "clipboard yank" },
	{ "copy ARN", "clipboard yank" },
	{ "copy id", "clipboard yank" },
	{ "describe", "details yaml" },
	{ "doctor", "check diagnose test" },
	{ "dump", "capture print save screenshot" },
	{ "filter", "find grep language look query search syntax" },
	{ "full", "fullscreen maximise maximize zoom" },
	{ "heartbeats", "alive down gap lag missed ping" },
	{ "help", "bindings keyboard manual shortcuts" },
	{ "history-back", "previous" },
	{ "jobs", "cancel processes running tasks" },
	{ "journal", "audit history log records trail" },
	{ "journal of it", "audit history log records trail" },
	{ "journal-of", "audit history log records trail" },
	{ "keys", "bindings conf keyboard map shortcuts" },
	{ "mark", "select" },
	{ "messages", "errors log notices warnings" },
	{ "mouse", "click" },
	{ "next-problem", "bad broken error failed failure sick why" },
	{ "open", "details drill enter reason why" },
	{ "overview", "bad broken cause failed failure reason sick why" },
	{ "prev-problem", "bad broken error failed failure sick why" },
	{ "problems", "bad broken error failed failure sick" },
	{ "quit", "bye close end leave log logout off out" },
	{ "redraw", "garbage garbled repaint" },
	{ "refresh", "reload update" },
	{ "renew", "expired extend login" },
	{ "renew session", "expired extend login" },
	{ "services", "database dynamodb firehose function lambda rds redshift" },
	{ "settings", "conf config configuration options preferences" },
	{ "sort", "order" },
	{ "stack", "cloudformation failed failure" },
	{ "stacks", "cloudformation failed failure" },
	{ "suspend", "background shell" },
	{ "theme", "background color colour contrast dark light mode skin" },
	{ "time-display", "clock gmt timezone utc zones" },
	{ "tz", "clock gmt local timezone utc zones" },
	{ "verify", "chain check integrity proof" },
	{ "wide", "horizontal truncated wrap" },
};
/* clang-format on */

const char *also_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_eq(name, rows[i].name))
			return rows[i].words;
	return "";
}
