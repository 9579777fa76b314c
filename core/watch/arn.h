/*
 * The ARN of a resource, where it follows from what a stack tells of it.
 */
#ifndef CORE_WATCH_ARN_H
#define CORE_WATCH_ARN_H

#include "core/base/buf.h"

/*
 * A physical id that is an ARN is taken as it is; for the types whose ARN is made of
 * partition, region, account and physical id alone (AWS, "Service Authorization
 * Reference", resource types) it is put together.
 *
 * stack_arn  of the stack: partition, region and account of its resources
 * Returns    false, with nothing added: it cannot be told (an IAM role has a path that
 *            its physical id does not show).
 */
bool resource_arn(const char *stack_arn, const char *type, const char *physical,
		  struct buf *out);

#endif
