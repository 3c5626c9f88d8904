package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.program.Surroundings;
import dev.turnout.hwtests.speed.Site.Wish;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One service, and what is wished of its backends. All are neighbours behind port 1.
 *
 * @param slots of its table
 * @param backends of its pool
 */
record P4Site(int slots, int backends) {
    private static final Seed SEED = new Seed("42".repeat(Seed.BYTES));
    private static final String POOL = "pool";
    private static final Vip VIP = new Vip(IpAddress.ipv4(0xc6120001), Protocol.TCP, 80);
    private static final int FIRST_BACKEND = 0x0a010001;
    private static final Cidr OUTER_SOURCE = new Cidr(IpAddress.ipv4(0x0aff0000), 24);
    private static final MacAddress OWN_MAC = new MacAddress(0x02_00_00_00_00_01L);
    private static final long FIRST_MAC = 0x02_00_00_01_00_00L;
    private static final int MTU = 1500;

    FleetConfig config(int generation, Wish wish) {
        Service service = new Service(
                "service",
                VIP,
                POOL,
                Algorithm.MAGLEV,
                slots,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
        return new FleetConfig(
                new Revision(1, generation),
                SEED,
                List.of(service),
                List.of(new BackendPool(POOL, new Encapsulation.Ipip(), pool(wish))),
                DataplaneSettings.DEFAULT);
    }

    private List<Backend> pool(Wish wish) {
        return IntStream.range(0, backends)
                .filter(number -> !wish.absent().get(number))
                .mapToObj(number -> new Backend(address(number), wish.heavy().get(number) ? 2 : 1))
                .toList();
    }

    private static IpAddress address(int number) {
        return IpAddress.ipv4(FIRST_BACKEND + number);
    }

    /** Slots whose owner is another with the second wish than with the first: of tables alone, whoever programs them. */
    int moved(Wish before, Wish after) {
        MaglevTable from = MaglevTable.build(SEED, pool(before), slots);
        MaglevTable to = MaglevTable.build(SEED, pool(after), slots);
        return (int) IntStream.range(0, slots)
                .filter(slot -> !from.owner(slot).equals(to.owner(slot)))
                .count();
    }

    Surroundings surroundings() {
        Map<BackendKey, NextHop> nextHops = new HashMap<>();
        for (int number = 0; number < backends; number++) {
            nextHops.put(
                    new BackendKey(address(number), new Encapsulation.Ipip()),
                    new NextHop(1, 0, new MacAddress(FIRST_MAC + number), OWN_MAC, MTU, OUTER_SOURCE));
        }
        return new Surroundings(Map.of(), nextHops);
    }
}
