// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Reads bundles. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bpf.h>

#include "bundle.h"

static const char *const verdicts[] = { "XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX",
	                                "XDP_REDIRECT" };

_Static_assert(XDP_ABORTED == 0 && XDP_REDIRECT == 4, "verdicts[] is in the kernel's order");

const char *verdict_name(__u32 verdict)
{
	return verdict < sizeof(verdicts) / sizeof(verdicts[0]) ? verdicts[verdict] :
	                                                          "an unknown verdict";
}

void *grow(void *array, size_t *count, size_t size)
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

static int verdict_read(const char *word, __u32 *verdict)
{
	for (__u32 i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		if (!strcmp(word, verdicts[i])) {
			*verdict = i;
			return 0;
		}
	}
	return -1;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int bytes_read(const char *word, struct bytes *bytes)
{
	size_t length = strlen(word);

	if (length % 2)
		return -1;
	bytes->size = length / 2;
	bytes->data = malloc(bytes->size + 1);
	for (size_t i = 0; bytes->data && i < bytes->size; i++) {
		int high = digit(word[2 * i]), low = digit(word[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		bytes->data[i] = high << 4 | low;
	}
	return bytes->data ? 0 : -1;
}

static int number_read(const char *word, size_t *number)
{
	char *end;

	errno = 0;
	*number = strtoul(word, &end, 10);
	return errno || end == word || *end ? -1 : 0;
}

static int map_read(struct bundle *bundle, char **word)
{
	size_t type, key_size, value_size, max_entries;
	struct map_image *map;

	if (number_read(word[2], &type) || number_read(word[3], &key_size) ||
	    number_read(word[4], &value_size) || number_read(word[5], &max_entries))
		return -1;
	bundle->maps = grow(bundle->maps, &bundle->map_count, sizeof(*map));
	map = &bundle->maps[bundle->map_count - 1];
	map->name = strdup(word[1]);
	map->type = type;
	map->key_size = key_size;
	map->value_size = value_size;
	map->max_entries = max_entries;
	return 0;
}

static int element_read(struct bundle *bundle, char **word, int has_key)
{
	struct element *element;
	struct map_image *map;

	if (!bundle->map_count)
		return -1;
	map = &bundle->maps[bundle->map_count - 1];
	map->elements = grow(map->elements, &map->element_count, sizeof(*element));
	element = &map->elements[map->element_count - 1];
	if (has_key ? bytes_read(word[1], &element->key) : number_read(word[1], &element->offset))
		return -1;
	if (bytes_read(word[2], &element->value))
		return -1;
	if (has_key)
		return element->key.size != map->key_size ||
		                       element->value.size != map->value_size ?
		               -1 :
		               0;
	return element->offset + element->value.size > map->value_size ? -1 : 0;
}

static int packet_read(struct bundle *bundle, char **word)
{
	struct packet *packet;

	bundle->packets = grow(bundle->packets, &bundle->packet_count, sizeof(*packet));
	packet = &bundle->packets[bundle->packet_count - 1];
	packet->name = strdup(word[1]);
	packet->any_output = !strcmp(word[4], "-");
	packet->open = !strcmp(word[3], "?");
	if (bytes_read(word[2], &packet->in))
		return -1;
	if (!packet->open && verdict_read(word[3], &packet->verdict))
		return -1;
	return packet->any_output ? 0 : bytes_read(word[4], &packet->out);
}

static int line_read(struct bundle *bundle, char *line)
{
	char *word[7] = { 0 }, *rest = line;
	int words = 0;

	while (words < 7 && (word[words] = strsep(&rest, " ")))
		words++;
	if (!*word[0] || *word[0] == '#')
		return 0;
	if (!strcmp(word[0], "program") && words == 3) {
		bundle->object = strdup(word[1]);
		bundle->program = strdup(word[2]);
		return 0;
	}
	if (!strcmp(word[0], "map") && words == 6)
		return map_read(bundle, word);
	if (!strcmp(word[0], "entry") && words == 3)
		return element_read(bundle, word, 1);
	if (!strcmp(word[0], "bytes") && words == 3)
		return element_read(bundle, word, 0);
	if (!strcmp(word[0], "packet") && words == 5)
		return packet_read(bundle, word);
	return -1;
}

int bundle_read(struct bundle *bundle, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t room = 0, number = 0;
	char *line = NULL;
	ssize_t length;
	int err = 0;

	memset(bundle, 0, sizeof(*bundle));
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
	else if (!bundle->program || !bundle->packet_count)
		err = printf("%s: no program, or no packet\n", path);
	free(line);
	fclose(file);
	return err ? -1 : 0;
}
