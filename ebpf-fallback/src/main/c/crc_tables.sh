#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
# Prints the tables of hash.h: row i, entry b is what byte b at position i of a 36-byte message
# adds to its CRC-32 (IEEE 802.3, reflected polynomial 0xedb88320). Row 35 is the usual table; each
# row before it is the next one moved on by one zero byte. A 12-byte message uses rows 24 to 35.
set -eu

byte=0
while [ $byte -lt 256 ]; do
	crc=$byte bit=0
	while [ $bit -lt 8 ]; do
		crc=$((crc >> 1 ^ (crc & 1) * 0xedb88320)) bit=$((bit + 1))
	done
	eval "table_$byte=$crc"
	byte=$((byte + 1))
done

byte=0
while [ $byte -lt 256 ]; do
	eval "crc=\$table_$byte"
	row=35
	while [ $row -ge 0 ]; do
		printf '\t[%d][%d] = %du,\n' $row $byte $crc
		eval "crc=\$((crc >> 8 ^ table_$((crc & 255))))"
		row=$((row - 1))
	done
	byte=$((byte + 1))
done
