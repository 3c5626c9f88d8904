/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* A parser that loops: a stack of labels, a header of variable length, bits looked at ahead, errors; checksums, hashes. */
#include <core.p4>
#include <v1model.p4>

error { TooOld }

header label_t {
    bit<20> value;
    bit<3> class;
    bit<1> bottom;
    bit<8> ttl;
}

header note_t {
    bit<8> words;
    bit<8> version;
    bit<16> checksum;
    varbit<96> text;
}

header answer_t {
    bit<32> crc;
    bit<16> crc16;
    bit<8> error_number;
    bit<8> bad_checksum;
    bit<128> wide;
}

struct headers_t {
    answer_t answer;
    label_t[3] labels;
    note_t note;
}

struct metadata_t {
    bit<8> ahead;
}

parser LabelParser(packet_in packet, out headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(headers.labels.next);
        transition select(headers.labels.last.bottom) {
            0: start;
            1: look;
        }
    }

    state look {
        meta.ahead = packet.lookahead<bit<8>>();
        verify(meta.ahead != 0xff, error.TooOld);
        packet.extract(headers.note, (bit<32>)meta.ahead * 32);
        transition select(headers.note.version) {
            1: accept;
            2: skip;
        }
    }

    state skip {
        packet.advance(16);
        transition accept;
    }
}

control LabelIngress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {
        headers.answer.setValid();
        if (standard.parser_error == error.NoError) {
            headers.answer.error_number = 0;
        } else if (standard.parser_error == error.PacketTooShort) {
            headers.answer.error_number = 1;
        } else if (standard.parser_error == error.NoMatch) {
            headers.answer.error_number = 2;
        } else if (standard.parser_error == error.StackOutOfBounds) {
            headers.answer.error_number = 3;
        } else if (standard.parser_error == error.HeaderTooShort) {
            headers.answer.error_number = 4;
        } else if (standard.parser_error == error.TooOld) {
            headers.answer.error_number = 0x70;
        }
        headers.answer.bad_checksum = (bit<8>)standard.checksum_error;
        hash(headers.answer.crc, HashAlgorithm.crc32, 32w7,
             { headers.labels[0].value, headers.labels[0].class, 1w1, headers.labels[0].ttl }, 64w0x100000000);
        hash(headers.answer.crc16, HashAlgorithm.crc16, 16w0, { headers.labels[0].value, 4w5 }, 32w100);
        bit<128> wide = (bit<128>)headers.labels[0].value << 100;
        headers.answer.wide = wide - 1;
        if (headers.labels[0].ttl == 1) {
            headers.labels.pop_front(1);
        } else if (headers.labels[0].ttl == 2) {
            headers.labels.push_front(1);
            headers.labels[0].setValid();
            headers.labels[0] = { 20w0xabcde, 3w7, 1w0, 8w9 };
        } else {
            headers.labels[0].ttl = headers.labels[0].ttl |+| 200;
        }
        standard.egress_spec = headers.labels[0].class == 0 ? 9w5 : 9w6;
    }
}

control NoEgress(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {}
}

control LabelVerify(inout headers_t headers, inout metadata_t meta) {
    apply {
        verify_checksum(headers.note.isValid() && headers.note.version == 1,
            { headers.note.words, headers.note.version, headers.labels[0].value, 12w0 }, headers.note.checksum,
            HashAlgorithm.csum16);
    }
}

control LabelUpdate(inout headers_t headers, inout metadata_t meta) {
    apply {
        update_checksum_with_payload(headers.note.isValid() && headers.note.version == 2,
            { headers.note.words, headers.note.version }, headers.note.checksum, HashAlgorithm.csum16);
    }
}

control LabelDeparser(packet_out packet, in headers_t headers) {
    apply {
        packet.emit(headers.answer);
        packet.emit(headers.labels);
        packet.emit(headers.note);
    }
}

V1Switch(LabelParser(), LabelVerify(), LabelIngress(), NoEgress(), LabelUpdate(), LabelDeparser()) main;
