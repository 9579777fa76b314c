/*
 * The probes, in the order in which they are asked.
 */
#include "core/watch/metadata_probe.h"

const struct probe_ops *const probes_all[] = {
	&probe_metadata,
	NULL,
};
