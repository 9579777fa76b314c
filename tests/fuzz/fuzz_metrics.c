/*
 * Any JSON as an answer of GetMetricData: what enters a series is finite and bounded,
 * what is said of it is safe text.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/tree/json.h"
#include "core/watch/metrics_impl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1795413600)

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
	members_sort(m);
}

static void check_series(const struct series *s)
{
	for (size_t i = 0; i < s->n; i++)
		bug_unless(isnan(s->values[i]) || fabs(s->values[i]) <= 1e20);
}

static void check_text(const char *text)
{
	bug_unless(utf8_valid(str_of(text)));
	for (; *text; text++)
		bug_unless((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void check(const struct metrics *m, const struct probe_site *site)
{
	struct health h = { 0 };

	for (size_t i = 0; i < metrics_n(m); i++) {
		const struct metric_chart *c = metrics_chart(m, i);

		check_series(&c->series);
		check_series(&c->recent);
		check_text(c->err != NULL ? c->err->text : "");
	}
	metrics_judge(m, site, &h);
	for (size_t i = 0; i < h.n; i++) {
		bug_unless(h.rows[i].reason[0] != '\0');
		check_text(h.rows[i].reason);
	}
	health_release(&h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct members members = { 0 };
	struct config config = { 0 };
	struct probe_site site = {
		.config = &config, .members = &members, .now_sec = NOW, .shown = true
	};
	struct metrics *m;
	struct err err = ERR_INIT;
	struct node *root = NULL;

	if (!json_parse(text, &arena, &root, &err))
		return 0;
	m = probe_metrics.new();
	add_member(&members, "AWS::Lambda::Function", "a");
	add_member(&members, "AWS::Lambda::Function", "b");
	add_member(&members, "AWS::DynamoDB::Table", "t");
	add_member(&members, "AWS::Redshift::Cluster", "w");
	for (int round = 0; round < 2; round++) {
		metrics_take_members(m, &site);
		bug_unless(metrics_plan_tracks(m, &site));
		for (size_t i = 0; i < m->n_calls; i++)
			metrics_page(m, i, root);
		metrics_take(m, site.now_sec);
		check(m, &site);
		metrics_drop_draft(m);
		site.now_sec += 900;
	}
	probe_metrics.free(m);
	members_release(&members);
	return 0;
}
