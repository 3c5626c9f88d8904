/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A bundle: what the maps of a program hold, and packets with what the program must make of them.
 * README.md has the format.
 */
#ifndef TURNOUT_BUNDLE_H
#define TURNOUT_BUNDLE_H

#include <stddef.h>
#include <linux/types.h>

struct bytes {
	__u8 *data;
	size_t size;
};

/* An element of a map, or, where key.size is 0, bytes of its one value from an offset on. */
struct element {
	struct bytes key;
	struct bytes value;
	size_t offset;
};

struct map_image {
	char *name; /* as the kernel has it: cut to 15 characters */
	__u32 type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	struct element *elements;
	size_t element_count;
};

struct packet {
	char *name;
	struct bytes in;
	int open;      /* nothing is expected: to be recorded, cannot be replayed */
	__u32 verdict; /* enum xdp_action */
	struct bytes out;
	int any_output;
};

struct bundle {
	char *object;
	char *program;
	struct map_image *maps;
	size_t map_count;
	struct packet *packets;
	size_t packet_count;
};

/* Reads a bundle, or says what is wrong on stdout and returns -1. It is never freed. */
int bundle_read(struct bundle *bundle, const char *path);

const char *verdict_name(__u32 verdict);

/* One more element of a growing array, zeroed; ends the process where memory is short. */
void *grow(void *array, size_t *count, size_t size);

/* In replay.c: 0 if the bundle was replayed and every packet came out as it must. */
int replay(const char *objects, const char *path);

/* In replay.c: writes the packets of a bundle to stdout, with what this kernel makes of them. */
int record(const char *objects, const char *path);

/* In dump.c: writes the maps of a loaded program, named by its id or a pin, to stdout. */
int dump(const char *program);

/* In main.c: 0 if the kernel takes an opened object; else the verifier's log is on stdout. */
struct bpf_object;
int load(struct bpf_object *object, const char *name);

#endif
