/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Where a flood ends: stands at the far end of the box's cable, drops what the box has forwarded of it, and passes all
 * else. So what is measured is what the box does, and not what servers do with SYNs.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "frames.h"

SEC("xdp")
int drain(struct xdp_md *context)
{
	void *end = (void *)(long)context->data_end;
	struct ethhdr *ethernet = (void *)(long)context->data;
	struct iphdr *outer = (void *)(ethernet + 1), *inner = outer + 1;

	if ((void *)(inner + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP) ||
	    outer->ihl != 5 || outer->protocol != IPPROTO_IPIP)
		return XDP_PASS;
	return (bpf_ntohl(inner->saddr) & FLOOD_MASK) == FLOOD_NETWORK ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
