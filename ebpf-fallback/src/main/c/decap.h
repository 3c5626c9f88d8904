/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Settings, maps and header work of the decapsulation program. */
#ifndef TURNOUT_DECAP_H
#define TURNOUT_DECAP_H

#include "cursor.h"
#include "layout.h"

enum decap {
	DEFAULT_GUE_PORT = 6080,
	DECAP_OUTCOME_ROOM = 16,
	ECN_MASK = 3,
	ECN_NOT_ECT = 0,
	ECN_ECT1 = 1,
	ECN_ECT0 = 2,
	ECN_CE = 3,
};

/* The map ".rodata.decap" holds this struct alone; written between open and load. */
struct decap_settings {
	__be16 gue_port;    /* network order; 0 = no GUE */
	__u8 check_sources; /* not 0: the outer source must be in "decap_sources" */
	__u8 reserved[5];
};

_Static_assert(sizeof(struct decap_settings) == 8, "struct decap_settings");

const volatile struct decap_settings decap_settings SEC(".rodata.decap") = {
	.gue_port = bpf_htons(DEFAULT_GUE_PORT),
};

/* What became of a packet: each is counted under exactly one of these. */
enum decap_outcome {
	DECAP_NONE = 0,
	DECAP_PASS_OTHER = 1,     /* no tunnel of ours */
	DECAP_DONE = 2,           /* the inner packet went up the stack */
	DECAP_DROP_MALFORMED = 3, /* a header or length is impossible */
	DECAP_DROP_FRAGMENT = 4,  /* a fragment of an outer packet */
	DECAP_DROP_SOURCE = 5,    /* the outer source is not trusted */
	DECAP_DROP_ECN = 6,       /* congestion met by a packet that cannot tell (RFC 6040 §4.2) */
	DECAP_DROP_GUE = 7,       /* a GUE version, control message or flag that we do not know */
};

struct decap_counts {
	__u64 packets[DECAP_OUTCOME_ROOM]; /* by enum decap_outcome */
};

/* IPv4 as ::ffff:a.b.c.d, with a prefix length of 96 + n. */
struct decap_source_key {
	__u32 prefix_length;
	__u8 address[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct decap_counts);
} decap_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 256);
	__type(key, struct decap_source_key);
	__type(value, __u32);
} decap_sources SEC(".maps");

struct tunnel {
	void *start; /* of the outer IP header */
	union address source;
	__u32 left;    /* bytes of the outer packet after the last header taken */
	__u8 protocol; /* of the header at the cursor */
	__u8 ecn;      /* of the outer header */
};

static __always_inline bool is_inner(__u32 protocol)
{
	return protocol == IPPROTO_IPIP || protocol == IPPROTO_IPV6;
}

static __always_inline bool is_tunnel(__u32 protocol)
{
	return is_inner(protocol) || protocol == IPPROTO_UDP;
}

static __always_inline enum decap_outcome outer_ipv4(struct cursor *cursor, struct tunnel *tunnel)
{
	struct iphdr *ip = take(cursor, sizeof(*ip));
	__u32 length;

	if (!ip || ip->version != 4 || ip->ihl != 5 || !is_tunnel(ip->protocol))
		return DECAP_PASS_OTHER;
	length = bpf_ntohs(ip->tot_len);
	if (ip->frag_off & bpf_htons(0x3fff))
		return ip->protocol == IPPROTO_UDP ? DECAP_PASS_OTHER : DECAP_DROP_FRAGMENT;
	if (length < sizeof(*ip) || length > distance(ip, cursor->end))
		return ip->protocol == IPPROTO_UDP ? DECAP_PASS_OTHER : DECAP_DROP_MALFORMED;
	tunnel->left = length - sizeof(*ip);
	tunnel->protocol = ip->protocol;
	tunnel->ecn = ip->tos & ECN_MASK;
	set_ipv4(&tunnel->source, ip->saddr);
	return DECAP_NONE;
}

/* The balancer writes no extension headers: what has some is not ours. */
static __always_inline enum decap_outcome outer_ipv6(struct cursor *cursor, struct tunnel *tunnel)
{
	struct ipv6hdr *ip = take(cursor, sizeof(*ip));

	if (!ip || ip->version != 6 || !is_tunnel(ip->nexthdr))
		return DECAP_PASS_OTHER;
	tunnel->left = bpf_ntohs(ip->payload_len);
	if (tunnel->left > distance(ip, cursor->end) - sizeof(*ip))
		return ip->nexthdr == IPPROTO_UDP ? DECAP_PASS_OTHER : DECAP_DROP_MALFORMED;
	tunnel->protocol = ip->nexthdr;
	tunnel->ecn = bpf_ntohs(*(__be16 *)ip) >> 4 & ECN_MASK;
	set_ipv6(&tunnel->source, &ip->saddr);
	return DECAP_NONE;
}

/*
 * GUE variant 0 without optional fields; variant 1 has no GUE header at all, the first bits are
 * those of the inner IP version (draft-ietf-intarea-gue-09 §3, §4).
 */
static __always_inline enum decap_outcome outer_gue(struct cursor *cursor, struct tunnel *tunnel)
{
	struct udphdr *udp = take(cursor, sizeof(*udp));
	__u8 *gue;

	if (!udp || !decap_settings.gue_port || udp->dest != decap_settings.gue_port)
		return DECAP_PASS_OTHER;
	gue = (__u8 *)(udp + 1);
	if (tunnel->left < sizeof(*udp) + GUE_HEADER || (void *)(gue + GUE_HEADER) > cursor->end)
		return DECAP_DROP_MALFORMED;
	tunnel->left -= sizeof(*udp);
	if (gue[0] >> 6 == 1) {
		tunnel->protocol = gue[0] >> 4 == 6 ? IPPROTO_IPV6 : IPPROTO_IPIP;
		return DECAP_NONE;
	}
	if (gue[0] || gue[2] || gue[3] || !is_inner(gue[1]))
		return DECAP_DROP_GUE;
	tunnel->protocol = gue[1];
	tunnel->left -= GUE_HEADER;
	take(cursor, GUE_HEADER);
	return DECAP_NONE;
}

/*
 * What the inner ECN field becomes (RFC 6040 §4.2): CE in the outer header reaches it, and so does
 * ECT(1) where it is ECT(0). Returns false for CE on a packet without ECT, which is to be dropped.
 */
static __always_inline bool carry_ecn(__u8 outer, __u8 *ecn)
{
	if (outer == ECN_CE && *ecn == ECN_NOT_ECT)
		return false;
	if (outer == ECN_CE || (outer == ECN_ECT1 && *ecn == ECN_ECT0))
		*ecn = outer;
	return true;
}

static __always_inline enum decap_outcome inner_ipv4(struct cursor *cursor, struct tunnel *tunnel)
{
	struct iphdr *ip = cursor->position;
	__u8 before, ecn;
	__u32 check;

	if ((void *)(ip + 1) > cursor->end || tunnel->left < sizeof(*ip) || ip->version != 4)
		return DECAP_DROP_MALFORMED;
	if (bpf_ntohs(ip->tot_len) > tunnel->left)
		return DECAP_DROP_MALFORMED;
	before = ecn = ip->tos & ECN_MASK;
	if (!carry_ecn(tunnel->ecn, &ecn))
		return DECAP_DROP_ECN;
	if (ecn == before)
		return DECAP_NONE;
	check = ip->check + bpf_htons(before) + 0xffff - bpf_htons(ecn); /* RFC 1624 */
	check = (check & 0xffff) + (check >> 16);
	ip->check = check + (check >> 16);
	ip->tos ^= before ^ ecn;
	return DECAP_NONE;
}

static __always_inline enum decap_outcome inner_ipv6(struct cursor *cursor, struct tunnel *tunnel)
{
	struct ipv6hdr *ip = cursor->position;
	__u8 before, ecn;

	if ((void *)(ip + 1) > cursor->end || tunnel->left < sizeof(*ip) || ip->version != 6)
		return DECAP_DROP_MALFORMED;
	if (bpf_ntohs(ip->payload_len) + sizeof(*ip) > tunnel->left)
		return DECAP_DROP_MALFORMED;
	before = ecn = bpf_ntohs(*(__be16 *)ip) >> 4 & ECN_MASK;
	if (!carry_ecn(tunnel->ecn, &ecn))
		return DECAP_DROP_ECN;
	if (ecn != before)
		*(__be16 *)ip ^= bpf_htons((before ^ ecn) << 4);
	return DECAP_NONE;
}

#endif
