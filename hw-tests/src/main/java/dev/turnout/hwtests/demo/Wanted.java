package dev.turnout.hwtests.demo;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Seed;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The document that the demo pushes, and the table that follows from it.
 *
 * @param servers the backends, in order
 * @param weights one for each
 */
record Wanted(int generation, List<WebServer> servers, List<Integer> weights) {
    static final int TABLE_SIZE = 512;
    static final int PORT = 80;
    private static final String SEED = "7475726e6f75742d64656d6f2d736565642d6f6e6c792d666f722d7468697321";

    /** As a person writes it. */
    String yaml() {
        String backends = IntStream.range(0, servers.size())
                .mapToObj(i -> "      - address: %s\n        weight: %d\n"
                        .formatted(servers.get(i).address4(), weights.get(i)))
                .collect(Collectors.joining());
        return """
                generation: %d
                seed: %s
                services:
                  - name: web
                    vip: %s
                    port: %d
                    pool: web
                    tableSize: %d
                    transition:
                      idle: 3s
                pools:
                  - name: web
                    encapsulation: IPIP
                    backends:
                """.formatted(generation, SEED, Shop.VIP4, PORT, TABLE_SIZE) + backends;
    }

    Wanted withWeights(int newGeneration, List<Integer> newWeights) {
        return new Wanted(newGeneration, servers, newWeights);
    }

    /** The share of new connections that a backend should get. */
    double share(int server) {
        return (double) weights.get(server)
                / weights.stream().mapToInt(Integer::intValue).sum();
    }

    /** Who answers a new connection from this port of the client. */
    WebServer ownerOf(int clientPort) {
        FiveTuple flow = new FiveTuple(Shop.CLIENT4, Shop.VIP4, Protocol.TCP, clientPort, PORT);
        IpAddress owner = table().owner(FlowHash.slot(FlowHash.of(flow, Affinity.FIVE_TUPLE), TABLE_SIZE));
        return servers.stream()
                .filter(server -> server.address4().equals(owner))
                .findFirst()
                .orElseThrow();
    }

    /** Slots whose owner another document changes. */
    int slotsMovedBy(Wanted other) {
        MaglevTable mine = table();
        MaglevTable others = other.table();
        return Math.toIntExact(IntStream.range(0, TABLE_SIZE)
                .filter(slot -> !mine.owner(slot).equals(others.owner(slot)))
                .count());
    }

    /** Ports of the client, none of which the kernel hands out, whose slots move from one server to another. */
    List<Integer> portsMovedBy(Wanted other, WebServer from, WebServer to, int count) {
        return IntStream.range(20_000, 30_000)
                .filter(port ->
                        ownerOf(port).equals(from) && other.ownerOf(port).equals(to))
                .limit(count)
                .boxed()
                .toList();
    }

    private MaglevTable table() {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            backends.add(new Backend(servers.get(i).address4(), weights.get(i)));
        }
        return MaglevTable.build(new Seed(SEED), backends, TABLE_SIZE);
    }
}
