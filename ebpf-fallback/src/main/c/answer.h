/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * ICMP errors that the box itself sends: "too big" and "port unreachable". They come from the VIP,
 * go out where the packet came in, and carry as much of it as RFC 1812 §4.3.2.3 (576 bytes in all)
 * and RFC 4443 §2.4 (1280) ask for. A token bucket per CPU limits them.
 */
#ifndef TURNOUT_ANSWER_H
#define TURNOUT_ANSWER_H

#include "counters.h"
#include "parse.h"

enum answer {
	ANSWER_TTL = 64,
	ANSWER_ICMP = 8, /* the ICMP header */
	ANSWER_KEEP_IPV4 = 576 - sizeof(struct iphdr) - ANSWER_ICMP,
	ANSWER_KEEP_IPV6 = 1280 - sizeof(struct ipv6hdr) - ANSWER_ICMP,
};

#define NANOS_PER_SECOND 1000000000ULL

/* One token is NANOS_PER_SECOND units, so that each nanosecond adds icmp_rate of them. */
static __always_inline bool icmp_allowed(void)
{
	__u64 full = settings.icmp_burst * NANOS_PER_SECOND, now, elapsed;
	struct icmp_bucket *bucket;
	__u32 zero = 0;

	if (settings.dry_run)
		return true;
	bucket = bpf_map_lookup_elem(&icmp_tokens, &zero);
	if (!bucket)
		return false;
	now = bpf_ktime_get_ns();
	elapsed = now - bucket->last_nanos;
	if (elapsed > 60 * NANOS_PER_SECOND)
		bucket->tokens = full;
	else
		bucket->tokens += elapsed * settings.icmp_rate;
	if (bucket->tokens > full)
		bucket->tokens = full;
	bucket->last_nanos = now;
	if (bucket->tokens < NANOS_PER_SECOND)
		return false;
	bucket->tokens -= NANOS_PER_SECOND;
	return true;
}

/*
 * RFC 1122 §3.2.2, RFC 4443 §2.4: no error about an error, about a later fragment, or to a source
 * that is no single host.
 */
static __always_inline bool may_answer(const struct packet *packet)
{
	const union address *source = &packet->flow.source;
	__u8 first = packet->ipv6 ? source->bytes[0] : source->bytes[12];

	if (packet->flags & (PACKET_ICMP_ERROR | PACKET_LATER))
		return false;
	if (packet->ipv6)
		return first != 0xff && (source->halves[0] || source->words[2]);
	return first != 0 && first != 127 && first < 224;
}

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

	if (!packet || !error)
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

static __always_inline enum outcome answer_too_big(struct xdp_md *context,
                                                   const struct packet *packet, __u32 mtu)
{
	struct error error = { .type = ICMP_DEST_UNREACH, .code = ICMP_FRAG_NEEDED };

	if (!(settings.features & FEATURE_MTU_ANSWERS) || !(packet->flags & PACKET_DF) ||
	    !may_answer(packet))
		return DROP_TOO_BIG;
	if (!icmp_allowed())
		return DROP_TOO_BIG_LIMITED;
	error.rest = bpf_htonl(mtu); /* IPv4: 16 bits of it, after 16 unused ones (RFC 1191) */
	if (packet->ipv6) {
		error.type = ICMPV6_PKT_TOOBIG;
		error.code = 0;
	}
	return answer_error(context, packet, &error) ? ANSWER_TOO_BIG : DROP_TOO_BIG;
}

static __always_inline enum outcome answer_reject(struct xdp_md *context,
                                                  const struct packet *packet)
{
	struct error error = { .type = ICMP_DEST_UNREACH, .code = ICMP_PORT_UNREACH };

	if (!may_answer(packet))
		return DROP_NO_BACKEND;
	if (!icmp_allowed())
		return DROP_REJECT_LIMITED;
	if (packet->ipv6) {
		error.type = ICMPV6_DEST_UNREACH;
		error.code = ICMPV6_PORT_UNREACH;
	}
	return answer_error(context, packet, &error) ? ANSWER_REJECT : DROP_NO_BACKEND;
}

#endif
