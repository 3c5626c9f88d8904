/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Turns a packet into an ICMP error about itself; answer.h says when. */
#ifndef TURNOUT_ANSWER_WRITE_H
#define TURNOUT_ANSWER_WRITE_H

#include "parse.h"

enum answer {
	ANSWER_TTL = 64,
	ANSWER_ICMP = 8, /* the ICMP header */
	ANSWER_KEEP_IPV4 = 576 - sizeof(struct iphdr) - ANSWER_ICMP,
	ANSWER_KEEP_IPV6 = 1280 - sizeof(struct ipv6hdr) - ANSWER_ICMP,
};

static __always_inline __u16 fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/* The sum of all bytes from start; their number is even. */
static __always_inline __u64 sum_to_end(void *start, void *end)
{
	__u64 sum = 0;

	for (int i = 0; i < (ANSWER_KEEP_IPV6 + ANSWER_ICMP) / 2; i++) {
		__u16 *half = start + 2 * i;

		if ((void *)(half + 1) > end)
			break;
		sum += *half;
	}
	return sum;
}

/* Moves Ethernet header and tags to the new start, sender and receiver exchanged. */
static __always_inline bool answer_ethernet(void *start, void *end, __u32 grown)
{
	__u16 *from = start + grown, *to = start;
	__u16 header[MAX_ETHERNET / 2];

	if ((void *)from + MAX_ETHERNET > end)
		return false;
	for (int i = 0; i < MAX_ETHERNET / 2; i++)
		header[i] = from[i];
	for (int i = 0; i < 3; i++) {
		to[i] = header[3 + i];
		to[3 + i] = header[i];
	}
	for (int i = 6; i < MAX_ETHERNET / 2; i++)
		to[i] = header[i];
	return true;
}

static __always_inline bool answer_ipv4(void *start, void *end, const struct packet *packet,
                                        __u32 length)
{
	struct iphdr *ip = start;
	__u64 sum = 0;

	if (start + sizeof(*ip) > end)
		return false;
	ip->version = 4;
	ip->ihl = 5;
	ip->tos = 0;
	ip->tot_len = bpf_htons(length);
	ip->id = 0;
	ip->frag_off = bpf_htons(0x4000);
	ip->ttl = ANSWER_TTL;
	ip->protocol = IPPROTO_ICMP;
	ip->check = 0;
	ip->saddr = packet->flow.destination.words[3];
	ip->daddr = packet->flow.source.words[3];
	for (int i = 0; i < 10; i++)
		sum += ((__u16 *)start)[i];
	ip->check = ~fold(sum);
	return true;
}

static __always_inline bool answer_ipv6(void *start, void *end, const struct packet *packet,
                                        __u32 length)
{
	struct ipv6hdr *ip = start;

	if (start + sizeof(*ip) > end)
		return false;
	*(__be32 *)ip = bpf_htonl(6u << 28);
	ip->payload_len = bpf_htons(length - sizeof(*ip));
	ip->nexthdr = IPPROTO_ICMPV6;
	ip->hop_limit = ANSWER_TTL;
	__builtin_memcpy(&ip->saddr, &packet->flow.destination, 16);
	__builtin_memcpy(&ip->daddr, &packet->flow.source, 16);
	return true;
}

/* The pseudo-header's share of an ICMPv6 checksum (RFC 8200 §8.1). */
static __always_inline __u64 pseudo_header(const struct packet *packet, __u32 length)
{
	__u64 sum = bpf_htons(length - sizeof(struct ipv6hdr)) + bpf_htons(IPPROTO_ICMPV6);

	for (int i = 0; i < 4; i++)
		sum += (__u64)packet->flow.source.words[i] + packet->flow.destination.words[i];
	return sum;
}

struct error {
	__u8 type;
	__u8 code;
	__be32 rest; /* of the ICMP header */
};

/* Writes the ICMP header; `sum` is what the checksum covers beside the message. */
static __always_inline bool answer_icmp(void *start, void *end, const struct error *error,
                                        __u64 sum)
{
	struct icmp *icmp = start;

	if (start + sizeof(*icmp) > end)
		return false;
	icmp->type = error->type;
	icmp->code = error->code;
	icmp->checksum = 0;
	icmp->rest = error->rest;
	icmp->checksum = ~fold(sum + sum_to_end(start, end));
	return true;
}

/*
 * Turns the packet into the error about itself. Returns 0 if that cannot be done. A global function,
 * as walk_extensions is: proved once, for any packet, which is also why it asks for NULL.
 */
__noinline int answer_error(struct xdp_md *context, const struct packet *packet,
                            const struct error *error)
{
	void *start = (void *)(long)context->data, *end = (void *)(long)context->data_end, *ip;
	__u32 header, most, keep, grown, length;
	__u64 sum = 0;
	int surplus;

	if (!packet || !error || start + ETH_HLEN > end)
		return false;
	if (*(__u8 *)start & 1) /* sent to many: RFC 1122 §3.2.2 */
		return false;
	header = packet->ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	most = packet->ipv6 ? ANSWER_KEEP_IPV6 : ANSWER_KEEP_IPV4;
	keep = (packet->length < most ? packet->length : most) & ~1u;
	grown = header + ANSWER_ICMP;
	length = grown + keep;
	surplus = distance(start, end) - packet->network - keep;
	if (surplus && bpf_xdp_adjust_tail(context, -surplus))
		return false;
	if (bpf_xdp_adjust_head(context, -(int)grown))
		return false;
	start = (void *)(long)context->data;
	end = (void *)(long)context->data_end;
	if (!answer_ethernet(start, end, grown))
		return false;
	ip = start + (packet->network & 31);
	if (packet->ipv6) {
		if (!answer_ipv6(ip, end, packet, length))
			return false;
		sum = pseudo_header(packet, length);
	} else if (!answer_ipv4(ip, end, packet, length)) {
		return false;
	}
	return answer_icmp(ip + header, end, error, sum);
}

#endif
