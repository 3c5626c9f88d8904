/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The express lane: what most packets are, told by a few comparisons, and nothing else.
 *
 * An untagged IPv4 or IPv6 packet without options or extension headers, TCP or UDP, whole, to a
 * service that neither remembers flows nor looks at sources, on a slot that is not in transition, to
 * a resolved backend behind a tunnel that is not tagged, and not too large. Whatever is otherwise
 * leaves the lane before anything was counted or written, and goes the whole way of turnout.bpf.c.
 *
 * It has no rules of its own. It parses what parse.h parses, and calls the same look-ups and
 * writers, in which what it has compared are constants, so that the compiler drops the rest. The dry
 * run goes the whole way for every packet: comparing both is how the lane is tested.
 */
#ifndef TURNOUT_LANE_H
#define TURNOUT_LANE_H

#include "encap.h"
#include "service.h"
#include "slot.h"

enum lane_version {
	LANE_IPV4 = 0x45, /* no options */
	LANE_TRANSPORT = 14,
};

/* struct ethhdr is packed, and so would be read by the byte. */
struct lane_ethernet {
	__be16 macs[6];
	__be16 type;
};

/* As far as a TCP header's length and flags; a shorter packet is none for the lane. */
struct lane_transport {
	__u32 ports;
	union {
		__be32 sequence;
		__be16 udp_length;
	};
	__be32 acknowledgement;
	__u8 tcp_length; /* in the upper half: in words */
	__u8 tcp_flags;
};

/* The rules of parse_tcp() and parse_udp(). `left`: bytes of the IP packet from here. */
static __always_inline bool lane_transport(struct packet *packet,
                                           const struct lane_transport *transport, __u32 left)
{
	__u32 size;

	packet->flow.ports = transport->ports;
	if (likely(packet->flow.protocol == IPPROTO_TCP)) {
		size = transport->tcp_length >> 4 << 2;
		return size >= sizeof(struct tcphdr) && size <= left;
	}
	if (packet->flow.protocol != IPPROTO_UDP)
		return false;
	size = bpf_ntohs(transport->udp_length);
	return size >= sizeof(struct udphdr) && size <= left;
}

static __always_inline bool lane_ipv4(struct packet *packet, const struct iphdr *ip,
                                      const void *end)
{
	const struct lane_transport *transport = (const void *)(ip + 1);

	if ((const void *)transport + LANE_TRANSPORT > end || *(const __u8 *)ip != LANE_IPV4 ||
	    ip->frag_off & bpf_htons(0x3fff))
		return false;
	packet->length = bpf_ntohs(ip->tot_len);
	packet->ipv6 = false;
	packet->traffic_class = ip->tos;
	packet->flow.protocol = ip->protocol;
	set_ipv4(&packet->flow.source, ip->saddr);
	set_ipv4(&packet->flow.destination, ip->daddr);
	return packet->length >= sizeof(*ip) && packet->length <= distance(ip, end) &&
	       lane_transport(packet, transport, packet->length - sizeof(*ip));
}

static __always_inline bool lane_ipv6(struct packet *packet, const struct ipv6hdr *ip,
                                      const void *end)
{
	const struct lane_transport *transport = (const void *)(ip + 1);
	__u32 left;

	if ((const void *)transport + LANE_TRANSPORT > end || *(const __u8 *)ip >> 4 != 6)
		return false;
	left = bpf_ntohs(ip->payload_len);
	packet->length = sizeof(*ip) + left;
	packet->ipv6 = true;
	packet->traffic_class = bpf_ntohs(*(const __be16 *)ip) >> 4;
	packet->flow.protocol = ip->nexthdr;
	set_ipv6(&packet->flow.source, &ip->saddr);
	set_ipv6(&packet->flow.destination, &ip->daddr);
	return !is_mapped(&packet->flow.destination) && packet->length <= distance(ip, end) &&
	       lane_transport(packet, transport, left);
}

/* Fills what the rest of the lane reads of a packet. */
static __always_inline bool lane_parse(struct xdp_md *context, struct packet *packet, bool ipv6)
{
	const void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	const struct lane_ethernet *ethernet = start;

	packet->network = ETH_HLEN;
	if (start + sizeof(*ethernet) > end)
		return false;
	if (ipv6)
		return ethernet->type == bpf_htons(ETH_P_IPV6) &&
		       lane_ipv6(packet, start + ETH_HLEN, end);
	return ethernet->type == bpf_htons(ETH_P_IP) && lane_ipv4(packet, start + ETH_HLEN, end);
}

struct route {
	const struct service *service;
	const struct backend *backend;
	__u32 hash;
	__u32 id;
};

static __always_inline const struct service *lane_service(const struct packet *packet)
{
	const struct service *service;
	struct lookup lookup;

	if (!service_open(&lookup, &packet->flow.destination))
		return NULL;
	service = service_at(&lookup, packet->flow.ports >> 16, packet->flow.protocol,
	                     RECORD_SERVICE);
	if (!service || service->flags & (SERVICE_FLOW_TABLE | SERVICE_SOURCE_RANGES))
		return NULL;
	return service;
}

static __always_inline enum outcome lane_send(struct xdp_md *context, const struct packet *packet,
                                              const struct route *route, struct shape shape)
{
	const struct backend *backend = route->backend;

	if (packet->length + encap_overhead(shape) > backend->mtu)
		return OUTCOME_NONE;
	count_traffic(&service_counts, route->service->id, packet->length);
	count_traffic(&backend_counts, route->id, packet->length);
	return encapsulate(context, packet, backend, shape, flow_entropy(route->hash));
}

static __always_inline bool lane_route(struct route *route, const struct packet *packet)
{
	struct slot slot;

	route->service = lane_service(packet);
	if (!route->service)
		return false;
	route->hash = flow_hash(packet, route->service);
	if (slot_read(&slot, route->service, route->hash) || slot.word >> SLOT_PREVIOUS_SHIFT)
		return false;
	route->id = slot.word;
	route->backend = backend_of(route->id);
	return route->backend && route->backend->flags & BACKEND_RESOLVED && !route->backend->vlan;
}

static __always_inline enum outcome lane_forward(struct xdp_md *context, bool ipv6, __u32 *ifindex)
{
	struct packet packet;
	struct route route;
	bool outer_ipv6;

	if (!lane_parse(context, &packet, ipv6) || !lane_route(&route, &packet))
		return OUTCOME_NONE;
	*ifindex = route.backend->ifindex;
	outer_ipv6 = route.backend->flags & BACKEND_IPV6;
	if (route.backend->encapsulation == ENCAP_IPIP && !outer_ipv6)
		return lane_send(context, &packet, &route,
		                 (struct shape){ ENCAP_IPIP, false, false });
	if (route.backend->encapsulation == ENCAP_IPIP)
		return lane_send(context, &packet, &route,
		                 (struct shape){ ENCAP_IPIP, true, false });
	if (route.backend->encapsulation == ENCAP_GUE && !outer_ipv6)
		return lane_send(context, &packet, &route,
		                 (struct shape){ ENCAP_GUE, false, false });
	return OUTCOME_NONE;
}

/* Returns OUTCOME_NONE for a packet that has to go the whole way. Each family has code of its own. */
static __always_inline enum outcome express(struct xdp_md *context, __u32 *ifindex)
{
	enum outcome outcome = lane_forward(context, false, ifindex);

	return likely(outcome) ? outcome : lane_forward(context, true, ifindex);
}

#endif
