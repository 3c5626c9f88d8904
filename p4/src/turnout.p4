/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A layer-4 load balancer, for v1model. This file only wires:
 *
 *	parser.p4      frame					-> packet_t, flow_t
 *	classify.p4    what is wrong with it; an ICMP error	-> the flow that it is about
 *	service.p4     (VIP, protocol, port)			-> service_t
 *	flow_hash.p4   flow					-> CRC-32
 *	slot.p4        hash, transit marks			-> backend id
 *	backend.p4     id					-> next hop, outer headers
 *	echo.p4        echo requests
 *	cpu.p4         to and from the box's own stack
 *
 * What each does to a packet is in docs/reference/forwarding.md, the same for every data plane. Nothing here multiplies, divides
 * or loops.
 */
#include <core.p4>
#include <v1model.p4>

#include "backend.p4"
#include "classify.p4"
#include "cpu.p4"
#include "echo.p4"
#include "flow_hash.p4"
#include "parser.p4"
#include "service.p4"
#include "slot.p4"

control TurnoutIngress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    @id(COUNTER_OUTCOME)
    counter(OUTCOMES, CounterType.packets) outcomes;

    Classify() classify;
    Service() service;
    FlowHash() flow_hash;
    Slot() slot;
    Backend() backend;
    Echo() echo;
    PassOn() pass_on;
    Obey() obey;

    apply {
        bool from_box = headers.packet_out.isValid();
        if (from_box && meta.trial == 0) {
            /* A frame, or about the marks in slot.p4. */
        } else if (meta.packet.ip == 0) {
            meta.outcome = outcome_t.PASS_NOT_IP;
        } else if (meta.packet.v6 == 1 && meta.flow.destination[127:32] == MAPPED) {
            meta.outcome = outcome_t.PASS_NOT_VIP; /* never on a wire: RFC 4291 §2.5.5.2 */
        } else {
            classify.apply(headers, meta, standard);
            service.apply(meta);
            flow_hash.apply(meta);
        }
        if (meta.outcome == outcome_t.NONE) {
            slot.apply(headers, meta);
        }
        if (meta.outcome == outcome_t.NONE && (!from_box || meta.trial == 1)) {
            if (meta.backend == 0) {
                bool tell = meta.service.reject == 1 && meta.icmp_error == 0 && meta.packet.later == 0 &&
                            meta.packet.answerable == 1;
                meta.outcome = tell ? outcome_t.ANSWER_REJECT : outcome_t.DROP_NO_BACKEND;
            } else {
                backend.apply(headers, meta, standard);
            }
        }
        if (from_box) {
            obey.apply(headers, meta, standard);
            return;
        }
        outcomes.count((bit<32>)(bit<8>)meta.outcome);
        switch ((bit<8>)meta.outcome) {
            5: {} /* FORWARD_TX, FORWARD_REDIRECT: the backend has set the way */
            6: {}
            7: { echo.apply(headers, meta, standard); }
            1: /* PASS_NOT_IP, PASS_NOT_VIP, PASS_NEIGHBOUR; and what software answers: ANSWER_TOO_BIG, ANSWER_REJECT */
            2:
            3:
            8:
            9: { pass_on.apply(headers, meta, standard); }
            default: { mark_to_drop(standard); }
        }
    }
}

control NoEgress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {}
}

control NoVerification(inout headers_t headers, inout metadata_t meta) {
    apply {} /* left to the backend */
}

control TurnoutChecksum(inout headers_t headers, inout metadata_t meta) {
    apply {
        update_checksum(headers.outer_ipv4.isValid(),
            {
                headers.outer_ipv4.version, headers.outer_ipv4.words, headers.outer_ipv4.traffic_class,
                headers.outer_ipv4.length, headers.outer_ipv4.identification, headers.outer_ipv4.reserved,
                headers.outer_ipv4.dont_fragment, headers.outer_ipv4.more_fragments, headers.outer_ipv4.offset,
                headers.outer_ipv4.hops, headers.outer_ipv4.protocol, headers.outer_ipv4.source,
                headers.outer_ipv4.destination
            },
            headers.outer_ipv4.checksum, HashAlgorithm.csum16);
    }
}

/* In the order of a frame; what was not parsed follows by itself. */
control TurnoutDeparser(packet_out packet, in headers_t headers) {
    apply {
        packet.emit(headers.packet_in);
        packet.emit(headers.ethernet);
        packet.emit(headers.vlan);
        packet.emit(headers.tags);
        packet.emit(headers.outer_ipv4);
        packet.emit(headers.outer_ipv6);
        packet.emit(headers.outer_udp);
        packet.emit(headers.gue);
        packet.emit(headers.ipv4);
        packet.emit(headers.ipv4_options);
        packet.emit(headers.ipv6);
        packet.emit(headers.extensions);
        packet.emit(headers.tcp);
        packet.emit(headers.udp);
        packet.emit(headers.icmp);
        packet.emit(headers.embedded_ipv4);
        packet.emit(headers.embedded_options);
        packet.emit(headers.embedded_ipv6);
        packet.emit(headers.embedded_extensions);
        packet.emit(headers.embedded_ports);
    }
}

V1Switch(TurnoutParser(), NoVerification(), TurnoutIngress(), NoEgress(), TurnoutChecksum(), TurnoutDeparser()) main;
