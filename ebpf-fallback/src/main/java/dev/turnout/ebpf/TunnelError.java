package dev.turnout.ebpf;

import dev.turnout.core.model.IpAddress;

/**
 * A router on the way to a backend said that our tunnel's packets are too large for it.
 *
 * @param mtu the least that was named since the last report, in bytes of IP packet. It may be forged: keep a lower bound, and let
 *     a lowering expire
 * @param errors how many of them since the backend was first programmed
 */
public record TunnelError(IpAddress backend, int mtu, long errors) {}
