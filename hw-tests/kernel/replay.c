// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Carries a bundle out, step by step, on a program of its own. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bundle.h"

enum {
	OUTPUT_ROOM = 65536,
};

struct replay {
	const struct bundle *bundle;
	struct bpf_object *object;
	int program;
};

static int send(const struct replay *replay, const struct packet *packet)
{
	static __u8 out[OUTPUT_ROOM];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet->in.data,
	            .data_size_in = packet->in.size, .data_out = out, .data_size_out = sizeof(out),
	            .repeat = 1);
	int err = bpf_prog_test_run_opts(replay->program, &opts);

	if (err) {
		printf("packet %s: %s\n", packet->name, strerror(-err));
		return -1;
	}
	if (opts.retval != packet->verdict) {
		printf("packet %s: %s, expected %s\n", packet->name, verdict_name(opts.retval),
		       verdict_name(packet->verdict));
		return -1;
	}
	if (packet->any_output || (opts.data_size_out == packet->out.size &&
	                           !memcmp(out, packet->out.data, packet->out.size)))
		return 0;
	printf("packet %s: another output\n  output   ", packet->name);
	print_hex(out, opts.data_size_out);
	printf("\n  expected ");
	print_hex(packet->out.data, packet->out.size);
	printf("\n");
	return -1;
}

static int check(const struct replay *replay, const struct counter *counter)
{
	size_t value;
	int err = counter_read(replay->object, counter, &value);

	if (!err && value == counter->value)
		return 0;
	printf("counter %s ", counter->map);
	print_hex(counter->key.data, counter->key.size);
	if (err)
		printf(": %s\n", strerror(-err));
	else
		printf(" at %zu: %zu, expected %zu\n", counter->offset, value, counter->value);
	return -1;
}

static int write_map(const struct replay *replay, const struct map_image *image)
{
	int err = map_write(replay->object, image);

	if (err)
		printf("map %s: %s\n", image->name, strerror(-err));
	return err;
}

static int carry_out(const struct replay *replay, const struct step *step)
{
	switch (step->kind) {
	case STEP_MAP:
		return write_map(replay, &step->map);
	case STEP_PACKET:
		return send(replay, &step->packet);
	case STEP_COUNTER:
		return check(replay, &step->counter);
	}
	return -1;
}

/* Goes on after a step that failed: which others fail tells why. */
static int carry_out_all(const struct replay *replay)
{
	const struct bundle *bundle = replay->bundle;
	size_t packets = 0, failed = 0;

	for (size_t i = 0; i < bundle->step_count; i++) {
		const struct step *step = &bundle->steps[i];

		packets += step->kind == STEP_PACKET;
		if (carry_out(replay, step)) {
			printf("  in %s, after %zu packets\n", bundle->path, packets);
			failed++;
		}
	}
	if (failed || !packets)
		printf("%s: FAILED, %zu packets, %zu of %zu steps failed\n", bundle->path, packets,
		       failed, bundle->step_count);
	else
		printf("%s: ok, %zu packets\n", bundle->path, packets);
	return failed || !packets ? -1 : 0;
}

/* The maps before the first packet set sizes and read-only data. */
static int prepare(struct bpf_object *object, const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->step_count && bundle->steps[i].kind == STEP_MAP; i++) {
		const struct map_image *image = &bundle->steps[i].map;
		int err = map_prepare(object, image);

		if (err) {
			printf("%s: map %s: %s\n", bundle->path, image->name, strerror(-err));
			return -1;
		}
	}
	return 0;
}

static int run(struct bpf_object *object, const struct bundle *bundle)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, bundle->program);
	struct replay replay = { .bundle = bundle, .object = object };

	if (!program) {
		printf("%s: %s has no program %s\n", bundle->path, bundle->object, bundle->program);
		return -1;
	}
	if (prepare(object, bundle) || load(object, bundle->object))
		return -1;
	replay.program = bpf_program__fd(program);
	return carry_out_all(&replay);
}

int replay(const char *objects, const char *path)
{
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
	err = run(object, &bundle);
	bpf_object__close(object);
	return err;
}
