/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * From flow hash to backend id, without a flow table: the slot, and what its transition means.
 *
 *	slot			SYN				any other
 *	stable			current				current
 *	in transition		current, and mark the flow	marked: current, else previous
 *	in transition, frozen	marked: current, else previous	marked: current, else previous
 *
 * A slot whose filter is full does as a frozen one.
 *
 * Only services with persistence TRANSIT look at the previous owner.
 */
#ifndef TURNOUT_SLOT_H
#define TURNOUT_SLOT_H

#include "hash.h"
#include "transit.h"

struct slot {
	__u32 index;
	__u32 word;
};

static __always_inline void note_slot(const struct slot *slot)
{
	struct decision *note = notes();

	if (!note)
		return;
	note->slot = slot->index;
	note->word = slot->word;
	note->flags |= DECISION_SLOT;
}

static __always_inline enum outcome slot_read(struct slot *slot, const struct service *service,
                                              __u32 hash)
{
	const volatile __u32 *words;
	__u32 zero = 0;

	slot->index = service->base + (hash & service->mask);
	words = bpf_map_lookup_elem(&slots, &zero);
	if (!words || slot->index >= settings.slot_count)
		return DROP_LAYOUT;
	slot->word = words[slot->index];
	note_slot(slot);
	return OUTCOME_NONE;
}

static __always_inline __u32 to_previous(__u32 previous, __u32 table, bool frozen)
{
	if (!frozen)
		count_to_previous(table);
	note_flags(DECISION_TO_PREVIOUS);
	return previous;
}

static __always_inline __u32 slot_in_transition(__u32 word, const struct service *service,
                                                const struct packet *packet)
{
	__u32 previous = word >> SLOT_PREVIOUS_SHIFT & SLOT_PREVIOUS_MASK;
	__u32 filter = !!(word & SLOT_FILTER);
	bool frozen = word & SLOT_FROZEN;
	__u32 current = word & SLOT_CURRENT;
	struct marks marks;

	marks_of(&marks, filter, &packet->flow, current);
	if (current && marked(&marks)) {
		if (frozen)
			count_marked_frozen(service->table);
		note_flags(DECISION_MARKED);
		return current;
	}
	if (!(packet->flags & PACKET_SYN) || frozen || (current && filter_full(&marks)))
		return to_previous(previous, service->table, frozen);
	if (current)
		mark(&marks);
	return current;
}

/*
 * For services that keep their flows by no marks: whom the slot ends with, which is the previous owner
 * if the move is being taken back.
 */
static __always_inline __u32 slot_resting_owner(__u32 word)
{
	return unlikely(word & SLOT_FROZEN) ? word >> SLOT_PREVIOUS_SHIFT & SLOT_PREVIOUS_MASK :
	                                      word & SLOT_CURRENT;
}

/* Returns the backend's id; 0 = none. */
static __always_inline __u32 slot_owner(__u32 word, const struct service *service,
                                        const struct packet *packet)
{
	if (likely(!(word >> SLOT_PREVIOUS_SHIFT & SLOT_PREVIOUS_MASK)))
		return word & SLOT_CURRENT;
	if (!(service->flags & SERVICE_TRANSIT))
		return slot_resting_owner(word);
	return slot_in_transition(word, service, packet);
}

#endif
