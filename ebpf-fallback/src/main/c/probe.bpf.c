/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Health probes through the forwarding path: sends the box's own TCP packets to a backend that their
 * source port names, by the packet path's own records and its own encapsulation. It runs on the far
 * end of a veth pair into which the kernel routes probes; whatever else comes there is dropped.
 *
 *	box's socket, port 61440 + n -> VIP	[veth]	probe_ports[n] -> backend -> outer headers -> NIC
 *
 * What it leaves out of the packet path: services, slots, marks, and all counting of traffic.
 */
#include "encap.h"

enum probe_layout {
	PROBE_FIRST_PORT = 0xf000, /* above what the kernel gives to others by default */
	PROBE_PORTS = 0x0fff,      /* a routing rule does not take 65535 */
};

/* By source port: a backend's id; 0 = none. User space writes it before it connects. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PROBE_PORTS);
	__type(key, __u32);
	__type(value, __u32);
} probe_ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct outcome_counts);
} probe_outcomes SEC(".maps");

/* The hash has no service to begin with: it only varies the outer header. */
static __always_inline __u32 probe_entropy(const struct packet *packet)
{
	return flow_entropy(crc_word(CRC_PORTS, packet->flow.ports));
}

static __always_inline const struct backend *probed_backend(const struct packet *packet)
{
	__u32 port = bpf_ntohs(packet->flow.ports & 0xffff);
	__u32 number = port - PROBE_FIRST_PORT;
	const __u32 *id;

	id = bpf_map_lookup_elem(&probe_ports, &number);
	return id && *id ? backend_of(*id) : NULL;
}

static __always_inline enum outcome steer(struct xdp_md *context, __u32 *ifindex)
{
	const struct backend *backend;
	struct packet packet;
	struct cursor cursor;
	enum outcome outcome;
	struct shape shape;

	outcome = parse_packet(context, &cursor, &packet);
	if (outcome)
		return outcome;
	if (packet.fault)
		return packet.fault;
	if (packet.flow.protocol != IPPROTO_TCP || packet.flags & PACKET_FRAGMENT)
		return DROP_UNKNOWN_PROTOCOL;
	backend = probed_backend(&packet);
	if (!backend)
		return DROP_NO_BACKEND;
	if (!backend->encapsulation || backend->encapsulation > ENCAP_L2)
		return DROP_LAYOUT;
	if (!(backend->flags & BACKEND_RESOLVED))
		return DROP_UNRESOLVED;
	shape = shape_of(backend);
	if (packet.length + encap_overhead(shape) > backend->mtu)
		return DROP_TOO_BIG;
	*ifindex = backend->ifindex;
	return encapsulate(context, &packet, backend, shape, probe_entropy(&packet));
}

SEC("xdp")
int probe(struct xdp_md *context)
{
	struct outcome_counts *counts;
	__u32 ifindex = 0, zero = 0;
	enum outcome outcome;

	outcome = steer(context, &ifindex);
	counts = bpf_map_lookup_elem(&probe_outcomes, &zero);
	if (counts)
		counts->packets[outcome & (OUTCOME_ROOM - 1)]++;
	return outcome == FORWARD_REDIRECT ? bpf_redirect(ifindex, 0) : XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
