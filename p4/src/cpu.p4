/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * To and from the box's own stack: what is not for a VIP, neighbour discovery, and what only software can answer goes there as it
 * came in; a packet-out leaves by the port that it names, or is a question that is answered.
 */
#ifndef TURNOUT_CPU_P4
#define TURNOUT_CPU_P4

#include "headers.p4"

control PassOn(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    @id(ACTION_TO_CPU)
    action to_cpu() {
        headers.packet_in = {
            (bit<16>)standard.ingress_port, meta.outcome, command_t.SEND, 0, 0, 0, 0, 0, 0, 0, 0, 0, meta.packet.fits
        };
        standard.egress_spec = CPU_PORT;
    }

    /* For a box in the cable's way. */
    @id(ACTION_TO_PORT)
    action to_port(port_t port) {
        standard.egress_spec = port;
    }

    @id(TABLE_PASSTHROUGH)
    table passthrough {
        key = { standard.ingress_port: exact @name("port"); }
        actions = { to_cpu; to_port; }
        const default_action = to_cpu();
        size = PORTS;
    }

    apply {
        if (meta.outcome == outcome_t.PASS_NOT_VIP || meta.outcome == outcome_t.PASS_NOT_IP) {
            passthrough.apply();
        } else {
            to_cpu();
        }
    }
}

/* What a packet-out comes to. */
control Obey(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    action answer() {
        headers.packet_in = {
            headers.packet_out.port, meta.outcome, headers.packet_out.command, headers.packet_out.token,
            headers.packet_out.filter, meta.marks, meta.service.id, meta.hash, 1w0 ++ meta.backend,
            1w0 ++ meta.slot.current, 1w0 ++ meta.slot.previous,
            4w0 ++ meta.slot.filter ++ meta.slot.marked ++ meta.slot.frozen ++ meta.slot.looked_up, meta.packet.fits
        };
        standard.egress_spec = CPU_PORT;
    }

    apply {
        if (headers.packet_out.command == command_t.SEND) {
            standard.egress_spec = (port_t)headers.packet_out.port;
        } else if (headers.packet_out.command == command_t.WIPE) {
            mark_to_drop(standard);
        } else {
            answer();
        }
        headers.packet_out.setInvalid();
    }
}

#endif
