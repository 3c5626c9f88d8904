/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Sends a packet to its backend: a new Ethernet header with one tag or none, whatever came in, the outer headers, and then the
 * packet as it was.
 *
 *	IPIP	outer IP | packet				RFC 2003, RFC 2473
 *	GUE	outer IP | UDP | GUE variant 0 | packet		draft-ietf-intarea-gue-09
 *	L2	packet, its TTL one less
 */
#ifndef TURNOUT_BACKEND_P4
#define TURNOUT_BACKEND_P4

#include "headers.p4"

const bit<8> OUTER_HOPS = 64;

control Backend(inout headers_t headers, inout metadata_t meta, inout standard_metadata_t standard) {
    /* By backend; packets sent to it. Not direct: a match may still be too large. */
    @id(COUNTER_BACKEND)
    counter(BACKENDS, CounterType.packets_and_bytes) backend_packets;

    bool resolved = false;
    bool tunnel = false;
    bit<1> outer_v6 = 0;
    bit<16> gue_port = 0; /* 0: IPIP */
    address_t outer_source = 0;
    address_t outer_destination = 0;
    bit<32> source_mask = 0;
    bit<32> entropy = 0;

    action set_hop(port_t port, bit<16> tci, mac_t destination, mac_t source, bit<16> mtu) {
        resolved = true;
        meta.hop.port = port;
        meta.hop.tci = tci;
        meta.hop.destination = destination;
        meta.hop.source = source;
        meta.hop.mtu = mtu;
    }

    /*
     * What no packet needs is there to be read back: which backend it is, of how many that had the id, whether it drains, and
     * how long the prefix of its sources is.
     */
    @noWarn("unused")
    @id(ACTION_UNRESOLVED)
    action unresolved(address_t address, bit<16> udp_port, bit<1> layer_2, bit<8> generation, bit<1> draining) {}

    /* @param mask the bits of the source that vary by the flow, 0 in it */
    @noWarn("unused")
    @id(ACTION_TUNNEL_IPV4)
    action tunnel_ipv4(port_t port, bit<16> tci, mac_t destination_mac, mac_t source_mac, bit<16> mtu, bit<32> source,
                       bit<8> prefix, bit<32> mask, bit<32> destination, bit<16> udp_port, bit<8> generation,
                       bit<1> draining) {
        set_hop(port, tci, destination_mac, source_mac, mtu);
        tunnel = true;
        outer_source = 96w0 ++ source;
        source_mask = mask;
        outer_destination = 96w0 ++ destination;
        gue_port = udp_port;
    }

    @noWarn("unused")
    @id(ACTION_TUNNEL_IPV6)
    action tunnel_ipv6(port_t port, bit<16> tci, mac_t destination_mac, mac_t source_mac, bit<16> mtu, address_t source,
                       bit<8> prefix, bit<32> mask, address_t destination, bit<16> udp_port, bit<8> generation,
                       bit<1> draining) {
        set_hop(port, tci, destination_mac, source_mac, mtu);
        tunnel = true;
        outer_v6 = 1;
        outer_source = source;
        source_mask = mask;
        outer_destination = destination;
        gue_port = udp_port;
    }

    @noWarn("unused")
    @id(ACTION_DIRECT)
    action direct(port_t port, bit<16> tci, mac_t destination_mac, mac_t source_mac, bit<16> mtu, address_t source,
                  bit<8> prefix, address_t address, bit<8> generation, bit<1> draining) {
        set_hop(port, tci, destination_mac, source_mac, mtu);
    }

    @id(TABLE_BACKEND)
    table backend {
        key = { meta.backend: exact @name("backend"); }
        actions = { unresolved; tunnel_ipv4; tunnel_ipv6; direct; @defaultonly NoAction; }
        const default_action = NoAction;
        size = BACKENDS;
    }

    action write_ethernet(bit<16> type) {
        headers.tags[0].setInvalid();
        headers.tags[1].setInvalid();
        headers.ethernet.destination = meta.hop.destination;
        headers.ethernet.source = meta.hop.source;
        headers.ethernet.type = type;
    }

    action write_tag() {
        headers.vlan.setValid();
        headers.vlan.tci = meta.hop.tci;
        headers.vlan.type = headers.ethernet.type;
        headers.ethernet.type = TYPE_VLAN;
    }

    action write_ipv4(bit<8> protocol, bit<16> length) {
        headers.outer_ipv4.setValid();
        headers.outer_ipv4.version = 4;
        headers.outer_ipv4.words = 5;
        headers.outer_ipv4.traffic_class = meta.packet.traffic_class;
        headers.outer_ipv4.length = length;
        headers.outer_ipv4.identification = 0;
        headers.outer_ipv4.reserved = 0;
        headers.outer_ipv4.dont_fragment = 1;
        headers.outer_ipv4.more_fragments = 0;
        headers.outer_ipv4.offset = 0;
        headers.outer_ipv4.hops = OUTER_HOPS;
        headers.outer_ipv4.protocol = protocol;
        headers.outer_ipv4.checksum = 0;
        headers.outer_ipv4.source = outer_source[31:0] | entropy & source_mask;
        headers.outer_ipv4.destination = outer_destination[31:0];
    }

    action write_ipv6(bit<8> protocol, bit<16> length) {
        headers.outer_ipv6.setValid();
        headers.outer_ipv6.version = 6;
        headers.outer_ipv6.traffic_class = meta.packet.traffic_class;
        headers.outer_ipv6.flow_label = entropy[19:0] == 0 ? 20w1 : entropy[19:0];
        headers.outer_ipv6.length = length;
        headers.outer_ipv6.protocol = protocol;
        headers.outer_ipv6.hops = OUTER_HOPS;
        headers.outer_ipv6.source = outer_source[127:32] ++ (outer_source[31:0] | entropy & source_mask);
        headers.outer_ipv6.destination = outer_destination;
    }

    /* RFC 8085 §5.1.1, RFC 6935, RFC 6936. */
    action write_gue(bit<8> protocol) {
        headers.outer_udp.setValid();
        headers.outer_udp.source_port = 2w3 ++ entropy[13:0];
        headers.outer_udp.destination_port = gue_port;
        headers.outer_udp.length = meta.packet.length + 12;
        headers.outer_udp.checksum = 0;
        headers.gue.setValid();
        headers.gue.start = 0;
        headers.gue.protocol = protocol;
        headers.gue.flags = 0;
    }

    /* RFC 1624; as every data plane does it, to the bit. */
    action one_hop_less_ipv4() {
        bit<17> sum = (bit<17>)headers.ipv4.checksum + 17w0x0100;
        headers.ipv4.checksum = sum >= 0xffff ? sum[15:0] + 1 : sum[15:0];
        headers.ipv4.hops = headers.ipv4.hops - 1;
    }

    apply {
        bit<16> overhead = 0;
        switch (backend.apply().action_run) {
            NoAction: { meta.outcome = outcome_t.DROP_LAYOUT; }
            unresolved: { meta.outcome = outcome_t.DROP_UNRESOLVED; }
        }
        if (tunnel) {
            overhead = (outer_v6 == 1 ? 16w40 : 16w20) + (gue_port == 0 ? 16w0 : 16w12);
        }
        if (resolved && (bit<17>)meta.packet.length + (bit<17>)overhead > (bit<17>)meta.hop.mtu) {
            bool tell = meta.packet.may_fragment == 0 && meta.icmp_error == 0 && meta.packet.later == 0 &&
                        meta.packet.answerable == 1;
            meta.packet.fits = meta.hop.mtu - overhead;
            meta.outcome = tell ? outcome_t.ANSWER_TOO_BIG : outcome_t.DROP_TOO_BIG;
        } else if (resolved && !tunnel && meta.packet.hops <= 1) {
            meta.outcome = outcome_t.DROP_TTL;
        } else if (resolved) {
            bit<8> inner = meta.packet.v6 == 1 ? PROTOCOL_IPV6 : PROTOCOL_IPIP;
            bit<8> protocol = gue_port == 0 ? inner : PROTOCOL_UDP;
            entropy = meta.hash[16:0] ++ meta.hash[31:17];
            if (tunnel && outer_v6 == 1) {
                write_ethernet(TYPE_IPV6);
                write_ipv6(protocol, meta.packet.length + overhead - 40);
            } else if (tunnel) {
                write_ethernet(TYPE_IPV4);
                write_ipv4(protocol, meta.packet.length + overhead);
            } else if (meta.packet.v6 == 1) {
                write_ethernet(TYPE_IPV6);
                headers.ipv6.hops = headers.ipv6.hops - 1;
            } else {
                write_ethernet(TYPE_IPV4);
                one_hop_less_ipv4();
            }
            if (tunnel && gue_port != 0) {
                write_gue(inner);
            }
            if (meta.hop.tci != 0) {
                write_tag();
            }
            standard.egress_spec = meta.hop.port;
            port_t came = meta.trial == 1 ? (port_t)headers.packet_out.port : standard.ingress_port;
            meta.outcome = meta.hop.port == came ? outcome_t.FORWARD_TX : outcome_t.FORWARD_REDIRECT;
            if (meta.trial == 0) {
                backend_packets.count((bit<32>)meta.backend);
            }
        }
    }
}

#endif
