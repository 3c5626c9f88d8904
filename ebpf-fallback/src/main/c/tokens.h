/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Rates that are limited: a token bucket per CPU. */
#ifndef TURNOUT_TOKENS_H
#define TURNOUT_TOKENS_H

#include "maps.h"

#define NANOS_PER_SECOND 1000000000ULL

/*
 * One token is NANOS_PER_SECOND units, so that each nanosecond adds `rate` of them. `map` is
 * icmp_tokens or flow_tokens. A dry run takes none and is always allowed.
 */
static __always_inline bool token_taken(void *map, __u32 rate, __u32 burst)
{
	__u64 full = burst * NANOS_PER_SECOND, now, elapsed;
	struct token_bucket *bucket;
	__u32 zero = 0;

	if (settings.dry_run)
		return true;
	bucket = bpf_map_lookup_elem(map, &zero);
	if (!bucket)
		return false;
	now = bpf_ktime_get_ns();
	elapsed = now - bucket->last_nanos;
	if (elapsed > 60 * NANOS_PER_SECOND)
		bucket->tokens = full;
	else
		bucket->tokens += elapsed * rate;
	if (bucket->tokens > full)
		bucket->tokens = full;
	bucket->last_nanos = now;
	if (bucket->tokens < NANOS_PER_SECOND)
		return false;
	bucket->tokens -= NANOS_PER_SECOND;
	return true;
}

#endif
