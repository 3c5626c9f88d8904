/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Stands before the program under test in every iteration of a test run.
 *
 * A forwarded packet comes out longer than it went in, so a test run that repeats feeds a program its
 * own output from the second time on. This one restores the packet's length and bytes, as those of
 * the next flow, and tail-calls the program.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "flows.h"

const volatile __u32 frame_size = 64; /* a multiple of 8 */
const volatile __u32 flow_mask;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct frame) * MAX_FLOWS);
} frames SEC(".maps");

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

SEC("xdp")
int prelude(struct xdp_md *context)
{
	__u32 zero = 0, *next = bpf_map_lookup_elem(&next_flow, &zero);
	struct frame *all = bpf_map_lookup_elem(&frames, &zero);
	__u64 *from, *to;
	__u32 flow;
	long length;

	if (!next || !all)
		return XDP_ABORTED;
	flow = *next & flow_mask & (MAX_FLOWS - 1);
	*next = flow + FLOW_STRIDE;
	length = (long)context->data_end - (long)context->data;
	asm volatile("" : "+r"(length)); /* or clang adds to one of the pointers, in 32 bits */
	if (bpf_xdp_adjust_head(context, length - frame_size))
		return XDP_ABORTED;
	to = (void *)(long)context->data;
	from = (__u64 *)&all[flow];
	if ((void *)to + frame_size > (void *)(long)context->data_end)
		return XDP_ABORTED;
#pragma unroll
	for (__u32 i = 0; i < FRAME_ROOM / 8; i++)
		if (i * 8 < frame_size)
			to[i] = from[i];
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
