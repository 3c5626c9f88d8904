/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#define _GNU_SOURCE
#include "connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *const KIND_NAMES[] = { "HELD", "PAUSED", "NEW", "LOST" };
static const char *const OUTCOME_NAMES[] = { "FINE", "RESET", "CLOSED", "TIMED_OUT", "CORRUPTED" };

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void learn_port(struct connection *connection)
{
	struct sockaddr_in local = {};
	socklen_t size = sizeof(local);

	getsockname(connection->fd, (void *)&local, &size);
	connection->port = ntohs(local.sin_port);
}

/* Before the first byte is sent, what was retransmitted was the SYN. */
static void learn_retransmits(struct connection *connection)
{
	struct tcp_info info = {};
	socklen_t size = sizeof(info);

	if (!getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size))
		connection->retransmits = info.tcpi_total_retrans;
}

static void end(struct connection *connection, enum outcome outcome)
{
	char source[INET_ADDRSTRLEN];

	if (connection->state == STATE_CONNECTING)
		learn_retransmits(connection);
	inet_ntop(AF_INET, &connection->source, source, sizeof(source));
	fprintf(record, "%u %s %s %u %u %s %s %u %u %lld %lld %lld\n", connection->service,
	        KIND_NAMES[connection->kind], source, connection->port, connection->backend,
	        OUTCOME_NAMES[outcome], connection->moved ? "MOVED" : "STAYED",
	        connection->retransmits, connection->answered, (long long)connection->opened,
	        (long long)now_ms(), (long long)connection->waited);
	close(connection->fd);
	connection->state = STATE_FREE;
	connection->generation++;
}

bool connection_open(struct connection *connection, struct in_addr vip, int poller, uint64_t event)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr = connection->source };
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_addr = vip,
		                  .sin_port = htons(connection->service) };
	struct epoll_event wanted = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = event };
	int on = 1;

	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (connection->fd < 0)
		return false;
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(connection->fd, (void *)&from, sizeof(from)) ||
	    (connect(connection->fd, (void *)&to, sizeof(to)) && errno != EINPROGRESS) ||
	    epoll_ctl(poller, EPOLL_CTL_ADD, connection->fd, &wanted)) {
		close(connection->fd);
		return false;
	}
	learn_port(connection);
	connection->state = STATE_CONNECTING;
	connection->opened = connection->heard = now_ms();
	return true;
}

static void say(struct connection *connection)
{
	struct message message = message_of(0, connection->id, connection->sent + 1);

	if (connection->sent == connection->answered) /* nothing was due until now */
		connection->asked = connection->heard = now_ms();
	if (send(connection->fd, &message, sizeof(message), MSG_NOSIGNAL) != sizeof(message)) {
		end(connection, OUTCOME_RESET);
		return;
	}
	connection->sent++;
}

/* A whole message; false where it is not to the byte what must come next. */
static bool check(struct connection *connection)
{
	struct message heard, due;

	memcpy(&heard, connection->partial, sizeof(heard));
	connection->heard = now_ms();
	if (!connection->backend) {
		due = message_of(heard.backend, 0, 0);
		connection->backend = heard.backend;
		return heard.backend && message_equals(&heard, &due);
	}
	due = message_of(heard.backend, connection->id, ++connection->answered);
	if (connection->heard - connection->asked > connection->waited)
		connection->waited = connection->heard - connection->asked;
	connection->asked = connection->heard;
	connection->moved |= heard.backend != connection->backend;
	return message_equals(&heard, &due);
}

static void hear(struct connection *connection)
{
	ssize_t got;

	for (;;) {
		got = recv(connection->fd, connection->partial + connection->filled,
		           sizeof(connection->partial) - connection->filled, 0);
		if (got < 0 && errno == EAGAIN)
			return;
		if (got < 0) {
			end(connection, errno == ETIMEDOUT || errno == EHOSTUNREACH ?
			                        OUTCOME_TIMED_OUT :
			                        OUTCOME_RESET);
			return;
		}
		if (!got) {
			bool asked = connection->state == STATE_CLOSING && !connection->filled;

			end(connection, asked ? OUTCOME_FINE : OUTCOME_CLOSED);
			return;
		}
		connection->filled += got;
		if (connection->filled < sizeof(connection->partial))
			continue;
		connection->filled = 0;
		if (!check(connection)) {
			end(connection, OUTCOME_CORRUPTED);
			return;
		}
	}
}

static void connected(struct connection *connection)
{
	int failure = 0;
	socklen_t size = sizeof(failure);

	getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &failure, &size);
	if (failure) {
		end(connection, failure == ETIMEDOUT || failure == EHOSTUNREACH ?
		                        OUTCOME_TIMED_OUT :
		                        OUTCOME_RESET);
		return;
	}
	learn_retransmits(connection);
	connection->state = STATE_OPEN;
	say(connection);
}

void connection_event(struct connection *connection)
{
	if (connection->state == STATE_CONNECTING)
		connected(connection);
	if (connection->state == STATE_OPEN || connection->state == STATE_CLOSING)
		hear(connection);
}

void connection_turn(struct connection *connection, bool silent)
{
	bool waits = connection->state != STATE_OPEN || !connection->backend ||
	             connection->sent != connection->answered;

	if (waits && now_ms() - connection->heard > PATIENCE_MS) {
		end(connection, OUTCOME_TIMED_OUT);
		return;
	}
	if (connection->state != STATE_OPEN || silent)
		return;
	if (connection->rounds && connection->answered >= connection->rounds)
		connection->ending = true;
	if (!connection->ending) {
		say(connection);
	} else if (!waits) {
		shutdown(connection->fd, SHUT_WR);
		connection->state = STATE_CLOSING;
		connection->heard = now_ms();
	}
}
