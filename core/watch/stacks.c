/*
 * Decoding stacks, resources and events into the model.
 *
 * Always true: every text of the model but stack.id is safe to show and has a ceiling;
 * a value, or a word of a sentence, that looks secret is STACK_SECRET; no list grows
 * beyond limits.h.
 */
#include "core/watch/stacks.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/proto.h"
#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

#define NAME_MAX_LEN 300
#define LONG_MAX_LEN 2048
#define PAIRS_MAX    300

/* ---- memory ---- */

static void pairs_release(struct stack_pairs *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->items[i].key);
		free(l->items[i].value);
	}
	free(l->items);
	*l = (struct stack_pairs){ 0 };
}

static void resource_release(struct stack_resource *r)
{
	free(r->logical);
	free(r->physical);
	free(r->type);
	free(r->status);
	free(r->reason);
	free(r->drift);
}

static void event_release(struct stack_event *e)
{
	free(e->id);
	free(e->logical);
	free(e->physical);
	free(e->type);
	free(e->status);
	free(e->reason);
}

void stack_clear_details(struct stack *s)
{
	for (size_t i = 0; i < s->n_resources; i++)
		resource_release(&s->resources[i]);
	for (size_t i = 0; i < s->n_events; i++)
		event_release(&s->events[i]);
	free(s->resources);
	free(s->events);
	s->resources = NULL;
	s->events = NULL;
	s->n_resources = s->cap_resources = 0;
	s->n_events = s->cap_events = 0;
	s->resources_cut = s->events_cut = false;
	s->details_sec = 0;
	s->details_seq = -1;
}

/* The newest event of the stack itself knows better than LastUpdatedTime, which is when
 * the operation began. */
static void take_time_of_events(struct stack *s)
{
	for (size_t i = 0; i < s->n_events; i++) {
		if (!s->events[i].of_stack)
			continue;
		if (s->events[i].at_sec > s->changed_sec)
			s->changed_sec = s->events[i].at_sec;
		return;
	}
}

void stack_take_details(struct stack *to, struct stack *from)
{
	stack_clear_details(to);
	to->resources = from->resources;
	to->n_resources = from->n_resources;
	to->cap_resources = from->cap_resources;
	to->events = from->events;
	to->n_events = from->n_events;
	to->cap_events = from->cap_events;
	to->resources_cut = from->resources_cut;
	to->events_cut = from->events_cut;
	to->details_sec = from->details_sec;
	to->details_seq = from->details_seq;
	from->resources = NULL;
	from->events = NULL;
	from->n_resources = from->n_events = 0;
	stack_clear_details(from);
	take_time_of_events(to);
}

void stack_release(struct stack *s)
{
	char **texts[] = { &s->id,     &s->arn,    &s->name,
			   &s->status, &s->reason, &s->description,
			   &s->parent, &s->drift,  &s->version };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(*texts[i]);
	pairs_release(&s->parameters);
	pairs_release(&s->outputs);
	pairs_release(&s->tags);
	stack_clear_details(s);
	*s = (struct stack){ 0 };
}

void stacks_release(struct stacks *l)
{
	for (size_t i = 0; i < l->n; i++)
		stack_release(&l->items[i]);
	free(l->items);
	*l = (struct stacks){ 0 };
}

/* ---- pieces ---- */

static char *safe_str(struct str s, size_t max_len)
{
	AUTO(buf) out = BUF_INIT(max_len + 8);

	utf8_safe(&out, s, max_len);
	return buf_take(&out);
}

static char *safe_at(const struct node *from, const char *path, size_t max_len)
{
	return safe_str(str_of(node_text(from, path, "")), max_len);
}

static int64_t time_at(const struct node *from, const char *path)
{
	int64_t sec;

	if (!clock_parse_iso(str_of(node_text(from, path, "")), &sec))
		return 0;
	return sec;
}

bool stack_looks_secret(struct str key, struct str value)
{
	return proto_secret_name(key) || proto_secret_value(value) ||
	       str_starts(value, "{{resolve:");
}

/* Where a word of a sentence ends. */
static bool ends_word(char c)
{
	return c != '\0' && strchr(" \t\r\n\"'`,;()[]<>{}", c) != NULL;
}

static void add_word(struct buf *out, struct str word)
{
	if (stack_looks_secret((struct str){ 0 }, word))
		buf_add_text(out, STACK_SECRET);
	else
		buf_add_str(out, word);
}

char *stack_plain_text(struct str text)
{
	AUTO(buf) out = BUF_SECRET(LIMIT_TEXT);
	size_t from = 0;

	/* whole words: one that is cut would not look secret */
	for (size_t i = 0; i <= text.len && from <= LIMIT_REASON; i++) {
		if (i < text.len && !ends_word(text.p[i]))
			continue;
		add_word(&out, (struct str){ text.p + from, i - from });
		if (i < text.len)
			buf_add_char(&out, text.p[i]);
		from = i + 1;
	}
	/* what only shows over several words, a private key */
	if (stack_looks_secret((struct str){ 0 }, buf_str(&out)))
		return mem_text(STACK_SECRET);
	return safe_str(buf_str(&out), LIMIT_REASON);
}

static char *plain_at(const struct node *from, const char *path)
{
	return stack_plain_text(str_of(node_text(from, path, "")));
}

static void add_pair(struct stack_pairs *l, const char *key, const char *value)
{
	struct stack_pair *p;

	if (l->n >= PAIRS_MAX || text_empty(key))
		return;
	p = VEC_PUSH(l->items, l->n, l->cap);
	p->key = safe_str(str_of(key), NAME_MAX_LEN);
	p->value = stack_looks_secret(str_of(key), str_of(value))
			   ? mem_text(STACK_SECRET)
			   : safe_str(str_of(value), LONG_MAX_LEN);
}

static void read_pairs(const struct node *list, const char *key, const char *value,
		       struct stack_pairs *ret)
{
	for (const struct node *n = node_first(list); n != NULL; n = n->next)
		add_pair(ret, node_text(n, key, NULL), node_text(n, value, ""));
}

/* "arn:…:stack/acme-core/0f1e…": the name in it. */
static char *name_in_id(const char *id)
{
	struct str rest = str_of(id);

	(void)str_cut(&rest, '/');
	return safe_str(str_cut(&rest, '/'), NAME_MAX_LEN);
}

/* Letters only, lower case: "App-Version" is "appversion". */
static bool names_version(const char *key)
{
	static const char *const words[] = { "version",         "appversion",
					     "releaseversion",  "stackversion",
					     "templateversion", "softwareversion",
					     "release" };
	char squeezed[32];
	size_t n = 0;

	for (; *key != '\0' && n < sizeof(squeezed) - 1; key++) {
		char c = *key;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c >= 'a' && c <= 'z')
			squeezed[n++] = c;
	}
	squeezed[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_eq(squeezed, words[i]))
			return true;
	return false;
}

static const char *version_in(const struct stack_pairs *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (names_version(l->items[i].key) &&
		    !text_eq(l->items[i].value, STACK_SECRET))
			return l->items[i].value;
	return NULL;
}

static char *find_version(const struct stack *s)
{
	const char *v = version_in(&s->tags);

	if (v == NULL)
		v = version_in(&s->parameters);
	if (v == NULL)
		v = version_in(&s->outputs);
	return mem_text(text_or(v, ""));
}

/* ---- a stack ---- */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void read_times(const struct node *row, struct stack *s)
{
	int64_t deleted_sec = time_at(row, "DeletionTime");

	s->created_sec = time_at(row, "CreationTime");
	s->updated_sec = time_at(row, "LastUpdatedTime");
	s->changed_sec = later(later(s->created_sec, s->updated_sec), deleted_sec);
	s->drift_sec = time_at(row, "DriftInformation.LastCheckTimestamp");
}

bool stack_decode(const struct node *row, struct stack *ret)
{
	const char *id = node_text(row, "StackId", "");
	const char *name = node_text(row, "StackName", "");
	const char *status = node_text(row, "StackStatus", "");
	struct stack s = { .seq = -1, .details_seq = -1 };

	if (id[0] == '\0' || name[0] == '\0' || status[0] == '\0' ||
	    strlen(id) > LONG_MAX_LEN)
		return false;
	s.id = mem_text(id);
	s.arn = safe_str(str_of(id), LONG_MAX_LEN);
	s.name = safe_str(str_of(name), NAME_MAX_LEN);
	s.status = safe_str(str_of(status), NAME_MAX_LEN);
	s.reason = plain_at(row, "StackStatusReason");
	s.description = plain_at(row, "Description");
	s.parent = name_in_id(node_text(row, "ParentId", ""));
	s.drift = safe_at(row, "DriftInformation.StackDriftStatus", NAME_MAX_LEN);
	s.protected =
		text_eq(node_text(row, "EnableTerminationProtection", ""), "true");
	read_times(row, &s);
	read_pairs(node_at(row, "Parameters"), "ParameterKey", "ParameterValue",
		   &s.parameters);
	read_pairs(node_at(row, "Outputs"), "OutputKey", "OutputValue", &s.outputs);
	read_pairs(node_at(row, "Tags"), "Key", "Value", &s.tags);
	s.version = find_version(&s);
	*ret = s;
	return true;
}

/* ---- resources ---- */

static void read_resource(const struct node *row, struct stack_resource *r)
{
	r->logical = safe_at(row, "LogicalResourceId", NAME_MAX_LEN);
	r->physical = safe_at(row, "PhysicalResourceId", LONG_MAX_LEN);
	r->type = safe_at(row, "ResourceType", NAME_MAX_LEN);
	r->status = safe_at(row, "ResourceStatus", NAME_MAX_LEN);
	r->reason = plain_at(row, "ResourceStatusReason");
	r->drift =
		safe_at(row, "DriftInformation.StackResourceDriftStatus", NAME_MAX_LEN);
	r->changed_sec = time_at(row, "LastUpdatedTimestamp");
}

bool stack_add_resources(struct stack *s, const struct node *result)
{
	const struct node *list = node_at(result, "StackResourceSummaries");

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		if (s->n_resources >= LIMIT_RESOURCES) {
			s->resources_cut = true;
			return false;
		}
		read_resource(n,
			      VEC_PUSH(s->resources, s->n_resources, s->cap_resources));
	}
	return true;
}

/* ---- events ---- */

static bool is_failed(const char *status)
{
	return str_ends(str_of(status), "_FAILED");
}

/* The event with which an operation of the whole stack begins. */
static bool begins_operation(const struct stack_event *e)
{
	static const char *const words[] = { "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS",
					     "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS",
					     "REVIEW_IN_PROGRESS" };

	for (size_t i = 0; i < ARRAY_LEN(words) && e->of_stack; i++)
		if (text_eq(e->status, words[i]))
			return true;
	return false;
}

static void read_event(const struct stack *s, const struct node *row,
		       struct stack_event *e)
{
	e->id = safe_at(row, "EventId", NAME_MAX_LEN);
	e->logical = safe_at(row, "LogicalResourceId", NAME_MAX_LEN);
	e->physical = safe_at(row, "PhysicalResourceId", LONG_MAX_LEN);
	e->type = safe_at(row, "ResourceType", NAME_MAX_LEN);
	e->status = safe_at(row, "ResourceStatus", NAME_MAX_LEN);
	e->reason = plain_at(row, "ResourceStatusReason");
	e->at_sec = time_at(row, "Timestamp");
	e->of_stack = text_eq(node_text(row, "PhysicalResourceId", ""), s->id);
}

bool stack_add_events(struct stack *s, const struct node *result)
{
	const struct node *list = node_at(result, "StackEvents");
	bool whole = false;

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		struct stack_event *e;

		if (s->n_events >= LIMIT_EVENTS) {
			s->events_cut = true;
			return false;
		}
		e = VEC_PUSH(s->events, s->n_events, s->cap_events);
		read_event(s, n, e);
		whole = whole || begins_operation(e);
	}
	return !whole;
}

static bool was_cancelled(const char *reason)
{
	struct str r = str_of(reason);

	return str_is(r, "Resource creation cancelled") ||
	       str_is(r, "Resource update cancelled");
}

/* Newest first: the last failure before the operation begins is the earliest. */
static struct stack_event *earliest_failure(const struct stack *s)
{
	struct stack_event *found = NULL;

	for (size_t i = 0; i < s->n_events; i++) {
		struct stack_event *e = &s->events[i];

		if (is_failed(e->status) && !e->of_stack && !was_cancelled(e->reason))
			found = e;
		if (begins_operation(e))
			break;
	}
	return found;
}

void stack_finish_events(struct stack *s)
{
	struct stack_event *cause = earliest_failure(s);

	if (cause != NULL)
		cause->first_cause = true;
	take_time_of_events(s);
}

const struct stack_event *stack_first_cause(const struct stack *s)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].first_cause)
			return &s->events[i];
	return NULL;
}

const struct stack_resource *stack_failed_resource(const struct stack *s)
{
	for (size_t i = 0; i < s->n_resources; i++)
		if (is_failed(s->resources[i].status) &&
		    !was_cancelled(s->resources[i].reason))
			return &s->resources[i];
	return NULL;
}

/* ---- lists and filters ---- */

struct stack *stacks_find(const struct stacks *l, const char *name)
{
	size_t low = 0, high = l->n;

	while (name != NULL && low < high) { /* the first one that is not less */
		size_t mid = low + (high - low) / 2;

		if (strcmp(l->items[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < l->n && text_eq(l->items[low].name, name) ? &l->items[low] : NULL;
}

bool stack_same_state(const struct stack *a, const struct stack *b)
{
	return text_eq(a->id, b->id) && text_eq(a->status, b->status) &&
	       a->updated_sec == b->updated_sec;
}

void stacks_keep_details(struct stacks *fresh, struct stacks *old)
{
	for (size_t i = 0; i < fresh->n; i++) {
		struct stack *s = &fresh->items[i];
		struct stack *was = stacks_find(old, s->name);

		if (s->details_sec == 0 && was != NULL && was->details_sec != 0 &&
		    stack_same_state(was, s))
			stack_take_details(s, was);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct stack *x = a;
	const struct stack *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->id, y->id);
}

void stacks_sort(struct stacks *l)
{
	if (l->n > 1)
		qsort(l->items, l->n, sizeof(*l->items), by_name);
}

static bool matches_tag(const struct node *row, struct str pattern)
{
	AUTO(buf) value = BUF_INIT(LONG_MAX_LEN);
	struct str rest = pattern;
	struct str key = str_trim(str_cut(&rest, '='));

	buf_add_str(&value, str_trim(rest));
	for (const struct node *n = node_first(node_at(row, "Tags")); n != NULL;
	     n = n->next)
		if (str_is(key, node_text(n, "Key", "")) &&
		    str_glob(buf_text(&value), str_of(node_text(n, "Value", ""))))
			return true;
	return false;
}

static bool matches_one(const struct node *row, struct str pattern)
{
	AUTO(buf) name = BUF_INIT(LONG_MAX_LEN);

	if (str_starts(pattern, "tag:"))
		return matches_tag(row, (struct str){ pattern.p + 4, pattern.len - 4 });
	buf_add_str(&name, pattern);
	return str_glob(buf_text(&name), str_of(node_text(row, "StackName", "")));
}

bool stack_matches(const struct node *row, const char *filter)
{
	struct str rest = str_of(filter);

	if (text_empty(filter) || text_empty(node_text(row, "StackName", "")))
		return true;
	while (rest.len > 0) {
		struct str one = str_trim(str_cut(&rest, ','));

		if (one.len > 0 && matches_one(row, one))
			return true;
	}
	return false;
}

/* ---- the tree's groups ---- */

const char *stack_resource_group(const char *type)
{
	static const struct {
		const char *prefix, *group;
	} rows[] = {
		{ "AWS::CloudFormation::", "Stacks" },
		{ "AWS::Lambda::", "Compute" },
		{ "AWS::EC2::Instance", "Compute" },
		{ "AWS::ECS::", "Compute" },
		{ "AWS::Batch::", "Compute" },
		{ "AWS::ElasticBeanstalk::", "Compute" },
		{ "AWS::StepFunctions::", "Compute" },
		{ "AWS::AutoScaling::", "Compute" },
		/* as whom and when it runs */
		{ "AWS::IAM::Role", "Compute" },
		{ "AWS::IAM::InstanceProfile", "Compute" },
		{ "AWS::Events::", "Compute" },
		{ "AWS::Scheduler::", "Compute" },
		{ "AWS::S3::", "Storage" },
		{ "AWS::DynamoDB::", "Storage" },
		{ "AWS::RDS::", "Storage" },
		{ "AWS::Redshift", "Storage" },
		{ "AWS::ECR::", "Storage" },
		{ "AWS::EFS::", "Storage" },
		{ "AWS::SQS::", "Queues" },
		{ "AWS::SNS::", "Queues" },
		{ "AWS::Kinesis", "Queues" },
		{ "AWS::CloudWatch::", "Alarms" },
		{ "AWS::Logs::", "Logs" },
		{ "AWS::IAM::", "Access" },
		{ "AWS::KMS::", "Access" },
		{ "AWS::SecretsManager::", "Access" },
		{ "AWS::Cognito::", "Access" },
		{ "AWS::EC2::", "Network" },
		{ "AWS::ElasticLoadBalancing", "Network" },
		{ "AWS::ApiGateway", "Network" },
		{ "AWS::Route53", "Network" },
		{ "AWS::CloudFront::", "Network" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_starts(str_of(type), rows[i].prefix))
			return rows[i].group;
	return "Other";
}
