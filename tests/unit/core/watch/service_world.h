/*
 * One installation, "a", whose stack has the resources of a test, and the services that
 * answer as the test says.
 */
#ifndef TESTS_UNIT_CORE_WATCH_SERVICE_WORLD_H
#define TESTS_UNIT_CORE_WATCH_SERVICE_WORLD_H

#include "core/watch/service.h"
#include "tests/unit/core/watch/fleet_world.h"

struct resource {
	const char *type, *name; /* type NULL ends */
};

/* The answer to requests in whose URL, headers or body `match` stands. */
struct said {
	const char *match; /* NULL ends */
	int status;        /* 0: 200 */
	const char *body;
};

static const struct probe_ops *const services_only[] = { &probe_services, NULL };

static inline void expect_made_of(struct scene *s, const struct resource *r)
{
	AUTO(buf) body = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&body, "<ListStackResourcesResponse><ListStackResourcesResult>"
			    "<StackResourceSummaries>");
	for (; r->type != NULL; r++)
		buf_addf(&body,
			 "<member><LogicalResourceId>L-%s</LogicalResourceId>"
			 "<PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s"
			 "</ResourceType><ResourceStatus>CREATE_COMPLETE"
			 "</ResourceStatus></member>",
			 r->name, r->name, r->type);
	buf_add_text(&body, "</StackResourceSummaries></ListStackResourcesResult>"
			    "</ListStackResourcesResponse>");
	fake_expect(
		s->w.transport, "ListStackResources",
		&(struct fake_reply){ .body = buf_text(&body), .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStacks",
		    &(struct fake_reply){ .body = HEALTHY, .times = FAKE_ALWAYS });
}

static inline void expect_said(struct scene *s, const struct said *said, unsigned times)
{
	for (; said->match != NULL; said++)
		fake_expect(s->w.transport, said->match,
			    &(struct fake_reply){ .status = said->status,
						  .body = said->body,
						  .times = times });
}

static inline const struct services *read_services(struct scene *s)
{
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	return services_of(fleet_signal(s->f, 0, &probe_services));
}

static inline const struct part *part_named(const struct services *l, const char *kind,
					    const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (text_eq(l->parts[i].kind, kind) && text_eq(l->parts[i].name, name))
			return &l->parts[i];
	print_message("no %s %s among %zu parts\n", kind, name, l->n);
	abort(); /* cmocka tells it as a failure; the compiler knows no way on */
}

/* The rule and, in the sentence, what it should say. */
static inline void assert_judged(const struct services *l, const char *kind,
				 const char *name, const char *rule, const char *says)
{
	const struct part *p = part_named(l, kind, name);
	struct verdict v;

	part_judge(p, WORLD_SEC, &v);
	assert_string_equal(v.rule, rule);
	if (strstr(v.reason, says) == NULL)
		fail_msg("%s: %s", name, v.reason);
}

static inline size_t count_asked(const struct scene *s, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_n_sent(s->w.transport); i++) {
		const struct http_request *r = &fake_sent(s->w.transport, i)->request;
		AUTO(buf) all = BUF_SECRET(LIMIT_BODY);

		buf_addf(&all, "%s %s?%s\n%s", r->method, r->path,
			 text_or(r->query, ""), fake_body(s->w.transport, i));
		for (size_t k = 0; k < r->n_headers; k++)
			buf_addf(&all, "\n%s: %s", r->headers[k].name,
				 r->headers[k].value);
		n += strstr(buf_text(&all), what) != NULL;
	}
	return n;
}

#endif
