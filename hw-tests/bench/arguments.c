/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The command line: NAME=VALUE, in any order, all but `first` and `floor` needed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

struct option {
	const char *name;
	enum {
		TEXT,
		NUMBER,
		HEX
	} kind;
	void *value;
	bool needed;
	bool given;
};

static void refuse(const char *why, const char *what)
{
	fprintf(stderr, "packet_bench: %s: %s\n", what, why);
	exit(2);
}

static void parse_frame(struct frame *frame, const char *hex)
{
	size_t size = strlen(hex) / 2;

	if (size > FRAME_ROOM || size % 8)
		refuse("a frame has a multiple of 8 bytes, at most FRAME_ROOM", hex);
	for (size_t i = 0; i < size; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &frame->bytes[i]) != 1)
			refuse("not hexadecimal", hex);
	frame->size = size;
}

static void parse(struct option *option, const char *value)
{
	char *end;

	option->given = true;
	switch (option->kind) {
	case TEXT:
		*(const char **)option->value = value;
		break;
	case NUMBER:
		*(__u32 *)option->value = strtoul(value, &end, 10);
		if (!*value || *end)
			refuse("not a number", option->name);
		break;
	case HEX:
		parse_frame(option->value, value);
		break;
	}
}

static void parse_pair(struct option *options, size_t count, const char *pair)
{
	const char *equals = strchr(pair, '=');

	for (size_t i = 0; equals && i < count; i++)
		if (strlen(options[i].name) == (size_t)(equals - pair) &&
		    !strncmp(options[i].name, pair, equals - pair)) {
			parse(&options[i], equals + 1);
			return;
		}
	refuse("no such argument", pair);
}

struct arguments parse_arguments(int argc, char **argv)
{
	struct arguments all = { .floor = "" };
	struct option options[] = {
		{ "tools", TEXT, &all.tools, true, false },
		{ "link", TEXT, &all.link, true, false },
		{ "floor", TEXT, &all.floor, false, false },
		{ "far_side", TEXT, &all.far_side, true, false },
		{ "frame", HEX, &all.frame, true, false },
		{ "first", HEX, &all.first, false, false },
		{ "flows", NUMBER, &all.flows, true, false },
		{ "services", NUMBER, &all.services, true, false },
		{ "source", NUMBER, &all.source, true, false },
		{ "vip", NUMBER, &all.vip, true, false },
		{ "ports", NUMBER, &all.ports, true, false },
		{ "repeat", NUMBER, &all.repeat, true, false },
		{ "rounds", NUMBER, &all.rounds, true, false },
		{ "live", NUMBER, &all.live, true, false },
		{ "interface", NUMBER, &all.interface, true, false },
		{ "far_interface", NUMBER, &all.far_interface, true, false },
		{ "outer_type", NUMBER, &all.expected.type, true, false },
		{ "outer_protocol", NUMBER, &all.expected.protocol, true, false },
		{ "outer_first", NUMBER, &all.expected.first, true, false },
		{ "outer_count", NUMBER, &all.expected.count, true, false },
	};
	size_t count = sizeof(options) / sizeof(*options);

	for (int i = 1; i < argc; i++)
		parse_pair(options, count, argv[i]);
	for (size_t i = 0; i < count; i++)
		if (options[i].needed && !options[i].given)
			refuse("missing", options[i].name);
	if (!all.flows || all.flows & (all.flows - 1))
		refuse("not a power of two", "flows");
	if (all.source + 4 > all.frame.size || all.vip + 4 > all.frame.size ||
	    all.ports + 4 > all.frame.size)
		refuse("beyond the frame", "source, vip, ports");
	return all;
}
