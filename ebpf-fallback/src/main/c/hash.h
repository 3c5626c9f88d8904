/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The flow hash: CRC-32 (IEEE 802.3) over source address, destination address, source port,
 * destination port in network order, 12 bytes for IPv4 and 36 for IPv6.
 *
 * A CRC is linear, so each byte adds its own word to it, which depends on the byte and its
 * position only: as many independent loads as there are bytes, XORed, in place of a chain. What the
 * VIP's bytes add is the same for all packets of a service, so its record has it: the hash of the
 * flow from address 0 to the VIP with both ports 0. Source and ports are left, 8 bytes or 20.
 * crc_tables.sh makes the tables.
 *
 *	198.51.100.1:12345 -> 192.0.2.1:80		0x00479e0d
 *	198.51.100.1:0 -> 192.0.2.1:0 (CLIENT_IP)	0xb0bde947
 *	[2001:db8::100]:12345 -> [2001:db8::1]:80	0x917e7613
 */
#ifndef TURNOUT_HASH_H
#define TURNOUT_HASH_H

#include "parse.h"

enum crc {
	CRC_ROWS = 36,
	CRC_IPV4_SOURCE = 24,
	CRC_IPV6_SOURCE = 0,
	CRC_PORTS = 32,
};

static const __u32 crc_table[CRC_ROWS][256] = {
#include "crc_tables.h"
};

/* The share of four bytes, which stand in the packet in the order of the word's memory. */
static __always_inline __u32 crc_word(__u32 row, __u32 word)
{
	return crc_table[row][word & 0xff] ^ crc_table[row + 1][word >> 8 & 0xff] ^
	       crc_table[row + 2][word >> 16 & 0xff] ^ crc_table[row + 3][word >> 24];
}

static __always_inline __u32 crc_address(__u32 row, const union address *address)
{
	return crc_word(row, address->words[0]) ^ crc_word(row + 4, address->words[1]) ^
	       crc_word(row + 8, address->words[2]) ^ crc_word(row + 12, address->words[3]);
}

static __always_inline __u32 flow_hash(const struct packet *packet, const struct service *service)
{
	__u32 ports = service->flags & SERVICE_CLIENT_IP ? 0 : packet->flow.ports;
	const union address *source = &packet->flow.source;
	__u32 hash = service->hash ^ crc_word(CRC_PORTS, ports);

	if (packet->ipv6)
		return hash ^ crc_address(CRC_IPV6_SOURCE, source);
	return hash ^ crc_word(CRC_IPV4_SOURCE, source->words[3]);
}

enum {
	SLOT_BITS = 17, /* of the largest table */
};

/*
 * What an outer header varies by: the flow hash, turned so that the bits which are the same for all
 * flows of a slot, its low ones, come last. 0x00479e0d gives 0xcf068023.
 */
static __always_inline __u32 flow_entropy(__u32 hash)
{
	return hash >> SLOT_BITS | hash << (32 - SLOT_BITS);
}

#endif
