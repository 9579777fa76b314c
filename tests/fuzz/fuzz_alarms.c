/*
 * Any JSON as answers of DescribeAlarms and DescribeAlarmHistory: only members enter,
 * all texts are safe and bounded, a verdict has a sentence.
 */
#include <string.h>

#include "core/base/utf8.h"
#include "core/tree/json.h"
#include "core/watch/alarms_impl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_member(struct members *m, const char *type, const char *name)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct node *result = node_object(&arena);
	struct node *list =
		node_put(&arena, result, "StackResourceSummaries", NODE_LIST);
	struct node *row = node_add(&arena, list, NODE_OBJECT);

	node_put_text(&arena, row, "ResourceType", type);
	node_put_text(&arena, row, "PhysicalResourceId", name);
	node_put_text(&arena, row, "ResourceStatus", "CREATE_COMPLETE");
	bug_unless(members_add_page(m, "acme", result));
}

static void check_text(const char *text)
{
	bug_unless(text && utf8_valid(str_of(text)) && strlen(text) <= LIMIT_TEXT);
	for (; *text; text++)
		bug_unless((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void check_alarm(const struct alarm *a)
{
	check_text(a->name);
	check_text(a->description);
	check_text(a->state);
	check_text(a->reason);
	check_text(a->rule);
	check_text(a->metric);
	check_text(a->suppressed);
	bug_unless(a->since_sec >= 0);
	bug_unless(a->severity != SEV_OK || text_eq(a->state, "OK"));
	bug_unless(a->n_events <= ALARM_EVENTS);
	for (size_t i = 0; i < a->n_events; i++) {
		check_text(a->events[i].kind);
		check_text(a->events[i].summary);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct members members = { 0 };
	struct alarms l = { .seq = -1 };
	struct alarm_events events = { 0 };
	struct health h = { 0 };
	struct err err = ERR_INIT;
	struct node *root = NULL;

	if (!json_parse(text, &arena, &root, &err))
		return 0;
	add_member(&members, "AWS::CloudWatch::Alarm", "a");
	add_member(&members, "AWS::CloudWatch::CompositeAlarm",
		   "arn:aws:cloudwatch:e:1:alarm:b");
	alarm_list_add_page(&l.shown, &members, root);
	alarm_list_add_page(&l.shown, &members, root);
	bug_unless(l.shown.n <= members.n);
	alarm_list_sort(&l.shown);
	alarm_add_events(&events, root);
	if (l.shown.n > 0)
		alarm_move_events(&l.shown.items[0], &events);
	for (size_t i = 0; i < l.shown.n; i++)
		check_alarm(&l.shown.items[i]);
	alarms_judge(&l, &h);
	for (size_t i = 0; i < h.n; i++) {
		bug_unless(h.rows[i].reason[0] != '\0');
		check_text(h.rows[i].reason);
	}
	health_release(&h);
	alarm_release_events(&events);
	alarm_list_release(&l.shown);
	members_release(&members);
	return 0;
}
