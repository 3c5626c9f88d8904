// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Hands frames to a pinned XDP program by BPF_PROG_TEST_RUN, one after the other, many thousands a
 * second, which starting a program for each does not.
 *
 *	frames PINNED-PROGRAM
 *
 * In: length, bytes. Out: what the program returned, length, bytes. Lengths and the return value are
 * 32-bit integers of this machine. It ends with its input.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	MOST = 3500, /* what the kernel takes in one page beside its headroom */
	ROOM = 4096,
};

static int run(int program, const void *in, uint32_t size, void *out, uint32_t head[2])
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = in, .data_size_in = size,
	            .data_out = out, .data_size_out = ROOM, .repeat = 1);
	int error = bpf_prog_test_run_opts(program, &options);

	head[0] = options.retval;
	head[1] = options.data_size_out;
	return error;
}

int main(int argc, char **argv)
{
	static unsigned char in[MOST], out[ROOM];
	uint32_t size, head[2];
	int program;

	if (argc != 2) {
		fprintf(stderr, "usage: frames PINNED-PROGRAM <frames >results\n");
		return 2;
	}
	program = bpf_obj_get(argv[1]);
	if (program < 0) {
		fprintf(stderr, "frames: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	while (fread(&size, sizeof(size), 1, stdin) == 1) {
		if (size > MOST || fread(in, 1, size, stdin) != size) {
			fprintf(stderr, "frames: a frame of %u bytes, 0 to %d are taken\n", size,
			        MOST);
			return 1;
		}
		if (run(program, in, size, out, head)) {
			fprintf(stderr, "frames: the kernel does not run it: %s\n",
			        strerror(errno));
			return 1;
		}
		if (fwrite(head, sizeof(head), 1, stdout) != 1 ||
		    fwrite(out, 1, head[1], stdout) != head[1] || fflush(stdout))
			return 1;
	}
	return 0;
}
