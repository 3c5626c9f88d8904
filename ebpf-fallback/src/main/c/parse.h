/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * All parsing of headers, and every bounds check against the end of the packet that parsing needs.
 *
 * The cursor contract: take() returns a header of the size asked for and moves the cursor past it,
 * or returns NULL, after which the cursor is not used again. Nothing else moves a cursor.
 *
 * A packet that is not for a VIP goes to the kernel however broken it is. So what is wrong with it
 * beyond its addresses is noted in `fault` and becomes an outcome only when the VIP is known.
 */
#ifndef TURNOUT_PARSE_H
#define TURNOUT_PARSE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "layout.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum bounds {
	MAX_VLAN_TAGS = 2,
	MAX_EXTENSIONS = 6,
	MAX_OFFSET = 0x3fff, /* of any header from the start of the frame */
};

union address {
	__u8 bytes[16];
	__u32 words[4];
	__u64 halves[2];
};

/* Has the shape of struct flow_key, and is one for services that keep ports. */
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

struct cursor {
	void *position;
	void *end;
};

static __always_inline void *take(struct cursor *cursor, __u32 size)
{
	void *header = cursor->position;

	if (header + size > cursor->end)
		return NULL;
	cursor->position = header + size;
	return header;
}

/* The empty asm keeps the subtraction in 64 bits: the verifier knows no 32-bit one of pointers. */
static __always_inline __u32 distance(const void *from, const void *to)
{
	long bytes = to - from;

	asm volatile("" : "+r"(bytes));
	return bytes;
}

static __always_inline void set_ipv4(union address *address, __be32 ipv4)
{
	address->halves[0] = 0;
	address->words[2] = bpf_htonl(0xffff);
	address->words[3] = ipv4;
}

static __always_inline void set_ipv6(union address *address, const struct in6_addr *ipv6)
{
	__builtin_memcpy(address, ipv6, sizeof(*address));
}

static __always_inline bool same_address(const union address *a, const union address *b)
{
	return a->halves[0] == b->halves[0] && a->halves[1] == b->halves[1];
}

/* Returns the EtherType, in network order, after at most two tags; 0 if the frame is too short. */
static __always_inline __be16 parse_ethernet(struct cursor *cursor)
{
	struct ethhdr *ethernet = take(cursor, sizeof(*ethernet));
	__be16 type;

	if (!ethernet)
		return 0;
	type = ethernet->h_proto;
	for (int i = 0; i < MAX_VLAN_TAGS; i++) {
		__be16 *tag;

		if (likely(type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD)))
			break;
		tag = take(cursor, 4);
		if (!tag)
			return 0;
		type = tag[1];
	}
	return type;
}

static __always_inline void parse_tcp(struct cursor *cursor, struct packet *packet)
{
	struct tcphdr *tcp = take(cursor, sizeof(*tcp));

	if (!tcp || packet->left < sizeof(*tcp)) {
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

	if (!udp || packet->left < sizeof(*udp))
		packet->fault = DROP_MALFORMED;
	else
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
