/* core/aws/proto.c: what leaves the decoder, and what does not. */
#include "core/aws/proto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct node *decode(const struct op *op, const char *body,
				 struct arena *arena)
{
	AUTO(http_reply) reply = { .status = 200, .body = BUF_SECRET(LIMIT_BODY) };
	const struct node *result = NULL;
	struct err err = ERR_INIT;

	buf_addf(&reply.body, "<%sResponse><%sResult>%s</%sResult></%sResponse>",
		 op->name, op->name, body, op->name, op->name);
	assert_true(proto_decode(op, &reply, arena, &result, &err));
	return result;
}

/* Text of the n-th child's member, over the "member" elements of a list. */
static const char *at(const struct node *list, size_t n, const char *name)
{
	const struct node *item = node_first(list);

	while (n-- > 0 && item)
		item = item->next;
	return node_text(item, name, "(none)");
}

static void values_behind_secret_names_do_not_leave_the_decoder(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *result =
		decode(&op_cfn_describe_stacks,
		       "<Stacks><member><StackName>a</StackName><Parameters>"
		       "<member><ParameterKey>InstanceType</ParameterKey>"
		       "<ParameterValue>m6g.large</ParameterValue></member>"
		       "<member><ParameterKey>DBPassword</ParameterKey>"
		       "<ParameterValue>hunter2</ParameterValue>"
		       "<ResolvedValue>hunter3</ResolvedValue></member>"
		       "</Parameters><Outputs>"
		       "<member><OutputKey>Endpoint</OutputKey>"
		       "<OutputValue>https://x.example/</OutputValue></member>"
		       "<member><OutputKey>DbSecretArn</OutputKey>"
		       "<OutputValue>arn:aws:secretsmanager:x</OutputValue></member>"
		       "<member><OutputKey>Endpoint2</OutputKey>"
		       "<OutputValue>postgres://u:p@db/x</OutputValue></member>"
		       "</Outputs><Tags><member><Key>api-token</Key><Value>abc</"
		       "Value></member>"
		       "<member><Key>team</Key><Value>cranes</Value></member></Tags>"
		       "</member><member><StackName>b</StackName></member></Stacks>",
		       &arena);
	const struct node *stack = node_first(node_get(result, "Stacks"));
	const struct node *parameters = node_get(stack, "Parameters");
	const struct node *outputs = node_get(stack, "Outputs");
	(void)state;

	assert_string_equal(node_text(stack, "StackName", ""), "a");
	assert_string_equal(at(parameters, 0, "ParameterValue"), "m6g.large");
	assert_string_equal(at(parameters, 1, "ParameterKey"), "DBPassword");
	assert_string_equal(at(parameters, 1, "ParameterValue"), PROTO_SECRET_REF);
	assert_string_equal(at(parameters, 1, "ResolvedValue"), PROTO_SECRET_REF);
	assert_string_equal(at(outputs, 0, "OutputValue"), "https://x.example/");
	assert_string_equal(at(outputs, 1, "OutputValue"), PROTO_SECRET_REF);
	assert_string_equal(at(outputs, 2, "OutputValue"), PROTO_SECRET_REF);
	/* the filter of core/watch needs it, and hides it after */
	assert_string_equal(at(node_get(stack, "Tags"), 0, "Value"), "abc");
	assert_string_equal(at(node_get(stack, "Tags"), 1, "Value"), "cranes");
	assert_string_equal(at(node_get(result, "Stacks"), 1, "StackName"), "b");
}

static void a_value_without_a_name_is_hidden(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *result =
		decode(&op_cfn_describe_stacks,
		       "<Stacks><member><Outputs><member><OutputValue>x</OutputValue>"
		       "</member></Outputs></member></Stacks>",
		       &arena);
	const struct node *stack = node_first(node_get(result, "Stacks"));
	(void)state;

	assert_string_equal(at(node_get(stack, "Outputs"), 0, "OutputValue"),
			    PROTO_SECRET_REF);
}

/* Looking for the name at each value would take minutes. */
static void many_values_beside_one_name_cost_no_more_than_each(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) body = BUF_INIT(LIMIT_BODY);
	const struct node *result;
	const struct node *values;
	(void)state;

	buf_add_text(&body, "<Stacks><member><Parameters><member>");
	for (int i = 0; i < 150000; i++)
		buf_add_text(&body, i == 7 ? "<ParameterValue>eyJ.x</ParameterValue>"
					   : "<ParameterValue>v</ParameterValue>");
	buf_add_text(&body, "<ParameterKey>Stage</ParameterKey>"
			    "</member></Parameters></member></Stacks>");
	result = decode(&op_cfn_describe_stacks, buf_text(&body), &arena);
	values = node_first(
		node_get(node_first(node_get(result, "Stacks")), "Parameters"));
	assert_string_equal(node_text(values, "ParameterValue", "?"), "v");
	assert_int_equal(values->n_children, 150001);
	values = values->first;
	for (int i = 0; i < 7; i++)
		values = values->next;
	assert_string_equal(values->text.p, PROTO_SECRET_REF);
}

static void properties_of_resources_do_not_leave_the_decoder(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *result = decode(
		&op_cfn_describe_stack_events,
		"<StackEvents><member><EventId>1</EventId><ResourceProperties>{}"
		"</ResourceProperties></member><member><ResourceProperties>{}"
		"</ResourceProperties><EventId>2</EventId></member></StackEvents>",
		&arena);
	const struct node *events = node_get(result, "StackEvents");
	(void)state;

	assert_string_equal(at(events, 0, "ResourceProperties"), "(none)");
	assert_string_equal(at(events, 0, "EventId"), "1");
	assert_string_equal(at(events, 1, "ResourceProperties"), "(none)");
	assert_string_equal(at(events, 1, "EventId"), "2");
	assert_int_equal(node_first(events)->n_children, 1);
	assert_ptr_equal(node_first(events)->last, node_first(events)->first);
}

static void rules_name_members_at_any_depth(void **state)
{
	static const char *const drop[] = { "Top", "A.B.C", "Name~Value", "List",
					    NULL };
	const struct op op = {
		.id = "sts:X", .name = "X", .service = &service_sts, .drop = drop
	};
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *result =
		decode(&op,
		       "<Top>1</Top><A><B><C>2</C><D>3</D></B></A><Name>token</Name>"
		       "<Value><Deep>4</Deep></Value><List><member>5</member></List>"
		       "<Top>6</Top><Kept>7</Kept>",
		       &arena);
	(void)state;

	assert_null(node_get(result, "Top"));
	assert_null(node_get(result, "List"));
	assert_null(node_at(result, "A.B.C"));
	assert_string_equal(node_text(result, "A.B.D", ""), "3");
	assert_string_equal(node_text(result, "Value", ""), PROTO_SECRET_REF);
	assert_string_equal(node_text(result, "Kept", ""), "7");
	assert_int_equal(result->n_children, 4);
}

static void an_answer_of_assume_role_reaches_its_caller_whole(void **state)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);
	const struct node *result = decode(
		&op_sts_assume_role,
		"<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s"
		"</SecretAccessKey><SessionToken>t</SessionToken></Credentials>",
		&arena);
	(void)state;

	assert_string_equal(node_text(result, "Credentials.SecretAccessKey", ""), "s");
}

static void knows_names_of_secrets(void **state)
{
	static const struct {
		const char *name;
		bool secret;
	} rows[] = {
		{ "DBPassword", true },
		{ "db_passwd", true },
		{ "AUTH-TOKEN", true },
		{ "ApiKey", true },
		{ "api.key", true },
		{ "RabbitPass", true },
		{ "SlackWebhookUrl", true },
		{ "PrivateKeyPem", true },
		{ "JWT", true },
		{ "ClientSecret", true },
		{ "connection-string", true },
		{ "AwsAccessKeyId", true },
		{ "InstanceType", false },
		{ "VpcId", false },
		{ "KeyName", false },
		{ "Author", false },
		{ "Endpoint", false },
		{ "Passenger", false },
		{ "", false },
		{ "Stage", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(proto_secret_name(str_of(rows[i].name)),
				 rows[i].secret);
}

static void knows_values_that_give_themselves_away(void **state)
{
	static const struct {
		const char *value;
		bool secret;
	} rows[] = {
		{ "AKIAIOSFODNN7EXAMPLE", true },
		{ "key=ASIAIOSFODNN7EXAMPLE;", true },
		{ "AKIAshort", false },
		{ "-----BEGIN RSA PRIVATE KEY-----\nMII", true },
		{ "postgres://user:pw@db.example/x", true },
		{ "https://user@host/", false },
		{ "https://host:8443/path@x", false },
		{ "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", true },
		{ "Server=db;User=sa;Password=x", true },
		{ "m6g.large", false },
		{ "", false },
		{ "://", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(proto_secret_value(str_of(rows[i].value)),
				 rows[i].secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_behind_secret_names_do_not_leave_the_decoder),
		cmocka_unit_test(a_value_without_a_name_is_hidden),
		cmocka_unit_test(many_values_beside_one_name_cost_no_more_than_each),
		cmocka_unit_test(properties_of_resources_do_not_leave_the_decoder),
		cmocka_unit_test(rules_name_members_at_any_depth),
		cmocka_unit_test(an_answer_of_assume_role_reaches_its_caller_whole),
		cmocka_unit_test(knows_names_of_secrets),
		cmocka_unit_test(knows_values_that_give_themselves_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
