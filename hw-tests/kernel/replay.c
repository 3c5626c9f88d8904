// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Loads a program with the maps of a bundle and runs the bundle's packets through it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bundle.h"

enum {
	KERNEL_NAME = 15, /* BPF_OBJ_NAME_LEN without the final zero */
	OUTPUT_ROOM = 65536,
};

static struct bpf_map *find(struct bpf_object *object, const struct map_image *image)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		if (!strncmp(bpf_map__name(map), image->name, KERNEL_NAME))
			return map;
	}
	return NULL;
}

/* Sizes, and the contents of read-only data, can be set before the object is loaded only. */
static int prepare(struct bpf_map *map, const struct map_image *image)
{
	int internal = bpf_map__is_internal(map);
	size_t size;

	if (bpf_map__type(map) != image->type || bpf_map__key_size(map) != image->key_size)
		return -EINVAL;
	if (internal && bpf_map__value_size(map) == image->value_size) {
		char *value = (char *)bpf_map__initial_value(map, &size);

		if (!value || size != image->value_size)
			return -EINVAL;
		memset(value, 0, size);
		for (size_t i = 0; i < image->element_count; i++) {
			const struct element *element = &image->elements[i];

			memcpy(value + element->offset, element->value.data, element->value.size);
		}
		return 0;
	}
	if (internal)
		return -EINVAL;
	return bpf_map__set_value_size(map, image->value_size) ?:
	               bpf_map__set_max_entries(map, image->max_entries);
}

static int fill_value(int fd, const struct map_image *image)
{
	char *value = mmap(NULL, image->value_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (value == MAP_FAILED)
		return -errno;
	for (size_t i = 0; i < image->element_count; i++) {
		const struct element *element = &image->elements[i];

		memcpy(value + element->offset, element->value.data, element->value.size);
	}
	munmap(value, image->value_size);
	return 0;
}

static int fill(struct bpf_map *map, const struct map_image *image)
{
	int fd = bpf_map__fd(map), err = 0;

	if (bpf_map__is_internal(map) || !image->element_count)
		return 0;
	if (!image->elements[0].key.size)
		return fill_value(fd, image);
	for (size_t i = 0; !err && i < image->element_count; i++) {
		const struct element *element = &image->elements[i];

		err = bpf_map_update_elem(fd, element->key.data, element->value.data, BPF_ANY);
	}
	return err;
}

static int for_each_image(struct bpf_object *object, const struct bundle *bundle, const char *path,
                          int (*step)(struct bpf_map *, const struct map_image *))
{
	for (size_t i = 0; i < bundle->map_count; i++) {
		struct bpf_map *map = find(object, &bundle->maps[i]);
		int err = map ? step(map, &bundle->maps[i]) : -ENOENT;

		if (err) {
			printf("%s: map %s: %s\n", path, bundle->maps[i].name, strerror(-err));
			return -1;
		}
	}
	return 0;
}

static void print_hex(const __u8 *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		printf("%02x", data[i]);
	printf("\n");
}

static __u8 out[OUTPUT_ROOM];

/* Runs a packet; what comes out is in out[]. */
static int test_run(int program, const struct packet *packet, struct bpf_test_run_opts *opts)
{
	*opts = (struct bpf_test_run_opts){ .sz = sizeof(*opts),
		                            .data_in = packet->in.data,
		                            .data_size_in = packet->in.size,
		                            .data_out = out,
		                            .data_size_out = sizeof(out),
		                            .repeat = 1 };
	return bpf_prog_test_run_opts(program, opts);
}

static int compare(int program, const struct packet *packet, const char *path)
{
	struct bpf_test_run_opts opts;
	int err = test_run(program, packet, &opts);

	if (err || packet->open) {
		printf("%s: packet %s: %s\n", path, packet->name,
		       err ? strerror(-err) : "nothing is expected of it");
		return -1;
	}
	if (opts.retval != packet->verdict) {
		printf("%s: packet %s: %s, expected %s\n", path, packet->name,
		       verdict_name(opts.retval), verdict_name(packet->verdict));
		return -1;
	}
	if (packet->any_output || (opts.data_size_out == packet->out.size &&
	                           !memcmp(out, packet->out.data, packet->out.size)))
		return 0;
	printf("%s: packet %s: another output\n  output   ", path, packet->name);
	print_hex(out, opts.data_size_out);
	printf("  expected ");
	print_hex(packet->out.data, packet->out.size);
	return -1;
}

static int compare_all(int program, const struct bundle *bundle, const char *path)
{
	size_t failed = 0;

	for (size_t i = 0; i < bundle->packet_count; i++)
		failed += compare(program, &bundle->packets[i], path) != 0;
	if (failed)
		printf("%s: %zu of %zu packets failed\n", path, failed, bundle->packet_count);
	else
		printf("%s: ok, %zu packets\n", path, bundle->packet_count);
	return failed ? -1 : 0;
}

static int record_all(int program, const struct bundle *bundle, const char *path)
{
	for (size_t i = 0; i < bundle->packet_count; i++) {
		const struct packet *packet = &bundle->packets[i];
		struct bpf_test_run_opts opts;
		int err = test_run(program, packet, &opts);

		if (err) {
			printf("%s: packet %s: %s\n", path, packet->name, strerror(-err));
			return -1;
		}
		printf("%s %s ", packet->name, verdict_name(opts.retval));
		print_hex(out, opts.data_size_out);
	}
	return 0;
}

typedef int (*packets_step)(int program, const struct bundle *bundle, const char *path);

static int with_program(const char *objects, const char *path, packets_step step)
{
	struct bpf_program *program;
	struct bpf_object *object;
	struct bundle bundle;
	char file[4096];
	int err;

	if (bundle_read(&bundle, path))
		return -1;
	snprintf(file, sizeof(file), "%s/%s", objects, bundle.object);
	object = bpf_object__open_file(file, NULL);
	if (!object) {
		printf("%s: cannot open %s: %s\n", path, file, strerror(errno));
		return -1;
	}
	program = bpf_object__find_program_by_name(object, bundle.program);
	if (!program)
		printf("%s: %s has no program %s\n", path, bundle.object, bundle.program);
	err = !program || for_each_image(object, &bundle, path, prepare) ||
	      load(object, bundle.object) || for_each_image(object, &bundle, path, fill) ||
	      step(bpf_program__fd(program), &bundle, path);
	bpf_object__close(object);
	return err ? -1 : 0;
}

int replay(const char *objects, const char *path)
{
	return with_program(objects, path, compare_all);
}

int record(const char *objects, const char *path)
{
	return with_program(objects, path, record_all);
}
