/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Every width, size and id that the control plane shares with the program. An id is never used again for something else. */
#ifndef TURNOUT_SIZES_P4
#define TURNOUT_SIZES_P4

typedef bit<9> port_t;
typedef bit<16> service_id_t; /* 1 to 65,535 */
typedef bit<15> backend_id_t; /* 1 to 32,767; 0 = none */
typedef bit<16> table_id_t;   /* 0 to 65,535 */
typedef bit<17> slot_t;       /* index in a table of 131,072 slots at most */
typedef bit<1> filter_t;
typedef bit<16> epoch_t; /* of a filter; 0 is never one */
typedef bit<48> marks_t; /* an epoch, and in 32 bits how many cells were marked in it */
typedef bit<128> address_t; /* IPv4 as ::ffff:a.b.c.d */
typedef bit<48> mac_t;

const port_t CPU_PORT = 510;

#define SERVICES 16384
#define SLOTS 1048576
#define BACKENDS 32768
#define TABLES 65536
#define SOURCE_RANGES 65536
#define VIPS 16384
#define PORTS 512
#define OUTCOMES 32
#define FILTERS 2
#define FILTERS_CELLS 131072 /* of both: 65,536 for each hash of each */
#define PACKET_OUT_BYTES 10

/* P4Runtime ids: an object's type in the first byte (specification §6.3.1). */
#define TABLE_SERVICE 0x02000001
#define TABLE_SERVICE_ANY_PORT 0x02000002
#define TABLE_VIP 0x02000003
#define TABLE_SOURCE_RANGE 0x02000004
#define TABLE_MAGLEV_SLOT 0x02000005
#define TABLE_TRANSIT_FILTER 0x02000006
#define TABLE_BACKEND 0x02000007
#define TABLE_PASSTHROUGH 0x02000008

#define ACTION_SET_SERVICE 0x01000001
#define ACTION_IS_VIP 0x01000002
#define ACTION_ALLOW_SOURCE 0x01000003
#define ACTION_STABLE 0x01000004
#define ACTION_IN_TRANSITION 0x01000005
#define ACTION_SET_FILTER 0x01000006
#define ACTION_UNRESOLVED 0x01000007
#define ACTION_TUNNEL_IPV4 0x01000008
#define ACTION_TUNNEL_IPV6 0x01000009
#define ACTION_DIRECT 0x0100000a
#define ACTION_TO_CPU 0x0100000b
#define ACTION_TO_PORT 0x0100000c

#define COUNTER_OUTCOME 0x12000001
#define COUNTER_SERVICE 0x12000002
#define COUNTER_BACKEND 0x12000003
#define COUNTER_TO_PREVIOUS 0x12000004
#define COUNTER_MARKED_FROZEN 0x12000005

/* What becomes of a packet: index in the counter `outcome`, as in every data plane. */
enum bit<8> outcome_t {
    NONE = 0,
    PASS_NOT_IP = 1,
    PASS_NOT_VIP = 2,
    PASS_NEIGHBOUR = 3,
    FORWARD_TX = 5,
    FORWARD_REDIRECT = 6,
    ANSWER_ECHO = 7,
    ANSWER_TOO_BIG = 8,
    ANSWER_REJECT = 9,
    DROP_MALFORMED = 10,
    DROP_UNKNOWN_PORT = 11,
    DROP_UNKNOWN_PROTOCOL = 12,
    DROP_FRAGMENT = 13,
    DROP_EXTENSION = 14,
    DROP_SOURCE_RANGE = 15,
    DROP_NO_BACKEND = 16,
    DROP_UNRESOLVED = 18,
    DROP_TOO_BIG = 19,
    DROP_TTL = 21,
    DROP_ICMP = 22,
    DROP_ICMP_MISMATCH = 23,
    DROP_ICMP_EMBEDDED = 24,
    DROP_LAYOUT = 26
}

#endif
