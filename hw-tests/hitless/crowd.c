/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * crowd COMMANDS RECORD VIP PORT[,PORT...] SOURCE[,SOURCE...]
 *
 * The clients of a case: holds connections to each port of the VIP, each of which sends a message
 * twice a second and checks every byte that comes back. The last source address is that of
 * connections whose first SYN-ACK something on the way drops. COMMANDS is a FIFO, made here, that
 * takes lines:
 *
 *	hold N M	open N connections to each port, and M that can pause	-> "held"
 *	new R		from now on open R a second to each port; 0 = no more
 *	lost N		open N to each port from the last source, over a second
 *	pause		those that can pause fall silent
 *	stream N	after N half seconds					-> "streamed"
 *	end		end all that are not silent, in good order		-> "ended"
 *	resume		the silent ones speak, three times, and end		-> "finished", and exits
 *
 * What becomes of a connection is one line of RECORD, complete whenever a word is said:
 *
 *	PORT KIND SOURCE SOURCE-PORT BACKEND OUTCOME MOVED|STAYED SYN-RETRANSMITS ANSWERS
 *		OPENED-MS ENDED-MS LONGEST-WAIT-MS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "connection.h"
#include "open_files.h"

enum {
	ROOM = 1 << 16,
	MAX_SERVICES = 8,
	MAX_SOURCES = 16,
	TICK_MS = 10,
	TICKS_A_SECOND = 1000 / TICK_MS,
	PHASES = 50, /* ticks between two messages of a connection */
	OPEN_A_TICK = 30,
	EVENTS = 256,
	LAST_WORDS = 3, /* messages of one that was silent */
};

#define EVENT_TICK UINT64_MAX
#define EVENT_COMMAND (UINT64_MAX - 1)

static struct connection places[ROOM];
static uint32_t free_places[ROOM], free_count;
static uint32_t alive[KINDS];

static struct in_addr vip, sources[MAX_SOURCES];
static uint16_t services[MAX_SERVICES];
static uint32_t service_count, source_count;
static int poller;

/* How many of a kind are still to be opened, and were: the services take turns. */
static uint32_t to_open[KINDS], opened[KINDS];
static uint32_t rate, owed, lost_rate, lost_owed;
static uint64_t ticks, streamed_at;
static bool holding, silent, ending, resumed;

FILE *record;

static void die(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void say(const char *word)
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
	connection->service = services[opened[kind]++ % service_count];
	connection->source =
		sources[kind == KIND_LOST ? source_count - 1 : serial % (source_count - 1)];
	if (kind == KIND_NEW || kind == KIND_LOST)
		connection->rounds = 2 + message_mix(serial) % 14;
	if (!connection_open(connection, vip, poller, (uint64_t)generation << 32 | place))
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
	for (owed += rate * service_count; owed >= TICKS_A_SECOND; owed -= TICKS_A_SECOND)
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

static void tick(uint64_t passed)
{
	for (uint64_t i = 0; i < passed; i++) {
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

static void obey(const char *line)
{
	unsigned int count, pausing;

	if (sscanf(line, "hold %u %u", &count, &pausing) == 2) {
		to_open[KIND_HELD] = count * service_count;
		to_open[KIND_PAUSED] = pausing * service_count;
		holding = true;
	} else if (sscanf(line, "new %u", &count) == 1) {
		rate = count;
	} else if (sscanf(line, "lost %u", &count) == 1) {
		lost_rate = to_open[KIND_LOST] = count * service_count;
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

static void read_commands(int commands)
{
	static char text[4096];
	static size_t filled;
	ssize_t got = read(commands, text + filled, sizeof(text) - 1 - filled);
	char *line = text, *line_end;

	if (got <= 0)
		return;
	filled += got;
	text[filled] = 0;
	while ((line_end = strchr(line, '\n'))) {
		*line_end = 0;
		obey(line);
		line = line_end + 1;
	}
	filled -= line - text;
	memmove(text, line, filled);
}

static void watch(int fd, uint64_t event)
{
	struct epoll_event wanted = { .events = EPOLLIN, .data.u64 = event };

	if (fd < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &wanted))
		die("watch");
}

static int start_timer(void)
{
	struct itimerspec every = { { 0, TICK_MS * 1000000 }, { 0, TICK_MS * 1000000 } };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);

	if (timer < 0 || timerfd_settime(timer, 0, &every, NULL))
		die("timer");
	return timer;
}

static void read_arguments(char **argv)
{
	char *rest;

	if (inet_pton(AF_INET, argv[3], &vip) != 1)
		die(argv[3]);
	for (char *word = strtok_r(argv[4], ",", &rest); word && service_count < MAX_SERVICES;
	     word = strtok_r(NULL, ",", &rest))
		services[service_count++] = atoi(word);
	for (char *word = strtok_r(argv[5], ",", &rest); word && source_count < MAX_SOURCES;
	     word = strtok_r(NULL, ",", &rest))
		if (inet_pton(AF_INET, word, &sources[source_count++]) != 1)
			die(word);
	if (!service_count || source_count < 2)
		die("one port and two sources at least");
}

static void serve(struct epoll_event *event, int timer, int commands)
{
	uint64_t passed;

	if (event->data.u64 == EVENT_COMMAND) {
		read_commands(commands);
	} else if (event->data.u64 == EVENT_TICK) {
		if (read(timer, &passed, sizeof(passed)) == sizeof(passed))
			tick(passed);
	} else {
		struct connection *connection = &places[(uint32_t)event->data.u64];

		if (connection->generation != event->data.u64 >> 32 ||
		    connection->state == STATE_FREE)
			return;
		connection_event(connection);
		note_end(connection);
	}
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	int timer, commands, count;

	if (argc != 6) {
		fprintf(stderr, "usage: crowd COMMANDS RECORD VIP PORTS SOURCES\n");
		return 2;
	}
	read_arguments(argv);
	record = fopen(argv[2], "we");
	if (!record)
		die(argv[2]);
	open_files();
	poller = epoll_create1(0);
	if (mkfifo(argv[1], 0600))
		die(argv[1]);
	commands = open(argv[1], O_RDWR | O_NONBLOCK);
	timer = start_timer();
	watch(timer, EVENT_TICK);
	watch(commands, EVENT_COMMAND);
	while (free_count < ROOM) {
		free_places[free_count] = ROOM - 1 - free_count;
		free_count++;
	}
	say("ready");
	for (;;) {
		count = epoll_wait(poller, events, EVENTS, -1);
		if (count < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < count; i++)
			serve(&events[i], timer, commands);
	}
}
