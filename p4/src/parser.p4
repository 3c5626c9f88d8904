/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * From a frame to packet_t and flow_t:
 *
 *	Ethernet, up to two tags -> IPv4 with options | IPv6 with up to six extension headers
 *	                         -> TCP | UDP | ICMP -> in an error: the IP header and ports that it is about
 *
 * What is for no VIP is passed on however broken it is, so nothing is refused here. Extraction beyond the end of a frame leaves
 * the parser at once, with an error that is looked at in classify.p4.
 */
#ifndef TURNOUT_PARSER_P4
#define TURNOUT_PARSER_P4

#include "headers.p4"

parser TurnoutParser(packet_in packet, out headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    bit<64> ahead;
    bit<16> size;
    bit<4> walked = 0;
    bit<4> embedded_walked = 0;

    state start {
        transition select(standard.ingress_port) {
            CPU_PORT: from_cpu;
            default: ethernet;
        }
    }

    state from_cpu {
        packet.extract(headers.packet_out);
        transition select(headers.packet_out.command) {
            command_t.SEND: from_cpu_frame;
            command_t.TRY: trial;
            default: accept;
        }
    }

    /* It leaves as it is. */
    state from_cpu_frame {
        packet.extract(headers.ethernet);
        transition accept;
    }

    /* A trial's frame is read as any; the packet-out stands before it. */
    state trial {
        meta.trial = 1;
        meta.packet.before = PACKET_OUT_BYTES;
        transition ethernet;
    }

    state ethernet {
        packet.extract(headers.ethernet);
        meta.packet.before = meta.packet.before + 14;
        transition select(headers.ethernet.type) {
            TYPE_VLAN: first_tag;
            TYPE_SERVICE_VLAN: first_tag;
            TYPE_IPV4: ipv4;
            TYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state first_tag {
        packet.extract(headers.tags[0]);
        meta.packet.before = meta.packet.before + 4;
        transition select(headers.tags[0].type) {
            TYPE_VLAN: second_tag;
            TYPE_SERVICE_VLAN: second_tag;
            TYPE_IPV4: ipv4;
            TYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state second_tag {
        packet.extract(headers.tags[1]);
        meta.packet.before = meta.packet.before + 4;
        transition select(headers.tags[1].type) {
            TYPE_IPV4: ipv4;
            TYPE_IPV6: ipv6;
            default: accept;
        }
    }

    state ipv4 {
        packet.extract(headers.ipv4);
        transition select(headers.ipv4.version, headers.ipv4.words) {
            (4, 5): ipv4_header;
            (4, 6 &&& 0xe): ipv4_header;
            (4, 8 &&& 8): ipv4_header;
            default: accept;
        }
    }

    state ipv4_header {
        size = (bit<16>)headers.ipv4.words << 2;
        meta.packet.ip = 1;
        meta.packet.length = headers.ipv4.length;
        meta.packet.left = headers.ipv4.length - size;
        meta.packet.protocol = headers.ipv4.protocol;
        meta.packet.traffic_class = headers.ipv4.traffic_class;
        meta.packet.hops = headers.ipv4.hops;
        meta.flow.source = MAPPED ++ headers.ipv4.source;
        meta.flow.destination = MAPPED ++ headers.ipv4.destination;
        meta.packet.malformed = (bit<1>)(headers.ipv4.length < size ||
            (bit<32>)headers.ipv4.length + (bit<32>)meta.packet.before > standard.packet_length);
        transition select(meta.packet.malformed, headers.ipv4.words) {
            (1, _): accept;
            (0, 5): ipv4_whole;
            default: ipv4_options;
        }
    }

    state ipv4_options {
        packet.extract(headers.ipv4_options, ((bit<32>)headers.ipv4.words << 5) - 160);
        transition ipv4_whole;
    }

    state ipv4_whole {
        meta.packet.may_fragment = ~headers.ipv4.dont_fragment;
        meta.packet.later = (bit<1>)(headers.ipv4.offset != 0);
        meta.packet.fragment = headers.ipv4.more_fragments | meta.packet.later;
        transition select(meta.packet.fragment, headers.ipv4.protocol) {
            (0, PROTOCOL_TCP): tcp;
            (0, PROTOCOL_UDP): udp;
            (0, PROTOCOL_ICMP): icmp;
            default: accept;
        }
    }

    state ipv6 {
        packet.extract(headers.ipv6);
        transition select(headers.ipv6.version) {
            6: ipv6_header;
            default: accept;
        }
    }

    state ipv6_header {
        meta.packet.ip = 1;
        meta.packet.v6 = 1;
        meta.packet.length = headers.ipv6.length + 40;
        meta.packet.left = headers.ipv6.length;
        meta.packet.protocol = headers.ipv6.protocol;
        meta.packet.traffic_class = headers.ipv6.traffic_class;
        meta.packet.hops = headers.ipv6.hops;
        meta.flow.source = headers.ipv6.source;
        meta.flow.destination = headers.ipv6.destination;
        meta.packet.malformed =
            (bit<1>)((bit<32>)headers.ipv6.length + 40 + (bit<32>)meta.packet.before > standard.packet_length);
        transition select(meta.packet.malformed) {
            1: accept;
            default: walk;
        }
    }

    /* RFC 8200 §4.1. */
    state walk {
        transition select(walked, meta.packet.protocol) {
            (_, PROTOCOL_TCP): tcp;
            (_, PROTOCOL_UDP): udp;
            (_, PROTOCOL_ICMPV6): icmp;
            (6, PROTOCOL_HOP_BY_HOP): extension_too_many;
            (6, PROTOCOL_ROUTING): extension_too_many;
            (6, PROTOCOL_FRAGMENT): extension_too_many;
            (6, PROTOCOL_AUTHENTICATION): extension_too_many;
            (6, PROTOCOL_DESTINATION): extension_too_many;
            (_, PROTOCOL_HOP_BY_HOP): extension;
            (_, PROTOCOL_ROUTING): extension;
            (_, PROTOCOL_AUTHENTICATION): extension;
            (_, PROTOCOL_DESTINATION): extension;
            (_, PROTOCOL_FRAGMENT): fragment;
            default: accept;
        }
    }

    state extension_too_many {
        meta.packet.bad_extension = 1;
        transition accept;
    }

    state extension {
        ahead = packet.lookahead<bit<64>>();
        size = ((bit<16>)ahead[55:48] << 3) + 8;
        transition select(meta.packet.protocol, ahead[39:32]) {
            (PROTOCOL_AUTHENTICATION, _): authentication;
            (PROTOCOL_ROUTING, 0): extension_whole;
            (PROTOCOL_ROUTING, _): source_route;
            default: extension_whole;
        }
    }

    /* Its length counts words, two of them not. */
    state authentication {
        size = ((bit<16>)ahead[55:48] << 2) + 8;
        transition extension_whole;
    }

    /* Whatever else is wrong with it: the VIP is a mere stop on the way, and we are no router. */
    state source_route {
        meta.packet.malformed = (bit<1>)(meta.packet.left < 8);
        meta.packet.bad_extension = 1;
        transition accept;
    }

    state extension_whole {
        transition select((bit<1>)(meta.packet.left < size)) {
            1: too_long;
            default: extension_taken;
        }
    }

    /* Longer than the packet says that it is. */
    state too_long {
        meta.packet.malformed = 1;
        transition accept;
    }

    state extension_taken {
        packet.extract(headers.extensions.next, ((bit<32>)size << 3) - 64);
        meta.packet.left = meta.packet.left - size;
        meta.packet.protocol = headers.extensions.last.next;
        walked = walked + 1;
        transition walk;
    }

    state fragment {
        transition select((bit<1>)(meta.packet.left < 8)) {
            1: too_long;
            default: fragment_taken;
        }
    }

    /* One that is alone is a whole packet (RFC 6946). */
    state fragment_taken {
        packet.extract(headers.extensions.next, 0);
        meta.packet.left = meta.packet.left - 8;
        meta.packet.protocol = headers.extensions.last.next;
        meta.packet.later = (bit<1>)(headers.extensions.last.routing_type ++ headers.extensions.last.segments_left[7:3] != 0);
        meta.packet.fragment = meta.packet.later | headers.extensions.last.segments_left[0:0];
        walked = walked + 1;
        transition select(meta.packet.fragment) {
            0: walk;
            default: behind_fragment;
        }
    }

    /* Later fragments do not say what follows an extension header here. */
    state behind_fragment {
        transition select(meta.packet.protocol) {
            PROTOCOL_HOP_BY_HOP: extension_too_many;
            PROTOCOL_ROUTING: extension_too_many;
            PROTOCOL_FRAGMENT: extension_too_many;
            PROTOCOL_AUTHENTICATION: extension_too_many;
            PROTOCOL_DESTINATION: extension_too_many;
            default: accept;
        }
    }

    state tcp {
        packet.extract(headers.tcp);
        size = (bit<16>)headers.tcp.words << 2;
        meta.packet.malformed = (bit<1>)(size < 20 || size > meta.packet.left);
        meta.flow.source_port = headers.tcp.source_port;
        meta.flow.destination_port = headers.tcp.destination_port;
        meta.packet.syn = headers.tcp.flags[1:1] & ~headers.tcp.flags[4:4];
        transition accept;
    }

    state udp {
        packet.extract(headers.udp);
        meta.packet.malformed = (bit<1>)(headers.udp.length < 8 || headers.udp.length > meta.packet.left);
        meta.flow.source_port = headers.udp.source_port;
        meta.flow.destination_port = headers.udp.destination_port;
        transition accept;
    }

    state icmp {
        packet.extract(headers.icmp);
        meta.packet.malformed = (bit<1>)(meta.packet.left < 8);
        transition select(meta.packet.v6, headers.icmp.type) {
            (0, 3): embedded_ipv4;
            (0, 11): embedded_ipv4;
            (0, 12): embedded_ipv4;
            (1, 1): embedded_ipv6;
            (1, 2): embedded_ipv6;
            (1, 3): embedded_ipv6;
            (1, 4): embedded_ipv6;
            default: accept;
        }
    }

    state embedded_ipv4 {
        packet.extract(headers.embedded_ipv4);
        transition select(headers.embedded_ipv4.version, headers.embedded_ipv4.words, headers.embedded_ipv4.offset) {
            (4, 5, 0): embedded_ipv4_whole;
            (4, 6 &&& 0xe, 0): embedded_ipv4_options;
            (4, 8 &&& 8, 0): embedded_ipv4_options;
            default: accept;
        }
    }

    state embedded_ipv4_options {
        packet.extract(headers.embedded_options, ((bit<32>)headers.embedded_ipv4.words << 5) - 160);
        transition embedded_ipv4_whole;
    }

    state embedded_ipv4_whole {
        meta.packet.embedded = 1;
        meta.packet.embedded_source = MAPPED ++ headers.embedded_ipv4.source;
        meta.packet.embedded_destination = MAPPED ++ headers.embedded_ipv4.destination;
        meta.packet.embedded_protocol = headers.embedded_ipv4.protocol;
        transition embedded_ports;
    }

    state embedded_ipv6 {
        packet.extract(headers.embedded_ipv6);
        meta.packet.embedded_left = headers.embedded_ipv6.length;
        meta.packet.embedded_protocol = headers.embedded_ipv6.protocol;
        transition select(headers.embedded_ipv6.version) {
            6: embedded_walk;
            default: accept;
        }
    }

    state embedded_walk {
        transition select(embedded_walked, meta.packet.embedded_protocol) {
            (6, PROTOCOL_HOP_BY_HOP): accept;
            (6, PROTOCOL_ROUTING): accept;
            (6, PROTOCOL_FRAGMENT): accept;
            (6, PROTOCOL_AUTHENTICATION): accept;
            (6, PROTOCOL_DESTINATION): accept;
            (_, PROTOCOL_HOP_BY_HOP): embedded_extension;
            (_, PROTOCOL_ROUTING): embedded_extension;
            (_, PROTOCOL_AUTHENTICATION): embedded_extension;
            (_, PROTOCOL_DESTINATION): embedded_extension;
            (_, PROTOCOL_FRAGMENT): embedded_fragment;
            default: embedded_ipv6_whole;
        }
    }

    state embedded_extension {
        ahead = packet.lookahead<bit<64>>();
        size = ((bit<16>)ahead[55:48] << 3) + 8;
        transition select(meta.packet.embedded_protocol, ahead[39:32]) {
            (PROTOCOL_AUTHENTICATION, _): embedded_authentication;
            (PROTOCOL_ROUTING, 0): embedded_extension_whole;
            (PROTOCOL_ROUTING, _): accept;
            default: embedded_extension_whole;
        }
    }

    state embedded_authentication {
        size = ((bit<16>)ahead[55:48] << 2) + 8;
        transition embedded_extension_whole;
    }

    state embedded_extension_whole {
        transition select((bit<1>)(meta.packet.embedded_left < size)) {
            1: accept;
            default: embedded_extension_taken;
        }
    }

    state embedded_extension_taken {
        packet.extract(headers.embedded_extensions.next, ((bit<32>)size << 3) - 64);
        meta.packet.embedded_left = meta.packet.embedded_left - size;
        meta.packet.embedded_protocol = headers.embedded_extensions.last.next;
        embedded_walked = embedded_walked + 1;
        transition embedded_walk;
    }

    state embedded_fragment {
        transition select((bit<1>)(meta.packet.embedded_left < 8)) {
            1: accept;
            default: embedded_fragment_taken;
        }
    }

    /* The first of several has ports, and nothing that could be told from what others would say. */
    state embedded_fragment_taken {
        packet.extract(headers.embedded_extensions.next, 0);
        meta.packet.embedded_left = meta.packet.embedded_left - 8;
        meta.packet.embedded_protocol = headers.embedded_extensions.last.next;
        embedded_walked = embedded_walked + 1;
        transition select(headers.embedded_extensions.last.routing_type, headers.embedded_extensions.last.segments_left) {
            (0, 0 &&& 0xf9): embedded_walk;
            (0, 0 &&& 0xf8): embedded_first_fragment;
            default: accept;
        }
    }

    state embedded_first_fragment {
        transition select(meta.packet.embedded_protocol) {
            PROTOCOL_HOP_BY_HOP: accept;
            PROTOCOL_ROUTING: accept;
            PROTOCOL_FRAGMENT: accept;
            PROTOCOL_AUTHENTICATION: accept;
            PROTOCOL_DESTINATION: accept;
            default: embedded_ipv6_whole;
        }
    }

    state embedded_ipv6_whole {
        meta.packet.embedded = 1;
        meta.packet.embedded_source = headers.embedded_ipv6.source;
        meta.packet.embedded_destination = headers.embedded_ipv6.destination;
        transition embedded_ports;
    }

    state embedded_ports {
        transition select(meta.packet.embedded_protocol) {
            PROTOCOL_TCP: embedded_ports_taken;
            PROTOCOL_UDP: embedded_ports_taken;
            default: accept;
        }
    }

    state embedded_ports_taken {
        packet.extract(headers.embedded_ports);
        transition accept;
    }
}

#endif
