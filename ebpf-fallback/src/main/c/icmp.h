/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * ICMP and ICMPv6 that arrive: echo requests to a VIP are answered; errors to a VIP go where the
 * embedded packet's flow goes; errors about our own tunnels are noted.
 */
#ifndef TURNOUT_ICMP_H
#define TURNOUT_ICMP_H

#include "answer.h"
#include "maps.h"
#include "parse.h"

/* The IP header inside an error, of a packet that some router could not deliver. */
struct embedded {
	union address source;
	union address destination;
	__u32 protocol;
};

static __always_inline enum outcome embedded_ipv4(struct cursor *cursor, struct embedded *embedded)
{
	struct iphdr *ip = take(cursor, sizeof(*ip));

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return DROP_ICMP_EMBEDDED;
	if (ip->frag_off & bpf_htons(0x1fff))
		return DROP_ICMP_EMBEDDED;
	set_ipv4(&embedded->source, ip->saddr);
	set_ipv4(&embedded->destination, ip->daddr);
	embedded->protocol = ip->protocol;
	if (ip->ihl > 5 && !take(cursor, ip->ihl * 4 - sizeof(*ip)))
		return DROP_ICMP_EMBEDDED;
	return OUTCOME_NONE;
}

static __always_inline enum outcome embedded_ipv6(struct xdp_md *context, struct cursor *cursor,
                                                  struct embedded *embedded)
{
	struct ipv6hdr *ip = take(cursor, sizeof(*ip));
	union walk_result walk;

	if (!ip || ip->version != 6)
		return DROP_ICMP_EMBEDDED;
	set_ipv6(&embedded->source, &ip->saddr);
	set_ipv6(&embedded->destination, &ip->daddr);
	walk = walk_from(context, cursor, ip->nexthdr, bpf_ntohs(ip->payload_len));
	if (walk.fault || (walk.flags & PACKET_LATER))
		return DROP_ICMP_EMBEDDED;
	embedded->protocol = walk.protocol;
	return OUTCOME_NONE;
}

/* Destination unreachable, time exceeded, parameter problem; for IPv6 packet too big as well. */
static __always_inline bool is_error(const struct icmp *icmp, bool ipv6)
{
	if (ipv6)
		return icmp->type >= ICMPV6_DEST_UNREACH && icmp->type <= ICMPV6_PARAMPROB;
	return icmp->type == ICMP_DEST_UNREACH || icmp->type == ICMP_TIME_EXCEEDED ||
	       icmp->type == ICMP_PARAMETERPROB;
}

/*
 * The embedded packet went from the VIP to the client: `flow` becomes its reverse, what the client
 * sends. It must have come from the address that the error was sent to, or anyone could have the
 * error delivered to a backend of another VIP.
 */
static __always_inline enum outcome icmp_error(struct xdp_md *context, struct cursor *cursor,
                                               struct packet *packet)
{
	struct embedded embedded;
	enum outcome outcome;
	__be16 *ports;

	outcome = packet->ipv6 ? embedded_ipv6(context, cursor, &embedded) :
	                         embedded_ipv4(cursor, &embedded);
	if (outcome)
		return outcome;
	if (!same_address(&embedded.source, &packet->flow.destination))
		return DROP_ICMP_MISMATCH;
	if (embedded.protocol != IPPROTO_TCP && embedded.protocol != IPPROTO_UDP)
		return DROP_ICMP_EMBEDDED;
	ports = take(cursor, 8);
	if (!ports)
		return DROP_ICMP_EMBEDDED;
	packet->flow.source = embedded.destination;
	packet->flow.protocol = embedded.protocol;
	packet->flow.ports = ports[1] | (__u32)ports[0] << 16;
	packet->flags |= PACKET_ICMP_ERROR;
	return OUTCOME_NONE;
}

/* Type 8 to 0 or 128 to 129, in the first byte of a checksum word (RFC 1624). */
static __always_inline void echo_type(struct icmp *icmp, bool ipv6)
{
	__u32 check = icmp->checksum;

	if (ipv6) {
		icmp->type = ICMPV6_ECHO_REPLY;
		check += 0xffff - bpf_htons(0x0100);
	} else {
		icmp->type = ICMP_ECHOREPLY;
		check += bpf_htons(0x0800);
	}
	icmp->checksum = (check & 0xffff) + (check >> 16);
}

static __always_inline void swap_macs(__u16 *ethernet)
{
	for (int i = 0; i < 3; i++) {
		__u16 half = ethernet[i];

		ethernet[i] = ethernet[3 + i];
		ethernet[3 + i] = half;
	}
}

/* Exchanges the addresses and starts a new TTL; the sum of addresses stays as it is. */
static __always_inline bool echo_ip(void *start, void *end, const struct packet *packet)
{
	struct ipv6hdr *ip6 = start;
	struct iphdr *ip = start;
	__u64 sum;

	if (packet->ipv6) {
		if (start + sizeof(*ip6) > end)
			return false;
		__builtin_memcpy(&ip6->saddr, &packet->flow.destination, 16);
		__builtin_memcpy(&ip6->daddr, &packet->flow.source, 16);
		ip6->hop_limit = ANSWER_TTL;
		return true;
	}
	if (start + sizeof(*ip) > end)
		return false;
	ip->saddr = packet->flow.destination.words[3];
	ip->daddr = packet->flow.source.words[3];
	sum = (__u64)ip->check + ip->ttl + 0xffff - ANSWER_TTL;
	ip->ttl = ANSWER_TTL;
	ip->check = fold(sum);
	return true;
}

static __always_inline enum outcome icmp_echo(struct xdp_md *context, struct icmp *icmp,
                                              const struct packet *packet)
{
	void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;

	if (!(settings.features & FEATURE_ECHO_REPLY) || !may_answer(packet))
		return DROP_ICMP;
	if (start + ETH_HLEN > end)
		return DROP_MALFORMED;
	if (*(__u8 *)start & 1) /* sent to many: no frame may come from a group's MAC */
		return DROP_ICMP;
	if (!echo_ip(start + (packet->network & 31), end, packet))
		return DROP_MALFORMED;
	echo_type(icmp, packet->ipv6);
	swap_macs(start);
	return ANSWER_ECHO;
}

/* RFC 4861, RFC 2710, RFC 3810: the kernel speaks for the VIPs, it must hear these. */
static __always_inline bool is_neighbour(const struct icmp *icmp, bool ipv6)
{
	return ipv6 && ((icmp->type >= 130 && icmp->type <= 137) || icmp->type == 143);
}

/* Returns OUTCOME_NONE if the packet is an error and `flow` that of the embedded packet. */
static __always_inline enum outcome icmp_to_vip(struct xdp_md *context, struct cursor *cursor,
                                                struct packet *packet)
{
	__u32 request = packet->ipv6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO;
	struct icmp *icmp = take(cursor, sizeof(*icmp));

	if (!icmp || packet->left < sizeof(*icmp))
		return DROP_MALFORMED;
	if (is_neighbour(icmp, packet->ipv6))
		return PASS_NEIGHBOUR;
	if (icmp->type == request && !icmp->code)
		return icmp_echo(context, icmp, packet);
	if (is_error(icmp, packet->ipv6))
		return icmp_error(context, cursor, packet);
	return DROP_ICMP;
}

#endif
