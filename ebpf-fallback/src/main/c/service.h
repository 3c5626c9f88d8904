/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The service table: a perfect hash by hash and displace (Belazzougui, Botelho, Dietzfelbinger,
 * ESA 2009), built by user space. A look-up touches one displacement and one record, both in
 * memory maps, and asks the kernel for nothing.
 *
 * A key is the first 20 bytes of a record: address, port, protocol, kind. With a, b the 64-bit and
 * c the 32-bit little-endian integers in its bytes 0-7, 8-15 and 16-19, and all arithmetic modulo
 * 2^64:
 *
 *	x = a * key[0] + b * key[1] + c * key[2]
 *	x = (x ^ x >> 32) * 0x9e3779b97f4a7c15
 *	h = x ^ x >> 32
 *
 *	bucket = h & 0xffff & bucket_mask
 *	d = displacement[bucket]
 *	record = ((h >> 40) + d * ((h >> 16 & 0xffffff) | 1)) & record_mask
 *
 * The builder draws odd keys, places the buckets in order of falling size, each with the least d
 * that puts its keys on free records, and draws new keys where there is none. A record that is not
 * used is all zero; with two records a bucket and records for 4/3 of the keys the greatest d stays
 * under 100.
 *
 * With key = 0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, bucket_mask 0xff,
 * record_mask 0x1ff and d = 3:
 *
 *	192.0.2.1, 80, TCP, RECORD_SERVICE	h 0x20b6e2e973be9533 bucket 51 record 31
 *	192.0.2.1, 0, 0, RECORD_VIP		h 0x011e0ca7cf978be1 bucket 225 record 209
 *	2001:db8::1, 443, UDP, RECORD_SERVICE	h 0x0c5ecc7e4fbc1b2c bucket 44 record 3
 */
#ifndef TURNOUT_SERVICE_H
#define TURNOUT_SERVICE_H

#include "maps.h"
#include "parse.h"

/* A service record as it is compared: the key in three loads. */
struct service_key {
	__u64 halves[2];
	__u32 rest; /* port, protocol, kind */
};

/* The active generation and the share of the hash that the address alone decides. */
struct lookup {
	const void *generation;
	const union address *address;
	__u64 partial;
};

/* 64-bit, since 6.1's verifier loses the bounds of a 32-bit product of more than 16 bits each. */
static __always_inline __u64 generation_size(void)
{
	return SERVICES_GENERATION_HEAD + 2 * (__u64)settings.service_buckets +
	       sizeof(struct service) * (__u64)settings.service_records;
}

/* `active` is read once, so that all look-ups of a packet see one generation. */
static __always_inline bool service_open(struct lookup *lookup, const union address *address)
{
	const struct service_generation *generation;
	const volatile struct services_head *head;
	__u32 zero = 0;

	head = bpf_map_lookup_elem(&services, &zero);
	if (!head)
		return false;
	generation = (const void *)head + SERVICES_HEAD +
	             (generation_size() & -(__u64)(head->active & 1));
	lookup->generation = generation;
	lookup->address = address;
	lookup->partial =
		address->halves[0] * generation->key[0] + address->halves[1] * generation->key[1];
	return true;
}

static __always_inline __u64 service_hash(const struct lookup *lookup, __u32 rest)
{
	const struct service_generation *generation = lookup->generation;
	__u64 x = lookup->partial + rest * generation->key[2];

	x = (x ^ x >> 32) * 0x9e3779b97f4a7c15;
	return x ^ x >> 32;
}

/* Returns the record of the open address and this port (network order), or NULL. */
static __always_inline const struct service *service_at(const struct lookup *lookup, __be16 port,
                                                        __u32 protocol, enum record_kind kind)
{
	const struct service_generation *generation = lookup->generation;
	__u32 rest = port | protocol << 16 | (__u32)kind << 24;
	const __u16 *displacements = lookup->generation + SERVICES_GENERATION_HEAD;
	__u64 hash = service_hash(lookup, rest);
	const struct service_key *key;
	__u32 bucket, index;

	bucket = hash & 0xffff & generation->bucket_mask & (settings.service_buckets - 1);
	index = (hash >> 40) + displacements[bucket] * ((hash >> 16 & 0xffffff) | 1);
	index &= generation->record_mask & (settings.service_records - 1);
	key = (const void *)displacements + 2 * settings.service_buckets +
	      index * sizeof(struct service);
	if (key->rest != rest || key->halves[0] != lookup->address->halves[0] ||
	    key->halves[1] != lookup->address->halves[1])
		return NULL;
	return (const struct service *)key;
}

#endif
