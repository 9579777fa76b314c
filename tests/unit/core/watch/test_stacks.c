/* core/watch/stacks.c: what enters the model is harmless, whole and bounded. */
#include "core/watch/stacks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/tree/json.h"
#include "core/tree/xml.h"

#define ID "arn:aws:cloudformation:eu-central-1:441052219917:stack/acme-core/1f"
#define ROW                                                                            \
	"<member><StackId>" ID "</StackId><StackName>acme-core</StackName>"            \
	"<StackStatus>UPDATE_COMPLETE</StackStatus>"                                   \
	"<CreationTime>2026-01-02T03:04:05.678Z</CreationTime>"                        \
	"<LastUpdatedTime>2026-11-11T09:12:00Z</LastUpdatedTime>"                      \
	"<Description>core of it</Description>"                                        \
	"<EnableTerminationProtection>true</EnableTerminationProtection>"              \
	"<ParentId>arn:aws:cloudformation:eu-central-1:1:stack/acme-root/9</ParentId>" \
	"<DriftInformation><StackDriftStatus>DRIFTED</StackDriftStatus>"               \
	"<LastCheckTimestamp>2026-11-20T00:00:00Z</LastCheckTimestamp>"                \
	"</DriftInformation><Parameters>"                                              \
	"<member><ParameterKey>LoaderMemoryMb</ParameterKey>"                          \
	"<ParameterValue>512</ParameterValue></member>"                                \
	"<member><ParameterKey>DbPassword</ParameterKey>"                              \
	"<ParameterValue>canary-1</ParameterValue></member>"                           \
	"<member><ParameterKey>Dsn</ParameterKey>"                                     \
	"<ParameterValue>postgres://u:canary-2@h/d</ParameterValue></member>"          \
	"<member><ParameterKey>Ref</ParameterKey><ParameterValue>"                     \
	"{{resolve:ssm:/x}}</ParameterValue></member></Parameters><Outputs>"           \
	"<member><OutputKey>DbSecretArn</OutputKey><OutputValue>canary-3</"            \
	"OutputValue>"                                                                 \
	"</member><member><OutputKey>Url</OutputKey><OutputValue>https://x</"          \
	"OutputValue>"                                                                 \
	"</member></Outputs><Tags><member><Key>App-Version</Key><Value>4.12.3</Value>" \
	"</member><member><Key>team</Key><Value>load "                                 \
	"er</Value></member><member><Key>WebhookOwner</Key><Value>load "               \
	"er</Value></member></Tags></member>"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena = ARENA_INIT(LIMIT_ARENA);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct node *parse(const char *xml)
{
	struct err err = ERR_INIT;
	struct node *root = NULL;

	if (!xml_parse(str_of(xml), &arena, &root, &err))
		print_error("%s\n", err.text);
	assert_non_null(root);
	return root;
}

static struct stack decode(const char *row)
{
	struct stack s = { 0 };

	assert_true(stack_decode(parse(row), &s));
	return s;
}

static void hostile_names_are_made_visible(void **state)
{
	struct stack s;

	(void)state;
	s = decode("<member><StackId>" ID "</StackId><StackName>a\xe2\x80\xae"
		   "b</StackName><StackStatus>X</StackStatus></member>");
	assert_string_equal(s.name, "a‹U+202E›b");
	assert_string_equal(s.version, "");
	assert_int_equal(s.changed_sec, 0);
	stack_release(&s);
}

static struct stack whole(void)
{
	return decode(ROW);
}

static void every_field_of_the_screens_is_there(void **state)
{
	struct stack s = whole();

	(void)state;
	assert_string_equal(s.id, ID);
	assert_string_equal(s.name, "acme-core");
	assert_string_equal(s.status, "UPDATE_COMPLETE");
	assert_string_equal(s.description, "core of it");
	assert_string_equal(s.parent, "acme-root");
	assert_string_equal(s.drift, "DRIFTED");
	assert_string_equal(s.version, "4.12.3");
	assert_true(s.protected);
	assert_int_equal(s.created_sec, 1767323045);
	assert_int_equal(s.changed_sec, s.updated_sec);
	assert_true(s.drift_sec > s.updated_sec);
	assert_int_equal(s.parameters.n, 4);
	assert_int_equal(s.outputs.n, 2);
	assert_int_equal(s.tags.n, 3);
	stack_release(&s);
}

static void secrets_do_not_enter(void **state)
{
	struct stack s = whole();

	(void)state;
	assert_string_equal(s.parameters.items[0].value, "512");
	assert_string_equal(s.parameters.items[1].value, STACK_SECRET);
	assert_string_equal(s.parameters.items[2].value, STACK_SECRET);
	assert_string_equal(s.parameters.items[3].value, STACK_SECRET);
	assert_string_equal(s.outputs.items[0].value, STACK_SECRET);
	assert_string_equal(s.outputs.items[1].value, "https://x");
	stack_release(&s);
}

/* Words of sentences, as AWS and the customer's own hooks write them. */
static void sentences_lose_the_words_that_are_secrets(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
		{ "", "" },
		{ "Resource creation cancelled", "Resource creation cancelled" },
		{ "cannot reach postgres://u:canary@host/d, giving up",
		  "cannot reach " STACK_SECRET ", giving up" },
		{ "(\"postgres://u:canary@h\")", "(\"" STACK_SECRET "\")" },
		{ "two  blanks; Password=canary", "two  blanks; " STACK_SECRET },
		{ "-----BEGIN PRIVATE KEY----- canary", STACK_SECRET },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *plain = stack_plain_text(str_of(cases[i].text));

		assert_string_equal(plain, cases[i].plain);
		free(plain);
	}
}

#define SAID "said postgres://u:canary@h today"

static void a_reason_with_a_secret_reaches_neither_screen_nor_cache(void **state)
{
	struct stack s, back;
	struct node *list = node_list(&arena);

	(void)state;
	s = decode("<member><StackId>" ID "</StackId><StackName>a</StackName>"
		   "<StackStatus>X</StackStatus><StackStatusReason>" SAID
		   "</StackStatusReason><Description>" SAID "</Description></member>");
	assert_string_equal(s.reason, "said " STACK_SECRET " today");
	assert_string_equal(s.description, "said " STACK_SECRET " today");
	assert_true(stack_add_resources(
		&s,
		parse("<R><StackResourceSummaries><member><ResourceStatusReason>" SAID
		      "</ResourceStatusReason></member></StackResourceSummaries>"
		      "</R>")));
	assert_true(stack_add_events(
		&s, parse("<R><StackEvents><member><ResourceStatusReason>" SAID
			  "</ResourceStatusReason></member></StackEvents></R>")));
	assert_string_equal(s.resources[0].reason, "said " STACK_SECRET " today");
	assert_string_equal(s.events[0].reason, "said " STACK_SECRET " today");
	/* a cache that somebody edited */
	free(s.reason);
	s.reason = mem_text(SAID);
	assert_true(stack_to_node(&arena, list, &s));
	assert_true(stack_from_node(node_first(list), &back));
	assert_string_equal(back.reason, "said " STACK_SECRET " today");
	stack_release(&s);
	stack_release(&back);
}

static void rows_without_a_name_are_skipped(void **state)
{
	struct stack s = { 0 };

	(void)state;
	assert_false(stack_decode(parse("<member/>"), &s));
	assert_false(
		stack_decode(parse("<member><StackName>a</StackName></member>"), &s));
	assert_false(stack_decode(NULL, &s));
}

static void filters_let_in_what_they_name(void **state)
{
	static const struct {
		const char *filter;
		bool in;
	} cases[] = {
		{ NULL, true },
		{ "", true },
		{ "acme-*", true },
		{ "acme-c?re", true },
		{ "acme", false },
		{ "other-*, acme-core", true },
		{ "other-*,x", false },
		{ "tag:team=load er", true },
		{ "tag:team=load*", true },
		{ "tag:team=x", false },
		{ "tag:nobody=*", false },
		{ "tag:App-Version=4.*", true },
		{ "x, tag:team=*", true },
		{ " , ", false },
		{ "tag:WebhookOwner=load er",
		  true }, /* a secret's name, hidden later */
		{ "tag:WebhookOwner=x", false },
	};
	const struct node *row = parse(ROW);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (stack_matches(row, cases[i].filter) != cases[i].in)
			print_error("case %zu\n", i);
		assert_int_equal(stack_matches(row, cases[i].filter), cases[i].in);
	}
}

#define EVENT(id, logical, physical, status, reason, time)             \
	"<member><EventId>" id "</EventId><LogicalResourceId>" logical \
	"</LogicalResourceId><PhysicalResourceId>" physical            \
	"</PhysicalResourceId><ResourceType>AWS::X::Y</"               \
	"ResourceType><ResourceStatus>" status                         \
	"</ResourceStatus><ResourceStatusReason>" reason               \
	"</ResourceStatusReason><Timestamp>" time "</Timestamp></member>"

static void
the_first_cause_is_the_earliest_failure_of_the_newest_operation(void **state)
{
	struct stack s = whole();
	const struct stack_event *e;

	(void)state;
	assert_false(stack_add_events(
		&s,
		parse("<R><StackEvents>" EVENT(
			"9", "acme-core", ID, "UPDATE_ROLLBACK_COMPLETE", "",
			"2026-11-22T13:49:00Z") EVENT("8", "B", "b", "UPDATE_FAILED",
						      "Resource update cancelled",
						      "2026-11-22T13:47:00Z")
			      EVENT("7", "C", "c", "CREATE_FAILED", "also",
				    "2026-11-22T13:46:59Z")
				      EVENT("6", "A", "a", "UPDATE_FAILED", "too big",
					    "2026-11-22T13:46:58Z")
					      EVENT("5", "acme-core", ID,
						    "UPDATE_IN_PROGRESS", "",
						    "2026-11-22T13:46:20Z")
						      EVENT("4", "O", "o",
							    "CREATE_FAILED", "long ago",
							    "2026-10-01T00:00:"
							    "00Z") "</"
								   "StackEvent"
								   "s></R>")));
	stack_finish_events(&s);
	assert_int_equal(s.n_events, 6);
	assert_true(s.events[0].of_stack);
	e = stack_first_cause(&s);
	assert_string_equal(e->logical, "A");
	assert_int_equal(s.changed_sec, s.events[0].at_sec);
	stack_release(&s);
}

static void events_of_an_unfinished_operation_want_another_page(void **state)
{
	struct stack s = whole();

	(void)state;
	assert_true(stack_add_events(
		&s, parse("<R><StackEvents>" EVENT("1", "A", "a", "UPDATE_FAILED", "r",
						   "2026-11-22T13:46:58Z") "</"
									   "StackEvents"
									   "></R>")));
	assert_true(stack_add_events(&s, parse("<R/>")));
	stack_release(&s);
}

static void lists_do_not_grow_beyond_their_limits(void **state)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));
	const struct node *page;
	struct stack s = whole();
	bool more = true;

	(void)state;
	buf_add_text(&text, "<R><StackResourceSummaries>");
	for (int i = 0; i < 1000; i++)
		buf_addf(&text,
			 "<member><LogicalResourceId>R%d</LogicalResourceId>"
			 "<ResourceType>AWS::S3::Bucket</ResourceType><ResourceStatus>"
			 "CREATE_COMPLETE</ResourceStatus></member>",
			 i);
	buf_add_text(&text, "</StackResourceSummaries><StackEvents>");
	for (int i = 0; i < LIMIT_EVENTS + 5; i++)
		buf_addf(&text, "<member><EventId>%d</EventId></member>", i);
	buf_add_text(&text, "</StackEvents></R>");
	page = parse(buf_text(&text));
	for (int i = 0; i < 6 && more; i++)
		more = stack_add_resources(&s, page);
	assert_false(more);
	assert_true(s.resources_cut);
	assert_int_equal(s.n_resources, LIMIT_RESOURCES);
	assert_false(stack_add_events(&s, page));
	assert_true(s.events_cut);
	assert_int_equal(s.n_events, LIMIT_EVENTS);
	stack_release(&s);
}

static void the_failed_resource_is_found(void **state)
{
	struct stack s = whole();

	(void)state;
	assert_true(stack_add_resources(
		&s, parse("<R><StackResourceSummaries><member><LogicalResourceId>A"
			  "</LogicalResourceId><ResourceStatus>UPDATE_FAILED"
			  "</ResourceStatus><ResourceStatusReason>Resource update "
			  "cancelled</ResourceStatusReason></member><member>"
			  "<LogicalResourceId>B</LogicalResourceId><ResourceStatus>"
			  "UPDATE_FAILED</ResourceStatus></member>"
			  "</StackResourceSummaries></R>")));
	assert_string_equal(stack_failed_resource(&s)->logical, "B");
	stack_release(&s);
}

static void types_have_groups(void **state)
{
	(void)state;
	assert_string_equal(stack_resource_group("AWS::Lambda::Function"), "Compute");
	assert_string_equal(stack_resource_group("AWS::EC2::Instance"), "Compute");
	assert_string_equal(stack_resource_group("AWS::EC2::VPC"), "Network");
	assert_string_equal(stack_resource_group("AWS::S3::Bucket"), "Storage");
	assert_string_equal(stack_resource_group("Custom::Thing"), "Other");
	assert_string_equal(stack_resource_group(""), "Other");
}

/* Through JSON text and back, as the cache does it. */
static struct stack round_trip(const struct stack *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(8));
	struct node *list = node_list(&arena);
	struct node *back = NULL;
	struct stack ret = { 0 };
	struct err err = ERR_INIT;

	assert_true(stack_to_node(&arena, list, s));
	json_write(&text, list, JSON_COMPACT);
	assert_true(json_parse(buf_str(&text), &arena, &back, &err));
	assert_true(stack_from_node(back->first, &ret));
	return ret;
}

static void the_cache_gives_back_what_it_got(void **state)
{
	struct stack s = whole();
	struct stack c;

	(void)state;
	assert_false(stack_add_events(
		&s, parse("<R><StackEvents>" EVENT("6", "A", "a", "UPDATE_FAILED",
						   "big", "2026-11-22T13:46:58Z")
				  EVENT("5", "acme-core", ID, "UPDATE_IN_PROGRESS", "",
					"2026-11-22T13:46:20Z") "</StackEvents></R>")));
	stack_finish_events(&s);
	s.details_sec = 5;
	s.seq = 11;
	c = round_trip(&s);
	assert_string_equal(c.id, s.id);
	assert_string_equal(c.version, "4.12.3");
	assert_string_equal(c.description, "core of it");
	assert_int_equal(c.changed_sec, s.changed_sec);
	assert_int_equal(c.seq, 11);
	assert_true(c.protected);
	assert_int_equal(c.parameters.n, 4);
	assert_string_equal(c.parameters.items[1].value, STACK_SECRET);
	assert_int_equal(c.n_events, 2);
	assert_string_equal(stack_first_cause(&c)->reason, "big");
	stack_release(&s);
	stack_release(&c);
}

static void an_edited_cache_is_made_safe(void **state)
{
	struct err err = ERR_INIT;
	struct node *n = NULL;
	struct stack s = { 0 };

	(void)state;
	assert_true(
		json_parse(STR("{\"id\":\"x\",\"name\":\"a\\u001b[31m\",\"status\":"
			       "\"S\",\"parameters\":[[\"Password\",\"hunter2\"],"
			       "[\"a\"],7],\"resources\":[{}],\"changed_sec\":\"x\"}"),
			   &arena, &n, &err));
	assert_true(stack_from_node(n, &s));
	assert_null(strchr(s.name, '\x1b'));
	assert_int_equal(s.parameters.n, 1);
	assert_string_equal(s.parameters.items[0].value, STACK_SECRET);
	assert_int_equal(s.n_resources, 1);
	assert_string_equal(s.resources[0].status, "");
	stack_release(&s);
	assert_false(stack_from_node(NULL, &s));
}

static void details_are_kept_while_nothing_moved(void **state)
{
	struct stacks old = { 0 };
	struct stacks fresh = { 0 };

	(void)state;
	old.items = mem_new(1, sizeof(*old.items));
	fresh.items = mem_new(1, sizeof(*fresh.items));
	old.n = fresh.n = 1;
	old.items[0] = whole();
	fresh.items[0] = whole();
	assert_true(stack_add_resources(
		&old.items[0],
		parse("<R><StackResourceSummaries><member/></StackResourceSummaries>"
		      "</R>")));
	old.items[0].details_sec = 5;
	(void)stack_add_events(
		&old.items[0],
		parse("<R><StackEvents><member><EventId>1</EventId>"
		      "<LogicalResourceId>acme-core</LogicalResourceId>"
		      "<PhysicalResourceId>" ID "</PhysicalResourceId>"
		      "<ResourceType>AWS::CloudFormation::Stack</ResourceType>"
		      "<ResourceStatus>UPDATE_COMPLETE</ResourceStatus>"
		      "<Timestamp>2026-11-11T09:14:00Z</Timestamp></member>"
		      "</StackEvents></R>"));
	stack_finish_events(&old.items[0]);
	assert_int_equal(old.items[0].changed_sec, fresh.items[0].changed_sec + 120);
	stacks_keep_details(&fresh, &old);
	assert_int_equal(fresh.items[0].n_resources, 1);
	assert_int_equal(fresh.items[0].changed_sec, fresh.items[0].updated_sec + 120);
	assert_int_equal(old.items[0].n_resources, 0);
	old.items[0].details_sec = 5;
	fresh.items[0].details_sec = 0;
	free(fresh.items[0].status);
	fresh.items[0].status = mem_text("UPDATE_IN_PROGRESS");
	stacks_keep_details(&fresh, &old);
	assert_int_equal(fresh.items[0].details_sec, 0);
	stacks_release(&old);
	stacks_release(&fresh);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(hostile_names_are_made_visible),
		T(every_field_of_the_screens_is_there),
		T(secrets_do_not_enter),
		T(sentences_lose_the_words_that_are_secrets),
		T(a_reason_with_a_secret_reaches_neither_screen_nor_cache),
		T(rows_without_a_name_are_skipped),
		T(filters_let_in_what_they_name),
		T(the_first_cause_is_the_earliest_failure_of_the_newest_operation),
		T(events_of_an_unfinished_operation_want_another_page),
		T(lists_do_not_grow_beyond_their_limits),
		T(the_failed_resource_is_found),
		T(types_have_groups),
		T(the_cache_gives_back_what_it_got),
		T(an_edited_cache_is_made_safe),
		T(details_are_kept_while_nothing_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
