// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Passes every packet. A veth accepts what its peer sends by XDP_TX only while an XDP program runs
 * on it, and this is the smallest one.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
