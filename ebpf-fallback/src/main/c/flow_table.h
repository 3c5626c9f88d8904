/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Services with persistence FLOW_TABLE: an LRU table remembers each flow's backend.
 *
 * A hit decides, unless the entry is void (its id names another backend by now, or one that drains
 * and has no next hop: a dead one), or the packet is a SYN and other backends own the service's
 * slots than when the entry was written: its backend may have left (but not for CLIENT_IP, where
 * the entry holds the client's other connections too). A miss takes a slot and remembers its owner:
 * a slot drawn at random if the service is RANDOM and the packet is the flow's first (a SYN, or any
 * UDP packet), else the slot of the flow hash, so that flows which another box began mostly stay
 * where they are. An ICMP error looks but does not write. For CLIENT_IP the flow is the client of
 * the service. New entries are limited, see flow_has_room(). User space deletes what a backend that
 * has left the service keeps for too long.
 */
#ifndef TURNOUT_FLOW_TABLE_H
#define TURNOUT_FLOW_TABLE_H

#include "backend.h"
#include "slot.h"
#include "tokens.h"

static __always_inline void flow_key_of(struct flow *key, const struct packet *packet,
                                        const struct service *service)
{
	*key = packet->flow;
	if (service->flags & SERVICE_CLIENT_IP)
		key->ports = service->id;
}

/* Returns the remembered backend's id; 0 = the entry does not hold. */
static __always_inline __u32 flow_remembered(const struct flow_value *value,
                                             const struct packet *packet,
                                             const struct service *service)
{
	const struct backend *backend;
	__u32 id;

	if ((packet->flags & PACKET_SYN) && value->set != service->set &&
	    !(service->flags & SERVICE_CLIENT_IP))
		return 0;
	id = value->backend;
	backend = backend_of(id);
	if (!backend || backend->generation != value->generation)
		return 0;
	if ((backend->flags & (BACKEND_DRAINING | BACKEND_RESOLVED)) == BACKEND_DRAINING)
		return 0;
	note_flags(DECISION_FLOW_TABLE);
	return id;
}

static __always_inline void flow_remember(const struct flow *key, __u32 id,
                                          const struct service *service)
{
	const struct backend *backend = backend_of(id);
	struct flow_value value = { .backend = id, .service = service->id, .set = service->set };

	if (settings.dry_run || !backend)
		return;
	value.generation = backend->generation;
	bpf_map_update_elem(&flows, key, &value, BPF_ANY);
}

/*
 * Whether a flow may have an entry. One that replaces another does not count: a SYN that left its
 * old entry as it is would be followed by packets that go by it. New ones are limited, so that who
 * sends many cannot make the table forget all others within moments. Without an entry a flow goes
 * by the slot of its hash, its first packet too, which is where its next one goes.
 */
static __always_inline bool flow_has_room(const struct flow_value *old, const struct packet *packet)
{
	if (old || (packet->flags & PACKET_ICMP_ERROR) ||
	    token_taken(&flow_tokens, settings.flow_rate, settings.flow_burst))
		return true;
	count_event(EVENT_FLOW_TABLE_LIMITED);
	return false;
}

static __always_inline bool draws(const struct packet *packet, const struct service *service)
{
	if (!(service->flags & SERVICE_RANDOM) || (packet->flags & PACKET_ICMP_ERROR))
		return false;
	return (packet->flags & PACKET_SYN) || packet->flow.protocol == IPPROTO_UDP;
}

static __always_inline enum outcome flow_owner(__u32 *id, const struct packet *packet,
                                               const struct service *service, __u32 hash)
{
	const struct flow_value *old;
	enum outcome outcome;
	struct slot slot;
	struct flow key;
	bool room;

	flow_key_of(&key, packet, service);
	old = bpf_map_lookup_elem(&flows, &key);
	*id = old ? flow_remembered(old, packet, service) : 0;
	if (*id)
		return OUTCOME_NONE;
	room = flow_has_room(old, packet);
	if (room && draws(packet, service)) {
		hash = bpf_get_prandom_u32();
		note_flags(DECISION_RANDOM);
	}
	outcome = slot_read(&slot, service, hash);
	if (outcome)
		return outcome;
	*id = slot_resting_owner(slot.word);
	if (*id && room && !(packet->flags & PACKET_ICMP_ERROR))
		flow_remember(&key, *id, service);
	return OUTCOME_NONE;
}

#endif
