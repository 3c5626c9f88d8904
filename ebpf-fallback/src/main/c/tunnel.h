/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * An ICMP error about a packet that we sent through a tunnel: some router's MTU is less than the
 * next hop's that user space knows. It is noted for user space (struct tunnel_mtu); the packet
 * goes on to the kernel.
 */
#ifndef TURNOUT_TUNNEL_H
#define TURNOUT_TUNNEL_H

#include "icmp.h"

/* Returns the MTU that the error asks for, 0 if it is no such error. */
static __always_inline __u32 asked_mtu(const struct icmp *icmp, bool ipv6)
{
	if (ipv6)
		return icmp->type == ICMPV6_PKT_TOOBIG ? bpf_ntohl(icmp->rest) : 0;
	if (icmp->type != ICMP_DEST_UNREACH || icmp->code != ICMP_FRAG_NEEDED)
		return 0;
	return bpf_ntohl(icmp->rest) & 0xffff;
}

static __always_inline bool sent_from(const struct tunnel_mtu *entry, const union address *source)
{
	const union address *base = (const union address *)entry->source;

	return base->halves[0] == source->halves[0] && base->words[2] == source->words[2] &&
	       base->words[3] == (source->words[3] & ~entry->source_mask);
}

static __always_inline bool is_tunnel(__u32 protocol)
{
	return protocol == IPPROTO_IPIP || protocol == IPPROTO_IPV6 || protocol == IPPROTO_UDP;
}

/* For packets to no VIP. */
static __always_inline enum outcome tunnel_error(struct xdp_md *context, struct cursor *cursor,
                                                 const struct packet *packet)
{
	struct icmp *icmp = take(cursor, sizeof(*icmp));
	struct embedded embedded;
	struct tunnel_mtu *entry;
	__u32 mtu;

	if (!icmp || packet->left < sizeof(*icmp))
		return PASS_NOT_VIP;
	mtu = asked_mtu(icmp, packet->ipv6);
	if (!mtu)
		return PASS_NOT_VIP;
	if (packet->ipv6 ? embedded_ipv6(context, cursor, &embedded) :
	                   embedded_ipv4(cursor, &embedded))
		return PASS_NOT_VIP;
	if (!is_tunnel(embedded.protocol) ||
	    !same_address(&embedded.source, &packet->flow.destination))
		return PASS_NOT_VIP;
	entry = bpf_map_lookup_elem(&tunnel_mtu, &embedded.destination);
	if (!entry || !sent_from(entry, &embedded.source))
		return PASS_NOT_VIP;
	if (settings.dry_run)
		return PASS_TUNNEL_ERROR;
	if (!entry->mtu || mtu < entry->mtu)
		entry->mtu = mtu;
	__sync_fetch_and_add(&entry->errors, 1);
	return PASS_TUNNEL_ERROR;
}

#endif
