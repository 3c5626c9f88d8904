/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* BPF objects, their maps and constants, and test runs. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bench.h"

void die(const char *what)
{
	fprintf(stderr, "packet_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

struct bpf_object *open_object(const struct arguments *arguments, const char *name)
{
	struct bpf_object *object;
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.bpf.o", arguments->tools, name);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		die(path);
	return object;
}

void set_constants(struct bpf_object *object, const void *constants, __u32 size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");

	if (!map || bpf_map__set_initial_value(map, constants, size))
		die("constants");
}

void load(struct bpf_object *object)
{
	if (bpf_object__load(object))
		die(bpf_object__name(object));
}

int program(struct bpf_object *object, const char *name)
{
	struct bpf_program *found = bpf_object__find_program_by_name(object, name);

	if (!found)
		die(name);
	return bpf_program__fd(found);
}

int program_of_link(const char *pin)
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

void *map_value(struct bpf_object *object, const char *name, size_t size)
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

struct prelude load_prelude(const struct arguments *arguments, const struct frame *frame)
{
	struct prelude prelude = { .frame = *frame, .interface = arguments->interface };
	struct flows flows = {
		.size = frame->size,
		.mask = arguments->flows - 1,
		.source = arguments->source,
		.vip = arguments->vip,
		.ports = arguments->ports,
		.services = arguments->services,
	};
	__u32 first_vip;
	__u16 port;

	memcpy(flows.template, frame->bytes, frame->size);
	memcpy(&first_vip, frame->bytes + arguments->vip, sizeof(first_vip));
	memcpy(&port, frame->bytes + arguments->ports + 2, sizeof(port));
	flows.first_vip = ntohl(first_vip);
	flows.destination_port = port;
	prelude.object = open_object(arguments, "prelude");
	set_constants(prelude.object, &flows, sizeof(flows));
	load(prelude.object);
	prelude.program = program(prelude.object, "prelude");
	prelude.target = bpf_object__find_map_fd_by_name(prelude.object, "target");
	return prelude;
}

/* As many backends and slots as the product's table has, owned at random. */
struct bpf_object *load_floor(const struct arguments *arguments)
{
	struct bpf_object *object = open_object(arguments, "floor");
	struct floor_backend *backends;
	__u32 *slots;

	load(object);
	backends = map_value(object, "floor_backends", sizeof(*backends) * FLOOR_BACKENDS);
	slots = map_value(object, "floor_slots", 4 * FLOOR_SLOTS);
	srandom(1);
	for (int i = 0; i < FLOOR_BACKENDS; i++) {
		memset(backends[i].macs, i, sizeof(backends[i].macs));
		backends[i].address[3] = htonl(0x0a000000 | i);
		backends[i].source[3] = htonl(0x0a0000fe);
	}
	for (int i = 0; i < FLOOR_SLOTS; i++)
		slots[i] = 1 + random() % 1000;
	return object;
}

__u32 test_run(const struct prelude *prelude, int program, __u32 repeat, bool live)
{
	struct xdp_md context = {
		.data_end = prelude->frame.size,
		.ingress_ifindex = prelude->interface,
	};
	unsigned char out[2048];
	__u32 zero = 0;

	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = prelude->frame.bytes,
	            .data_size_in = prelude->frame.size, .ctx_in = &context,
	            .ctx_size_in = sizeof(context), .repeat = repeat);
	if (live) {
		options.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
	} else {
		options.data_out = out;
		options.data_size_out = sizeof(out);
	}
	if (bpf_map_update_elem(prelude->target, &zero, &program, BPF_ANY))
		die("tail call");
	if (bpf_prog_test_run_opts(prelude->program, &options))
		die("test run");
	return options.retval;
}
