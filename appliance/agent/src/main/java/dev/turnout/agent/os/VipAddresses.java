package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.agent.os.KernelView.LocalAddress;
import dev.turnout.core.model.IpAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * VIPs among the box's addresses. Pure.
 *
 * <p>An address that Turnout has put there bears {@link #MARK} as its metric, which the kernel keeps and nobody else uses:
 * so a later run, or another version, knows its own again without a file that could be wrong. IPv4 addresses also bear the
 * label {@code lo:turnout}, for people.
 *
 * <p>IPv6 VIPs stand on the announced devices as well. Linux answers ARP for any address of the box on any device, but a
 * neighbour solicitation only for the device's own addresses. They are deprecated (preferred lifetime 0), so that the box
 * never chooses one as the source of its own traffic (RFC 6724 §5, rule 3).
 */
final class VipAddresses {
    /** "turn" in ASCII. */
    static final int MARK = 0x7475_726e;

    private static final String LOOPBACK = "lo";

    private VipAddresses() {}

    /** The batch after which the wanted VIPs, and no other marked address, are on the box. Empty where they are already. */
    static String batch(Collection<Link> links, Set<IpAddress> wanted, Set<String> devices) {
        StringBuilder batch = new StringBuilder();
        for (Link link : sorted(links)) {
            boolean loopback = link.name().equals(LOOPBACK);
            boolean announced = devices.contains(link.name());
            Set<IpAddress> here = wanted.stream()
                    .filter(vip -> loopback || announced && !vip.isIpv4())
                    .collect(Collectors.toCollection(TreeSet::new));
            for (LocalAddress address : link.addresses()) {
                if (!here.remove(address.address()) && address.metric() == MARK) {
                    batch.append("addr del ")
                            .append(host(address.address(), link))
                            .append('\n');
                }
            }
            here.forEach(vip -> batch.append("addr add ")
                    .append(host(vip, link))
                    .append(vip.isIpv4() ? " label lo:turnout" : " nodad preferred_lft 0")
                    .append(" metric " + MARK + "\n"));
        }
        return batch.toString();
    }

    private static String host(IpAddress address, Link link) {
        return address + "/" + address.family().bits() + " dev " + link.name();
    }

    /** The wanted VIPs that are on the box by somebody else's hand. */
    static Set<IpAddress> foreign(Collection<Link> links, Set<IpAddress> wanted) {
        return links.stream()
                .flatMap(link -> link.addresses().stream())
                .filter(address -> address.metric() != MARK && wanted.contains(address.address()))
                .map(LocalAddress::address)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All addresses of the box but those that Turnout has put there. */
    static Set<IpAddress> management(Collection<Link> links) {
        return links.stream()
                .flatMap(link -> link.addresses().stream())
                .filter(address -> address.metric() != MARK)
                .map(LocalAddress::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of the ports where VIPs are served, those devices that speak IP there: the port itself, and VLANs on it. */
    static List<Link> speakers(Collection<Link> links, Collection<String> ports) {
        return sorted(links).stream()
                .filter(link -> ports.contains(link.name())
                        || link.kind().equals("vlan")
                                && link.lower().filter(ports::contains).isPresent())
                .filter(link -> link.addresses().stream().anyMatch(address -> address.metric() != MARK))
                .toList();
    }

    private static List<Link> sorted(Collection<Link> links) {
        return links.stream().sorted(Comparator.comparingInt(Link::index)).toList();
    }
}
