// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Words to bytes, numbers and verdicts, and back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bpf.h>

#include "bundle.h"

enum {
	VERDICTS = 5,
};

static const char *const verdicts[VERDICTS] = { "XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX",
	                                        "XDP_REDIRECT" };

_Static_assert(XDP_ABORTED == 0 && XDP_REDIRECT == 4, "verdicts[] is in the kernel's order");

const char *verdict_name(__u32 verdict)
{
	return verdict < VERDICTS ? verdicts[verdict] : "an unknown verdict";
}

int verdict_read(const char *word, __u32 *verdict)
{
	for (__u32 i = 0; i < VERDICTS; i++) {
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

int bytes_read(const char *word, struct bytes *bytes)
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

int number_read(const char *word, size_t *number)
{
	char *end;

	errno = 0;
	*number = strtoul(word, &end, 10);
	return errno || end == word || *end ? -1 : 0;
}

void print_hex(const __u8 *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		printf("%02x", data[i]);
}
