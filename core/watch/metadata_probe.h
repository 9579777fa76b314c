/*
 * The metadata bucket as a probe: what is new since the last look is listed by key
 * ranges and read, the newest first.
 */
#ifndef CORE_WATCH_METADATA_PROBE_H
#define CORE_WATCH_METADATA_PROBE_H

#include "core/watch/metadata.h"
#include "core/watch/probe.h"

extern const struct probe_ops probe_metadata;

/* What the probe's state shows; NULL for a state that is NULL. */
const struct metadata *metadata_shown(const void *state);

#endif
