package dev.turnout.core.dataplane;

import dev.turnout.core.model.Cidr;

/**
 * The way from the box to a backend, resolved outside the packet path.
 *
 * @param port egress: an interface index for XDP, a switch port for P4
 * @param vlan 1–4094, or 0 for untagged
 * @param source the box's MAC on that port
 * @param destination the neighbour's MAC
 * @param mtu of the way, in bytes of IP packet, outer headers included
 * @param outerSource outer source addresses come from this prefix, varied by the flow hash; a host prefix for one
 *     address. Its family is the backend's
 */
public record NextHop(int port, int vlan, MacAddress source, MacAddress destination, int mtu, Cidr outerSource) {
    public NextHop {
        if (vlan < 0 || vlan > 4094 || mtu < 68 || mtu > 65_535) {
            throw new IllegalArgumentException("next hop with VLAN " + vlan + ", MTU " + mtu);
        }
    }
}
