/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What is to be said of a packet if it is for a VIP, from its headers alone; of an ICMP error also the flow that it is about.
 * `fault` is NONE for what has a service to look for.
 */
#ifndef TURNOUT_CLASSIFY_P4
#define TURNOUT_CLASSIFY_P4

#include "headers.p4"

const bit<8> ICMP_ECHO_REQUEST = 8;
const bit<8> ICMPV6_ECHO_REQUEST = 128;

control Classify(inout headers_t headers, inout metadata_t meta, in standard_metadata_t standard) {
    /* RFC 1122 §3.2.2, RFC 4443 §2.4: whether the source is a single host, and the frame is to no group. */
    action note_source() {
        bit<8> first = meta.flow.source[31:24];
        bit<1> single = meta.packet.v6 == 1 ?
            (bit<1>)(meta.flow.source[127:120] != 0xff && meta.flow.source[127:32] != 0) :
            (bit<1>)(first != 0 && first != 127 && first < 224);
        meta.packet.answerable = single & ~headers.ethernet.destination[40:40];
    }

    /* The embedded packet went from the VIP to the client; what the client sends is its reverse. */
    action flow_of_error() {
        meta.icmp_error = 1;
        meta.flow.source = meta.packet.embedded_destination;
        meta.flow.protocol = meta.packet.embedded_protocol;
        meta.flow.source_port = headers.embedded_ports.destination_port;
        meta.flow.destination_port = headers.embedded_ports.source_port;
    }

    /* It must have come from where the error was sent to, or anyone could have one delivered to a backend of another VIP. */
    action check_error() {
        if (meta.packet.embedded == 0) {
            meta.fault = outcome_t.DROP_ICMP_EMBEDDED;
        } else if (meta.packet.embedded_source != meta.flow.destination) {
            meta.fault = outcome_t.DROP_ICMP_MISMATCH;
        } else if (!headers.embedded_ports.isValid()) {
            meta.fault = outcome_t.DROP_ICMP_EMBEDDED;
        }
    }

    apply {
        note_source();
        meta.flow.protocol = meta.packet.protocol;
        /* One that ends within what an error embeds is an error whose flow cannot be read. */
        bool cut_off = standard.parser_error != error.NoError && !headers.icmp.isValid();
        if (meta.packet.malformed == 1 || cut_off) {
            meta.fault = outcome_t.DROP_MALFORMED;
        } else if (meta.packet.bad_extension == 1) {
            meta.fault = outcome_t.DROP_EXTENSION;
        } else if (headers.icmp.isValid()) {
            bit<8> type = headers.icmp.type;
            if (meta.packet.v6 == 1 && (type >= 130 && type <= 137 || type == 143)) {
                meta.fault = outcome_t.PASS_NEIGHBOUR;
            } else if (headers.icmp.code == 0 &&
                       type == (meta.packet.v6 == 1 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO_REQUEST)) {
                /* One to many is not answered: no frame may come from a group's MAC. */
                meta.fault = meta.packet.answerable == 1 ? outcome_t.ANSWER_ECHO : outcome_t.DROP_ICMP;
            } else if (meta.packet.v6 == 1 && type >= 1 && type <= 4 ||
                       meta.packet.v6 == 0 && (type == 3 || type == 11 || type == 12)) {
                check_error();
                if (meta.fault == outcome_t.NONE) {
                    flow_of_error();
                }
            } else {
                meta.fault = outcome_t.DROP_ICMP;
            }
        } else if (meta.packet.protocol == (meta.packet.v6 == 1 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP)) {
            meta.fault = outcome_t.DROP_FRAGMENT; /* whole ones have been parsed */
        } else if (meta.packet.protocol != PROTOCOL_TCP && meta.packet.protocol != PROTOCOL_UDP) {
            meta.fault = outcome_t.DROP_UNKNOWN_PROTOCOL;
        }
    }
}

#endif
