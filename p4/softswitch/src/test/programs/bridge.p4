/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Tables of every kind: exact, LPM, ternary with entries of its own, without a key; direct and indexed counters, registers. */
#include <core.p4>
#include <v1model.p4>

header ethernet_t {
    bit<48> destination;
    bit<48> source;
    bit<16> type;
}

header word_t {
    bit<32> address;
    bit<7> class;
    bit<1> odd;
    bit<24> sum;
}

struct headers_t {
    ethernet_t ethernet;
    word_t word;
}

struct metadata_t {
    bit<8> found;
}

parser BridgeParser(packet_in packet, out headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(headers.ethernet);
        transition select(headers.ethernet.type) {
            0x1000 &&& 0xf000: word;
            default: accept;
        }
    }

    state word {
        packet.extract(headers.word);
        transition accept;
    }
}

control BridgeIngress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    direct_counter(CounterType.packets_and_bytes) station_counter;
    counter(4, CounterType.packets) classes;
    register<bit<40>>(8) seen;

    action forward(bit<9> port) {
        standard.egress_spec = port;
    }

    action drop() {
        mark_to_drop(standard);
    }

    action found(bit<8> what, bit<48> station) {
        meta.found = what;
        headers.ethernet.source = station;
    }

    table stations {
        key = { headers.ethernet.destination: exact; }
        actions = { forward; drop; }
        default_action = drop;
        counters = station_counter;
        size = 4;
    }

    table routes {
        key = {
            standard.ingress_port: exact @name("port");
            headers.word.address: lpm @name("address");
        }
        actions = { found; NoAction; }
        default_action = NoAction;
        size = 64;
    }

    table rules {
        key = {
            headers.word.class: ternary @name("class");
            headers.word.odd: ternary @name("odd");
        }
        actions = { found; NoAction; }
        default_action = NoAction;
        size = 64;
    }

    table fixed {
        key = { headers.word.class: ternary; }
        actions = { found; NoAction; }
        default_action = NoAction;
        const entries = {
            0x10 &&& 0x70: found(0xf1, 0xf10000000000);
            0x10 &&& 0x10: found(0xf2, 0xf20000000000);
        }
    }

    apply {
        stations.apply();
        if (headers.word.isValid()) {
            if (!routes.apply().hit) {
                switch (rules.apply().action_run) {
                    found: {}
                    default: { fixed.apply(); }
                }
            }
            bit<40> before;
            bit<32> cell = (bit<32>)headers.word.class[2:0];
            seen.read(before, cell);
            seen.write(cell, before + ((bit<40>)headers.word.sum << 8));
            headers.word.sum = before[31:8] ^ 0xffffff;
            classes.count((bit<32>)headers.word.class[1:0]);
            headers.ethernet.type = (bit<16>)meta.found;
            if (meta.found == 0xee) {
                exit;
            }
            headers.word.odd = ~headers.word.odd;
        }
    }
}

control BridgeEgress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {
        if (standard.egress_port == standard.ingress_port) {
            mark_to_drop(standard);
        }
    }
}

control NoChecksum(inout headers_t headers, inout metadata_t meta) {
    apply {}
}

control BridgeDeparser(packet_out packet, in headers_t headers) {
    apply {
        packet.emit(headers.ethernet);
        packet.emit(headers.word);
    }
}

V1Switch(BridgeParser(), NoChecksum(), BridgeIngress(), BridgeEgress(), NoChecksum(), BridgeDeparser()) main;
