/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * echo BACKEND PORT...
 *
 * A backend: greets each connection with its number, checks every byte of what comes in, and sends
 * each message back. A stream that is not as it must be is reset, and said on stdout.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"
#include "open_files.h"

enum {
	MAX_FDS = 1 << 16,
	BACKLOG = 4096,
	EVENTS = 256,
	BATCH = 64
};

struct stream {
	bool listens;
	uint64_t connection; /* 0: not told yet */
	uint32_t number;     /* of the last message */
	uint32_t filled;
	unsigned char partial[sizeof(struct message)];
};

static struct stream *streams[MAX_FDS];
static uint32_t backend;
static int poller;

static void die(const char *what)
{
	fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void watch(int fd, bool listens)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd >= MAX_FDS)
		die("too many connections");
	streams[fd] = calloc(1, sizeof(struct stream));
	if (!streams[fd] || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event))
		die("watch");
	streams[fd]->listens = listens;
}

static void hang_up(int fd, bool reset)
{
	struct linger now = { 1, 0 };

	if (reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	free(streams[fd]);
	streams[fd] = NULL;
	close(fd);
}

static void listen_on(int port)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (void *)&any, sizeof(any)) || listen(fd, BACKLOG))
		die("listen");
	watch(fd, true);
}

static bool speak(int fd, uint64_t connection, uint32_t number)
{
	struct message message = message_of(backend, connection, number);

	return send(fd, &message, sizeof(message), MSG_NOSIGNAL) == sizeof(message);
}

static void welcome(int listener)
{
	int fd, on = 1;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		watch(fd, false);
		if (!speak(fd, 0, 0))
			hang_up(fd, true);
	}
}

/* Answers a whole message; false where it is not the one that must come next. */
static bool answer(int fd, struct stream *stream)
{
	struct message heard, due;

	memcpy(&heard, stream->partial, sizeof(heard));
	if (!stream->connection)
		stream->connection = heard.connection;
	due = message_of(0, stream->connection, stream->number + 1);
	if (!message_equals(&heard, &due)) {
		printf("corrupted: connection %llu, message %u\n",
		       (unsigned long long)heard.connection, heard.number);
		fflush(stdout);
		return false;
	}
	stream->number++;
	return speak(fd, stream->connection, stream->number);
}

static void hear(int fd, struct stream *stream)
{
	ssize_t got;

	for (int i = 0; i < BATCH; i++) {
		got = recv(fd, stream->partial + stream->filled,
		           sizeof(stream->partial) - stream->filled, 0);
		if (got < 0 && errno == EAGAIN)
			return;
		if (got <= 0) {
			hang_up(fd, false);
			return;
		}
		stream->filled += got;
		if (stream->filled < sizeof(stream->partial))
			continue;
		stream->filled = 0;
		if (!answer(fd, stream)) {
			hang_up(fd, true);
			return;
		}
	}
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	int count;

	if (argc < 3) {
		fprintf(stderr, "usage: echo BACKEND PORT...\n");
		return 2;
	}
	open_files();
	backend = atoi(argv[1]);
	poller = epoll_create1(0);
	for (int i = 2; i < argc; i++)
		listen_on(atoi(argv[i]));
	for (;;) {
		count = epoll_wait(poller, events, EVENTS, -1);
		if (count < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < count; i++) {
			struct stream *stream = streams[events[i].data.fd];

			if (stream && stream->listens)
				welcome(events[i].data.fd);
			else if (stream)
				hear(events[i].data.fd, stream);
		}
	}
}
