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

#endif
