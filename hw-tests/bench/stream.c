/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * One frame again and again, and what comes back of it in an IPIP header: who sends is also who
 * receives, since the box forwards out of the interface that a packet came in by.
 *
 *   stream INTERFACE PERIOD_MICROSECONDS FRAME_IN_HEX
 *
 * Prints when the first came back (CLOCK_MONOTONIC, in nanoseconds), sends until its stdin ends, and
 * then prints how many were sent, how many came back, and the longest time between two that did.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
	ROOM = 256,
	LATE_MILLIS = 200, /* how long is waited for what was sent last */
};

struct tally {
	uint64_t sent;
	uint64_t returned;
	uint64_t last;
	uint64_t gap;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static int packet_socket(const char *interface)
{
	struct sockaddr_ll where = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP) };
	int room = 4 << 20;
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));

	where.sll_ifindex = if_nametoindex(interface);
	if (fd < 0 || bind(fd, (struct sockaddr *)&where, sizeof(where)))
		die(interface);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

static int timer(long period_micros)
{
	struct timespec period = { period_micros / 1000000, period_micros % 1000000 * 1000 };
	struct itimerspec each = { .it_interval = period, .it_value = period };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	if (fd < 0 || timerfd_settime(fd, 0, &each, NULL))
		die("timer");
	return fd;
}

/* What the socket itself has sent it sees, too, as outgoing. */
static void receive(int fd, struct tally *tally)
{
	unsigned char frame[2048];
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t got = recvfrom(fd, frame, sizeof(frame), 0, (struct sockaddr *)&from, &size);
	const struct iphdr *ip = (const void *)(frame + ETHER_HDR_LEN);
	uint64_t at = now();

	if (got < (ssize_t)(ETHER_HDR_LEN + sizeof(*ip)) || from.sll_pkttype == PACKET_OUTGOING ||
	    ip->protocol != IPPROTO_IPIP)
		return;
	if (!tally->returned)
		printf("first %lu\n", at);
	else if (at - tally->last > tally->gap)
		tally->gap = at - tally->last;
	tally->last = at;
	tally->returned++;
}

static void stream(int fd, int ticks, const unsigned char *frame, size_t size, struct tally *tally)
{
	struct pollfd wait[] = { { fd, POLLIN, 0 },
		                 { ticks, POLLIN, 0 },
		                 { STDIN_FILENO, POLLIN, 0 } };
	uint64_t end = UINT64_MAX, passed;

	while (now() < end) {
		if (poll(wait, 3, LATE_MILLIS) < 0)
			die("poll");
		if (wait[0].revents)
			receive(fd, tally);
		if (wait[1].revents && read(ticks, &passed, sizeof(passed)) > 0 &&
		    end == UINT64_MAX && send(fd, frame, size, 0) == (ssize_t)size)
			tally->sent++;
		if (wait[2].revents) {
			end = now() + LATE_MILLIS * 1000000ULL;
			wait[2].fd = -1;
			wait[2].revents = 0;
		}
	}
}

int main(int argc, char **argv)
{
	unsigned char frame[ROOM];
	struct tally tally = { 0 };
	size_t size = argc == 4 ? strlen(argv[3]) / 2 : 0;

	if (!size || size > ROOM) {
		fprintf(stderr, "usage: stream INTERFACE PERIOD_MICROSECONDS FRAME_IN_HEX\n");
		return 2;
	}
	for (size_t i = 0; i < size; i++)
		if (sscanf(argv[3] + 2 * i, "%2hhx", &frame[i]) != 1)
			return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	stream(packet_socket(argv[1]), timer(atol(argv[2])), frame, size, &tally);
	printf("sent %lu returned %lu gap %lu\n", tally.sent, tally.returned, tally.gap);
	return 0;
}
