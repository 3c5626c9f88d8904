/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Makes each frame that a test run hands in that of another flow, and has it sent through the interface that it seems to
 * have come from. What is the same in all of them stands in the frame already, save the Ethernet header: the memory of a
 * frame is used again, and the box has written its outer header over that.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "frames.h"

const volatile struct plan plan SEC(".rodata.plan");

/* One process on one CPU at a time runs this. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sent SEC(".maps");

static __always_inline __u16 fold(__u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return ~((sum & 0xffff) + (sum >> 16));
}

SEC("xdp")
int flood(struct xdp_md *context)
{
	void *end = (void *)(long)context->data_end;
	struct ethhdr *ethernet = (void *)(long)context->data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct tcphdr *tcp = (void *)(ip + 1);
	__u32 zero = 0, source, sum = 0;
	const __u16 *words = (void *)ip;
	__u64 *count, serial;

	count = bpf_map_lookup_elem(&sent, &zero);
	if (!count || (void *)(tcp + 1) > end)
		return XDP_ABORTED;
	for (int i = 0; i < ETH_ALEN; i++)
		ethernet->h_dest[i] = plan.destination_mac[i];
	ethernet->h_proto = bpf_htons(ETH_P_IP);
	serial = plan.first + (*count)++;
	source = FLOOD_NETWORK | (serial & ~FLOOD_MASK);
	ip->saddr = bpf_htonl(source);
	ip->check = 0;
#pragma unroll
	for (int i = 0; i < 10; i++)
		sum += words[i];
	ip->check = fold(sum);
	tcp->source = bpf_htons(serial >> 17);
	tcp->seq = bpf_htonl(serial);
	tcp->syn = plan.kinds == KINDS_SYN || (plan.kinds == KINDS_BOTH && !(serial & 1));
	tcp->ack = !tcp->syn;
	return XDP_TX;
}

char _license[] SEC("license") = "Dual BSD/GPL";
