/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The headers of a tunnel.
 *
 * The outer header: DF, identification 0 (RFC 6864), TTL 64; DSCP and ECN copied (RFC 6040, normal
 * mode; RFC 2983, uniform model); flow label and GUE's source port from the flow hash (RFC 6438,
 * RFC 8085 §5.1.1); GUE's UDP checksum 0, over IPv6 too (RFC 6935, RFC 6936).
 */
#ifndef TURNOUT_OUTER_H
#define TURNOUT_OUTER_H

#include "backend.h"
#include "hash.h"

enum outer {
	OUTER_TTL = 64,
	OUTER_GUE = sizeof(struct udphdr) + GUE_HEADER,
	FIRST_EPHEMERAL_PORT = 0xc000, /* 49152 to 65535, RFC 6335 §6 */
	EPHEMERAL_PORTS_MASK = 0x3fff,
	FLOW_LABEL_MASK = 0xfffff,
};

struct ipv4_words {
	__u32 words[5];
};

struct ipv6_words {
	__u32 start; /* version, traffic class, flow label */
	__be16 length;
	__u8 next;
	__u8 hops;
	__u32 source[4];
	__u32 destination[4];
};

/*
 * What the new headers look like. Apart from the backend, so that a caller who has compared it may
 * pass literals, and the compiler leaves out what the others would need.
 */
struct shape {
	__u32 encapsulation; /* enum encapsulation */
	bool ipv6;           /* the outer header's family */
	bool tagged;
};

static __always_inline struct shape shape_of(const struct backend *backend)
{
	return (struct shape){
		.encapsulation = backend->encapsulation,
		.ipv6 = backend->flags & BACKEND_IPV6,
		.tagged = backend->vlan,
	};
}

static __always_inline __u32 encap_overhead(struct shape shape)
{
	__u32 size;

	if (shape.encapsulation == ENCAP_L2)
		return 0;
	size = shape.ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	return shape.encapsulation == ENCAP_GUE ? size + OUTER_GUE : size;
}

static __always_inline __u32 inner_protocol(const struct packet *packet)
{
	return packet->ipv6 ? IPPROTO_IPV6 : IPPROTO_IPIP;
}

static __always_inline __u32 outer_protocol(struct shape shape, const struct packet *packet)
{
	return shape.encapsulation == ENCAP_GUE ? IPPROTO_UDP : inner_protocol(packet);
}

static __always_inline __u32 varied_source(const struct backend *backend, __u32 entropy)
{
	const union address *source = (const union address *)backend->source;

	return source->words[3] | (bpf_htonl(entropy) & backend->source_mask);
}

/* The sum of the words, folded, is the sum of their halves (RFC 1071). */
static __always_inline __u16 ipv4_checksum(const __u32 *words)
{
	__u64 sum = (__u64)words[0] + words[1] + words[2] + words[3] + words[4];

	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~((sum & 0xffff) + (sum >> 16));
}

static __always_inline bool write_ipv4(void *start, void *end, const struct backend *backend,
                                       struct shape shape, const struct packet *packet,
                                       __u32 entropy)
{
	const union address *destination = (const union address *)backend->address;
	__u16 length = packet->length + encap_overhead(shape);
	struct ipv4_words *ip = start;
	__u32 words[5];

	if (start + sizeof(*ip) > end)
		return false;
	words[0] = 0x45 | packet->traffic_class << 8 | (__u32)bpf_htons(length) << 16;
	words[1] = (__u32)bpf_htons(0x4000) << 16;
	words[2] = OUTER_TTL | outer_protocol(shape, packet) << 8;
	words[3] = varied_source(backend, entropy);
	words[4] = destination->words[3];
	words[2] |= (__u32)ipv4_checksum(words) << 16;
	for (int i = 0; i < 5; i++)
		ip->words[i] = words[i];
	return true;
}

static __always_inline bool write_ipv6(void *start, void *end, const struct backend *backend,
                                       struct shape shape, const struct packet *packet,
                                       __u32 entropy)
{
	const union address *destination = (const union address *)backend->address;
	const union address *source = (const union address *)backend->source;
	__u32 label = entropy & FLOW_LABEL_MASK ?: 1;
	struct ipv6_words *ip = start;

	if (start + sizeof(*ip) > end)
		return false;
	ip->start = bpf_htonl(6u << 28 | (__u32)packet->traffic_class << 20 | label);
	ip->length = bpf_htons(packet->length + encap_overhead(shape) - sizeof(*ip));
	ip->next = outer_protocol(shape, packet);
	ip->hops = OUTER_TTL;
	ip->source[0] = source->words[0];
	ip->source[1] = source->words[1];
	ip->source[2] = source->words[2];
	ip->source[3] = varied_source(backend, entropy);
	for (int i = 0; i < 4; i++)
		ip->destination[i] = destination->words[i];
	return true;
}

/* GUE variant 0: version 0, data, no optional fields, then the protocol of what follows. */
static __always_inline bool write_gue(void *start, void *end, const struct backend *backend,
                                      const struct packet *packet, __u32 entropy)
{
	struct udphdr *udp = start;
	__u8 *gue = start + sizeof(*udp);

	if (start + OUTER_GUE > end)
		return false;
	udp->source = bpf_htons(FIRST_EPHEMERAL_PORT | (entropy & EPHEMERAL_PORTS_MASK));
	udp->dest = backend->gue_port;
	udp->len = bpf_htons(packet->length + OUTER_GUE);
	udp->check = 0;
	gue[0] = 0;
	gue[1] = inner_protocol(packet);
	gue[2] = 0;
	gue[3] = 0;
	return true;
}

static __always_inline bool write_outer(void *ip, void *end, const struct backend *backend,
                                        struct shape shape, const struct packet *packet,
                                        __u32 entropy)
{
	if (shape.ipv6) {
		if (!write_ipv6(ip, end, backend, shape, packet, entropy))
			return false;
		ip += sizeof(struct ipv6hdr);
	} else {
		if (!write_ipv4(ip, end, backend, shape, packet, entropy))
			return false;
		ip += sizeof(struct iphdr);
	}
	return shape.encapsulation != ENCAP_GUE || write_gue(ip, end, backend, packet, entropy);
}

#endif
