// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Reads bundles. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"

enum {
	WORDS = 7, /* one more than any record has */
};

/* One more element of a growing array, zeroed; ends the process where memory is short. */
static void *grow(void *array, size_t *count, size_t size)
{
	char *grown = array;

	/* Capacities are powers of two, so the array is full when its count is one. */
	if ((*count & (*count - 1)) == 0) {
		grown = realloc(array, size * (*count ? 2 * *count : 1));
		if (!grown) {
			perror("realloc");
			exit(1);
		}
	}
	memset(grown + size * *count, 0, size);
	++*count;
	return grown;
}

static struct step *add_step(struct bundle *bundle, enum step_kind kind)
{
	struct step *step;

	bundle->steps = grow(bundle->steps, &bundle->step_count, sizeof(*step));
	step = &bundle->steps[bundle->step_count - 1];
	step->kind = kind;
	return step;
}

static int map_record(struct bundle *bundle, char **word)
{
	struct map_image *map = &add_step(bundle, STEP_MAP)->map;
	size_t number[4];

	for (int i = 0; i < 4; i++) {
		if (number_read(word[2 + i], &number[i]))
			return -1;
	}
	map->name = strdup(word[1]);
	map->type = number[0];
	map->key_size = number[1];
	map->value_size = number[2];
	map->max_entries = number[3];
	return 0;
}

/* Adds to the map above. */
static struct element *add_element(struct bundle *bundle, struct map_image **map)
{
	struct step *last = bundle->step_count ? &bundle->steps[bundle->step_count - 1] : NULL;

	if (!last || last->kind != STEP_MAP)
		return NULL;
	*map = &last->map;
	last->map.elements =
		grow(last->map.elements, &last->map.element_count, sizeof(struct element));
	return &last->map.elements[last->map.element_count - 1];
}

static int entry_record(struct bundle *bundle, char **word)
{
	struct map_image *map;
	struct element *element = add_element(bundle, &map);

	if (!element || bytes_read(word[1], &element->key) || bytes_read(word[2], &element->value))
		return -1;
	return element->key.size == map->key_size && element->value.size == map->value_size ? 0 :
	                                                                                      -1;
}

static int bytes_record(struct bundle *bundle, char **word)
{
	struct map_image *map;
	struct element *element = add_element(bundle, &map);

	if (!element || number_read(word[1], &element->offset) ||
	    bytes_read(word[2], &element->value))
		return -1;
	return element->offset + element->value.size <= map->value_size ? 0 : -1;
}

static int packet_record(struct bundle *bundle, char **word)
{
	struct packet *packet = &add_step(bundle, STEP_PACKET)->packet;

	packet->name = strdup(word[1]);
	packet->any_output = !strcmp(word[4], "-");
	if (bytes_read(word[2], &packet->in) || verdict_read(word[3], &packet->verdict))
		return -1;
	return packet->any_output ? 0 : bytes_read(word[4], &packet->out);
}

static int counter_record(struct bundle *bundle, char **word)
{
	struct counter *counter = &add_step(bundle, STEP_COUNTER)->counter;

	counter->map = strdup(word[1]);
	return bytes_read(word[2], &counter->key) || number_read(word[3], &counter->offset) ||
	                       number_read(word[4], &counter->value) ?
	               -1 :
	               0;
}

static int program_record(struct bundle *bundle, char **word)
{
	bundle->object = strdup(word[1]);
	bundle->program = strdup(word[2]);
	return 0;
}

static const struct record {
	const char *name;
	int words;
	int (*read)(struct bundle *bundle, char **word);
} records[] = {
	{ "program", 3, program_record }, { "map", 6, map_record },
	{ "entry", 3, entry_record },     { "bytes", 3, bytes_record },
	{ "packet", 5, packet_record },   { "counter", 5, counter_record },
};

static int line_read(struct bundle *bundle, char *line)
{
	char *word[WORDS] = { 0 }, *rest = line;
	int words = 0;

	while (words < WORDS && (word[words] = strsep(&rest, " ")))
		words++;
	if (!*word[0] || *word[0] == '#')
		return 0;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		if (!strcmp(word[0], records[i].name) && words == records[i].words)
			return records[i].read(bundle, word);
	}
	return -1;
}

int bundle_read(struct bundle *bundle, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t room = 0, number = 0;
	char *line = NULL;
	ssize_t length;
	int err = 0;

	*bundle = (struct bundle){ .path = path };
	if (!file) {
		printf("%s: %s\n", path, strerror(errno));
		return -1;
	}
	while (!err && (length = getline(&line, &room, file)) >= 0) {
		number++;
		if (length && line[length - 1] == '\n')
			line[length - 1] = 0;
		err = line_read(bundle, line);
	}
	if (err)
		printf("%s: line %zu is not a record of a bundle\n", path, number);
	else if (!bundle->program)
		err = printf("%s: names no program\n", path);
	free(line);
	fclose(file);
	return err ? -1 : 0;
}
