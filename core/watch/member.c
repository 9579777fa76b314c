/*
 * The resources of an installation's stacks, by type and id.
 */
#include "core/watch/member.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"

const char *const member_types[] = {
	"AWS::Amplify::App",
	"AWS::ApiGateway::RestApi",
	"AWS::ApplicationAutoScaling::ScalableTarget",
	"AWS::Batch::ComputeEnvironment",
	"AWS::Batch::JobQueue",
	"AWS::CloudWatch::Alarm",
	"AWS::CloudWatch::CompositeAlarm",
	"AWS::DynamoDB::GlobalTable",
	"AWS::DynamoDB::Table",
	"AWS::ElasticBeanstalk::Application",
	"AWS::ElasticBeanstalk::Environment",
	"AWS::KinesisFirehose::DeliveryStream",
	"AWS::Lambda::EventSourceMapping",
	"AWS::Lambda::Function",
	"AWS::RDS::DBCluster",
	"AWS::RDS::DBInstance",
	"AWS::Redshift::Cluster",
	"AWS::S3::Bucket",
	"AWS::SQS::Queue",
	"AWS::StepFunctions::StateMachine",
	NULL,
};

static void member_release(struct member *m)
{
	shared_drop(m->logical);
	shared_drop(m->name);
	shared_drop(m->stack);
}

void members_release(struct members *m)
{
	for (size_t i = 0; i < m->n; i++)
		member_release(&m->items[i]);
	free(m->items);
	*m = (struct members){ 0 };
}

/* The table's own text of a type that is kept; NULL. */
static const char *kept_type(const char *type)
{
	for (size_t i = 0; member_types[i] != NULL; i++)
		if (text_eq(member_types[i], type))
			return member_types[i];
	return NULL;
}

static const char *safe_text(const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_TEXT + 8);

	utf8_safe(&out, str_of(text), LIMIT_TEXT);
	return shared_text(buf_str(&out));
}

/* What failed to be made has an id too, which AWS does not know. */
static bool is_there(const struct node *resource)
{
	const char *status = node_text(resource, "ResourceStatus", "");

	return !text_eq(status, "DELETE_COMPLETE") && !text_eq(status, "CREATE_FAILED");
}

bool members_add_page(struct members *m, const char *stack, const struct node *result)
{
	const struct node *list = node_at(result, "StackResourceSummaries");

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		const char *type = kept_type(node_text(n, "ResourceType", ""));
		const char *name = node_text(n, "PhysicalResourceId", "");

		if (type == NULL || name[0] == '\0' || !is_there(n))
			continue;
		if (m->n >= LIMIT_MEMBERS) {
			m->cut = true;
			return false;
		}
		*VEC_PUSH(m->items, m->n, m->cap) = (struct member){
			.type = type,
			.logical = safe_text(node_text(n, "LogicalResourceId", "")),
			.name = shared_text(str_of(name)),
			.stack = safe_text(stack),
		};
	}
	return true;
}

void members_drop(struct members *m, const char *stack)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (text_eq(m->items[i].stack, stack))
			member_release(&m->items[i]);
		else
			m->items[kept++] = m->items[i];
	}
	m->n = kept;
}

static int by_type_and_name(const void *a, const void *b)
{
	const struct member *x = a;
	const struct member *y = b;
	int order = strcmp(x->type, y->type);

	return order != 0 ? order : strcmp(x->name, y->name);
}

void members_sort(struct members *m)
{
	if (m->n > 1)
		qsort(m->items, m->n, sizeof(*m->items), by_type_and_name);
}

static int compare_text(const char *text, struct str s)
{
	size_t n = strlen(text);
	int order = memcmp(text, s.p, n < s.len ? n : s.len);

	return order != 0 ? order : (n > s.len) - (n < s.len);
}

/* Where the first one stands that is not before this type and name. */
static size_t place_of(const struct members *m, const char *type, struct str name)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(m->items[mid].type, type);

		if (order == 0)
			order = compare_text(m->items[mid].name, name);
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_of(const struct members *m, size_t at, const char *type)
{
	return at < m->n && text_eq(m->items[at].type, type);
}

const struct member *members_of(const struct members *m, const char *type,
				size_t *ret_n)
{
	size_t first = place_of(m, type, str_of(""));
	size_t end = first;

	while (is_of(m, end, type))
		end++;
	*ret_n = end - first;
	return end > first ? &m->items[first] : NULL;
}

bool members_any(const struct members *m, const char *type)
{
	size_t n;

	return members_of(m, type, &n) != NULL;
}

/* What names a resource in its ARN: the end after the last '/' or ':'. */
static struct str last_part(struct str id)
{
	size_t at = id.len;

	if (!str_starts(id, "arn:"))
		return id;
	while (at > 0 && id.p[at - 1] != '/' && id.p[at - 1] != ':')
		at--;
	return (struct str){ id.p + at, id.len - at };
}

static const struct member *find_exact(const struct members *m, const char *type,
				       struct str name)
{
	size_t at = place_of(m, type, name);

	return is_of(m, at, type) && str_eq(str_of(m->items[at].name), name)
		       ? &m->items[at]
		       : NULL;
}

/* Of those that are ARNs, which stand together. */
static const struct member *find_arn_of(const struct members *m, const char *type,
					struct str name)
{
	for (size_t i = place_of(m, type, str_of("arn:"));
	     is_of(m, i, type) && str_starts(str_of(m->items[i].name), "arn:"); i++)
		if (str_eq(last_part(str_of(m->items[i].name)), name))
			return &m->items[i];
	return NULL;
}

const struct member *members_find(const struct members *m, const char *type,
				  struct str id)
{
	const struct member *found = NULL;

	if (id.len == 0)
		return NULL;
	found = find_exact(m, type, id);
	if (found != NULL)
		return found;
	return str_starts(id, "arn:") ? find_exact(m, type, last_part(id))
				      : find_arn_of(m, type, id);
}

bool members_take(struct members *m, struct members *from)
{
	size_t n = 0;
	bool whole;

	for (; n < from->n && m->n < LIMIT_MEMBERS; n++)
		*VEC_PUSH(m->items, m->n, m->cap) = from->items[n];
	whole = n == from->n;
	for (; n < from->n; n++)
		member_release(&from->items[n]);
	from->n = 0;
	members_release(from);
	return whole;
}

void members_to_node(struct arena *a, struct node *list, const struct members *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct node *row = node_add(a, list, NODE_OBJECT);

		node_put_text(a, row, "type", m->items[i].type);
		node_put_text(a, row, "logical", m->items[i].logical);
		node_put_text(a, row, "name", m->items[i].name);
		node_put_text(a, row, "stack", m->items[i].stack);
	}
}

void members_from_node(struct members *m, const struct node *list)
{
	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		const char *type = kept_type(node_text(n, "type", ""));

		if (type == NULL || m->n >= LIMIT_MEMBERS)
			continue;
		*VEC_PUSH(m->items, m->n, m->cap) = (struct member){
			.type = type,
			.logical = safe_text(node_text(n, "logical", "")),
			.name = shared_text(str_of(node_text(n, "name", ""))),
			.stack = safe_text(node_text(n, "stack", "")),
		};
	}
	members_sort(m);
}
