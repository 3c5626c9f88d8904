/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Sends a packet to its backend: new Ethernet header (at most one VLAN tag, whatever came in), then
 * the outer headers, then the packet as it was.
 *
 *	IPIP	outer IP | packet				RFC 2003, RFC 2473
 *	GUE	outer IP | UDP | GUE variant 0 | packet		draft-ietf-intarea-gue-09
 *	L2	packet, its TTL one less
 */
#ifndef TURNOUT_ENCAP_H
#define TURNOUT_ENCAP_H

#include "outer.h"

enum tagged {
	TAGGED_HLEN = ETH_HLEN + 4,
};

/* Four-byte words make its size 20: TAGGED_HLEN counts. */
struct ethernet_tagged {
	__u32 macs[3];
	__be16 type;
	__be16 tci;
	__be16 inner_type;
};

/* Returns where the IP header goes, or NULL. */
static __always_inline void *write_ethernet(void *start, void *end, const struct backend *backend,
                                            bool tagged, __be16 type)
{
	const __u32 *macs = (const __u32 *)backend->destination_mac;
	struct ethernet_tagged *ethernet = start;

	if (start + TAGGED_HLEN > end)
		return NULL;
	ethernet->macs[0] = macs[0];
	ethernet->macs[1] = macs[1];
	ethernet->macs[2] = macs[2];
	if (!tagged) {
		ethernet->type = type;
		return start + ETH_HLEN;
	}
	ethernet->type = bpf_htons(ETH_P_8021Q);
	ethernet->tci = backend->vlan;
	ethernet->inner_type = type;
	return start + TAGGED_HLEN;
}

/* The checksum's word sum falls by 0x0100, so the checksum rises by it (RFC 1624). */
static __always_inline bool decrement_hops(void *start, void *end, bool ipv6)
{
	struct ipv6hdr *ip6 = start;
	struct iphdr *ip = start;
	__u32 check;

	if (start + sizeof(*ip) > end)
		return false;
	if (ipv6) {
		ip6->hop_limit--;
		return true;
	}
	ip->ttl--;
	check = ip->check + bpf_htons(0x0100);
	ip->check = check + (check >= 0xffff);
	return true;
}

static __always_inline enum outcome encapsulate(struct xdp_md *context, const struct packet *packet,
                                                const struct backend *backend, struct shape shape,
                                                __u32 entropy)
{
	bool l2 = shape.encapsulation == ENCAP_L2;
	bool ipv6 = l2 ? packet->ipv6 : shape.ipv6;
	__u32 ethernet = shape.tagged ? TAGGED_HLEN : ETH_HLEN;
	int grow = ethernet + encap_overhead(shape) - packet->network;
	void *start, *end, *ip;
	bool written;

	if (grow && bpf_xdp_adjust_head(context, -grow))
		return DROP_HEADROOM;
	start = (void *)(long)context->data;
	end = (void *)(long)context->data_end;
	ip = write_ethernet(start, end, backend, shape.tagged,
	                    bpf_htons(ipv6 ? ETH_P_IPV6 : ETH_P_IP));
	if (!ip)
		return DROP_HEADROOM;
	if (l2)
		written = decrement_hops(ip, end, ipv6);
	else
		written = write_outer(ip, end, backend, shape, packet, entropy);
	if (!written)
		return DROP_HEADROOM;
	return context->ingress_ifindex == backend->ifindex ? FORWARD_TX : FORWARD_REDIRECT;
}

#endif
