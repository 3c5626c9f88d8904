/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Stands before the packet path and takes the headroom that a test run has: a driver that leaves
 * little. The last byte of the destination MAC says how many bytes it leaves. The frame ends
 * after FRAME bytes.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum {
	FRAME = 74, /* Ethernet, IPv6, TCP */
	STEP = 4,
	STEPS = 64,
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

SEC("xdp")
int narrow(struct xdp_md *context)
{
	__u8 *from, *to = (void *)(long)context->data;
	__u32 room, grown = 0;

	if ((void *)(to + FRAME) > (void *)(long)context->data_end)
		return XDP_ABORTED;
	room = to[5];
	for (int i = 0; i < STEPS; i++) {
		if (bpf_xdp_adjust_head(context, -STEP))
			break;
		grown += STEP;
	}
	if (grown < room || bpf_xdp_adjust_head(context, room))
		return XDP_ABORTED;
	grown = (grown - room) & 0xff;
	to = (void *)(long)context->data;
	from = to + grown;
	asm volatile(""
	             : "+r"(from)); /* or clang drops one of the checks, which the verifier needs */
	if ((void *)(from + FRAME) > (void *)(long)context->data_end ||
	    (void *)(to + FRAME) > (void *)(long)context->data_end)
		return XDP_ABORTED;
	for (int i = 0; i < FRAME; i++)
		to[i] = from[i];
	if (bpf_xdp_adjust_tail(context, -(int)grown))
		return XDP_ABORTED;
	bpf_tail_call(context, &target, 0);
	return XDP_ABORTED;
}

char _license[] SEC("license") = "Dual BSD/GPL";
