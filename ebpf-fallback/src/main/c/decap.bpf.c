/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * For a backend whose kernel has no tunnel device: takes the outer headers off what the balancer
 * sends (IPIP 4in4, 6in6, 4in6, 6in4; GUE over either, variants 0 and 1) and hands the inner packet
 * to the backend's own stack. All other packets pass untouched.
 *
 *	Ethernet, VLAN | outer IP | (UDP | GUE) | packet
 *	Ethernet, VLAN |                          packet
 *
 * The VIP must be on one of the backend's interfaces (lo will do) without answering ARP for it.
 */
#include "decap.h"

/* Returns DECAP_NONE and the place and protocol of the inner packet, or what to do instead. */
static __always_inline enum decap_outcome find_inner(struct cursor *cursor, struct tunnel *tunnel)
{
	__be16 type = parse_ethernet(cursor);
	enum decap_outcome outcome = DECAP_PASS_OTHER;

	tunnel->start = cursor->position;
	if (type == bpf_htons(ETH_P_IP))
		outcome = outer_ipv4(cursor, tunnel);
	else if (type == bpf_htons(ETH_P_IPV6))
		outcome = outer_ipv6(cursor, tunnel);
	if (outcome)
		return outcome;
	if (tunnel->protocol == IPPROTO_UDP)
		return outer_gue(cursor, tunnel);
	return is_inner(tunnel->protocol) ? DECAP_NONE : DECAP_PASS_OTHER;
}

static __always_inline bool source_trusted(const struct tunnel *tunnel)
{
	struct decap_source_key key = { .prefix_length = 128 };

	if (!decap_settings.check_sources)
		return true;
	__builtin_memcpy(key.address, &tunnel->source, sizeof(key.address));
	return bpf_map_lookup_elem(&decap_sources, &key);
}

/* Moves Ethernet header and tags up to the inner packet and names its family in them. */
static __always_inline bool strip(struct xdp_md *context, __u32 network, __u32 size, __be16 type)
{
	void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	__u16 header[MAX_ETHERNET / 2];
	__u16 *from = start, *to;

	if (start + MAX_ETHERNET > end)
		return false;
	for (int i = 0; i < MAX_ETHERNET / 2; i++)
		header[i] = from[i];
	if (bpf_xdp_adjust_head(context, size))
		return false;
	to = (void *)(long)context->data;
	end = (void *)(long)context->data_end;
	if ((void *)to + MAX_ETHERNET > end)
		return false;
	for (int i = 0; i < MAX_ETHERNET / 2; i++) {
		if (2 * i < (int)network - 2)
			to[i] = header[i];
		else if (2 * i == (int)network - 2)
			to[i] = type;
	}
	return true;
}

static __always_inline enum decap_outcome decapsulate(struct xdp_md *context)
{
	void *start = (void *)(long)context->data;
	struct cursor cursor = { start, (void *)(long)context->data_end };
	struct tunnel tunnel = {};
	enum decap_outcome outcome;
	__u32 network, size;
	__be16 type;

	outcome = find_inner(&cursor, &tunnel);
	if (outcome)
		return outcome;
	if (!source_trusted(&tunnel))
		return DECAP_DROP_SOURCE;
	if (tunnel.protocol == IPPROTO_IPIP)
		outcome = inner_ipv4(&cursor, &tunnel);
	else
		outcome = inner_ipv6(&cursor, &tunnel);
	if (outcome)
		return outcome;
	type = bpf_htons(tunnel.protocol == IPPROTO_IPIP ? ETH_P_IP : ETH_P_IPV6);
	network = distance(start, tunnel.start);
	size = distance(tunnel.start, cursor.position);
	return strip(context, network, size, type) ? DECAP_DONE : DECAP_DROP_MALFORMED;
}

SEC("xdp")
int decap(struct xdp_md *context)
{
	enum decap_outcome outcome = decapsulate(context);
	struct decap_counts *counts;
	__u32 zero = 0;

	counts = bpf_map_lookup_elem(&decap_counts, &zero);
	if (counts)
		counts->packets[outcome & (DECAP_OUTCOME_ROOM - 1)]++;
	return outcome >= DECAP_DROP_MALFORMED ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
