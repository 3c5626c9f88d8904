/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Counters and the dry run's notes. A dry run counts nothing, and only a dry run takes notes. */
#ifndef TURNOUT_COUNTERS_H
#define TURNOUT_COUNTERS_H

#include "maps.h"

static __always_inline void count_outcome(enum outcome outcome)
{
	struct outcome_counts *counts;
	__u32 zero = 0;

	if (settings.dry_run)
		return;
	counts = bpf_map_lookup_elem(&outcomes, &zero);
	if (counts)
		counts->packets[outcome & (OUTCOME_ROOM - 1)]++;
}

static __always_inline void count_event(enum event event)
{
	struct outcome_counts *counts;
	__u32 zero = 0;

	if (settings.dry_run)
		return;
	counts = bpf_map_lookup_elem(&outcomes, &zero);
	if (counts)
		counts->packets[event]++;
}

/* `map` is service_counts or backend_counts. */
static __always_inline void count_traffic(void *map, __u32 id, __u32 bytes)
{
	struct traffic *traffic;

	if (settings.dry_run)
		return;
	traffic = bpf_map_lookup_elem(map, &id);
	if (!traffic)
		return;
	traffic->packets++;
	traffic->bytes += bytes;
}

static __always_inline void count_to_previous(__u32 table)
{
	struct table_counts *counts;

	if (settings.dry_run)
		return;
	counts = bpf_map_lookup_elem(&table_counts, &table);
	if (counts)
		counts->to_previous++;
}

static __always_inline void count_marked_frozen(__u32 table)
{
	struct table_counts *counts;

	if (settings.dry_run)
		return;
	counts = bpf_map_lookup_elem(&table_counts, &table);
	if (counts)
		counts->marked_frozen++;
}

/* NULL unless this is a dry run. */
static __always_inline struct decision *notes(void)
{
	__u32 zero = 0;

	return settings.dry_run ? bpf_map_lookup_elem(&decision, &zero) : NULL;
}

static __always_inline void note_start(void)
{
	struct decision *note = notes();

	if (note)
		__builtin_memset(note, 0, sizeof(*note));
}

static __always_inline void note_flags(__u32 flags)
{
	struct decision *note = notes();

	if (note)
		note->flags |= flags;
}

#endif
