/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the software switch does not implement. */
#include <core.p4>
#include <v1model.p4>

header number_t {
    int<8> value;
}

struct headers_t {
    number_t number;
}

struct metadata_t {
    bit<16> copy;
}

parser BeyondParser(packet_in packet, out headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(headers.number);
        transition accept;
    }
}

control BeyondIngress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    meter(16, MeterType.packets) colours;
    action_profile(32) members;
    bit<8> colour;

    action go(bit<9> port) {
        standard.egress_spec = port;
    }

    table chosen {
        key = { headers.number.value: exact; }
        actions = { go; }
        implementation = members;
    }

    table between {
        key = { meta.copy: range; }
        actions = { go; }
    }

    apply {
        colours.execute_meter(32w3, colour);
        chosen.apply();
        between.apply();
        clone(CloneType.I2E, 32w7);
        digest(1, { meta.copy });
        standard.mcast_grp = 3;
        hash(meta.copy, HashAlgorithm.crc32_custom, 16w0, { meta.copy }, 16w10);
    }
}

control NoEgress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {}
}

control NoChecksum(inout headers_t headers, inout metadata_t meta) {
    apply {}
}

control BeyondDeparser(packet_out packet, in headers_t headers) {
    apply {
        packet.emit(headers.number);
    }
}

V1Switch(BeyondParser(), NoChecksum(), BeyondIngress(), NoEgress(), NoChecksum(), BeyondDeparser()) main;
