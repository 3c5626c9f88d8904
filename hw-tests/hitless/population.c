/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#define _GNU_SOURCE
#include "population.h"

#include <stdlib.h>

#include "connection.h"

enum {
	ROOM = 1 << 16,
	TICKS_A_SECOND = 1000 / TICK_MS,
	PHASES = 50, /* ticks between two messages of a connection */
	OPEN_A_TICK = 30,
	LAST_WORDS = 3, /* messages of one that was silent */
	MOST_TICKS = 5, /* at once: after a long wait for a processor, time goes on at its pace */
};

FILE *record;

static struct connection places[ROOM];
static uint32_t free_places[ROOM], free_count;
static uint32_t alive[KINDS];

static const struct market *market;

/* How many of a kind are still to be opened, and were: the services take turns. */
static uint32_t to_open[KINDS], opened[KINDS];
static uint32_t rate, owed, lost_rate, lost_owed;
static uint64_t ticks, streamed_at;
static bool holding, silent, ending, resumed;

void say(const char *word)
{
	fflush(record);
	printf("%s\n", word);
	fflush(stdout);
}

static void note_end(struct connection *connection)
{
	if (connection->state != STATE_FREE)
		return;
	alive[connection->kind]--;
	free_places[free_count++] = connection - places;
}

static void open_one(enum kind kind)
{
	static uint64_t serial;
	struct connection *connection;
	uint32_t place, generation;

	if (!free_count)
		die("no room for another connection");
	place = free_places[--free_count];
	connection = &places[place];
	generation = connection->generation;
	memset(connection, 0, sizeof(*connection));
	connection->generation = generation;
	connection->kind = kind;
	connection->id = ++serial;
	connection->service = market->services[opened[kind]++ % market->service_count];
	connection->source =
		market->sources[kind == KIND_LOST ? market->source_count - 1 :
	                                            serial % (market->source_count - 1)];
	if (kind == KIND_NEW || kind == KIND_LOST)
		connection->rounds = 2 + message_mix(serial) % 14;
	if (!connection_open(connection, market->vip, market->poller,
	                     (uint64_t)generation << 32 | place))
		die("cannot open a connection");
	alive[kind]++;
}

/* Those that are to be held, a few a tick, so that no queue on the way overflows. */
static void open_held(void)
{
	for (int i = 0; i < OPEN_A_TICK; i++) {
		enum kind kind = to_open[KIND_HELD] ? KIND_HELD : KIND_PAUSED;

		if (!to_open[kind])
			return;
		to_open[kind]--;
		open_one(kind);
	}
}

static void open_new(void)
{
	for (owed += rate * market->service_count; owed >= TICKS_A_SECOND; owed -= TICKS_A_SECOND)
		open_one(KIND_NEW);
	for (lost_owed += lost_rate; lost_owed >= TICKS_A_SECOND && to_open[KIND_LOST];
	     lost_owed -= TICKS_A_SECOND) {
		to_open[KIND_LOST]--;
		open_one(KIND_LOST);
	}
}

static void take_turns(void)
{
	for (uint32_t i = ticks % PHASES; i < ROOM; i += PHASES) {
		struct connection *connection = &places[i];

		if (connection->state == STATE_FREE)
			continue;
		if (ending && connection->kind != KIND_PAUSED)
			connection->ending = true;
		connection_turn(connection, silent && connection->kind == KIND_PAUSED);
		note_end(connection);
	}
}

static bool all_answered(void)
{
	for (uint32_t i = 0; i < ROOM; i++) {
		const struct connection *connection = &places[i];
		bool counts = connection->kind == KIND_HELD || connection->kind == KIND_PAUSED;

		if (connection->state != STATE_FREE && counts && !connection->answered)
			return false;
	}
	return !to_open[KIND_HELD] && !to_open[KIND_PAUSED];
}

static void report(void)
{
	if (holding && ticks % 10 == 0 && all_answered()) {
		holding = false;
		say("held");
	}
	if (streamed_at && ticks >= streamed_at) {
		streamed_at = 0;
		say("streamed");
	}
	if (ending && !alive[KIND_HELD] && !alive[KIND_NEW] && !alive[KIND_LOST]) {
		ending = false;
		say("ended");
	}
	if (resumed && !alive[KIND_PAUSED]) {
		say("finished");
		exit(0);
	}
}

void population_tick(uint64_t passed)
{
	for (uint64_t i = 0; i < passed && i < MOST_TICKS; i++) {
		ticks++;
		open_held();
		open_new();
		take_turns();
		report();
	}
}

static void resume(void)
{
	for (uint32_t i = 0; i < ROOM; i++) {
		struct connection *connection = &places[i];

		if (connection->state == STATE_FREE || connection->kind != KIND_PAUSED)
			continue;
		connection->rounds = connection->answered + LAST_WORDS;
		connection->heard = now_ms();
	}
	silent = false;
	resumed = true;
}

void population_obey(const char *line)
{
	unsigned int count, pausing;

	if (sscanf(line, "hold %u %u", &count, &pausing) == 2) {
		to_open[KIND_HELD] = count * market->service_count;
		to_open[KIND_PAUSED] = pausing * market->service_count;
		holding = true;
	} else if (sscanf(line, "new %u", &count) == 1) {
		rate = count;
	} else if (sscanf(line, "lost %u", &count) == 1) {
		lost_rate = to_open[KIND_LOST] = count * market->service_count;
	} else if (sscanf(line, "stream %u", &count) == 1) {
		streamed_at = ticks + (uint64_t)count * PHASES;
	} else if (!strcmp(line, "pause")) {
		silent = true;
	} else if (!strcmp(line, "end")) {
		rate = to_open[KIND_LOST] = 0;
		ending = true;
	} else if (!strcmp(line, "resume")) {
		resume();
	} else {
		fprintf(stderr, "crowd: what is \"%s\"?\n", line);
		exit(2);
	}
}

void population_event(uint64_t event)
{
	struct connection *connection = &places[(uint32_t)event];

	if (connection->generation != event >> 32 || connection->state == STATE_FREE)
		return;
	connection_event(connection);
	note_end(connection);
}

void population_begin(const struct market *where)
{
	market = where;
	while (free_count < ROOM) {
		free_places[free_count] = ROOM - 1 - free_count;
		free_count++;
	}
}
