// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Brings the maps of a bundle into a program, and reads counters back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bundle.h"

enum {
	KERNEL_NAME = 15, /* BPF_OBJ_NAME_LEN without the final zero */
};

/*
 * Maps of data sections are called after the object, as far as it has a name, and the section:
 * turnout.rodata. The object of a bundle may have been opened under another name.
 */
static int same_name(const char *ours, const char *theirs)
{
	const char *section = strchr(ours, '.'), *their_section = strchr(theirs, '.');

	if (!strncmp(ours, theirs, KERNEL_NAME))
		return 1;
	return section && their_section && section != ours && their_section != theirs &&
	       !strcmp(section, their_section);
}

static struct bpf_map *find(struct bpf_object *object, const char *name)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		if (same_name(bpf_map__name(map), name))
			return map;
	}
	return NULL;
}

static void put_value(char *value, const struct map_image *image)
{
	memset(value, 0, image->value_size);
	for (size_t i = 0; i < image->element_count; i++) {
		const struct element *element = &image->elements[i];

		memcpy(value + element->offset, element->value.data, element->value.size);
	}
}

int map_prepare(struct bpf_object *object, const struct map_image *image)
{
	struct bpf_map *map = find(object, image->name);
	size_t size;
	char *value;

	if (!map)
		return -ENOENT;
	if (bpf_map__type(map) != image->type || bpf_map__key_size(map) != image->key_size)
		return -EINVAL;
	if (!bpf_map__is_internal(map))
		return bpf_map__set_value_size(map, image->value_size) ?:
		               bpf_map__set_max_entries(map, image->max_entries);
	value = (char *)bpf_map__initial_value(map, &size);
	if (!value || size != image->value_size)
		return -EINVAL;
	put_value(value, image);
	return 0;
}

static int write_value(int fd, const struct map_image *image)
{
	char *value = mmap(NULL, image->value_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (value == MAP_FAILED)
		return -errno;
	put_value(value, image);
	munmap(value, image->value_size);
	return 0;
}

int map_write(struct bpf_object *object, const struct map_image *image)
{
	struct bpf_map *map = find(object, image->name);
	int err = 0;

	if (!map)
		return -ENOENT;
	if (bpf_map__is_internal(map))
		return 0;
	if (bpf_map__map_flags(map) & BPF_F_MMAPABLE)
		return write_value(bpf_map__fd(map), image);
	for (size_t i = 0; !err && i < image->element_count; i++) {
		const struct element *element = &image->elements[i];

		if (!element->key.size)
			return -EINVAL;
		err = bpf_map_update_elem(bpf_map__fd(map), element->key.data, element->value.data,
		                          BPF_ANY);
	}
	return err;
}

int counter_read(struct bpf_object *object, const struct counter *counter, size_t *value)
{
	struct bpf_map *map = find(object, counter->map);
	int cpus = libbpf_num_possible_cpus(), err;
	size_t stride;
	__u64 *values;

	if (!map)
		return -ENOENT;
	/* The kernel rounds each CPU's value up to 8 bytes. */
	stride = (bpf_map__value_size(map) + 7) / 8;
	if (cpus < 0 || bpf_map__type(map) != BPF_MAP_TYPE_PERCPU_ARRAY || counter->offset % 8 ||
	    counter->offset / 8 >= stride || counter->key.size != bpf_map__key_size(map))
		return -EINVAL;
	values = calloc(cpus, stride * 8);
	err = values ? bpf_map_lookup_elem(bpf_map__fd(map), counter->key.data, values) : -ENOMEM;
	*value = 0;
	for (int cpu = 0; !err && cpu < cpus; cpu++)
		*value += values[cpu * stride + counter->offset / 8];
	free(values);
	return err;
}
