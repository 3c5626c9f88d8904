/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the flood's two ends share: where its frames come from, and what they are. */
#ifndef TURNOUT_FLOOD_FRAMES_H
#define TURNOUT_FLOOD_FRAMES_H

#include <linux/types.h>

/* 198.18.0.0/15 is for benchmarks (RFC 2544): nobody else's source is in it. */
#define FLOOD_NETWORK 0xc6120000u
#define FLOOD_MASK 0xfffe0000u

enum frame {
	FRAME_SIZE = 64, /* Ethernet, IPv4, TCP, padding */
};

/* Which frames there are: the flags are TCP's. */
enum kinds {
	KINDS_SYN,  /* first packets of new flows */
	KINDS_ACK,  /* packets in mid-flow, of flows that nobody has seen begin */
	KINDS_BOTH, /* in turn */
};

struct plan {
	__u64 first; /* the serial number of the first flow: no two floods share one */
	__u32 kinds;
	__u8 destination_mac[6];
	__u8 reserved[6];
};

#endif
