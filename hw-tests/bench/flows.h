/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the packet benchmark's programs and its runner share. */
#ifndef TURNOUT_BENCH_FLOWS_H
#define TURNOUT_BENCH_FLOWS_H

#include <linux/types.h>

enum bench {
	FRAME_ROOM = 96,       /* bytes of a frame, at the most */
	FLOW_STRIDE = 40503,   /* odd, so that all of a power of two is visited */
	FLOOR_SLOTS = 131072,  /* the floor's table */
	FLOOR_BACKENDS = 1024, /* and its backends */
};

/*
 * Which frames the prelude makes. In its read-only data, so all of it is constant to the verifier;
 * offsets are in bytes from the Ethernet header.
 */
struct flows {
	__u64 template[FRAME_ROOM / 8];
	__u32 size;             /* of a frame, a multiple of 8 */
	__u32 mask;             /* flows - 1 */
	__u32 source;           /* offset of the source address's last four bytes */
	__u32 vip;              /* offset of the destination address's */
	__u32 ports;            /* offset of both ports */
	__u32 destination_port; /* network order */
	__u32 first_vip;        /* the last four bytes of the first VIP, as an integer */
	__u32 services;         /* with a VIP each, one after the other */
};

/* What the sink counts: frames whose outer header is so. */
struct expected {
	__u32 type;     /* EtherType */
	__u32 protocol; /* of the outer header: what follows it */
	__u32 first;    /* of the destinations: the address's last four bytes, as an integer */
	__u32 count;    /* of destinations from there on */
};

/* One cache line, like the product's. */
struct floor_backend {
	__u32 macs[3];
	__u32 reserved;
	__u32 address[4]; /* IPv4: the last word */
	__u32 source[4];
	__u32 more[4];
};

#endif
