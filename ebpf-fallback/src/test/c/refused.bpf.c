/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Has the maps of the packet path and a program that every verifier refuses: it reads beyond the packet. */
#include "maps.h"

SEC("xdp")
int turnout(struct xdp_md *context)
{
	return *(__u32 *)(long)context->data;
}

char _license[] SEC("license") = "Dual BSD/GPL";
