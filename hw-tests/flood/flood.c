/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * flood OBJECT INTERFACE MAC ADDRESS PORT KINDS FIRST RATE COUNT SECONDS
 *
 * Sends frames of ever new flows to a port of an address, as live frames of a BPF test run: no socket, no queue, no copy
 * stands before the cable. One thread; it ends after COUNT frames or SECONDS, whichever is first.
 *
 *	MAC	of the box
 *	KINDS	syn, ack, or both
 *	FIRST	number of the first flow
 *	RATE	frames a second at most; 0 = as fast as this machine can
 *
 * Says "sent FRAMES in NANOSECONDS".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "frames.h"

enum {
	BATCH = 64,   /* a veth's ring has room for 256 */
	CHUNK = 4096, /* a test run */
	STEP_NANOS = 1000000,
	MAX_SECONDS = 120,
};

static const char *const KINDS[] = { "syn", "ack", "both" };

static void die(const char *what)
{
	fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
	exit(1);
}

static __u64 nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void sleep_until(__u64 moment)
{
	struct timespec until = { moment / 1000000000, moment % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

static int load(const char *path, const struct plan *plan)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	struct bpf_map *map;
	struct plan *constants;
	size_t size;

	if (!object)
		die(path);
	map = bpf_object__find_map_by_name(object, ".rodata.plan");
	constants = map ? (void *)bpf_map__initial_value(map, &size) : NULL;
	if (!constants || size != sizeof(*plan))
		die("plan");
	*constants = *plan;
	if (bpf_object__load(object))
		die("load");
	program = bpf_object__find_program_by_name(object, "flood");
	if (!program)
		die("program");
	return bpf_program__fd(program);
}

static void read_mac(unsigned char *mac, const char *text)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
	           mac + 5) != 6)
		die(text);
}

static void write_frame(unsigned char *frame, char **argv)
{
	struct iphdr *ip = (void *)(frame + ETH_HLEN);
	struct tcphdr *tcp = (void *)(ip + 1);

	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_TCP;
	ip->tot_len = htons(FRAME_SIZE - ETH_HLEN);
	if (inet_pton(AF_INET, argv[4], &ip->daddr) != 1)
		die(argv[4]);
	tcp->dest = htons(atoi(argv[5]));
	tcp->doff = 5;
}

static void send_frames(int program, void *frame, __u32 interface, __u32 count)
{
	struct xdp_md context = { .data_end = FRAME_SIZE, .ingress_ifindex = interface };
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame, .data_size_in = FRAME_SIZE,
	            .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = count,
	            .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = BATCH);

	if (bpf_prog_test_run_opts(program, &options))
		die("test run");
}

/* How many frames are due by now; at most a chunk. */
static __u32 due(__u64 rate, __u64 sent, __u64 wanted, __u64 elapsed)
{
	__u64 left = wanted - sent, late = CHUNK;

	if (rate)
		late = elapsed * rate / 1000000000 > sent ? elapsed * rate / 1000000000 - sent : 0;
	if (late > CHUNK)
		late = CHUNK;
	return late < left ? late : left;
}

static void run(int program, void *frame, __u32 interface, __u64 rate, __u64 wanted, __u64 limit)
{
	__u64 sent = 0, start = nanos(), now = start;
	__u32 count;

	while (sent < wanted && now - start < limit) {
		count = due(rate, sent, wanted, now - start);
		if (count)
			send_frames(program, frame, interface, count);
		else
			sleep_until(now + STEP_NANOS);
		sent += count;
		now = nanos();
	}
	printf("sent %llu in %llu\n", sent, now - start);
}

int main(int argc, char **argv)
{
	unsigned char frame[FRAME_SIZE] = {};
	struct plan plan = {};
	__u32 interface;
	__u64 seconds;

	if (argc != 11) {
		fprintf(stderr, "usage: flood OBJECT INTERFACE MAC ADDRESS PORT KINDS FIRST RATE "
		                "COUNT SECONDS\n");
		return 2;
	}
	while (plan.kinds <= KINDS_BOTH && strcmp(argv[6], KINDS[plan.kinds]))
		plan.kinds++;
	interface = if_nametoindex(argv[2]);
	seconds = strtoull(argv[10], NULL, 10);
	if (plan.kinds > KINDS_BOTH || !interface || !seconds || seconds > MAX_SECONDS) {
		errno = EINVAL;
		die("arguments");
	}
	plan.first = strtoull(argv[7], NULL, 10);
	read_mac(plan.destination_mac, argv[3]);
	write_frame(frame, argv);
	run(load(argv[1], &plan), frame, interface, strtoull(argv[8], NULL, 10),
	    strtoull(argv[9], NULL, 10), seconds * 1000000000);
	return 0;
}
