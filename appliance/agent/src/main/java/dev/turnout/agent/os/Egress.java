package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.dataplane.MacAddress;
import java.util.Set;

/**
 * The device through which packets leave, as XDP sees it: below VLAN devices, which exist only above the driver.
 *
 * @param port interface index of the lowest device
 * @param vlan 0 for untagged
 * @param mtu the smaller of the VLAN device's and the lower device's
 */
record Egress(int port, int vlan, MacAddress mac, int mtu) {
    /** Linux hands a redirected packet on to one of a bond's ports in these modes. */
    private static final Set<String> BONDS_WITH_XDP = Set.of("balance-rr", "active-backup", "balance-xor", "802.3ad");

    /** This device is no way out for XDP. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        Refused(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** One sentence that names the remedy. */
        String reason() {
            return reason;
        }
    }

    static Egress of(KernelView view, String device) throws Refused {
        Link link = find(view, device);
        if (!link.kind().equals("vlan")) {
            check(link);
            return new Egress(link.index(), 0, mac(link), link.mtu());
        }
        if (!link.vlanProtocol().equals("802.1Q")) {
            throw new Refused(device + " is an " + link.vlanProtocol() + " VLAN; use 802.1Q");
        }
        if (!link.isUp()) {
            throw new Refused(device + " is down: ip link set " + device + " up");
        }
        Link lower = find(
                view,
                link.lower()
                        .orElseThrow(() -> new Refused(
                                "the device below " + device + " is in another network namespace; put both into one")));
        if (lower.kind().equals("vlan")) {
            throw new Refused(device + " is a VLAN in a VLAN; next hops carry one tag");
        }
        check(lower);
        return new Egress(lower.index(), link.vlan(), mac(link), Math.min(link.mtu(), lower.mtu()));
    }

    private static Link find(KernelView view, String device) throws Refused {
        Link link = view.links().get(device);
        if (link == null) {
            throw new Refused("the device " + device + " is gone: bring it back, or route over another");
        }
        return link;
    }

    private static void check(Link link) throws Refused {
        String name = link.name();
        switch (link.kind()) {
            // Hardware, its virtual functions and paravirtual devices have no kind.
            case "", "veth", "tun" -> {}
            case "bond" -> checkBond(link);
            case "bridge" ->
                throw new Refused(name + " is a bridge, and XDP runs below bridges: give the address and the routes to"
                        + " one of its ports");
            default ->
                throw new Refused(name + " is a " + link.kind()
                        + " device, which XDP cannot send through: route over an" + " Ethernet device or a VLAN");
        }
        checkEthernet(link);
    }

    private static void checkBond(Link bond) throws Refused {
        if (!BONDS_WITH_XDP.contains(bond.bondMode())) {
            throw new Refused(bond.name() + " is a bond of mode " + bond.bondMode()
                    + ", which XDP cannot send through: use 802.3ad, active-backup, balance-xor or balance-rr");
        }
    }

    private static void checkEthernet(Link link) throws Refused {
        String name = link.name();
        if (!link.type().equals("ether")) {
            throw new Refused(name + " is no Ethernet device: route over one");
        }
        if (!link.isUp()) {
            throw new Refused(name + " is down: ip link set " + name + " up");
        }
        if (!link.hasCarrier()) {
            throw new Refused(name + " has no carrier: check cable and switch");
        }
    }

    private static MacAddress mac(Link link) throws Refused {
        return link.mac().orElseThrow(() -> new Refused(link.name() + " has no MAC address"));
    }
}
