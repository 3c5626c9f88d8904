package dev.turnout.hwtests.hitless;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Seed;
import dev.turnout.hwtests.load.Connection;
import dev.turnout.hwtests.load.Document;
import dev.turnout.hwtests.net.Shop;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A document: one service of each persistence that the data plane can keep, all on one pool, and the table that follows from
 * it.
 *
 * @param persistences of its services
 * @param random whether the service with a flow table draws its backends instead of looking them up
 * @param remembering whether the service of TRANSIT has a flow table by now, and draws
 * @param encapsulation how backends are reached
 * @param probed whether backends are asked whether they are ready
 * @param backends of the pool, those of weight 0 too
 */
record Fleet(
        int generation,
        List<Persistence> persistences,
        String seed,
        int tableSize,
        boolean random,
        boolean remembering,
        String encapsulation,
        boolean probed,
        List<Backend> backends)
        implements Document {
    /** Seconds without a packet to previous owners after which a transition ends. */
    static final int IDLE = 3;

    /** Seconds from probe to probe, and how many must fail. */
    static final int PROBE_INTERVAL = 1;

    static final int PROBE_FALL = 3;

    private static final int FIRST_PORT = 8001;
    private static final String SEED = "7475726e6f75742d686974".repeat(3).substring(0, 2 * Seed.BYTES);

    static Fleet of(List<Persistence> persistences, List<IpAddress> addresses, int tableSize) {
        List<Backend> backends =
                addresses.stream().map(address -> new Backend(address, 1)).toList();
        return new Fleet(1, persistences, SEED, tableSize, false, false, "IPIP", false, backends);
    }

    static int port(Persistence persistence) {
        return FIRST_PORT + persistence.ordinal();
    }

    static Persistence persistence(int port) {
        return Persistence.values()[port - FIRST_PORT];
    }

    static List<Integer> ports(List<Persistence> persistences) {
        return persistences.stream().map(Fleet::port).toList();
    }

    /** The same but for the backends, as the next generation. */
    Fleet with(List<Backend> others) {
        return new Fleet(
                generation + 1, persistences, seed, tableSize, random, remembering, encapsulation, probed, others);
    }

    /** Weights in the order of the backends, over and over. */
    Fleet withWeights(int... weights) {
        return with(IntStream.range(0, backends.size())
                .mapToObj(i -> new Backend(backends.get(i).address(), weights[i % weights.length]))
                .toList());
    }

    Fleet withWeightOf(IpAddress address, int weight) {
        return with(backends.stream()
                .map(backend -> backend.address().equals(address) ? new Backend(address, weight) : backend)
                .toList());
    }

    Fleet without(IpAddress address) {
        return with(backends.stream()
                .filter(backend -> !backend.address().equals(address))
                .toList());
    }

    Fleet withTableSize(int slots) {
        return new Fleet(
                generation + 1, persistences, seed, slots, random, remembering, encapsulation, probed, backends);
    }

    Fleet withSeed(String other) {
        return new Fleet(
                generation + 1, persistences, other, tableSize, random, remembering, encapsulation, probed, backends);
    }

    Fleet withRandom(boolean drawn) {
        return new Fleet(
                generation + 1, persistences, seed, tableSize, drawn, remembering, encapsulation, probed, backends);
    }

    Fleet withMemoryForTransit() {
        return new Fleet(generation + 1, persistences, seed, tableSize, random, true, encapsulation, probed, backends);
    }

    Fleet withEncapsulation(String other) {
        return new Fleet(generation + 1, persistences, seed, tableSize, random, remembering, other, probed, backends);
    }

    /** Backends are asked over HTTP whether they are ready. */
    Fleet withProbes() {
        return new Fleet(
                generation + 1, persistences, seed, tableSize, random, remembering, encapsulation, true, backends);
    }

    /** What this says, as a generation that comes after another's. */
    Fleet after(Fleet newer) {
        return new Fleet(
                newer.generation + 1,
                persistences,
                seed,
                tableSize,
                random,
                remembering,
                encapsulation,
                probed,
                backends);
    }

    @Override
    public String yaml() {
        String services = persistences.stream().map(this::service).collect(Collectors.joining());
        String servers = backends.stream()
                .map(backend -> "      - { address: %s, weight: %d }%n".formatted(backend.address(), backend.weight()))
                .collect(Collectors.joining());
        String check = probed
                ? "    healthCheck: { protocol: HTTP, port: 80, path: /ready, interval: %ds, timeout: %1$ds, fall: %d }%n"
                        .formatted(PROBE_INTERVAL, PROBE_FALL)
                : "";
        return "generation: %d%nseed: %s%ndataplane: { announce: NONE }%nservices:%n".formatted(generation, seed)
                + services
                + "pools:%n  - name: all%n    encapsulation: %s%n    backends:%n".formatted(encapsulation)
                + servers
                + check;
    }

    private String service(Persistence persistence) {
        boolean remembered = remembering && persistence == Persistence.TRANSIT;
        boolean drawn = remembered || random && persistence == Persistence.FLOW_TABLE;
        return """
                  - name: s%d
                    vip: %s
                    port: %1$d
                    pool: all
                    algorithm: %s
                    tableSize: %d
                    persistence: %s
                    transition: { idle: %ds }
                """.indent(0).formatted(
                port(persistence),
                Shop.VIP4,
                drawn ? "RANDOM" : "MAGLEV",
                tableSize,
                remembered ? Persistence.FLOW_TABLE : persistence,
                IDLE);
    }

    MaglevTable table() {
        return MaglevTable.build(new Seed(seed), backends, tableSize);
    }

    static FiveTuple flow(Connection connection) {
        return new FiveTuple(connection.source(), Shop.VIP4, Protocol.TCP, connection.sourcePort(), connection.port());
    }

    static int slot(FiveTuple flow, int tableSize) {
        return FlowHash.slot(FlowHash.of(flow, Affinity.FIVE_TUPLE), tableSize);
    }
}
