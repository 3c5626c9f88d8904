/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* One connection of the crowd, from its SYN to the line that says what became of it. */
#ifndef TURNOUT_HITLESS_CONNECTION_H
#define TURNOUT_HITLESS_CONNECTION_H

#include <netinet/in.h>
#include <stdio.h>

#include "message.h"

enum kind {
	KIND_HELD,   /* opened before the change, streams until the end */
	KIND_PAUSED, /* likewise, but silent for a while */
	KIND_NEW,    /* opened at any time, ends by itself after a while */
	KIND_LOST,   /* its first SYN-ACK is lost on the way, so that its SYN is sent again */
	KINDS
};

enum state {
	STATE_FREE,
	STATE_CONNECTING,
	STATE_OPEN,
	STATE_CLOSING, /* FIN sent; the backend's is awaited */
};

enum outcome {
	OUTCOME_FINE,
	OUTCOME_RESET,
	OUTCOME_CLOSED, /* by the backend, in mid-stream */
	OUTCOME_TIMED_OUT,
	OUTCOME_CORRUPTED,
};

struct connection {
	enum state state;
	enum kind kind;
	int fd;
	uint32_t generation; /* of this place: tells events of an earlier connection */
	uint64_t id;
	uint16_t service; /* the VIP's port */
	struct in_addr source;
	uint16_t port;
	uint32_t backend; /* who greeted; 0 = nobody yet */
	bool moved;       /* another backend answered later */
	bool ending;      /* no more messages; closes when all is answered */
	uint32_t rounds;  /* messages after which it ends; 0 = when it is told */
	uint32_t sent, answered;
	int64_t asked;         /* ms: when the oldest message was sent that has no answer */
	int64_t waited;        /* ms: the longest that an answer took */
	uint32_t retransmits;  /* of its SYN */
	int64_t opened, heard; /* ms */
	uint32_t filled;
	unsigned char partial[sizeof(struct message)];
};

/* What stays unanswered for so long has timed out. */
enum {
	PATIENCE_MS = 15000
};

/* Where ends are written down. */
extern FILE *record;

int64_t now_ms(void);
bool connection_open(struct connection *connection, struct in_addr vip, int poller, uint64_t event);
/* What epoll has told. */
void connection_event(struct connection *connection);
/* Twice a second: sends the next message, or ends what is to end. */
void connection_turn(struct connection *connection, bool silent);

#endif
