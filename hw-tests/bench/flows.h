/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the packet benchmark's programs and its runner share. */
#ifndef TURNOUT_BENCH_FLOWS_H
#define TURNOUT_BENCH_FLOWS_H

enum bench {
	FRAME_ROOM = 96,       /* bytes of a frame that are restored, at the most */
	MAX_FLOWS = 524288,    /* frames that the prelude chooses from */
	FLOOR_SLOTS = 131072,  /* the floor's table */
	FLOOR_BACKENDS = 1024, /* and its backends */
	FLOW_STRIDE = 40503,   /* odd, so that all of a power of two is visited */
};

struct frame {
	unsigned char bytes[FRAME_ROOM];
};

/* One cache line, like the product's. */
struct floor_backend {
	unsigned char macs[12];
	unsigned int address; /* network order */
	unsigned int source;  /* network order */
	unsigned char reserved[44];
};

#endif
