/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The transit filters: Bloom filters of the flows that began on a slot's current owner while the
 * slot is in transition (SilkRoad's TransitTable, SIGCOMM 2017 §4.3). The key is the full 5-tuple
 * and the current owner's id, so that a mark means nothing once the slot belongs to another.
 *
 * Four bits a flow, taken from two 64-bit hashes with keys of their own: they share nothing with
 * the CRC, by which the flows of one slot are alike.
 *
 * A filter takes marks until it is full. That is decided here, packet by packet: a flood of SYNs fills a filter to the
 * brim faster than user space looks. Each CPU may have set the bits of one more mark by the time that it sees it.
 */
#ifndef TURNOUT_TRANSIT_H
#define TURNOUT_TRANSIT_H

#include "counters.h"
#include "parse.h"

struct marks {
	__u64 *words; /* of the slot's filter; NULL if there is none */
	__u64 *set;
	__u64 full;
	__u32 bits[TRANSIT_HASHES];
};

static __always_inline __u64 mix(__u64 x)
{
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
	x = (x ^ x >> 29) * 0x9e3779b97f4a7c15;
	return x ^ x >> 32;
}

static __always_inline void marks_of(struct marks *marks, __u32 filter, const struct flow *flow,
                                     __u32 backend)
{
	__u32 mask = settings.filter_bits - 1, zero = 0;
	struct transit_head *head;
	__u64 first, second;

	/* All of it: the compiler copies what it will not use, and 6.1's verifier takes that for a read. */
	__builtin_memset(marks, 0, sizeof(*marks));
	head = bpf_map_lookup_elem(&transit, &zero);
	if (!head)
		return;
	first = flow->source.halves[0] * head->key[0] + flow->source.halves[1] * head->key[1] +
	        flow->destination.halves[0] * head->key[2] +
	        flow->destination.halves[1] * head->key[3];
	first = mix(first) ^ (flow->ports | (__u64)(backend << 8 | flow->protocol) << 32);
	first = mix(first * head->key[0]);
	second = mix(first + head->key[1]);
	marks->bits[0] = first & mask;
	marks->bits[1] = first >> 32 & mask;
	marks->bits[2] = second & mask;
	marks->bits[3] = second >> 32 & mask;
	filter &= TRANSIT_FILTERS - 1;
	marks->set = &head->set[filter];
	marks->full = head->full;
	marks->words = (void *)(head + 1) + (-(__u64)filter & (__u64)settings.filter_bits / 8);
}

static __always_inline bool marked(const struct marks *marks)
{
	if (!marks->words)
		return false;
	for (int i = 0; i < TRANSIT_HASHES; i++) {
		if (!(marks->words[marks->bits[i] >> 6] >> (marks->bits[i] & 63) & 1))
			return false;
	}
	return true;
}

static __always_inline bool filter_full(const struct marks *marks)
{
	return marks->words && marks->full && *(volatile __u64 *)marks->set >= marks->full;
}

/* Tests before the atomic or: most bits of a retransmitted SYN are set, and an or costs 5 ns. */
static __always_inline void mark(const struct marks *marks)
{
	__u32 newly = 0;

	if (!marks->words || settings.dry_run)
		return;
	for (int i = 0; i < TRANSIT_HASHES; i++) {
		__u64 *word = &marks->words[marks->bits[i] >> 6];
		__u64 bit = 1ULL << (marks->bits[i] & 63);

		if (!(*word & bit) && !(__sync_fetch_and_or(word, bit) & bit))
			newly++;
	}
	if (newly)
		__sync_fetch_and_add(marks->set, newly);
}

#endif
