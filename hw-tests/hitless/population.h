/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* All connections of the crowd: when which are opened, speak and end. */
#ifndef TURNOUT_HITLESS_POPULATION_H
#define TURNOUT_HITLESS_POPULATION_H

#include <netinet/in.h>
#include <stdint.h>

enum {
	MAX_SERVICES = 8,
	MAX_SOURCES = 16,
	TICK_MS = 10,
};

/* Where they come from and go to; the last source is that of the unlucky ones. */
struct market {
	int poller;
	struct in_addr vip, sources[MAX_SOURCES];
	uint16_t services[MAX_SERVICES]; /* ports of the VIP */
	uint32_t service_count, source_count;
};

_Noreturn void die(const char *what);
/* A word on stdout, before which the record is complete. */
void say(const char *word);

void population_begin(const struct market *where);
void population_tick(uint64_t passed);
void population_obey(const char *line);
/* What epoll tells of a connection. */
void population_event(uint64_t event);

#endif
