/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Which service a packet is for. An exact port wins over none; an ICMP error is for the service of the flow that it is about.
 * Where there is none, the outcome says why.
 */
#ifndef TURNOUT_SERVICE_P4
#define TURNOUT_SERVICE_P4

#include "headers.p4"

control Service(inout metadata_t meta) {
    /* By service; packets that matched it, whatever became of them. Not direct: a match may still be a fragment's. */
    @id(COUNTER_SERVICE)
    counter(SERVICES, CounterType.packets_and_bytes) service_packets;

    /* @param withdraw for who reads it back: without backends it also stops being announced, which is not done here */
    @noWarn("unused")
    @id(ACTION_SET_SERVICE)
    action set_service(service_id_t id, table_id_t table_id, slot_t mask, bit<1> client_ip, bit<1> transit,
                       bit<1> source_ranges, bit<1> reject, bit<1> withdraw) {
        meta.service.id = id;
        meta.service.table_id = table_id;
        meta.service.mask = mask;
        meta.service.client_ip = client_ip;
        meta.service.transit = transit;
        meta.service.source_ranges = source_ranges;
        meta.service.reject = reject;
    }

    @id(ACTION_IS_VIP)
    action is_vip() {}

    @id(ACTION_ALLOW_SOURCE)
    action allow_source() {}

    @id(TABLE_SERVICE)
    table service {
        key = {
            meta.flow.destination: exact @name("vip");
            meta.flow.protocol: exact @name("protocol");
            meta.flow.destination_port: exact @name("port");
        }
        actions = { set_service; @defaultonly NoAction; }
        const default_action = NoAction;
        size = SERVICES;
    }

    @id(TABLE_SERVICE_ANY_PORT)
    table service_any_port {
        key = {
            meta.flow.destination: exact @name("vip");
            meta.flow.protocol: exact @name("protocol");
        }
        actions = { set_service; @defaultonly NoAction; }
        const default_action = NoAction;
        size = SERVICES;
    }

    /* Every address that has a service. */
    @id(TABLE_VIP)
    table vip {
        key = { meta.flow.destination: exact @name("vip"); }
        actions = { is_vip; @defaultonly NoAction; }
        const default_action = NoAction;
        size = VIPS;
    }

    @id(TABLE_SOURCE_RANGE)
    table source_range {
        key = {
            meta.service.id: exact @name("service");
            meta.flow.source: lpm @name("source");
        }
        actions = { allow_source; @defaultonly NoAction; }
        const default_action = NoAction;
        size = SOURCE_RANGES;
    }

    /* A fragment has no ports: a service whose whole packets are told apart by ports cannot take it. */
    action any_port_found() {
        meta.outcome = meta.packet.fragment == 1 && meta.service.client_ip == 0 ? outcome_t.DROP_FRAGMENT : outcome_t.NONE;
    }

    action none_found() {
        meta.outcome = meta.packet.fragment == 1 ? outcome_t.DROP_FRAGMENT : outcome_t.DROP_UNKNOWN_PORT;
    }

    apply {
        bool found = false;
        if (meta.fault == outcome_t.NONE && meta.packet.fragment == 0) {
            found = service.apply().hit;
        }
        if (!found) {
            if (vip.apply().miss) {
                meta.outcome = outcome_t.PASS_NOT_VIP;
            } else if (meta.fault != outcome_t.NONE) {
                meta.outcome = meta.fault;
            } else if (service_any_port.apply().hit) {
                any_port_found();
            } else {
                none_found();
            }
        }
        if (meta.outcome == outcome_t.NONE) {
            if (meta.trial == 0) {
                service_packets.count((bit<32>)meta.service.id);
            }
            if (meta.service.source_ranges == 1) {
                if (source_range.apply().miss) {
                    meta.outcome = outcome_t.DROP_SOURCE_RANGE;
                }
            }
        }
    }
}

#endif
