/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Stands before the program under test in every iteration of a test run.
 *
 * A forwarded packet comes out longer than it went in, so a test run that repeats feeds a program its
 * own output from the second time on. This one restores the packet's length and bytes, as those of
 * the next flow, and tail-calls the program.
 *
 * Flows are computed. Frames of half a million flows in memory are more than a cache holds, and the
 * program under test would pay for fetching them, where a NIC puts packets into the cache.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "flows.h"

/* As it stands it loads: one flow of TCP over IPv4. */
const volatile struct flows flows = { .size = 64,
	                              .source = 26,
	                              .vip = 30,
	                              .ports = 34,
	                              .services = 1 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} next_flow SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

/* Returns where the restored frame begins, or NULL. */
static __always_inline void *restore(struct xdp_md *context)
{
	long length = (long)context->data_end - (long)context->data;
	__u64 *to;

	asm volatile("" : "+r"(length)); /* or clang adds to one of the pointers, in 32 bits */
	if (bpf_xdp_adjust_head(context, length - flows.size))
		return NULL;
	to = (void *)(long)context->data;
	if ((void *)to + flows.size > (void *)(long)context->data_end)
		return NULL;
#pragma unroll
	for (__u32 i = 0; i < FRAME_ROOM / 8; i++)
		if (i * 8 < flows.size)
			to[i] = flows.template[i];
	return to;
}

/*
 * Every store is as wide as the load that follows it in the program under test: one that finds its
 * bytes spread over two fresh stores waits for both to reach the cache. A packet from a NIC is none.
 */
static __always_inline void write_flow(void *frame, __u32 flow)
{
	__u32 source = flow * 0x9e3779b1 + 0x01020304;
	__u32 service = (__u64)source * flows.services >> 32;

	*(__u32 *)(frame + flows.source) = source;
	*(__u32 *)(frame + flows.ports) = ((source >> 13 ^ source) & 0xffff) |
	                                  flows.destination_port << 16;
	if (flows.services > 1)
		*(__u32 *)(frame + flows.vip) = bpf_htonl(flows.first_vip + service);
}

SEC("xdp")
int prelude(struct xdp_md *context)
{
	__u32 zero = 0, *next = bpf_map_lookup_elem(&next_flow, &zero);
	void *frame;
	__u32 flow;

	if (!next)
		return XDP_ABORTED;
	flow = *next & flows.mask;
	*next = flow + FLOW_STRIDE;
	frame = restore(context);
	if (!frame)
		return XDP_ABORTED;
	write_flow(frame, flow);
	bpf_tail_call(context, &target, 0);
	return XDP_ABORTED;
}

/* What is subtracted: it only makes room and transmits. */
SEC("xdp")
int grow(struct xdp_md *context)
{
	return bpf_xdp_adjust_head(context, -20) ? XDP_ABORTED : XDP_TX;
}

/* The same with two more calls, to find out what one costs. */
SEC("xdp")
int grow_thrice(struct xdp_md *context)
{
	if (bpf_xdp_adjust_head(context, -20) || bpf_xdp_adjust_head(context, 20))
		return XDP_ABORTED;
	return bpf_xdp_adjust_head(context, -20) ? XDP_ABORTED : XDP_TX;
}

char _license[] SEC("license") = "Dual BSD/GPL";
