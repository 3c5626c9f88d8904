/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Everything the packet path shares with user space: word layouts, records, enumerations, sizes.
 * The maps themselves are in maps.h. What the fields mean to a packet is in
 * docs/reference/forwarding.md.
 *
 * Byte order: little-endian hosts only. A field called "network order" holds the bytes as they
 * stand in a packet; all others are host integers. An IPv4 address takes 16 bytes, as
 * ::ffff:a.b.c.d.
 *
 * The union at the end puts every type into the object's BTF, where user space's tests compare
 * sizes and offsets with their own.
 */
#ifndef TURNOUT_LAYOUT_H
#define TURNOUT_LAYOUT_H

#include <linux/types.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the layout is little-endian");

/* Raised by every change of a map's shape or meaning: it is part of the pin path. */
enum layout {
	LAYOUT_VERSION = 3,
	BACKEND_IDS = 32768, /* 0 = none, 1 to 32767 */
	TRANSIT_FILTERS = 2,
	TRANSIT_HASHES = 4,
	GUE_HEADER = 4, /* variant 0, no optional fields */
	MIN_SERVICE_BUCKETS = 32,
};

/* ---- settings: section .rodata.settings, written before load -------------------------------- */

enum feature {
	FEATURE_ECHO_REPLY = 1,  /* answer echo requests to a VIP; else drop them */
	FEATURE_MTU_ANSWERS = 2, /* tell senders of too large packets; else only drop */
	FEATURE_ALL = 3,
};

/*
 * The map ".rodata.settings" holds this struct alone, at offset 0, with the defaults of maps.h.
 * User space writes it through bpf_map__initial_value() between open and load, and with it the
 * value sizes of the maps below. Sizes are constants to the verifier.
 */
struct settings {
	__u32 layout_version;  /*  0: LAYOUT_VERSION; user space compares before it writes */
	__u32 slot_count;      /*  4: words in "slots" */
	__u32 service_records; /*  8: room of one generation, power of two */
	__u32 service_buckets; /* 12: room of one generation, power of two, 32 or more */
	__u32 backend_records; /* 16: room in "backends"; record 0 is never used */
	__u32 filter_bits;     /* 20: bits of one transit filter, power of two, 512 or more */
	__u32 icmp_rate;       /* 24: ICMP errors per second and CPU that the box originates */
	__u32 icmp_burst;      /* 28: depth of that token bucket */
	__u32 features;        /* 32: enum feature */
	__u32 dry_run;         /* 36: not 0: counts nothing, marks nothing, writes "decision" */
	__u32 flow_rate;       /* 40: new flow-table entries per second and CPU */
	__u32 flow_burst;      /* 44: depth of that token bucket */
	__u32 reserved[4];     /* 48: 0 */
};

/* ---- slots ---------------------------------------------------------------------------------- */

/*
 * A slot word. With previous = 0 the slot is stable. Otherwise the slot is in transition: see
 * slot.h. SLOT_FILTER names the transit filter (0 or 1) of a slot in transition.
 */
enum slot_word {
	SLOT_CURRENT = 0x7fff,    /* bits 0-14: backend id */
	SLOT_PREVIOUS_SHIFT = 15, /* bits 15-29: backend id, 0 = stable */
	SLOT_PREVIOUS_MASK = 0x7fff,
	SLOT_FILTER = 1u << 30,
	SLOT_FROZEN = 1u << 31,
};

/* ---- services ------------------------------------------------------------------------------- */

enum record_kind {
	RECORD_EMPTY = 0,
	RECORD_SERVICE = 1, /* (VIP, port or 0 = any, protocol) */
	RECORD_VIP = 2,     /* (VIP, port 0, protocol 0): one for every VIP that has a service */
};

enum service_flag {
	SERVICE_CLIENT_IP = 1,      /* affinity: ports count as zero in the flow hash */
	SERVICE_TRANSIT = 2,        /* persistence TRANSIT; never together with FLOW_TABLE */
	SERVICE_FLOW_TABLE = 4,     /* persistence FLOW_TABLE */
	SERVICE_RANDOM = 8,         /* algorithm RANDOM; needs FLOW_TABLE */
	SERVICE_SOURCE_RANGES = 16, /* only sources in "source_ranges" may pass */
	SERVICE_REJECT = 32,        /* no backend: ICMP port unreachable; else a silent drop */
	SERVICE_WITHDRAW = 64,      /* for user space alone: no backend, no announcement */
};

/* One cache line. The first 20 bytes are the key. service.h says where a record is put. */
struct service {
	__u8 address[16]; /*  0: VIP */
	__be16 port;      /* 16: network order */
	__u8 protocol;    /* 18: 6, 17; 0 for RECORD_VIP */
	__u8 kind;        /* 19: enum record_kind */
	__u32 id;         /* 20: index in "service_counts", from 1; 0 for RECORD_VIP */
	__u32 base;       /* 24: first word of the Maglev table in "slots" */
	__u32 mask;       /* 28: table size - 1 */
	__u32 table;      /* 32: index in "table_counts" */
	__u32 flags;      /* 36: enum service_flag */
	__u32 hash;       /* 40: the flow hash from address 0 to this VIP, both ports 0 */
	__u32 set;        /* 44: SERVICE_FLOW_TABLE: fingerprint of the slots' owners; else 0 */
	__u8 reserved[16];
};

/* The head of one generation; all zero is an empty table. */
struct service_generation {
	__u64 key[3];      /*  0: odd, drawn by the builder */
	__u32 bucket_mask; /* 24: buckets in use - 1, at most settings.service_buckets - 1 */
	__u32 record_mask; /* 28: records in use - 1, at most settings.service_records - 1 */
	__u32 reserved[8];
};

/*
 * The value of "services":
 *
 *	offset 0		struct services_head
 *	SERVICES_HEAD		generation 0
 *	SERVICES_HEAD + G	generation 1
 *
 * with G = SERVICES_GENERATION_HEAD + 2 * settings.service_buckets + 64 * settings.service_records,
 * and in each generation, one after the other:
 *
 *	struct service_generation
 *	__u16 displacement[settings.service_buckets]	(bucket_mask + 1 in use)
 *	struct service record[settings.service_records]	(record_mask + 1 in use)
 *
 * User space builds the generation that is not active, then stores `active` with release order,
 * and writes the old one again only after a grace period.
 */
struct services_head {
	__u32 active; /* 0 or 1 */
	__u32 reserved[15];
};

enum services_layout {
	SERVICES_HEAD = 64,
	SERVICES_GENERATION_HEAD = 64,
};

/* ---- backends ------------------------------------------------------------------------------- */

enum encapsulation {
	ENCAP_NONE = 0, /* not valid */
	ENCAP_IPIP = 1, /* protocol 4 or 41, after the inner packet's family */
	ENCAP_GUE = 2,  /* UDP, GUE variant 0, protocol 4 or 41 */
	ENCAP_L2 = 3,   /* L2 direct return: the packet itself, to the backend's MAC */
};

enum backend_flag {
	BACKEND_RESOLVED = 1, /* ifindex, VLAN, MACs and MTU are valid; else packets are dropped */
	BACKEND_IPV6 = 2,     /* the outer header is IPv6 */
	BACKEND_DRAINING = 4, /* while it is not resolved, its flow-table entries are void */
};

/*
 * One cache line. Never changed while "backend_index" names it: user space writes another record,
 * flips the index word with release order, and uses the old record again after a grace period.
 */
struct backend {
	__u8 flags;         /*  0: enum backend_flag */
	__u8 encapsulation; /*  1: enum encapsulation */
	__be16 gue_port;    /*  2: network order */
	__u16 mtu;          /*  4: of the next hop: bytes of an IP packet, outer header included */
	__u16 generation;   /*  6: of the id: raised when the id names another backend */
	__u32 ifindex;      /*  8: egress; the ingress one means XDP_TX */
	__u8 destination_mac[6]; /* 12 */
	__u8 source_mac[6];      /* 18 */
	__be16 vlan;             /* 24: network order: TCI of the egress tag, 0 = untagged */
	__u8 source_prefix;      /* 26: for user space alone: length of the source's prefix */
	__u8 reserved;           /* 27 */
	__be32 source_mask;      /* 28: network order: bits of the source's last word that vary */
	__u8 address[16];        /* 32: outer destination; for ENCAP_L2 the backend, unused here */
	__u8 source[16];         /* 48: outer source, its varying bits 0 */
};

/* ---- transit filters ------------------------------------------------------------------------ */

/*
 * The value of "transit": this head, then TRANSIT_FILTERS bit arrays of settings.filter_bits bits,
 * one after the other, bit i being bit (i & 63) of 64-bit word i >> 6.
 */
struct transit_head {
	__u64 key[4]; /*  0: odd, drawn when the map is made, never changed after that */
	__u64 set[TRANSIT_FILTERS]; /* 32: bits set, by packets; set to 0 once the bits are */
	__u64 full;                 /* 48: a filter with so many bits set takes no marks; 0 = any */
	__u64 rate; /* 56: for user space alone: the double that "full" follows from */
};

/* ---- flow table ----------------------------------------------------------------------------- */

struct flow_key {
	__u8 source[16];
	__u8 destination[16];
	__be16 source_port; /* network order; for SERVICE_CLIENT_IP both hold the service's id */
	__be16 destination_port;
	__u8 protocol;
	__u8 zero[3];
};

struct flow_value {
	__u16 backend;    /* id */
	__u16 generation; /* of that id; an entry whose generation is not the record's is void */
	__u32 service;    /* id; user space deletes entries by service and backend */
	__u32 set;        /* the service's when the entry was written */
};

/* ---- source ranges -------------------------------------------------------------------------- */

/* An LPM key. prefix_length counts service and address: 32 + 96 + n for an IPv4 prefix of n. */
struct source_key {
	__u32 prefix_length;
	__u32 service; /* id; its byte order does not matter to the trie */
	__u8 address[16];
};

/* ---- errors about our own tunnels ----------------------------------------------------------- */

/*
 * "tunnel_mtu" is a hash map from a backend's address (16 bytes) to this. User space makes an
 * entry for each backend that is reached by a tunnel and fills source and source_mask as in
 * struct backend. A router's "fragmentation needed" or "packet too big" whose embedded packet went
 * from that source to that backend sets mtu to the least value seen and adds 1 to errors; the
 * packet then goes on to the kernel. User space polls: it takes mtu when it is not 0, lowers the
 * next hop's, and writes the entry anew with mtu = 0.
 * A forged error can get here: user space keeps a lower bound, and lets the lowering expire.
 */
struct tunnel_key {
	__u8 address[16];
};

struct tunnel_mtu {
	__u8 source[16];
	__be32 source_mask; /* network order */
	__u32 mtu;          /* 0 = none seen */
	__u64 errors;
};

/* ---- counters ------------------------------------------------------------------------------- */

/* What became of a packet: each packet is counted under exactly one of these. */
enum outcome {
	OUTCOME_NONE = 0,

	/* Handed to the kernel. */
	PASS_NOT_IP = 1,       /* ARP, more than two VLAN tags, a truncated IP header, ... */
	PASS_NOT_VIP = 2,      /* IP, for no VIP */
	PASS_NEIGHBOUR = 3,    /* IPv6 neighbour or multicast listener discovery about a VIP */
	PASS_TUNNEL_ERROR = 4, /* ICMP error about our own tunnel, see struct tunnel_mtu */

	/* Sent to a backend. */
	FORWARD_TX = 5,       /* through the interface it came from */
	FORWARD_REDIRECT = 6, /* through another */

	/* Answered to the sender. */
	ANSWER_ECHO = 7,
	ANSWER_TOO_BIG = 8, /* fragmentation needed, packet too big */
	ANSWER_REJECT = 9,  /* port unreachable: no backend */

	/* Dropped. */
	DROP_MALFORMED = 10,        /* for a VIP, but a header or length in it is impossible */
	DROP_UNKNOWN_PORT = 11,     /* the VIP has no service for this port */
	DROP_UNKNOWN_PROTOCOL = 12, /* neither TCP, UDP nor ICMP */
	DROP_FRAGMENT = 13,         /* a fragment, and no CLIENT_IP service for any port */
	DROP_EXTENSION = 14,      /* IPv6: too many extension headers, or one that we cannot pass */
	DROP_SOURCE_RANGE = 15,   /* the source is not in the service's ranges */
	DROP_NO_BACKEND = 16,     /* the slot names none, the service does not reject */
	DROP_REJECT_LIMITED = 17, /* as ANSWER_REJECT, but over the rate */
	DROP_UNRESOLVED = 18,     /* the backend's next hop is not resolved */
	DROP_TOO_BIG = 19,        /* IPv4 without DF, or answers are switched off */
	DROP_TOO_BIG_LIMITED = 20, /* as ANSWER_TOO_BIG, but over the rate */
	DROP_TTL = 21,             /* L2 and the TTL is spent */
	DROP_ICMP = 22,            /* ICMP to a VIP, neither an error nor an echo to be answered */
	DROP_ICMP_MISMATCH = 23,   /* ICMP error: the destination did not send what is embedded */
	DROP_ICMP_EMBEDDED = 24,   /* ICMP error: no TCP or UDP flow to be read in it */
	DROP_HEADROOM = 25,        /* the driver left no room for the outer header */
	DROP_LAYOUT = 26,          /* a table names what does not exist: a fault of user space */

	OUTCOMES = 27,
	OUTCOME_ROOM = 32,
};

/* Counted beside a packet's outcome, in the same array, from its end. */
enum event {
	EVENT_FLOW_TABLE_LIMITED = 31, /* forwarded without the entry it was due: over the rate */
};

struct outcome_counts {
	__u64 packets[OUTCOME_ROOM]; /* by enum outcome and enum event */
};

/*
 * Of a service: packets that matched it, whatever became of them. Of a backend: packets sent to
 * it. Bytes are those of the IP packet as received, without Ethernet and without outer header.
 */
struct traffic {
	__u64 packets;
	__u64 bytes;
};

/* The two counters that hold a transition open: it is quiet while neither grows. */
struct table_counts {
	__u64 to_previous;   /* packets to the previous owner through a slot that is not frozen */
	__u64 marked_frozen; /* marked packets to the current owner through a frozen slot */
};

/* ---- rate limits, private to the program ----------------------------------------------------- */

struct token_bucket {
	__u64 last_nanos;
	__u64 tokens; /* in units of 1 / 1,000,000,000 */
};

/* ---- dry runs -------------------------------------------------------------------------------- */

enum decision_flag {
	DECISION_SYN = 1,         /* TCP, SYN without ACK */
	DECISION_MARKED = 2,      /* the flow is in the slot's transit filter */
	DECISION_TO_PREVIOUS = 4, /* the previous owner was taken */
	DECISION_FLOW_TABLE = 8,  /* the flow table named the backend */
	DECISION_RANDOM = 16,     /* the slot was drawn: another run may show another */
	DECISION_FRAGMENT = 32,
	DECISION_ICMP_ERROR = 64, /* the flow is that of the embedded packet */
	DECISION_SLOT = 128,      /* slot and word are valid */
};

/* What the last packet met on this CPU; written by dry runs only. */
struct decision {
	__u32 outcome; /*  0: enum outcome */
	__u32 service; /*  4: id, 0 = none */
	__u32 table;   /*  8 */
	__u32 hash;    /* 12: the flow hash */
	__u32 slot;    /* 16: index in "slots" */
	__u32 word;    /* 20: that slot */
	__u32 backend; /* 24: id, 0 = none */
	__u32 flags;   /* 28: enum decision_flag */
};

#define ASSERT_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define ASSERT_AT(type, field, offset)                                                             \
	_Static_assert(__builtin_offsetof(type, field) == (offset), #type "." #field)

ASSERT_SIZE(struct settings, 64);
ASSERT_AT(struct settings, dry_run, 36);
ASSERT_AT(struct settings, flow_burst, 44);
ASSERT_SIZE(struct service, 64);
ASSERT_AT(struct service, port, 16);
ASSERT_AT(struct service, kind, 19);
ASSERT_AT(struct service, base, 24);
ASSERT_AT(struct service, flags, 36);
ASSERT_AT(struct service, hash, 40);
ASSERT_AT(struct service, set, 44);
ASSERT_SIZE(struct service_generation, SERVICES_GENERATION_HEAD);
ASSERT_AT(struct service_generation, record_mask, 28);
ASSERT_SIZE(struct services_head, SERVICES_HEAD);
ASSERT_SIZE(struct backend, 64);
ASSERT_AT(struct backend, generation, 6);
ASSERT_AT(struct backend, destination_mac, 12);
ASSERT_AT(struct backend, vlan, 24);
ASSERT_AT(struct backend, source_mask, 28);
ASSERT_AT(struct backend, address, 32);
ASSERT_AT(struct backend, source, 48);
ASSERT_SIZE(struct transit_head, 64);
ASSERT_AT(struct transit_head, set, 32);
ASSERT_AT(struct transit_head, full, 48);
ASSERT_SIZE(struct flow_key, 40);
ASSERT_AT(struct flow_key, protocol, 36);
ASSERT_SIZE(struct flow_value, 12);
ASSERT_AT(struct flow_value, service, 4);
ASSERT_AT(struct flow_value, set, 8);
ASSERT_SIZE(struct source_key, 24);
ASSERT_SIZE(struct tunnel_key, 16);
ASSERT_SIZE(struct tunnel_mtu, 32);
ASSERT_AT(struct tunnel_mtu, errors, 24);
ASSERT_SIZE(struct outcome_counts, 256);
ASSERT_SIZE(struct traffic, 16);
ASSERT_SIZE(struct table_counts, 16);
ASSERT_SIZE(struct decision, 32);

union layout_types {
	enum layout layout;
	enum feature feature;
	enum slot_word slot_word;
	enum record_kind record_kind;
	enum service_flag service_flag;
	enum services_layout services_layout;
	enum encapsulation encapsulation;
	enum backend_flag backend_flag;
	enum outcome outcome;
	enum event event;
	enum decision_flag decision_flag;
	struct settings settings;
	struct service service;
	struct service_generation service_generation;
	struct services_head services_head;
	struct backend backend;
	struct transit_head transit_head;
	struct flow_key flow_key;
	struct flow_value flow_value;
	struct source_key source_key;
	struct tunnel_key tunnel_key;
	struct tunnel_mtu tunnel_mtu;
	struct outcome_counts outcome_counts;
	struct traffic traffic;
	struct table_counts table_counts;
	struct decision decision;
};

#endif
