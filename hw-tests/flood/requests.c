/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * requests ADDRESS PORT open RATE SECONDS
 * requests ADDRESS PORT closed CLIENTS SECONDS
 *
 * Asks a web server for /, on a connection of its own each time. "open": so many a second, whatever becomes of those
 * before, and the time of each counts from when it was due. "closed": so many clients, each of which asks again when it
 * was answered.
 *
 * Says "completed N failed N median MICROSECONDS p99 MICROSECONDS longest MICROSECONDS".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	MAX_OPEN = 8192,
	MAX_REQUESTS = 1 << 20,
	MAX_SECONDS = 60,
	EVENTS = 256,
	PATIENCE_NANOS = 2000000000,
};

static const char QUESTION[] = "GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
static const char ANSWER[] = "HTTP/1.1 200 ";

struct request {
	int fd; /* -1 = none */
	uint64_t due;
	bool asked;
	uint32_t filled;
	char head[sizeof(ANSWER) - 1];
};

static struct request requests[MAX_OPEN];
static uint32_t micros[MAX_REQUESTS], completed, failed, running;
static struct sockaddr_in server = { .sin_family = AF_INET };
static int poller;

static void die(const char *what)
{
	fprintf(stderr, "requests: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void finish(struct request *request, bool good)
{
	close(request->fd);
	request->fd = -1;
	running--;
	if (!good)
		failed++;
	else if (completed < MAX_REQUESTS)
		micros[completed++] = (nanos() - request->due) / 1000;
}

static struct request *free_place(void)
{
	static uint32_t next;

	for (uint32_t i = 0; i < MAX_OPEN; i++) {
		struct request *request = &requests[next++ % MAX_OPEN];

		if (request->fd < 0)
			return request;
	}
	errno = EMFILE;
	die("more requests at once than there are places");
	return NULL;
}

static void begin(uint64_t due)
{
	struct request *request = free_place();
	struct epoll_event wanted = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = request };

	memset(request, 0, sizeof(*request));
	request->due = due;
	request->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (request->fd < 0)
		die("socket");
	running++;
	if (connect(request->fd, (void *)&server, sizeof(server)) && errno != EINPROGRESS)
		finish(request, false);
	else if (epoll_ctl(poller, EPOLL_CTL_ADD, request->fd, &wanted))
		die("epoll_ctl");
}

/* The head is enough: what comes behind it is read and forgotten. */
static void hear(struct request *request)
{
	char body[1024];
	ssize_t got;

	for (;;) {
		bool head = request->filled < sizeof(request->head);
		char *to = head ? request->head + request->filled : body;

		got = recv(request->fd, to,
		           head ? sizeof(request->head) - request->filled : sizeof(body), 0);
		if (got < 0 && errno == EAGAIN)
			return;
		if (got <= 0) {
			finish(request,
			       !got && !head &&
			               !memcmp(request->head, ANSWER, sizeof(request->head)));
			return;
		}
		request->filled += head ? got : 0;
	}
}

static void go_on(struct request *request, uint32_t events)
{
	if (request->fd < 0)
		return;
	if (!request->asked && (events & EPOLLOUT)) {
		request->asked = true;
		if (send(request->fd, QUESTION, sizeof(QUESTION) - 1, MSG_NOSIGNAL) < 0) {
			finish(request, false);
			return;
		}
	}
	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		hear(request);
}

static void give_up(uint64_t now, uint64_t patience)
{
	for (int i = 0; i < MAX_OPEN; i++)
		if (requests[i].fd >= 0 && now - requests[i].due >= patience)
			finish(&requests[i], false);
}

static void wait_for(uint64_t moment)
{
	struct epoll_event events[EVENTS];
	uint64_t now = nanos(), left = moment > now ? moment - now : 0;
	struct timespec timeout = { left / 1000000000, left % 1000000000 };
	int count = epoll_pwait2(poller, events, EVENTS, &timeout, NULL);

	if (count < 0 && errno != EINTR)
		die("epoll_pwait2");
	for (int i = 0; i < count; i++)
		go_on(events[i].data.ptr, events[i].events);
}

static void run_open(uint64_t rate, uint64_t start, uint64_t end)
{
	uint64_t begun = 0;

	for (uint64_t due = start; due < end; due = start + begun * 1000000000 / rate) {
		if (nanos() >= due) {
			begin(due);
			begun++;
		}
		wait_for(nanos() >= due ? 0 : due);
	}
}

static void run_closed(uint64_t clients, uint64_t end)
{
	while (nanos() < end) {
		while (running < clients)
			begin(nanos());
		wait_for(end);
	}
}

static int by_size(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return (one > other) - (one < other);
}

static void tell(void)
{
	qsort(micros, completed, sizeof(*micros), by_size);
	printf("completed %u failed %u median %u p99 %u longest %u\n", completed, failed,
	       completed ? micros[completed / 2] : 0,
	       completed ? micros[completed * 99ULL / 100] : 0,
	       completed ? micros[completed - 1] : 0);
}

int main(int argc, char **argv)
{
	uint64_t start, number, seconds;
	bool open;

	if (argc != 6 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: requests ADDRESS PORT open|closed RATE|CLIENTS SECONDS\n");
		return 2;
	}
	server.sin_port = htons(atoi(argv[2]));
	open = !strcmp(argv[3], "open");
	number = strtoull(argv[4], NULL, 10);
	seconds = strtoull(argv[5], NULL, 10);
	if (!number || number > MAX_OPEN || !seconds || seconds > MAX_SECONDS) {
		errno = EINVAL;
		die("arguments");
	}
	for (int i = 0; i < MAX_OPEN; i++)
		requests[i].fd = -1;
	poller = epoll_create1(0);
	start = nanos();
	if (open)
		run_open(number, start, start + seconds * 1000000000);
	else
		run_closed(number, start + seconds * 1000000000);
	for (uint64_t end = nanos() + PATIENCE_NANOS; running && nanos() < end;)
		wait_for(end);
	give_up(nanos(), 0);
	tell();
	return 0;
}
