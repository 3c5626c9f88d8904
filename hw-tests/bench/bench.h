/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The parts of the runner: arguments.c, objects.c, live.c, and packet_bench.c, which measures. */
#ifndef TURNOUT_BENCH_H
#define TURNOUT_BENCH_H

#include <stdbool.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "flows.h"

struct frame {
	unsigned char bytes[FRAME_ROOM];
	__u32 size; /* 0: none was given */
};

/* What the command line says. */
struct arguments {
	const char *tools;    /* directory of the BPF objects */
	const char *link;     /* pin of the link whose program is measured */
	const char *floor;    /* its program, or "" for none */
	const char *far_side; /* the network namespace of the sink, a path */
	struct frame frame;
	struct frame first; /* sent once for every flow, before anything is measured */
	__u32 flows;        /* a power of two */
	__u32 services;
	__u32 source; /* offsets in both frames, as of struct flows */
	__u32 vip;
	__u32 ports;
	__u32 repeat;
	__u32 rounds;
	__u32 live;      /* frames that are really sent */
	__u32 interface; /* that packets come in by */
	__u32 far_interface;
	struct expected expected;
};

struct arguments parse_arguments(int argc, char **argv);

void die(const char *what) __attribute__((noreturn));

/* Opened, not loaded: constants may be set. */
struct bpf_object *open_object(const struct arguments *arguments, const char *name);
void set_constants(struct bpf_object *object, const void *constants, __u32 size);
void load(struct bpf_object *object);
int program(struct bpf_object *object, const char *name);
int program_of_link(const char *pin);
void *map_value(struct bpf_object *object, const char *name, size_t size);

/* The prelude, and its program array's file descriptor. */
struct prelude {
	struct bpf_object *object;
	struct frame frame;
	__u32 interface;
	int program;
	int target;
};

struct prelude load_prelude(const struct arguments *arguments, const struct frame *frame);
struct bpf_object *load_floor(const struct arguments *arguments);

/* Runs the program behind the prelude so many times. Returns the last verdict, or 0 for live frames. */
__u32 test_run(const struct prelude *prelude, int program, __u32 repeat, bool live);

/* Sends live frames; returns how many the sink counted. */
__u64 send_live(const struct arguments *arguments, const struct prelude *prelude, int program);

#endif
