/*
 * Names of things in AWS: arn:partition:service:region:account:resource.
 */
#ifndef CORE_ACCESS_ARN_H
#define CORE_ACCESS_ARN_H

#include "core/base/str.h"

/* Slices of the text that was parsed. */
struct arn {
	struct str partition; /* "aws" */
	struct str service;   /* "iam", "sts" */
	struct str region;    /* may be empty */
	struct str account;   /* may be empty; "aws" for policies of AWS */
	struct str resource;  /* "role/CandorAccess": all that is left, not empty */
};

/* False when it is none; only the form is looked at. */
bool arn_parse(struct str text, struct arn *ret) MUST_USE;

#endif
