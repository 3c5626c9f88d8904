// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Drops the first SYN-ACK of every TCP connection to 192.0.2.99, so that the client sends its SYN
 * again; passes everything else. Which connection it is, the acknowledged initial number of the
 * client tells: another server that answers the same SYN sends no first SYN-ACK.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define UNLUCKY bpf_htonl(0xc0000263) /* 192.0.2.99 */

struct connection {
	__be16 vip_port;
	__be16 client_port;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct connection);
	__type(value, __be32);
} dropped SEC(".maps");

SEC("xdp")
int first_synack(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct tcphdr *tcp = (void *)(ip + 1);
	struct connection key;
	__be32 *before, ack;

	if ((void *)(tcp + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5)
		return XDP_PASS;
	if (ip->protocol != IPPROTO_TCP || ip->daddr != UNLUCKY || !tcp->syn || !tcp->ack)
		return XDP_PASS;
	key.vip_port = tcp->source;
	key.client_port = tcp->dest;
	ack = tcp->ack_seq;
	before = bpf_map_lookup_elem(&dropped, &key);
	if (before && *before == ack)
		return XDP_PASS;
	bpf_map_update_elem(&dropped, &key, &ack, BPF_ANY);
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
