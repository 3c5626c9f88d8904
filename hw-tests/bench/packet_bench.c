/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * packet_bench PRELUDE FLOOR LINK FRAMES REPEAT ROUNDS
 *
 * Measures the program behind a pinned XDP link, unchanged, by test runs. FRAMES is a file of frames
 * of 64 bytes, a power of two of them. Prints one line a program:
 *
 *	NAME verdict=V median=NS min=NS max=NS
 *
 * with nanoseconds of this thread's CPU time a packet, prelude included. Programs alternate round by
 * round, so that what disturbs the machine disturbs all of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "flows.h"

enum {
	FRAME_BYTES = 64,
	PROGRAMS = 4,
	MAX_ROUNDS = 101,
	WARM_UP = 10000
};

struct candidate {
	const char *name;
	int fd;
	__u32 verdict;
	double nanos[MAX_ROUNDS];
};

static void die(const char *what)
{
	fprintf(stderr, "packet_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *map_value(struct bpf_object *object, const char *name, size_t size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	void *value;

	if (!map)
		die(name);
	value = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (value == MAP_FAILED)
		die(name);
	return value;
}

static struct bpf_object *open_object(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object)
		die(path);
	return object;
}

static int program(struct bpf_object *object, const char *name)
{
	struct bpf_program *found = bpf_object__find_program_by_name(object, name);

	if (!found)
		die(name);
	return bpf_program__fd(found);
}

static int program_of_link(const char *pin)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	int fd = bpf_obj_get(pin);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		die(pin);
	fd = bpf_prog_get_fd_by_id(info.prog_id);
	if (fd < 0)
		die("program of the link");
	return fd;
}

static size_t read_frames(const char *path, struct frame *frames)
{
	FILE *file = fopen(path, "rb");
	size_t count = 0;

	if (!file)
		die(path);
	while (count < MAX_FLOWS && fread(&frames[count], FRAME_BYTES, 1, file) == 1)
		count++;
	fclose(file);
	if (!count || count & (count - 1)) {
		fprintf(stderr, "packet_bench: %s has %zu frames, not a power of two\n", path,
		        count);
		exit(1);
	}
	return count;
}

static size_t count_frames(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file || fseek(file, 0, SEEK_END))
		die(path);
	long size = ftell(file);
	fclose(file);
	return size / FRAME_BYTES;
}

static struct bpf_object *load_prelude(const char *path, size_t flows)
{
	struct bpf_object *object = open_object(path);
	struct bpf_map *constants = bpf_object__find_map_by_name(object, ".rodata");
	__u32 values[2] = { FRAME_BYTES, flows - 1 };

	if (!constants || bpf_map__set_initial_value(constants, values, sizeof(values)))
		die("constants of the prelude");
	if (bpf_object__load(object))
		die(path);
	return object;
}

/* As many backends and slots as the product's table has, owned at random. */
static void fill_floor(struct bpf_object *object)
{
	struct floor_backend *backends =
		map_value(object, "floor_backends", sizeof(*backends) * FLOOR_BACKENDS);
	__u32 *slots = map_value(object, "floor_slots", 4 * FLOOR_SLOTS);

	srandom(1);
	for (int i = 0; i < FLOOR_BACKENDS; i++) {
		memset(backends[i].macs, i, sizeof(backends[i].macs));
		backends[i].address = 0x0a | i << 16;
		backends[i].source = 0xfe00000a;
	}
	for (int i = 0; i < FLOOR_SLOTS; i++)
		slots[i] = 1 + random() % 1000;
}

static double thread_nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static double run(int prelude, struct candidate *candidate, int target, int repeat)
{
	unsigned char in[FRAME_BYTES] = {};
	unsigned char out[2048];
	__u32 zero = 0;
	double start;

	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = in, .data_size_in = sizeof(in),
	            .data_out = out, .data_size_out = sizeof(out), .repeat = repeat);
	if (bpf_map_update_elem(target, &zero, &candidate->fd, BPF_ANY))
		die("tail call");
	start = thread_nanos();
	if (bpf_prog_test_run_opts(prelude, &options))
		die("test run");
	candidate->verdict = options.retval;
	return (thread_nanos() - start) / repeat;
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
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
	if (argc != 7) {
		fprintf(stderr, "usage: packet_bench PRELUDE FLOOR LINK FRAMES REPEAT ROUNDS\n");
		return 2;
	}
	int repeat = atoi(argv[5]), rounds = atoi(argv[6]);

	if (repeat < 1 || rounds < 1 || rounds > MAX_ROUNDS) {
		fprintf(stderr, "packet_bench: REPEAT is 1 or more, ROUNDS 1 to %d\n", MAX_ROUNDS);
		return 2;
	}
	stay_on_this_cpu();
	struct bpf_object *prelude = load_prelude(argv[1], count_frames(argv[4]));
	struct bpf_object *floor = open_object(argv[2]);

	if (bpf_object__load(floor))
		die(argv[2]);
	fill_floor(floor);
	read_frames(argv[4], map_value(prelude, "frames", sizeof(struct frame) * MAX_FLOWS));
	int entry = program(prelude, "prelude");
	int target = bpf_map__fd(bpf_object__find_map_by_name(prelude, "target"));
	struct candidate candidates[PROGRAMS] = {
		{ .name = "turnout", .fd = program_of_link(argv[3]) },
		{ .name = "floor", .fd = program(floor, "floor_path") },
		{ .name = "grow", .fd = program(prelude, "grow") },
		{ .name = "grow_thrice", .fd = program(prelude, "grow_thrice") },
	};

	for (int round = -1; round < rounds; round++)
		for (int i = 0; i < PROGRAMS; i++) {
			double nanos =
				run(entry, &candidates[i], target, round < 0 ? WARM_UP : repeat);

			if (round >= 0)
				candidates[i].nanos[round] = nanos;
		}
	for (int i = 0; i < PROGRAMS; i++) {
		qsort(candidates[i].nanos, rounds, sizeof(double), ascending);
		printf("%s verdict=%u median=%.2f min=%.2f max=%.2f\n", candidates[i].name,
		       candidates[i].verdict, candidates[i].nanos[rounds / 2],
		       candidates[i].nanos[0], candidates[i].nanos[rounds - 1]);
	}
	return 0;
}
