/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The maps of the packet path. Sizes here are the defaults; user space sets others between open
 * and load, together with struct settings.
 *
 * "Memory" maps are array maps with one entry and BPF_F_MMAPABLE: user space maps them and reads
 * and writes the one value in place, never by system calls, which copy it whole. The kernel caps
 * them below 512 MiB. Their value sizes follow from the settings:
 *
 *	slots		4 * slot_count
 *	services	SERVICES_HEAD + 2 * (SERVICES_GENERATION_HEAD + 2 * service_buckets
 *					     + 64 * service_records)
 *	backend_index	4 * BACKEND_IDS			(fixed)
 *	backends	64 * backend_records
 *	transit		sizeof(struct transit_head) + TRANSIT_FILTERS * filter_bits / 8
 */
#ifndef TURNOUT_MAPS_H
#define TURNOUT_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "layout.h"

enum defaults {
	DEFAULT_SLOT_COUNT = 4 << 20,
	DEFAULT_SERVICE_RECORDS = 16384,
	DEFAULT_SERVICE_BUCKETS = 8192,
	DEFAULT_BACKEND_RECORDS = 65536,
	DEFAULT_FILTER_BITS = 1 << 23,
	DEFAULT_SERVICE_IDS = 16384,
	DEFAULT_TABLE_IDS = 16384,
	DEFAULT_FLOWS = 65536,
	DEFAULT_SOURCE_RANGES = 65536,
	DEFAULT_ICMP_RATE = 100,
	DEFAULT_ICMP_BURST = 50,
	DEFAULT_FLOW_RATE = 1000,
	DEFAULT_FLOW_BURST = 4096,
};

const volatile struct settings settings SEC(".rodata.settings") = {
	.layout_version = LAYOUT_VERSION,
	.slot_count = DEFAULT_SLOT_COUNT,
	.service_records = DEFAULT_SERVICE_RECORDS,
	.service_buckets = DEFAULT_SERVICE_BUCKETS,
	.backend_records = DEFAULT_BACKEND_RECORDS,
	.filter_bits = DEFAULT_FILTER_BITS,
	.icmp_rate = DEFAULT_ICMP_RATE,
	.icmp_burst = DEFAULT_ICMP_BURST,
	.features = FEATURE_ALL,
	.flow_rate = DEFAULT_FLOW_RATE,
	.flow_burst = DEFAULT_FLOW_BURST,
};

const volatile union layout_types layout_types = {};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4 * DEFAULT_SLOT_COUNT);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size,
	       SERVICES_HEAD + 2 * (SERVICES_GENERATION_HEAD + 2 * DEFAULT_SERVICE_BUCKETS +
	                            64 * DEFAULT_SERVICE_RECORDS));
} services SEC(".maps");

/* Backend id to record in "backends", one __u32 each; 0 = no such backend. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4 * BACKEND_IDS);
} backend_index SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 64 * DEFAULT_BACKEND_RECORDS);
} backends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 64 + TRANSIT_FILTERS * DEFAULT_FILTER_BITS / 8);
} transit SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, DEFAULT_FLOWS);
	__type(key, struct flow_key);
	__type(value, struct flow_value);
} flows SEC(".maps");

/* The value means nothing: an entry is a permission. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, DEFAULT_SOURCE_RANGES);
	__type(key, struct source_key);
	__type(value, __u32);
} source_ranges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, BACKEND_IDS);
	__type(key, struct tunnel_key);
	__type(value, struct tunnel_mtu);
} tunnel_mtu SEC(".maps");

/* Per-CPU counters. One entry: all outcomes. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct outcome_counts);
} outcomes SEC(".maps");

/* By service id; an id beyond the map is forwarded and not counted. So with the next two. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, DEFAULT_SERVICE_IDS);
	__type(key, __u32);
	__type(value, struct traffic);
} service_counts SEC(".maps");

/* By backend id. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BACKEND_IDS);
	__type(key, __u32);
	__type(value, struct traffic);
} backend_counts SEC(".maps");

/* By the table index of the service record. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, DEFAULT_TABLE_IDS);
	__type(key, __u32);
	__type(value, struct table_counts);
} table_counts SEC(".maps");

/* One entry, private to the program. So with the next. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct token_bucket);
} icmp_tokens SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct token_bucket);
} flow_tokens SEC(".maps");

/* One entry; not shared between a program and its dry-run twin. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct decision);
} decision SEC(".maps");

#endif
