/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The way through a frame: the one bounds check that parsing needs, and what both programs parse.
 *
 * The cursor contract: take() returns a header of the size asked for and moves the cursor past it,
 * or returns NULL, after which the cursor is not used again. Nothing else moves a cursor.
 */
#ifndef TURNOUT_CURSOR_H
#define TURNOUT_CURSOR_H

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

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum ethernet_bounds {
	MAX_VLAN_TAGS = 2,
	MAX_ETHERNET = ETH_HLEN + 4 * MAX_VLAN_TAGS,
};

union address {
	__u8 bytes[16];
	__u32 words[4];
	__u64 halves[2];
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

/*
 * Both write in eights what is next read in eights: a CPU that finds a load spread over two fresh
 * stores waits for both to reach the cache. ::ffff:0:0 is 0xffff0000 as a little-endian word.
 */
static __always_inline void set_ipv4(union address *address, __be32 ipv4)
{
	address->halves[0] = 0;
	address->halves[1] = 0xffff0000 | (__u64)ipv4 << 32;
}

static __always_inline void set_ipv6(union address *address, const struct in6_addr *ipv6)
{
	const __u64 *halves = (const __u64 *)ipv6;

	address->halves[0] = halves[0];
	address->halves[1] = halves[1];
}

/* ::ffff:a.b.c.d, which is how IPv4 addresses stand in our tables. */
static __always_inline bool is_mapped(const union address *address)
{
	return !address->halves[0] && address->words[2] == bpf_htonl(0xffff);
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

#endif
