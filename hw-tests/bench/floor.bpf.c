/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The least that such a packet path can do: parse addresses and ports, hash, read a slot and a
 * backend from arrays, write the outer header (IPIP). No service look-up, so what the VIP adds to the
 * hash is a constant; no counters, no case but the one.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "flows.h"

enum {
	HASH_OF_THE_VIP = 0x7bd5c66f,
	TCP = 6,
	UDP = 17,
};

static const __u32 crc_table[36][256] = {
#include "crc_tables.h"
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4 * FLOOR_SLOTS);
} floor_slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct floor_backend) * FLOOR_BACKENDS);
} floor_backends SEC(".maps");

/* In words; struct ethhdr is packed, and so would be written by the byte. */
struct ethernet {
	__u16 macs[6];
	__be16 type;
};

struct outer_ipv4 {
	__u32 words[5];
};

struct outer_ipv6 {
	__u32 words[10];
};

static __always_inline __u32 crc_word(__u32 row, __u32 word)
{
	return crc_table[row][word & 0xff] ^ crc_table[row + 1][word >> 8 & 0xff] ^
	       crc_table[row + 2][word >> 16 & 0xff] ^ crc_table[row + 3][word >> 24];
}

static __always_inline const struct floor_backend *backend_of(__u32 hash)
{
	const struct floor_backend *backends;
	__u32 zero = 0, *slots;

	slots = bpf_map_lookup_elem(&floor_slots, &zero);
	backends = bpf_map_lookup_elem(&floor_backends, &zero);
	if (!slots || !backends)
		return NULL;
	return &backends[slots[hash & (FLOOR_SLOTS - 1)] & (FLOOR_BACKENDS - 1)];
}

/* Makes room. Returns where the outer header goes, or NULL. */
static __always_inline void *
write_ethernet(struct xdp_md *context, const struct floor_backend *backend, __u32 room, __be16 type)
{
	struct ethernet *ethernet;

	if (bpf_xdp_adjust_head(context, -(int)room))
		return NULL;
	ethernet = (void *)(long)context->data;
	if ((void *)(ethernet + 1) + room > (void *)(long)context->data_end)
		return NULL;
	__builtin_memcpy(ethernet->macs, backend->macs, 12);
	ethernet->type = type;
	return ethernet + 1;
}

static __always_inline __u32 checksum_of(const __u32 *words)
{
	__u64 sum = (__u64)words[0] + words[1] + words[2] + words[3] + words[4];

	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
}

SEC("xdp")
int floor_ipv4(struct xdp_md *context)
{
	const struct ethernet *ethernet = (void *)(long)context->data;
	const struct iphdr *ip = (const void *)(ethernet + 1);
	const __u32 *ports = (const void *)(ip + 1);
	const struct floor_backend *backend;
	struct outer_ipv4 *outer;
	__u32 words[5], length;

	if ((const void *)(ports + 1) > (void *)(long)context->data_end ||
	    ethernet->type != bpf_htons(ETH_P_IP) || *(const __u8 *)ip != 0x45 ||
	    (ip->protocol != TCP && ip->protocol != UDP))
		return XDP_PASS;
	length = bpf_ntohs(ip->tot_len) + sizeof(*outer);
	backend = backend_of(HASH_OF_THE_VIP ^ crc_word(24, ip->saddr) ^ crc_word(32, *ports));
	if (!backend)
		return XDP_PASS;
	outer = write_ethernet(context, backend, sizeof(*outer), bpf_htons(ETH_P_IP));
	if (!outer)
		return XDP_DROP;
	words[0] = 0x45 | (__u32)bpf_htons(length) << 16;
	words[1] = (__u32)bpf_htons(0x4000) << 16;
	words[2] = 64 | 4 << 8;
	words[3] = backend->source[3];
	words[4] = backend->address[3];
	words[2] |= checksum_of(words) << 16;
	for (int i = 0; i < 5; i++)
		outer->words[i] = words[i];
	return XDP_TX;
}

SEC("xdp")
int floor_ipv6(struct xdp_md *context)
{
	const struct ethernet *ethernet = (void *)(long)context->data;
	const struct ipv6hdr *ip = (const void *)(ethernet + 1);
	const __u32 *source = ip->saddr.in6_u.u6_addr32;
	const __u32 *ports = (const void *)(ip + 1);
	const struct floor_backend *backend;
	struct outer_ipv6 *outer;
	__u32 length, hash;

	if ((const void *)(ports + 1) > (void *)(long)context->data_end ||
	    ethernet->type != bpf_htons(ETH_P_IPV6) || *(const __u8 *)ip >> 4 != 6 ||
	    (ip->nexthdr != TCP && ip->nexthdr != UDP))
		return XDP_PASS;
	length = bpf_ntohs(ip->payload_len) + sizeof(*ip);
	hash = HASH_OF_THE_VIP ^ crc_word(32, *ports);
	for (int i = 0; i < 4; i++)
		hash ^= crc_word(4 * i, source[i]);
	backend = backend_of(hash);
	if (!backend)
		return XDP_PASS;
	outer = write_ethernet(context, backend, sizeof(*outer), bpf_htons(ETH_P_IPV6));
	if (!outer)
		return XDP_DROP;
	outer->words[0] = bpf_htonl(6u << 28 | 1);
	outer->words[1] = bpf_htons(length) | 41 << 16 | 64u << 24;
	for (int i = 0; i < 4; i++) {
		outer->words[2 + i] = backend->source[i];
		outer->words[6 + i] = backend->address[i];
	}
	return XDP_TX;
}

char _license[] SEC("license") = "Dual BSD/GPL";
