/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * From a frame to struct packet: all headers up to the ports, through the cursor of cursor.h.
 *
 * A packet that is not for a VIP goes to the kernel however broken it is. So what is wrong with it
 * beyond its addresses is noted in `fault` and becomes an outcome only when the VIP is known.
 */
#ifndef TURNOUT_PARSE_H
#define TURNOUT_PARSE_H

#include "cursor.h"
#include "layout.h"

/* Has the shape of struct flow_key, and is one unless the service is CLIENT_IP. */
struct flow {
	union address source;
	union address destination;
	__u32 ports; /* as in the packet: the source port is in the low half */
	__u32 protocol;
};

_Static_assert(sizeof(struct flow) == sizeof(struct flow_key), "a flow is a flow key");

enum packet_flag {
	PACKET_SYN = 1,         /* TCP, SYN without ACK */
	PACKET_DF = 2,          /* may not be fragmented: DF, or IPv6 */
	PACKET_FRAGMENT = 4,    /* any fragment, the first one included */
	PACKET_LATER = 8,       /* a fragment other than the first */
	PACKET_ICMP = 16,       /* ICMP or ICMPv6, not fragmented */
	PACKET_ICMP_ERROR = 32, /* and `flow` is that of the embedded packet */
};

struct packet {
	struct flow flow;
	__u32 network; /* offset of the IP header */
	__u32 length;  /* of the IP packet */
	__u32 left;    /* bytes of the IP packet after the last header taken */
	__u32 flags;   /* enum packet_flag */
	__u32 fault;   /* enum outcome: what to say of it if it is for a VIP */
	__u8 ipv6;
	__u8 traffic_class; /* DSCP and ECN */
	__u8 hops;          /* TTL, hop limit */
};

/* linux/icmp.h needs a C library. */
enum icmp_type {
	ICMP_DEST_UNREACH = 3,
	ICMP_ECHO = 8,
	ICMP_ECHOREPLY = 0,
	ICMP_TIME_EXCEEDED = 11,
	ICMP_PARAMETERPROB = 12,
	ICMPV6_DEST_UNREACH = 1,
	ICMPV6_PKT_TOOBIG = 2,
	ICMPV6_PARAMPROB = 4,
	ICMPV6_ECHO_REQUEST = 128,
	ICMPV6_ECHO_REPLY = 129,
};

enum icmp_code {
	ICMP_PORT_UNREACH = 3,
	ICMP_FRAG_NEEDED = 4,
	ICMPV6_PORT_UNREACH = 4,
};

struct icmp {
	__u8 type;
	__u8 code;
	__sum16 checksum;
	__be32 rest; /* by type: the MTU in the low 16 bits (ICMP) or in all (ICMPv6), or unused */
};

static __always_inline void parse_tcp(struct cursor *cursor, struct packet *packet)
{
	struct tcphdr *tcp = take(cursor, sizeof(*tcp));
	__u32 header;

	if (!tcp) {
		packet->fault = DROP_MALFORMED;
		return;
	}
	header = tcp->doff * 4;
	if (header < sizeof(*tcp) || header > packet->left) {
		packet->fault = DROP_MALFORMED;
		return;
	}
	packet->flow.ports = *(__u32 *)tcp;
	if (tcp->syn && !tcp->ack)
		packet->flags |= PACKET_SYN;
}

static __always_inline void parse_udp(struct cursor *cursor, struct packet *packet)
{
	struct udphdr *udp = take(cursor, sizeof(*udp));
	__u32 length;

	if (!udp) {
		packet->fault = DROP_MALFORMED;
		return;
	}
	length = bpf_ntohs(udp->len);
	if (length < sizeof(*udp) || length > packet->left) {
		packet->fault = DROP_MALFORMED;
		return;
	}
	packet->flow.ports = *(__u32 *)udp;
}

/* A fragment is left as it is, ports 0: what follows its IP header may not be a header. */
static __always_inline void parse_transport(struct cursor *cursor, struct packet *packet)
{
	__u32 protocol = packet->flow.protocol;
	__u32 icmp = packet->ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	bool fragment = packet->flags & PACKET_FRAGMENT;

	if (protocol == IPPROTO_TCP) {
		if (!fragment)
			parse_tcp(cursor, packet);
	} else if (protocol == IPPROTO_UDP) {
		if (!fragment)
			parse_udp(cursor, packet);
	} else if (protocol == icmp) {
		if (fragment)
			packet->fault = DROP_FRAGMENT;
		else
			packet->flags |= PACKET_ICMP;
	} else {
		packet->fault = DROP_UNKNOWN_PROTOCOL;
	}
}

static __always_inline enum outcome parse_ipv4(struct cursor *cursor, struct packet *packet)
{
	struct iphdr *ip = take(cursor, sizeof(*ip));
	__u32 available, header;

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return PASS_NOT_IP;
	available = distance(ip, cursor->end);
	header = ip->ihl * 4;
	packet->length = bpf_ntohs(ip->tot_len);
	packet->left = packet->length - header;
	packet->ipv6 = 0;
	packet->traffic_class = ip->tos;
	packet->hops = ip->ttl;
	packet->flow.protocol = ip->protocol;
	set_ipv4(&packet->flow.source, ip->saddr);
	set_ipv4(&packet->flow.destination, ip->daddr);
	if (packet->length < header || packet->length > available) {
		packet->fault = DROP_MALFORMED;
		return OUTCOME_NONE;
	}
	if (ip->frag_off & bpf_htons(0x4000))
		packet->flags |= PACKET_DF;
	if (unlikely(ip->frag_off & bpf_htons(0x3fff)))
		packet->flags |= PACKET_FRAGMENT;
	if (ip->frag_off & bpf_htons(0x1fff))
		packet->flags |= PACKET_LATER;
	if (unlikely(header > sizeof(*ip)) && !take(cursor, header - sizeof(*ip)))
		packet->fault = DROP_MALFORMED;
	else
		parse_transport(cursor, packet);
	return OUTCOME_NONE;
}

#include "parse_ipv6.h"

static __always_inline enum outcome parse_packet(struct xdp_md *context, struct cursor *cursor,
                                                 struct packet *packet)
{
	void *start = (void *)(long)context->data;
	__be16 type;

	cursor->position = start;
	cursor->end = (void *)(long)context->data_end;
	type = parse_ethernet(cursor);
	packet->network = distance(start, cursor->position);
	packet->flags = 0;
	packet->fault = OUTCOME_NONE;
	packet->flow.ports = 0;
	if (type == bpf_htons(ETH_P_IP))
		return parse_ipv4(cursor, packet);
	if (type == bpf_htons(ETH_P_IPV6))
		return parse_ipv6(context, cursor, packet);
	return PASS_NOT_IP;
}

#endif
