/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The far end of the cable: counts the tunnelled packets to our backends, and drops whatever comes. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "flows.h"

const volatile struct expected expected;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} arrived SEC(".maps");

SEC("xdp")
int sink(struct xdp_md *context)
{
	const struct ethhdr *ethernet = (void *)(long)context->data;
	const struct ipv6hdr *ip6 = (const void *)(ethernet + 1);
	const struct iphdr *ip = (const void *)(ethernet + 1);
	__u32 zero = 0, protocol, destination;
	__u64 *count = bpf_map_lookup_elem(&arrived, &zero);

	if (!count || (void *)(ip6 + 1) > (void *)(long)context->data_end ||
	    ethernet->h_proto != bpf_htons(expected.type))
		return XDP_DROP;
	if (expected.type == ETH_P_IP) {
		protocol = ip->protocol;
		destination = bpf_ntohl(ip->daddr);
	} else {
		protocol = ip6->nexthdr;
		destination = bpf_ntohl(ip6->daddr.in6_u.u6_addr32[3]);
	}
	if (protocol == expected.protocol && destination - expected.first < expected.count)
		__sync_fetch_and_add(count, 1);
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
