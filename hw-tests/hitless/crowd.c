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
#include "population.h"

enum {
	EVENTS = 256
};

#define EVENT_TICK UINT64_MAX
#define EVENT_COMMAND (UINT64_MAX - 1)

static struct market market;

void die(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
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
		population_obey(line);
		line = line_end + 1;
	}
	filled -= line - text;
	memmove(text, line, filled);
}

static void watch(int fd, uint64_t event)
{
	struct epoll_event wanted = { .events = EPOLLIN, .data.u64 = event };

	if (fd < 0 || epoll_ctl(market.poller, EPOLL_CTL_ADD, fd, &wanted))
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

	if (inet_pton(AF_INET, argv[3], &market.vip) != 1)
		die(argv[3]);
	for (char *word = strtok_r(argv[4], ",", &rest);
	     word && market.service_count < MAX_SERVICES; word = strtok_r(NULL, ",", &rest))
		market.services[market.service_count++] = atoi(word);
	for (char *word = strtok_r(argv[5], ",", &rest); word && market.source_count < MAX_SOURCES;
	     word = strtok_r(NULL, ",", &rest))
		if (inet_pton(AF_INET, word, &market.sources[market.source_count++]) != 1)
			die(word);
	if (!market.service_count || market.source_count < 2)
		die("one port and two sources at least");
}

static void serve(struct epoll_event *event, int timer, int commands)
{
	uint64_t passed;

	if (event->data.u64 == EVENT_COMMAND)
		read_commands(commands);
	else if (event->data.u64 != EVENT_TICK)
		population_event(event->data.u64);
	else if (read(timer, &passed, sizeof(passed)) == sizeof(passed))
		population_tick(passed);
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
	market.poller = epoll_create1(0);
	if (mkfifo(argv[1], 0600))
		die(argv[1]);
	commands = open(argv[1], O_RDWR | O_NONBLOCK);
	timer = start_timer();
	watch(timer, EVENT_TICK);
	watch(commands, EVENT_COMMAND);
	population_begin(&market);
	say("ready");
	for (;;) {
		count = epoll_wait(market.poller, events, EVENTS, -1);
		if (count < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < count; i++)
			serve(&events[i], timer, commands);
	}
}
