/* core/tree/xml.c: answers of services in XML. */
#include "core/tree/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/tree/json.h"

/* The tree as compact JSON, which is easy to compare. */
static void check(const char *xml, const char *json)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	struct node *root = NULL;
	if (!xml_parse(str_of(xml), &a, &root, &err))
		fail_msg("%s", err.text);
	json_write(&out, root, JSON_COMPACT);
	assert_string_equal(buf_text(&out), json);
}

static void check_refused(struct str xml, enum err_code code, const char *text)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_false(xml_parse(xml, &a, &root, &err));
	assert_null(root);
	assert_int_equal(err.code, code);
	if (text)
		assert_string_equal(err.text, text);
}

static void reads_an_answer_of_a_query_service(void **state)
{
	(void)state;
	static const char xml[] =
		"<?xml version=\"1.0\"?>\n"
		"<DescribeStacksResponse "
		"xmlns=\"http://cloudformation.amazonaws.com/\">\n"
		"  <DescribeStacksResult>\n"
		"    <Stacks>\n"
		"      <member><StackName>acme</StackName><Tags/></member>\n"
		"      <member><StackName>b &amp; c</StackName></member>\n"
		"    </Stacks>\n"
		"  </DescribeStacksResult>\n"
		"  <ResponseMetadata><RequestId>4f-1</RequestId></ResponseMetadata>\n"
		"</DescribeStacksResponse>\n";
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_true(xml_parse(STR(xml), &a, &root, &err));
	assert_string_equal(root->name, "DescribeStacksResponse");
	assert_string_equal(node_text(root, "ResponseMetadata.RequestId", "?"), "4f-1");
	const struct node *stack =
		node_first(node_at(root, "DescribeStacksResult.Stacks"));
	assert_string_equal(stack->name, "member");
	assert_string_equal(node_text(stack, "StackName", "?"), "acme");
	assert_int_equal(node_get(stack, "Tags")->kind, NODE_TEXT);
	assert_null(node_first(node_get(stack, "Tags")));
	assert_string_equal(node_text(stack->next, "StackName", "?"), "b & c");
	assert_null(stack->next->next);
}

static void keeps_what_counts_and_drops_the_rest(void **state)
{
	(void)state;
	check("<a/>", "\"\"");
	check("<a>x</a>", "\"x\"");
	check("<a> x\n</a>", "\" x\\n\"");
	check("<a><b> </b>\n <b>2</b></a>", "{\"b\":\" \",\"b\":\"2\"}");
	check("<ns2:a xmlns:ns2=\"u\" x=\"1\"><ns2:b y='2'>v</ns2:b></ns2:a>",
	      "{\"b\":\"v\"}");
	check("<a>x<b>y</b>z</a>", "{\"b\":\"y\"}");
	check("<a>1<![CDATA[<&>]]>2&#xD;&#x20AC;</a>", "\"1<&>2\\r\xE2\x82\xAC\"");
	check("<a><!-- c --><?pi d?>x</a>", "\"x\"");
	check("\xEF\xBB\xBF<a>b</a>", "\"b\"");
	check("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>", "\"\xC3\xA4\"");
	check("<a><b><c>deep</c></b><b/></a>", "{\"b\":{\"c\":\"deep\"},\"b\":\"\"}");
}

static void refuses_what_is_not_xml(void **state)
{
	(void)state;
	check_refused(STR(""), ERR_PARSE, NULL);
	check_refused(STR("{\"a\":1}"), ERR_PARSE, NULL);
	check_refused(STR("<a><b></a>"), ERR_PARSE, "XML, line 1: mismatched tag");
	check_refused(STR("<a>\n<b>"), ERR_PARSE, "XML, line 2: no element found");
	check_refused(STR("<a/><b/>"), ERR_PARSE, NULL);
	check_refused(STR("<a>&undefined;</a>"), ERR_PARSE, NULL);
	check_refused(STR("<HTML><body>sign in</body></HTML>"), ERR_PARSE,
		      "XML, line 1: a web page, not an answer of a service");
}

static void refuses_every_document_type(void **state)
{
	(void)state;
	static const char refusal[] =
		"XML, line 1: a document type declaration is not accepted";
	check_refused(STR("<!DOCTYPE html><html></html>"), ERR_PARSE, refusal);
	check_refused(STR("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"), ERR_PARSE,
		      refusal);
	check_refused(STR("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), ERR_PARSE,
		      refusal);
	check_refused(STR("<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b "
			  "\"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><l>&c;</l>"),
		      ERR_PARSE, refusal);
}

static void never_names_content_in_a_message(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_SECRET(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_false(xml_parse(STR("<r><SecretAccessKey>hunter2</SecretAccessKey><x"),
			       &a, &root, &err));
	assert_null(strstr(err.text, "hunter2"));
	assert_null(strstr(err.text, "Secret"));
}

static void holds_the_limits(void **state)
{
	(void)state;
	AUTO(buf) deep = BUF_INIT(LIMIT_BODY);
	for (int i = 0; i < LIMIT_XML_DEPTH; i++)
		buf_add_text(&deep, "<a>");
	for (int i = 0; i < LIMIT_XML_DEPTH; i++)
		buf_add_text(&deep, "</a>");
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_true(xml_parse(buf_str(&deep), &a, &root, &err));
	buf_clear(&deep);
	for (int i = 0; i <= LIMIT_XML_DEPTH; i++)
		buf_add_text(&deep, "<a>");
	check_refused(buf_str(&deep), ERR_LIMIT, "XML, line 1: nested too deeply");

	AUTO(buf) wide = BUF_INIT(LIMIT_BODY + 10);
	buf_add_text(&wide, "<a>");
	for (int i = 0; i < LIMIT_XML_NODES; i++)
		buf_add_text(&wide, "<b/>");
	buf_add_text(&wide, "</a>");
	check_refused(buf_str(&wide), ERR_LIMIT, "XML, line 1: too many elements");

	AUTO(arena) small = ARENA_INIT(10000);
	assert_false(xml_parse(buf_str(&wide), &small, &root, &err));
	assert_int_equal(err.code, ERR_LIMIT);

	while (wide.len <= LIMIT_BODY)
		buf_add_char(&wide, ' ');
	check_refused(buf_str(&wide), ERR_LIMIT, "XML: larger than 8388608 bytes");
}

/* With a cost that grows with both this would take minutes, not a blink. */
static void a_large_text_does_not_make_what_follows_expensive(void **state)
{
	(void)state;
	AUTO(buf) xml = BUF_INIT(LIMIT_BODY);
	AUTO(arena) a = ARENA_SECRET(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	buf_add_text(&xml, "<r><a>");
	while (xml.len < LIMIT_MIB(2))
		buf_add_text(&xml, "0123456789abcdef");
	buf_add_text(&xml, "</a>");
	for (int i = 0; i < 100000; i++)
		buf_add_text(&xml, "<a>b</a>");
	buf_add_text(&xml, "</r>");
	assert_true(xml_parse(buf_str(&xml), &a, &root, &err));
	assert_int_equal(root->n_children, 100001);
	assert_true(root->first->text.len > LIMIT_MIB(1));
	assert_string_equal(root->last->text.p, "b");
}

static void a_tag_and_its_attributes_have_a_ceiling(void **state)
{
	(void)state;
	AUTO(buf) xml = BUF_INIT(LIMIT_BODY);
	buf_add_text(&xml, "<r><a");
	for (int i = 0; xml.len < LIMIT_MIB(1); i++)
		buf_addf(&xml, " a%d='>'", i);
	buf_add_text(&xml, "/></r>");
	check_refused(buf_str(&xml), ERR_LIMIT,
		      "XML, line 1: a tag or comment is too large");
	buf_clear(&xml);
	buf_add_text(&xml, "<r>");
	for (int i = 0; i <= LIMIT_XML_ATTRS; i++)
		buf_addf(&xml, "<a b='%d'/>", i);
	buf_add_text(&xml, "</r>");
	check_refused(buf_str(&xml), ERR_LIMIT, "XML, line 1: too many attributes");
}

/* A text is fed to expat in pieces: what stands across their border must not show. */
static void nothing_is_lost_between_two_pieces(void **state)
{
	(void)state;
	for (size_t before = LIMIT_KIB(64) - 24; before < LIMIT_KIB(64) + 2; before++) {
		AUTO(buf) xml = BUF_INIT(LIMIT_BODY);
		AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
		struct err err = ERR_INIT;
		struct node *root = NULL;
		buf_add_text(&xml, "<r>");
		while (xml.len < before)
			buf_add_char(&xml, ' ');
		buf_add_text(&xml, "<a b='c'>x&amp;\xe2\x82\xac</a></r>");
		assert_true(xml_parse(buf_str(&xml), &a, &root, &err));
		assert_string_equal(node_text(root, "a", "?"), "x&\xe2\x82\xac");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_answer_of_a_query_service),
		cmocka_unit_test(keeps_what_counts_and_drops_the_rest),
		cmocka_unit_test(refuses_what_is_not_xml),
		cmocka_unit_test(refuses_every_document_type),
		cmocka_unit_test(never_names_content_in_a_message),
		cmocka_unit_test(holds_the_limits),
		cmocka_unit_test(a_large_text_does_not_make_what_follows_expensive),
		cmocka_unit_test(a_tag_and_its_attributes_have_a_ceiling),
		cmocka_unit_test(nothing_is_lost_between_two_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
