/*
 * Who stands behind a caller's ARN.
 */
#include <string.h>

#include "core/access/arn.h"
#include "core/access/identity.h"
#include "core/access/sts.h"

#define SSO_ROLE "AWSReservedSSO_"

static bool take_name(struct str name, const char *arn,
		      char ret_who[IDENTITY_WHO_MAX + 1], struct err *err)
{
	if (!sts_name_ok(name) || !text_copy(ret_who, IDENTITY_WHO_MAX + 1, name))
		return err_set(
			err, ERR_CRED,
			"\"%.*s\" of %s cannot be the name of a person: AWS takes "
			"2 to 64 of letters, digits and _+=,.@- as SourceIdentity",
			STR_FMT(name), arn);
	return true;
}

static bool person_of_role(struct str role, struct str session, const char *arn,
			   enum identity_part part, char ret_who[IDENTITY_WHO_MAX + 1],
			   struct err *err)
{
	if (str_starts(role, SSO_ROLE))
		return take_name(session, arn, ret_who, err);
	switch (part) {
	case IDENTITY_PART_ROLE: return take_name(role, arn, ret_who, err);
	case IDENTITY_PART_SESSION: return take_name(session, arn, ret_who, err);
	case IDENTITY_PART_UNSET: break;
	}
	return err_set(
		err, ERR_CONFIG,
		"who is %s? Say in candor.conf under [operator]: identity = role "
		"(each employee has a role: %.*s), or identity = session (%.*s)",
		arn, STR_FMT(role), STR_FMT(session));
}

bool identity_person(const char *arn, enum identity_part part,
		     char ret_who[IDENTITY_WHO_MAX + 1], bool *ret_is_user,
		     struct err *err)
{
	struct arn a;
	struct str rest, kind, name;
	bool is_user;

	if (!arn_parse(str_of(arn), &a))
		return err_set(err, ERR_CRED, "AWS named the caller \"%s\": not an ARN",
			       arn);
	rest = a.resource;
	kind = str_cut(&rest, '/');
	is_user = str_is(a.service, "iam") && str_is(kind, "user");
	if (is_user) {
		name = rest;
		while (rest.len > 0) /* the last part: user/path/NAME */
			name = str_cut(&rest, '/');
		if (!take_name(name, arn, ret_who, err))
			return false;
	} else if (str_is(a.service, "sts") && str_is(kind, "assumed-role")) {
		name = str_cut(&rest, '/');
		if (!person_of_role(name, rest, arn, part, ret_who, err))
			return false;
	} else {
		return err_set(err, ERR_CRED,
			       "%s is neither an IAM user nor a role session: candor "
			       "cannot assume a customer's role with it",
			       arn);
	}
	*ret_is_user = is_user;
	return true;
}
