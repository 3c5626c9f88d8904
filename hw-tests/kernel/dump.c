// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Writes what the maps of a loaded program hold, as records of a bundle. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bundle.h"

enum {
	MAPS = 64,
	CHUNK = 64, /* zeros are left out in pieces of this size */
};

static int is_zero(const __u8 *data, size_t size)
{
	return !size || (!data[0] && !memcmp(data, data + 1, size - 1));
}

/* One record for each run of chunks that are not all zero. */
static void dump_bytes(const __u8 *value, size_t size)
{
	int open = 0;

	for (size_t at = 0; at < size; at += CHUNK) {
		size_t length = size - at < CHUNK ? size - at : CHUNK;

		if (is_zero(value + at, length)) {
			printf("%s", open ? "\n" : "");
			open = 0;
			continue;
		}
		if (!open)
			printf("bytes %zu ", at);
		print_hex(value + at, length);
		open = 1;
	}
	printf("%s", open ? "\n" : "");
}

static int dump_memory(int fd, const struct bpf_map_info *info)
{
	__u8 *value = mmap(NULL, info->value_size, PROT_READ, MAP_SHARED, fd, 0);

	if (value == MAP_FAILED)
		return -errno;
	dump_bytes(value, info->value_size);
	munmap(value, info->value_size);
	return 0;
}

static int dump_single(int fd, const struct bpf_map_info *info)
{
	__u8 *value = calloc(1, info->value_size);
	__u32 zero = 0;
	int err = value ? bpf_map_lookup_elem(fd, &zero, value) : -ENOMEM;

	if (!err)
		dump_bytes(value, info->value_size);
	free(value);
	return err;
}

static int dump_entries(int fd, const struct bpf_map_info *info)
{
	__u8 *key = calloc(1, info->key_size), *value = calloc(1, info->value_size);
	__u8 *previous = NULL;
	int err = key && value ? 0 : -ENOMEM;

	while (!err && !(err = bpf_map_get_next_key(fd, previous, key))) {
		err = bpf_map_lookup_elem(fd, key, value);
		if (err)
			break;
		printf("entry ");
		print_hex(key, info->key_size);
		printf(" ");
		print_hex(value, info->value_size);
		printf("\n");
		previous = key;
	}
	free(key);
	free(value);
	return err == -ENOENT ? 0 : err;
}

static int dump_contents(int fd, const struct bpf_map_info *info)
{
	switch (info->type) {
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
		return 0; /* counters: a replay begins with zeros */
	case BPF_MAP_TYPE_ARRAY:
		if (info->max_entries > 1)
			return dump_entries(fd, info);
		return info->map_flags & BPF_F_MMAPABLE ? dump_memory(fd, info) :
		                                          dump_single(fd, info);
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
		return dump_entries(fd, info);
	default:
		return -EOPNOTSUPP;
	}
}

static int dump_map(__u32 id)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);
	int fd = bpf_map_get_fd_by_id(id);
	int err = fd < 0 ? fd : bpf_obj_get_info_by_fd(fd, &info, &size);

	if (!err) {
		printf("map %s %u %u %u %u\n", info.name, info.type, info.key_size, info.value_size,
		       info.max_entries);
		err = dump_contents(fd, &info);
	}
	if (err)
		fprintf(stderr, "map %u (%s): %s\n", id, info.name, strerror(-err));
	if (fd >= 0)
		close(fd);
	return err;
}

/* A pin may be a program or a link: the kernel tells the program's id of both in the same words. */
static __u32 pinned_program(const char *path)
{
	char name[64], line[256];
	int fd = bpf_obj_get(path);
	FILE *file;
	__u32 id = 0;

	if (fd < 0)
		return 0;
	snprintf(name, sizeof(name), "/proc/self/fdinfo/%d", fd);
	file = fopen(name, "re");
	while (file && !id && fgets(line, sizeof(line), file))
		sscanf(line, "prog_id: %u", &id);
	if (file)
		fclose(file);
	close(fd);
	return id;
}

int dump(const char *program)
{
	__u32 program_id = *program == '/' ? pinned_program(program) : strtoul(program, NULL, 10);
	__u32 maps[MAPS];
	struct bpf_prog_info info = { .nr_map_ids = MAPS, .map_ids = (__u64)(unsigned long)maps };
	__u32 size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(program_id);
	int err = fd < 0 ? fd : bpf_obj_get_info_by_fd(fd, &info, &size);

	if (err) {
		fprintf(stderr, "program %s: %s\n", program, strerror(-err));
		return err;
	}
	for (__u32 i = 0; !err && i < info.nr_map_ids && i < MAPS; i++)
		err = dump_map(maps[i]);
	close(fd);
	return err;
}
