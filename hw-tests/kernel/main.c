// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Loads BPF objects and replays bundles of packets on the kernel that runs it. It needs nothing but
 * that kernel: it is linked statically and runs from an initramfs.
 *
 *	runner load OBJECT...			one line a program; the verifier's log where it is refused
 *	runner replay OBJECTS BUNDLE...		one line a bundle; OBJECTS is the objects' directory
 *	runner dump PROGRAM			the maps of a loaded program, as records of a bundle;
 *						PROGRAM is its id, or the path where it or its link is
 *						pinned
 *
 * Exit code 0: all is well; 1: a program was refused or a packet came out wrong; 2: usage.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bundle.h"

enum {
	LOG_ROOM = 16 << 20,
	LOG_SHOWN = 64 << 10, /* the verifier gives its reason at the end */
	PROGRAMS = 32,
};

static char *log_of[PROGRAMS];

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	/* What libbpf says of a refused program is said in load(), with the log. */
	return level == LIBBPF_WARN && !strstr(format, "load") ? vprintf(format, arguments) : 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void print_log(const char *text)
{
	size_t length = strlen(text);

	if (length > LOG_SHOWN)
		printf("  (%zu bytes left out)\n", length - LOG_SHOWN);
	for (text += length > LOG_SHOWN ? length - LOG_SHOWN : 0; *text;) {
		size_t line = strcspn(text, "\n");

		printf("  | %.*s\n", (int)line, text);
		text += line + (text[line] == '\n');
	}
}

static int give_logs(struct bpf_object *object)
{
	struct bpf_program *program;
	int i = 0;

	bpf_object__for_each_program(program, object) {
		if (i == PROGRAMS)
			return -E2BIG;
		if (!log_of[i] && !(log_of[i] = malloc(LOG_ROOM)))
			return -ENOMEM;
		*log_of[i] = 0;
		bpf_program__set_log_buf(program, log_of[i++], LOG_ROOM);
	}
	return 0;
}

int load(struct bpf_object *object, const char *name)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int err = give_logs(object), i = 0;

	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL);
	err = err ?: bpf_object__load(object);
	if (!err)
		return 0;
	printf("%s: refused: %s\n", name, strerror(-err));
	bpf_object__for_each_program(program, object) {
		if (i < PROGRAMS && log_of[i] && *log_of[i]) {
			printf("%s: what the verifier said of %s:\n", name,
			       bpf_program__name(program));
			print_log(log_of[i]);
		}
		i++;
	}
	return err;
}

static int load_file(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	const char *name = base_name(path);
	struct bpf_program *program;

	if (!object) {
		printf("%s: %s\n", name, strerror(errno));
		return -1;
	}
	if (load(object, name)) {
		bpf_object__close(object);
		return -1;
	}
	bpf_object__for_each_program(program, object) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size);
		printf("%s: ok, %s, %u instructions verified\n", name, bpf_program__name(program),
		       info.verified_insns);
	}
	bpf_object__close(object);
	return 0;
}

int main(int count, char **argument)
{
	int failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(quiet);
	if (count >= 3 && !strcmp(argument[1], "load")) {
		for (int i = 2; i < count; i++)
			failed |= load_file(argument[i]) != 0;
		return failed;
	}
	if (count >= 4 && !strcmp(argument[1], "replay")) {
		for (int i = 3; i < count; i++)
			failed |= replay(argument[2], argument[i]) != 0;
		return failed;
	}
	if (count == 3 && !strcmp(argument[1], "dump"))
		return dump(argument[2]) != 0;
	fprintf(stderr, "usage: runner load OBJECT... | replay OBJECTS BUNDLE... | dump PROGRAM\n");
	return 2;
}
