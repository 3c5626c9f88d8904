package dev.turnout.agent.os;

import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.model.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's devices, neighbours and routes at one moment, as iproute2 tells of them.
 *
 * @param links by name
 * @param neighbours by device and address
 * @param routes the kernel's answer for each destination that was asked for; without an entry where it has no route
 */
record KernelView(Map<String, Link> links, Map<Neighbour.Key, Neighbour> neighbours, Map<IpAddress, Route> routes) {

    KernelView {
        links = Map.copyOf(links);
        neighbours = Map.copyOf(neighbours);
        routes = Map.copyOf(routes);
    }

    /**
     * A network device.
     *
     * @param kind of virtual device: {@code vlan}, {@code veth}, {@code bond}; empty for hardware
     * @param lower the device below a VLAN
     * @param bondMode as {@code ip link} spells it; empty for what is no bond
     * @param addresses with what marks them as ours
     */
    record Link(
            int index,
            String name,
            String type,
            List<String> flags,
            int mtu,
            Optional<MacAddress> mac,
            String kind,
            Optional<String> lower,
            int vlan,
            String vlanProtocol,
            String bondMode,
            List<LocalAddress> addresses) {

        boolean isUp() {
            return flags.contains("UP");
        }

        boolean hasCarrier() {
            return !flags.contains("NO-CARRIER");
        }
    }

    /** An address of the box; {@code metric} 0 where it has none. */
    record LocalAddress(IpAddress address, int prefixLength, int metric) {}

    /**
     * A neighbour entry.
     *
     * @param state as {@code ip neigh} spells it: REACHABLE, STALE, FAILED, …
     * @param managed whether the kernel keeps it resolved by itself
     * @param protocol who made it, as iproute2 prints it
     */
    record Neighbour(Key key, Optional<MacAddress> mac, List<String> state, boolean managed, String protocol) {
        record Key(String device, IpAddress address) {}

        boolean isIn(String... states) {
            return List.of(states).stream().anyMatch(state::contains);
        }
    }

    /**
     * The route to one destination.
     *
     * @param type {@code unicast}, {@code local}, {@code broadcast}, …
     * @param gateway the next hop's address where the destination is not on-link; its family may be another
     * @param mtu of the route, locked or learnt; empty where the device's counts
     */
    record Route(
            IpAddress destination,
            String type,
            String device,
            Optional<IpAddress> gateway,
            Optional<IpAddress> source,
            Optional<Integer> mtu) {}

    /** The commands that are to be run by one {@code ip -j -d -force -batch -}, in this order. */
    static String batch(Iterable<IpAddress> destinations) {
        StringBuilder batch = new StringBuilder("addr show\nneigh show nud all\n");
        destinations.forEach(
                destination -> batch.append("route get ").append(destination).append('\n'));
        return batch.toString();
    }

    /** Reads what {@link #batch} prints: one array a line. Empty where it is not that. */
    static Optional<KernelView> parse(String printed) {
        List<Json> lines = printed.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Json.parse(line).orElse(new Json.Nothing()))
                .toList();
        if (lines.size() < 2 || !lines.stream().allMatch(line -> line instanceof Json.Items)) {
            return Optional.empty();
        }
        Map<String, Link> links = links(lines.get(0));
        Map<Neighbour.Key, Neighbour> neighbours = new HashMap<>();
        lines.get(1)
                .items()
                .forEach(item ->
                        ViewReader.neighbour(item).ifPresent(neighbour -> neighbours.put(neighbour.key(), neighbour)));
        Map<IpAddress, Route> routes = new HashMap<>();
        lines.subList(2, lines.size())
                .forEach(line -> line.items()
                        .forEach(item ->
                                ViewReader.route(item).ifPresent(route -> routes.put(route.destination(), route))));
        return links.isEmpty() ? Optional.empty() : Optional.of(new KernelView(links, neighbours, routes));
    }

    /** Reads what {@code ip -j -d addr show} prints. */
    static Optional<Collection<Link>> parseLinks(String printed) {
        return Json.parse(printed.strip())
                .map(KernelView::links)
                .filter(links -> !links.isEmpty())
                .map(Map::values);
    }

    private static Map<String, Link> links(Json array) {
        Map<String, Link> links = new HashMap<>();
        array.items().forEach(item -> ViewReader.link(item).ifPresent(link -> links.put(link.name(), link)));
        return links;
    }
}
