/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Live frames: what the program transmits leaves through the interface, and at the far end of the
 * cable, in another network namespace, the sink counts it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_link.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum {
	CHUNK = 128,  /* frames at once: a veth's ring has room for 256, and drops what is more */
	PATIENCE = 5, /* seconds */
};

static int open_namespace(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(path);
	return fd;
}

static void enter(int namespace)
{
	if (setns(namespace, CLONE_NEWNET))
		die("setns");
}

/* Interfaces are numbered by namespace. The link, and so the sink, lives until this process ends. */
static void attach_far_away(const struct arguments *arguments, int sink)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = XDP_FLAGS_DRV_MODE);
	int here = open_namespace("/proc/self/ns/net");
	int there = open_namespace(arguments->far_side);

	enter(there);
	if (bpf_link_create(sink, arguments->far_interface, BPF_XDP, &options) < 0)
		die("sink");
	enter(here);
	close(there);
	close(here);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

static void wait_for(const volatile __u64 *count, __u64 wanted)
{
	double end = seconds() + PATIENCE;

	while (*count < wanted && seconds() < end)
		sched_yield();
}

__u64 send_live(const struct arguments *arguments, const struct prelude *prelude, int program_fd)
{
	struct bpf_object *object = open_object(arguments, "sink");
	const volatile __u64 *count;

	set_constants(object, &arguments->expected, sizeof(arguments->expected));
	load(object);
	attach_far_away(arguments, program(object, "sink"));
	count = map_value(object, "arrived", sizeof(*count));
	for (__u32 sent = 0; sent < arguments->live;) {
		__u32 chunk = arguments->live - sent < CHUNK ? arguments->live - sent : CHUNK;

		test_run(prelude, program_fd, chunk, true);
		sent += chunk;
		if (arguments->expected.count)
			wait_for(count, sent);
		if (arguments->expected.count && *count != sent)
			break;
	}
	return *count;
}
