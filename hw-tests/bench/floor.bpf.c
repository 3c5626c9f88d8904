/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The least that such a packet path can do: parse IPv4 and TCP, hash, read a slot and a backend from
 * arrays, write the outer header. No service look-up, no counters, no case but the one.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "flows.h"

static const volatile __u32 crc_table[36][256] = {
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

static __always_inline __u32 crc_word(__u32 row, __u32 word)
{
	return crc_table[row][word & 0xff] ^ crc_table[row + 1][word >> 8 & 0xff] ^
	       crc_table[row + 2][word >> 16 & 0xff] ^ crc_table[row + 3][word >> 24];
}

static __always_inline __u16 checksum_of(const struct iphdr *ip)
{
	const __u16 *words = (const __u16 *)ip;
	__u32 sum = 0;

#pragma unroll
	for (int i = 0; i < 10; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~((sum & 0xffff) + (sum >> 16));
}

static __always_inline int write_outer(struct xdp_md *context, const struct floor_backend *backend,
                                       __u16 inner_length)
{
	struct ethhdr *ethernet;
	struct iphdr *outer;

	if (bpf_xdp_adjust_head(context, -(int)sizeof(*outer)))
		return XDP_DROP;
	ethernet = (void *)(long)context->data;
	outer = (void *)(ethernet + 1);
	if ((void *)(outer + 1) > (void *)(long)context->data_end)
		return XDP_DROP;
	__builtin_memcpy(ethernet, backend->macs, 12);
	ethernet->h_proto = bpf_htons(ETH_P_IP);
	*(__u32 *)outer = bpf_htonl(0x45000000 | (inner_length + sizeof(*outer)));
	outer->id = 0;
	outer->frag_off = bpf_htons(0x4000);
	outer->ttl = 64;
	outer->protocol = 4;
	outer->check = 0;
	outer->saddr = backend->source;
	outer->daddr = backend->address;
	outer->check = checksum_of(outer);
	return XDP_TX;
}

SEC("xdp")
int floor_path(struct xdp_md *context)
{
	struct ethhdr *ethernet = (void *)(long)context->data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct tcphdr *tcp = (void *)(ip + 1);
	const struct floor_backend *backends;
	__u32 zero = 0, hash, *slots, id;

	if ((void *)(tcp + 1) > (void *)(long)context->data_end)
		return XDP_PASS;
	if (ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->version != 4 || ip->ihl != 5 ||
	    ip->protocol != 6)
		return XDP_PASS;
	hash = 0x7bd5c66f ^ crc_word(24, ip->saddr) ^ crc_word(28, ip->daddr) ^
	       crc_word(32, *(__u32 *)tcp);
	slots = bpf_map_lookup_elem(&floor_slots, &zero);
	backends = bpf_map_lookup_elem(&floor_backends, &zero);
	if (!slots || !backends)
		return XDP_PASS;
	id = slots[hash & (FLOOR_SLOTS - 1)];
	return write_outer(context, &backends[id & (FLOOR_BACKENDS - 1)], bpf_ntohs(ip->tot_len));
}

char _license[] SEC("license") = "Dual BSD/GPL";
