/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* From backend id to its record: an index word, so that a changed record is flipped at once. */
#ifndef TURNOUT_BACKEND_H
#define TURNOUT_BACKEND_H

#include "maps.h"
#include "parse.h"

/* Returns NULL if the id names no record. */
static __always_inline const struct backend *backend_of(__u32 id)
{
	const volatile __u32 *index;
	const struct backend *records, *backend;
	__u32 zero = 0, record;

	index = bpf_map_lookup_elem(&backend_index, &zero);
	records = bpf_map_lookup_elem(&backends, &zero);
	if (!index || !records)
		return NULL;
	/* What the compiler knows of both, 6.1's verifier forgets where they are spilled. */
	asm volatile("" : "+r"(id));
	record = index[id & (BACKEND_IDS - 1)];
	if (!record || record >= settings.backend_records)
		return NULL;
	backend = &records[record];
	asm volatile("" : "+r"(backend));
	return backend;
}

#endif
