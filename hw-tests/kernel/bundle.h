/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A bundle: what the maps of a program hold, packets, and what the program must make of them.
 * README.md has the format.
 *
 *	text.c		words to bytes and numbers
 *	bundle.c	a file to steps
 *	maps.c		steps that write maps, and that read counters
 *	replay.c	steps that are packets
 *	dump.c		the maps of a loaded program to records
 *	main.c		the commands
 */
#ifndef TURNOUT_BUNDLE_H
#define TURNOUT_BUNDLE_H

#include <stddef.h>
#include <linux/types.h>

struct bytes {
	__u8 *data;
	size_t size;
};

/* An entry of a map, or, where key.size is 0, bytes of its one value from an offset on. */
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
	__u32 verdict; /* enum xdp_action */
	struct bytes out;
	int any_output;
};

struct counter {
	char *map;
	struct bytes key;
	size_t offset;
	size_t value;
};

enum step_kind {
	STEP_MAP,
	STEP_PACKET,
	STEP_COUNTER,
};

struct step {
	enum step_kind kind;
	union {
		struct map_image map;
		struct packet packet;
		struct counter counter;
	};
};

struct bundle {
	const char *path;
	char *object;
	char *program;
	struct step *steps;
	size_t step_count;
};

/* Each returns 0, or -1 if the word is no such thing. */
int bytes_read(const char *word, struct bytes *bytes);
int number_read(const char *word, size_t *number);
int verdict_read(const char *word, __u32 *verdict);

const char *verdict_name(__u32 verdict);
void print_hex(const __u8 *data, size_t size);

/* Reads a bundle, or says what is wrong on stdout and returns -1. It is never freed. */
int bundle_read(struct bundle *bundle, const char *path);

struct bpf_object;

/* Before the object is loaded: sizes, and contents of read-only data. 0, or a negative errno. */
int map_prepare(struct bpf_object *object, const struct map_image *image);

/* After that: entries are added; a value in memory is written whole. 0, or a negative errno. */
int map_write(struct bpf_object *object, const struct map_image *image);

/* The sum over all CPUs. 0, or a negative errno. */
int counter_read(struct bpf_object *object, const struct counter *counter, size_t *value);

/* Returns 0 if the kernel takes an opened object; else the verifier's log is on stdout. */
int load(struct bpf_object *object, const char *name);

/* Returns 0 if the bundle was replayed and every packet came out as it must. */
int replay(const char *objects, const char *path);

/* Writes the maps of a loaded program, named by its id or a pin, to stdout. */
int dump(const char *program);

#endif
