/*
 * The probes, in the order in which they are asked.
 */
#include "core/watch/alarms.h"
#include "core/watch/metadata_probe.h"
#include "core/watch/metrics.h"
#include "core/watch/service.h"

const struct probe_ops *const probes_all[] = {
	&probe_services, &probe_metrics, &probe_alarms, &probe_metadata, NULL,
};
