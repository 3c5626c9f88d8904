/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Headers as they stand in packets, and what the controls tell each other about one. */
#ifndef TURNOUT_HEADERS_P4
#define TURNOUT_HEADERS_P4

#include "sizes.p4"

const bit<16> TYPE_VLAN = 0x8100;
const bit<16> TYPE_SERVICE_VLAN = 0x88a8;
const bit<16> TYPE_IPV4 = 0x0800;
const bit<16> TYPE_IPV6 = 0x86dd;

const bit<8> PROTOCOL_HOP_BY_HOP = 0;
const bit<8> PROTOCOL_ICMP = 1;
const bit<8> PROTOCOL_IPIP = 4;
const bit<8> PROTOCOL_TCP = 6;
const bit<8> PROTOCOL_UDP = 17;
const bit<8> PROTOCOL_IPV6 = 41;
const bit<8> PROTOCOL_ROUTING = 43;
const bit<8> PROTOCOL_FRAGMENT = 44;
const bit<8> PROTOCOL_AUTHENTICATION = 51;
const bit<8> PROTOCOL_ICMPV6 = 58;
const bit<8> PROTOCOL_DESTINATION = 60;

const bit<96> MAPPED = 0xffff; /* the first twelve bytes of ::ffff:a.b.c.d */

enum bit<8> command_t {
    SEND = 0,  /* the frame, by `port` */
    MARKS = 1, /* answered by how many cells of the filter are marked */
    WIPE = 2,  /* empties one cell of each hash of the filter, before its epochs begin anew */
    TRY = 3    /* answered by what would become of the frame if it came in by `port`; nothing is counted, marked or sent */
}

/* In front of what the box's own stack gets: the frame as it came in, or the answer to a packet-out. */
@controller_header("packet_in")
header packet_in_t {
    bit<16> port;
    outcome_t outcome; /* why it comes */
    command_t command; /* that it answers; SEND: none */
    bit<32> token;     /* of the question */
    bit<8> filter;
    marks_t marks; /* of the filter that was asked about */
    /* Of a trial: 0 where it did not come so far. The frame behind is as it would leave. */
    service_id_t service;
    bit<32> hash;
    bit<16> backend;
    bit<16> current;
    bit<16> previous;
    bit<8> slot; /* 1: one was read, 2: it is frozen, 4: the flow is marked, 8: its filter is the second */
    bit<16> fits; /* of a packet that is too big: the size that is not */
}

@controller_header("packet_out")
header packet_out_t {
    bit<16> port;
    command_t command;
    bit<8> filter;
    bit<16> cell;
    bit<32> token;
}

header ethernet_t {
    mac_t destination;
    mac_t source;
    bit<16> type;
}

header vlan_t {
    bit<16> tci;
    bit<16> type;
}

header ipv4_t {
    bit<4> version;
    bit<4> words;
    bit<8> traffic_class;
    bit<16> length;
    bit<16> identification;
    bit<1> reserved;
    bit<1> dont_fragment;
    bit<1> more_fragments;
    bit<13> offset;
    bit<8> hops;
    bit<8> protocol;
    bit<16> checksum;
    bit<32> source;
    bit<32> destination;
}

header ipv4_options_t {
    varbit<320> options;
}

header ipv6_t {
    bit<4> version;
    bit<8> traffic_class;
    bit<20> flow_label;
    bit<16> length;
    bit<8> protocol;
    bit<8> hops;
    address_t source;
    address_t destination;
}

/* RFC 8200 §4.3, §4.4, §4.6; RFC 4302. A fragment header has the shape too: `rest` is its id. */
header extension_t {
    bit<8> next;
    bit<8> length;
    bit<8> routing_type;  /* of a fragment header: the high bits of its offset */
    bit<8> segments_left; /* the low ones, two reserved, and "more" */
    bit<32> rest;
    varbit<16320> more;
}

header tcp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<32> sequence;
    bit<32> acknowledgement;
    bit<4> words;
    bit<4> reserved;
    bit<8> flags;
    bit<16> window;
    bit<16> checksum;
    bit<16> urgent;
}

header udp_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<16> length;
    bit<16> checksum;
}

header icmp_t {
    bit<8> type;
    bit<8> code;
    bit<16> checksum;
    bit<32> rest;
}

/* The first eight bytes of what is embedded in an ICMP error. */
header embedded_ports_t {
    bit<16> source_port;
    bit<16> destination_port;
    bit<32> rest;
}

/* GUE variant 0 without optional fields, draft-ietf-intarea-gue-09. */
header gue_t {
    bit<8> start;
    bit<8> protocol;
    bit<16> flags;
}

struct headers_t {
    packet_in_t packet_in;
    packet_out_t packet_out;
    ethernet_t ethernet;
    vlan_t vlan; /* of the frame that leaves */
    vlan_t[2] tags; /* of the frame that came */
    ipv4_t outer_ipv4;
    ipv6_t outer_ipv6;
    udp_t outer_udp;
    gue_t gue;
    ipv4_t ipv4;
    ipv4_options_t ipv4_options;
    ipv6_t ipv6;
    extension_t[6] extensions;
    tcp_t tcp;
    udp_t udp;
    icmp_t icmp;
    ipv4_t embedded_ipv4;
    ipv4_options_t embedded_options;
    ipv6_t embedded_ipv6;
    extension_t[6] embedded_extensions;
    embedded_ports_t embedded_ports;
}

/* As the forwarding model speaks of a flow. */
struct flow_t {
    address_t source;
    address_t destination;
    bit<8> protocol;
    bit<16> source_port;
    bit<16> destination_port;
}

/* Filled by the parser. Sizes are bytes. */
struct packet_t {
    bit<1> ip; /* an IP header could be read */
    bit<1> v6;
    bit<16> before;  /* of the frame, before the IP header */
    bit<16> length;  /* of the IP packet, as it says itself */
    bit<16> left;    /* of it, behind the last header that was parsed */
    bit<1> malformed;
    bit<1> bad_extension;
    bit<1> fragment; /* any, the first one included */
    bit<1> later;    /* any but the first */
    bit<1> may_fragment;
    bit<8> protocol; /* of the first header that is no extension */
    bit<8> traffic_class;
    bit<8> hops;
    bit<1> syn; /* and no ACK */
    bit<1> answerable; /* from one host to one host */
    bit<16> fits; /* the size that would, of one that is too big */
    bit<1> embedded; /* an error's embedded IP header could be read, and is not that of a later fragment */
    bit<16> embedded_left;
    address_t embedded_source;
    address_t embedded_destination;
    bit<8> embedded_protocol;
}

struct service_t {
    service_id_t id;
    table_id_t table_id;
    slot_t mask;
    bit<1> client_ip;
    bit<1> transit;
    bit<1> source_ranges;
    bit<1> reject;
}

struct slot_word_t {
    backend_id_t current;
    backend_id_t previous; /* 0: the slot is stable */
    filter_t filter;
    bit<1> frozen;
    bit<1> looked_up;
    bit<1> marked;
}

struct next_hop_t {
    port_t port;
    bit<16> tci; /* 0: untagged */
    mac_t destination;
    mac_t source;
    bit<16> mtu;
}

struct metadata_t {
    packet_t packet;
    flow_t flow;
    service_t service;
    bit<32> hash;
    slot_word_t slot;
    backend_id_t backend;
    next_hop_t hop;
    bit<1> trial; /* leaves no trace */
    marks_t marks; /* of the filter that a packet-out asks about */
    bit<1> icmp_error; /* `flow` is that of the packet that it is about */
    outcome_t fault;   /* what becomes of it if it is for a VIP, and of no service's business */
    outcome_t outcome;
}

#endif
