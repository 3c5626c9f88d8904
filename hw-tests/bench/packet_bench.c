/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Measures the program behind a pinned XDP link, unchanged, by test runs, and then sends live frames
 * through it as a check. Takes the arguments of arguments.c; prints one line a program:
 *
 *	NAME verdict=V packets=N median=NS min=NS max=NS
 *
 * with nanoseconds of this thread's CPU time a packet, prelude included. Programs alternate round by
 * round, so that what disturbs the machine disturbs all of them. Other lines are
 *
 *	first packets=N			sent before, once for every flow
 *	live packets=N counted=N	sent, and counted by the sink
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"

enum {
	PROGRAMS = 4,
	MAX_ROUNDS = 101,
	WARM_UP = 10000,
};

struct candidate {
	const char *name;
	int fd;
	__u32 verdict;
	__u64 packets;
	double nanos[MAX_ROUNDS];
};

static double thread_nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static double run(const struct prelude *prelude, struct candidate *candidate, __u32 repeat)
{
	double start = thread_nanos();

	candidate->verdict = test_run(prelude, candidate->fd, repeat, false);
	candidate->packets += repeat;
	return (thread_nanos() - start) / repeat;
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static void print(struct candidate *candidate, __u32 rounds)
{
	double *nanos = candidate->nanos;

	qsort(nanos, rounds, sizeof(*nanos), ascending);
	printf("%s verdict=%u packets=%llu median=%.2f min=%.2f max=%.2f\n", candidate->name,
	       candidate->verdict, candidate->packets, nanos[rounds / 2], nanos[0],
	       nanos[rounds - 1]);
}

/* The round before the first meets every flow once: what remembers flows has them all then. */
static void measure(const struct arguments *arguments, const struct prelude *prelude,
                    struct candidate *candidates, int count)
{
	__u32 warm_up = arguments->flows > WARM_UP ? arguments->flows : WARM_UP;

	for (int i = 0; i < count; i++)
		run(prelude, &candidates[i], warm_up);
	for (__u32 round = 0; round < arguments->rounds; round++)
		for (int i = 0; i < count; i++)
			candidates[i].nanos[round] =
				run(prelude, &candidates[i], arguments->repeat);
	for (int i = 0; i < count; i++)
		print(&candidates[i], arguments->rounds);
}

static void send_first(const struct arguments *arguments, int turnout)
{
	struct prelude prelude;

	if (!arguments->first.size)
		return;
	prelude = load_prelude(arguments, &arguments->first);
	test_run(&prelude, turnout, arguments->flows, false);
	printf("first packets=%u\n", arguments->flows);
	bpf_object__close(prelude.object);
}

static void stay_on_this_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("affinity");
}

int main(int argc, char **argv)
{
	struct arguments arguments = parse_arguments(argc, argv);

	if (!arguments.repeat || !arguments.rounds || arguments.rounds > MAX_ROUNDS) {
		fprintf(stderr, "packet_bench: repeat is 1 or more, rounds 1 to %d\n", MAX_ROUNDS);
		return 2;
	}
	stay_on_this_cpu();
	int turnout = program_of_link(arguments.link);

	send_first(&arguments, turnout);
	struct prelude prelude = load_prelude(&arguments, &arguments.frame);
	struct candidate candidates[PROGRAMS] = {
		{ .name = "turnout", .fd = turnout },
		{ .name = "grow", .fd = program(prelude.object, "grow") },
		{ .name = "grow_thrice", .fd = program(prelude.object, "grow_thrice") },
	};
	int count = PROGRAMS - 1;

	if (*arguments.floor)
		candidates[count++] = (struct candidate){
			.name = "floor",
			.fd = program(load_floor(&arguments), arguments.floor),
		};
	measure(&arguments, &prelude, candidates, count);
	printf("live packets=%u counted=%llu\n", arguments.live,
	       send_live(&arguments, &prelude, turnout));
	return 0;
}
