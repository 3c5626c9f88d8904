package dev.turnout.hwtests.flood;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Seed;
import dev.turnout.hwtests.load.Document;
import dev.turnout.hwtests.net.Shop;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A document: the service that is flooded, and another beside it, with backends of its own.
 *
 * @param flooded backends of the first
 * @param drained backends of the first that take no new flows any more
 * @param other backends of the second
 */
record TownPlan(
        int generation,
        Persistence persistence,
        List<IpAddress> flooded,
        List<IpAddress> drained,
        List<IpAddress> other)
        implements Document {
    static final int FLOODED_PORT = 8001;
    /** Where the other service answers requests. */
    static final int WEB_PORT = 80;
    /** Where it has connections that live. */
    static final int OTHER_PORT = 8003;

    static final IpAddress OTHER_VIP = IpAddress.parse("203.0.113.20").orElseThrow();
    /** In the VIPs' network, and yet for no service. */
    static final IpAddress NOWHERE = IpAddress.parse("203.0.113.99").orElseThrow();

    static final int TABLE_SIZE = 1024;
    static final double MAX_FALSE_POSITIVE_RATE = 0.001;
    private static final String SEED = "7475726e6f75742d686974".repeat(3).substring(0, 2 * Seed.BYTES);

    /** Others take the new flows of the flooded service. */
    TownPlan drainedFor(List<IpAddress> others) {
        return new TownPlan(generation + 1, persistence, others, flooded, other);
    }

    @Override
    public String yaml() {
        return """
                generation: %d
                seed: %s
                dataplane: { announce: NONE }
                services:
                %s%s%spools:
                %s%s""".formatted(
                        generation,
                        SEED,
                        service("flooded", Shop.VIP4, FLOODED_PORT, persistence),
                        service("other", OTHER_VIP, OTHER_PORT, Persistence.TRANSIT),
                        service("web", OTHER_VIP, WEB_PORT, Persistence.TRANSIT),
                        pool("flooded", flooded, drained),
                        pool("other", other, List.of()));
    }

    private static String service(String name, IpAddress vip, int port, Persistence persistence) {
        return """
                  - name: %s
                    vip: %s
                    port: %d
                    pool: %s
                    tableSize: %d
                    persistence: %s
                    transition: { idle: 3s, maxFalsePositiveRate: %s }
                """.formatted(
                        name,
                        vip,
                        port,
                        name.equals("flooded") ? name : "other",
                        TABLE_SIZE,
                        persistence,
                        MAX_FALSE_POSITIVE_RATE);
    }

    private static String pool(String name, List<IpAddress> serving, List<IpAddress> draining) {
        return "  - name: %s%n    encapsulation: IPIP%n    backends:%n".formatted(name)
                + backends(serving, 1)
                + backends(draining, 0);
    }

    private static String backends(List<IpAddress> addresses, int weight) {
        return addresses.stream()
                .map(address -> "      - { address: %s, weight: %d }%n".formatted(address, weight))
                .collect(Collectors.joining());
    }
}
