/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * ICMP errors that the box itself sends: "too big" and "port unreachable". They come from the VIP,
 * go out where the packet came in, and carry as much of it as RFC 1812 §4.3.2.3 (576 bytes in all)
 * and RFC 4443 §2.4 (1280) ask for. A token bucket per CPU limits them.
 */
#ifndef TURNOUT_ANSWER_H
#define TURNOUT_ANSWER_H

#include "answer_write.h"
#include "counters.h"
#include "tokens.h"

static __always_inline bool icmp_allowed(void)
{
	return token_taken(&icmp_tokens, settings.icmp_rate, settings.icmp_burst);
}

/*
 * RFC 1122 §3.2.2, RFC 4443 §2.4: no error about an error, about a later fragment, or to a source
 * that is no single host.
 */
static __always_inline bool may_answer(const struct packet *packet)
{
	const union address *source = &packet->flow.source;
	__u8 first = packet->ipv6 ? source->bytes[0] : source->bytes[12];

	if (packet->flags & (PACKET_ICMP_ERROR | PACKET_LATER))
		return false;
	if (packet->ipv6)
		return first != 0xff && (source->halves[0] || source->words[2]);
	return first != 0 && first != 127 && first < 224;
}

static __always_inline enum outcome answer_too_big(struct xdp_md *context,
                                                   const struct packet *packet, __u32 mtu)
{
	struct error error = { .type = ICMP_DEST_UNREACH, .code = ICMP_FRAG_NEEDED };

	if (!(settings.features & FEATURE_MTU_ANSWERS) || !(packet->flags & PACKET_DF) ||
	    !may_answer(packet))
		return DROP_TOO_BIG;
	if (!icmp_allowed())
		return DROP_TOO_BIG_LIMITED;
	error.rest = bpf_htonl(mtu); /* IPv4: 16 bits of it, after 16 unused ones (RFC 1191) */
	if (packet->ipv6) {
		error.type = ICMPV6_PKT_TOOBIG;
		error.code = 0;
	}
	return answer_error(context, packet, &error) ? ANSWER_TOO_BIG : DROP_TOO_BIG;
}

static __always_inline enum outcome answer_reject(struct xdp_md *context,
                                                  const struct packet *packet)
{
	struct error error = { .type = ICMP_DEST_UNREACH, .code = ICMP_PORT_UNREACH };

	if (!may_answer(packet))
		return DROP_NO_BACKEND;
	if (!icmp_allowed())
		return DROP_REJECT_LIMITED;
	if (packet->ipv6) {
		error.type = ICMPV6_DEST_UNREACH;
		error.code = ICMPV6_PORT_UNREACH;
	}
	return answer_error(context, packet, &error) ? ANSWER_REJECT : DROP_NO_BACKEND;
}

#endif
