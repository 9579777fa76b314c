/*
 * Taking an ARN apart at its first five colons.
 */
#include "core/access/arn.h"

bool arn_parse(struct str text, struct arn *ret)
{
	struct str rest = text;
	struct arn a;

	if (!str_is(str_cut(&rest, ':'), "arn"))
		return false;
	a.partition = str_cut(&rest, ':');
	a.service = str_cut(&rest, ':');
	a.region = str_cut(&rest, ':');
	a.account = str_cut(&rest, ':');
	a.resource = rest;
	if (a.partition.len == 0 || a.service.len == 0 || a.resource.len == 0)
		return false;
	*ret = a;
	return true;
}
