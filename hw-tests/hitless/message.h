/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What streams over a connection, in both directions: messages of one size, each of which follows
 * from the connection's number, its own number and the backend that speaks, to the last byte.
 *
 *	backend -> client	message 0 of connection 0: the greeting, which tells the backend
 *	client -> backend	message n, backend 0; n = 1, 2, ...
 *	backend -> client	message n once more, with the backend's number
 */
#ifndef TURNOUT_HITLESS_MESSAGE_H
#define TURNOUT_HITLESS_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct message {
	uint32_t backend;
	uint32_t number;
	uint64_t connection;
	uint64_t pattern[2];
};

_Static_assert(sizeof(struct message) == 32, "struct message");

static inline uint64_t message_mix(uint64_t x)
{
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
	x = (x ^ x >> 29) * 0x9e3779b97f4a7c15;
	return x ^ x >> 32;
}

static inline struct message message_of(uint32_t backend, uint64_t connection, uint32_t number)
{
	struct message message = { backend, number, connection, { 0, 0 } };

	message.pattern[0] = message_mix(connection << 32 ^ number ^ 0x5475726e);
	message.pattern[1] = message_mix(message.pattern[0] + backend);
	return message;
}

static inline bool message_equals(const struct message *a, const struct message *b)
{
	return !memcmp(a, b, sizeof(*a));
}

#endif
