/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The packet path. This file only wires:
 *
 *	parse.h      Ethernet, VLAN, IPv4, IPv6, TCP, UDP	-> struct packet
 *	service.h    (VIP, port, protocol)			-> struct service
 *	icmp.h       echo; errors: the flow they are about
 *	tunnel.h     errors about our own tunnels
 *	hash.h       flow					-> CRC-32
 *	slot.h       hash, transit marks			-> backend id
 *	flow_table.h flow					-> backend id
 *	backend.h    id						-> struct backend
 *	encap.h      next hop; outer.h: outer headers
 *	answer.h     too big, port unreachable; answer_write.h: ICMP errors
 *	counters.h   one outcome a packet; the dry run's notes
 *	lane.h       the same for the common packet, in fewer steps
 */
#include "answer.h"
#include "backend.h"
#include "encap.h"
#include "flow_table.h"
#include "icmp.h"
#include "lane.h"
#include "service.h"
#include "slot.h"
#include "tunnel.h"

/* An exact port wins over port 0, any. What is for no VIP is none of our business. */
static __always_inline enum outcome find_service(struct xdp_md *context, struct cursor *cursor,
                                                 struct packet *packet,
                                                 const struct service **service)
{
	struct lookup lookup;
	__u32 icmp = packet->flags & PACKET_ICMP;
	enum outcome outcome;

	if (!service_open(&lookup, &packet->flow.destination))
		return DROP_LAYOUT;
	*service = NULL;
	if (likely(!packet->fault && !icmp && !(packet->flags & PACKET_FRAGMENT)))
		*service = service_at(&lookup, packet->flow.ports >> 16, packet->flow.protocol,
		                      RECORD_SERVICE);
	if (likely(*service))
		return OUTCOME_NONE;
	if (!service_at(&lookup, 0, 0, RECORD_VIP))
		return icmp ? tunnel_error(context, cursor, packet) : PASS_NOT_VIP;
	if (packet->fault)
		return packet->fault;
	if (icmp) {
		outcome = icmp_to_vip(context, cursor, packet);
		if (outcome)
			return outcome;
		*service = service_at(&lookup, packet->flow.ports >> 16, packet->flow.protocol,
		                      RECORD_SERVICE);
		if (*service)
			return OUTCOME_NONE;
	}
	*service = service_at(&lookup, 0, packet->flow.protocol, RECORD_SERVICE);
	if (packet->flags & PACKET_FRAGMENT)
		return *service && ((*service)->flags & SERVICE_CLIENT_IP) ? OUTCOME_NONE :
		                                                             DROP_FRAGMENT;
	return *service ? OUTCOME_NONE : DROP_UNKNOWN_PORT;
}

static __always_inline bool source_allowed(const struct packet *packet,
                                           const struct service *service)
{
	struct source_key key = { .prefix_length = 32 + 128, .service = service->id };

	if (likely(!(service->flags & SERVICE_SOURCE_RANGES)))
		return true;
	__builtin_memcpy(key.address, &packet->flow.source, sizeof(key.address));
	return bpf_map_lookup_elem(&source_ranges, &key);
}

static __always_inline void note_flow(const struct packet *packet, const struct service *service,
                                      __u32 hash)
{
	struct decision *note = notes();

	if (!note)
		return;
	note->service = service->id;
	note->table = service->table;
	note->hash = hash;
	note->flags |= (packet->flags & PACKET_SYN ? DECISION_SYN : 0) |
	               (packet->flags & PACKET_FRAGMENT ? DECISION_FRAGMENT : 0) |
	               (packet->flags & PACKET_ICMP_ERROR ? DECISION_ICMP_ERROR : 0);
}

static __always_inline enum outcome find_backend(__u32 *id, const struct packet *packet,
                                                 const struct service *service, __u32 hash)
{
	enum outcome outcome;
	struct slot slot;

	if (unlikely(service->flags & SERVICE_FLOW_TABLE))
		return flow_owner(id, packet, service, hash);
	outcome = slot_read(&slot, service, hash);
	if (!outcome)
		*id = slot_owner(slot.word, service, packet);
	return outcome;
}

static __always_inline enum outcome send(struct xdp_md *context, const struct packet *packet,
                                         __u32 id, __u32 hash, __u32 *ifindex)
{
	const struct backend *backend = backend_of(id);
	struct decision *note = notes();
	enum outcome outcome;
	struct shape shape;
	__u32 room;

	if (note)
		note->backend = id;
	if (!backend || !backend->encapsulation || backend->encapsulation > ENCAP_L2)
		return DROP_LAYOUT;
	if (!(backend->flags & BACKEND_RESOLVED))
		return DROP_UNRESOLVED;
	shape = shape_of(backend);
	room = backend->mtu - encap_overhead(shape);
	if (packet->length > room)
		return answer_too_big(context, packet, room);
	if (backend->encapsulation == ENCAP_L2 && packet->hops <= 1)
		return DROP_TTL;
	*ifindex = backend->ifindex;
	outcome = encapsulate(context, packet, backend, shape, flow_entropy(hash));
	if (outcome == FORWARD_TX || outcome == FORWARD_REDIRECT)
		count_traffic(&backend_counts, id, packet->length);
	return outcome;
}

static __always_inline enum outcome balance(struct xdp_md *context, __u32 *ifindex)
{
	const struct service *service;
	struct packet packet;
	struct cursor cursor;
	enum outcome outcome;
	__u32 hash, id = 0;

	outcome = parse_packet(context, &cursor, &packet);
	if (outcome)
		return outcome;
	outcome = find_service(context, &cursor, &packet, &service);
	if (outcome)
		return outcome;
	count_traffic(&service_counts, service->id, packet.length);
	if (!source_allowed(&packet, service))
		return DROP_SOURCE_RANGE;
	hash = flow_hash(&packet, service);
	note_flow(&packet, service, hash);
	outcome = find_backend(&id, &packet, service, hash);
	if (outcome)
		return outcome;
	if (!id)
		return service->flags & SERVICE_REJECT ? answer_reject(context, &packet) :
		                                         DROP_NO_BACKEND;
	return send(context, &packet, id, hash, ifindex);
}

SEC("xdp")
int turnout(struct xdp_md *context)
{
	struct decision *note;
	enum outcome outcome;
	__u32 ifindex = 0;

	note_start();
	outcome = settings.dry_run ? OUTCOME_NONE : express(context, &ifindex);
	if (unlikely(!outcome))
		outcome = balance(context, &ifindex);
	count_outcome(outcome);
	note = notes();
	if (note)
		note->outcome = outcome;
	if (likely(outcome == FORWARD_REDIRECT))
		return bpf_redirect(ifindex, 0);
	if (outcome == FORWARD_TX || (outcome >= ANSWER_ECHO && outcome <= ANSWER_REJECT))
		return XDP_TX;
	return outcome <= PASS_TUNNEL_ERROR ? XDP_PASS : XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
