/* core/watch/metrics_plan.c: metrics of API Gateway go by a name that the services'
 * reading brings. */
#include "tests/unit/core/watch/probe_world.h"

#include "core/watch/metrics.h"
#include "core/watch/service.h"

#define API "AWS::ApiGateway::RestApi"

static int setup(void **state)
{
	struct probe_world *p = mem_new(1, sizeof(*p));

	probe_world_init(p, &probe_metrics);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	probe_world_end(*state);
	free(*state);
	return 0;
}

static void an_api_is_asked_for_by_its_name(void **state)
{
	struct probe_world *p = *state;
	char id[] = "x1y2z3", other[] = "q7", name[] = "orders";
	struct part parts[] = {
		{ .service = "apigateway", .kind = "api", .id = id, .name = name },
		{ .service = "apigateway", .kind = "api", .id = other, .name = other },
	};
	const struct services read = { .parts = parts, .n = ARRAY_LEN(parts) };

	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){ .body = "{\"MetricDataResults\":[]}",
					  .times = FAKE_ALWAYS });
	add_member(p, API, "x1y2z3");
	add_member(p, API, "unknown");
	assert_false(probe_read(p)); /* nobody knows a name yet */
	p->site.services = &read;
	assert_true(probe_read(p)); /* due at once */
	assert_non_null(strstr(fake_body(p->w.transport, 0),
			       "{\"Name\":\"ApiName\",\"Value\":\"orders\"}"));
	assert_null(strstr(fake_body(p->w.transport, 0), "q7"));
	assert_null(strstr(fake_body(p->w.transport, 0), "unknown"));
	assert_int_equal(metrics_find(p->state, "api-5xx")->n_resources, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_api_is_asked_for_by_its_name, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
