/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Answers an echo request to a VIP: addresses exchanged, a new TTL, the tags as they came. Checksums by RFC 1624. */
#ifndef TURNOUT_ECHO_P4
#define TURNOUT_ECHO_P4

#include "headers.p4"

const bit<8> ANSWER_HOPS = 64;

control Echo(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    action swap_macs() {
        mac_t source = headers.ethernet.source;
        headers.ethernet.source = headers.ethernet.destination;
        headers.ethernet.destination = source;
    }

    action answer_ipv4() {
        bit<32> source = headers.ipv4.source;
        headers.ipv4.source = headers.ipv4.destination;
        headers.ipv4.destination = source;
        bit<32> sum = (bit<32>)headers.ipv4.checksum + (bit<32>)(headers.ipv4.hops ++ 8w0) + 0xffff - 0x4000;
        sum = (bit<32>)sum[15:0] + (sum >> 16);
        headers.ipv4.checksum = sum[15:0] + sum[31:16];
        headers.ipv4.hops = ANSWER_HOPS;
        headers.icmp.type = 0;
        bit<32> check = (bit<32>)headers.icmp.checksum + 0x0800;
        headers.icmp.checksum = check[15:0] + check[31:16];
    }

    action answer_ipv6() {
        address_t source = headers.ipv6.source;
        headers.ipv6.source = headers.ipv6.destination;
        headers.ipv6.destination = source;
        headers.ipv6.hops = ANSWER_HOPS;
        headers.icmp.type = 129;
        bit<32> check = (bit<32>)headers.icmp.checksum + 0xffff - 0x0100;
        headers.icmp.checksum = check[15:0] + check[31:16];
    }

    apply {
        swap_macs();
        if (meta.packet.v6 == 1) {
            answer_ipv6();
        } else {
            answer_ipv4();
        }
        standard.egress_spec = standard.ingress_port;
    }
}

#endif
