/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* CRC-32 of IEEE 802.3 over addresses and ports in network order: 12 bytes for IPv4, 36 for IPv6. */
#ifndef TURNOUT_FLOW_HASH_P4
#define TURNOUT_FLOW_HASH_P4

#include "headers.p4"

/* What results are cut to: 32 and 16 bits. */
const bit<64> HASHES = 0x100000000;
const bit<32> CELLS = 0x10000;

control FlowHash(inout metadata_t meta) {
    apply {
        bit<16> source_port = meta.service.client_ip == 1 ? 16w0 : meta.flow.source_port;
        bit<16> destination_port = meta.service.client_ip == 1 ? 16w0 : meta.flow.destination_port;
        if (meta.packet.v6 == 1) {
            hash(meta.hash, HashAlgorithm.crc32, 32w0,
                 { meta.flow.source, meta.flow.destination, source_port, destination_port }, HASHES);
        } else {
            hash(meta.hash, HashAlgorithm.crc32, 32w0,
                 { meta.flow.source[31:0], meta.flow.destination[31:0], source_port, destination_port }, HASHES);
        }
    }
}

#endif
