/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The IPv6 half of parse.h, which includes it. */
#ifndef TURNOUT_PARSE_IPV6_H
#define TURNOUT_PARSE_IPV6_H

enum ipv6_bounds {
	MAX_EXTENSIONS = 6,
	MAX_OFFSET = 0x3fff, /* of any header from the start of the frame */
};

/* RFC 8200 §4.3, §4.4, §4.6: hop-by-hop, routing, destination; RFC 4302: AH. */
struct extension {
	__u8 next;
	__u8 length;
	__u8 routing_type;
	__u8 segments_left;
	__be32 rest;
};

struct fragment {
	__u8 next;
	__u8 reserved;
	__be16 offset; /* 13 bits, 2 reserved, more */
	__be32 id;
};

/* What a walk over extension headers found. */
struct walk {
	__u32 protocol; /* of the first header that is no extension */
	__u32 left;     /* bytes of the IP packet from there */
	__u32 flags;    /* PACKET_FRAGMENT, PACKET_LATER */
	__u32 fault;    /* enum outcome */
};

/* An atomic fragment (offset 0, no more) is a whole packet (RFC 6946). Returns false at the end. */
static __always_inline bool walk_fragment(struct cursor *cursor, struct walk *walk)
{
	struct fragment *fragment = take(cursor, sizeof(*fragment));

	if (!fragment || walk->left < sizeof(*fragment)) {
		walk->fault = DROP_MALFORMED;
		return false;
	}
	walk->left -= sizeof(*fragment);
	walk->protocol = fragment->next;
	if (!(fragment->offset & bpf_htons(0xfff9)))
		return true;
	walk->flags |= PACKET_FRAGMENT;
	if (fragment->offset & bpf_htons(0xfff8))
		walk->flags |= PACKET_LATER;
	return false;
}

/* A routing header with segments left makes the VIP a mere stop on the way: we are no router. */
static __always_inline bool walk_extension(struct cursor *cursor, struct walk *walk)
{
	struct extension *extension = take(cursor, sizeof(*extension));
	__u32 size, protocol = walk->protocol;

	if (!extension || walk->left < sizeof(*extension)) {
		walk->fault = DROP_MALFORMED;
		return false;
	}
	if (protocol == IPPROTO_ROUTING && extension->segments_left) {
		walk->fault = DROP_EXTENSION;
		return false;
	}
	size = protocol == IPPROTO_AH ? (extension->length + 2) * 4 : (extension->length + 1) * 8;
	if (size < sizeof(*extension) || walk->left < size ||
	    !take(cursor, size - sizeof(*extension))) {
		walk->fault = DROP_MALFORMED;
		return false;
	}
	walk->left -= size;
	walk->protocol = extension->next;
	return true;
}

static __always_inline bool is_extension(__u32 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_AH;
}

/* What the call below returns, in one register. */
union walk_result {
	struct {
		__u16 offset; /* from the start of the frame, of what follows the extensions */
		__u16 left;
		__u8 protocol;
		__u8 flags;
		__u8 fault;
	};
	__u64 word;
};

/*
 * A global function: the verifier proves it once and alone, and not for each of its callers' paths
 * (inlined, the program was too large for it). Packet pointers are void after the call.
 */
__noinline __u64 walk_extensions(struct xdp_md *context, __u32 offset, __u32 protocol, __u32 left)
{
	void *start = (void *)(long)context->data;
	struct walk walk = { .protocol = protocol & 0xff, .left = left & 0xffff };
	struct cursor cursor = { start + (offset & MAX_OFFSET), (void *)(long)context->data_end };
	union walk_result result = {};

	for (int i = 0; i < MAX_EXTENSIONS; i++) {
		if (walk.protocol == IPPROTO_FRAGMENT) {
			if (!walk_fragment(&cursor, &walk))
				break;
		} else if (is_extension(walk.protocol)) {
			if (!walk_extension(&cursor, &walk))
				break;
		} else {
			break;
		}
	}
	/* Too many, or behind a fragment header: only the first fragment would say what follows. */
	if (!walk.fault && (walk.protocol == IPPROTO_FRAGMENT || is_extension(walk.protocol)))
		walk.fault = DROP_EXTENSION;
	result.offset = distance(start, cursor.position);
	result.left = walk.left;
	result.protocol = walk.protocol;
	result.flags = walk.flags;
	result.fault = walk.fault;
	return result.word;
}

/* Walks from the cursor, which stands behind an IPv6 header, and makes it anew. */
static __always_inline union walk_result walk_from(struct xdp_md *context, struct cursor *cursor,
                                                   __u32 protocol, __u32 left)
{
	__u32 offset = distance((void *)(long)context->data, cursor->position);
	union walk_result result;

	result.word = walk_extensions(context, offset, protocol, left);
	cursor->position = (void *)(long)context->data + (result.offset & MAX_OFFSET);
	cursor->end = (void *)(long)context->data_end;
	return result;
}

static __always_inline enum outcome parse_ipv6(struct xdp_md *context, struct cursor *cursor,
                                               struct packet *packet)
{
	struct ipv6hdr *ip = take(cursor, sizeof(*ip));
	__u32 available, protocol;

	if (!ip || ip->version != 6)
		return PASS_NOT_IP;
	available = distance(ip, cursor->end);
	packet->length = sizeof(*ip) + bpf_ntohs(ip->payload_len);
	packet->left = packet->length - sizeof(*ip);
	packet->flags = PACKET_DF;
	packet->ipv6 = 1;
	packet->traffic_class = bpf_ntohs(*(__be16 *)ip) >> 4;
	packet->hops = ip->hop_limit;
	set_ipv6(&packet->flow.source, &ip->saddr);
	set_ipv6(&packet->flow.destination, &ip->daddr);
	if (unlikely(is_mapped(&packet->flow.destination))) /* never on a wire: RFC 4291 §2.5.5.2 */
		return PASS_NOT_VIP;
	protocol = ip->nexthdr;
	if (packet->length > available) {
		packet->fault = DROP_MALFORMED;
	} else if (unlikely(protocol != IPPROTO_TCP && protocol != IPPROTO_UDP &&
	                    protocol != IPPROTO_ICMPV6)) {
		union walk_result walk = walk_from(context, cursor, protocol, packet->left);

		protocol = walk.protocol;
		packet->left = walk.left;
		packet->flags |= walk.flags;
		packet->fault = walk.fault;
	}
	packet->flow.protocol = protocol;
	if (likely(!packet->fault))
		parse_transport(cursor, packet);
	return OUTCOME_NONE;
}

#endif
