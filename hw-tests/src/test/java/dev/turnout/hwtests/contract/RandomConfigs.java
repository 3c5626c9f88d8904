package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.health.HealthState;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Configurations of the kind that a small site has, and what its box knows of the backends. */
final class RandomConfigs {
    private static final List<Encapsulation> ENCAPSULATIONS =
            List.of(new Encapsulation.Ipip(), new Encapsulation.Gue(6080), new Encapsulation.L2());

    private final Random random;
    private long generation;

    RandomConfigs(Random random) {
        this.random = random;
    }

    FleetConfig next() {
        List<BackendPool> pools = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pools.add(new BackendPool("pool-" + i, ENCAPSULATIONS.get(i), backends(i)));
        }
        List<Service> services = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            if (random.nextInt(6) > 0) {
                services.add(service(i));
            }
        }
        return new FleetConfig(
                new Revision(1, ++generation), new Seed("5a".repeat(32)), services, pools, DataplaneSettings.DEFAULT);
    }

    private List<Backend> backends(int pool) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            if (i == 1 || random.nextInt(4) > 0) {
                backends.add(new Backend(IpAddress.ipv4(0x0a000000 | pool << 8 | i), i == 1 ? 1 : random.nextInt(4)));
            }
        }
        return backends;
    }

    private Service service(int number) {
        boolean udp = number == 5;
        return new Service(
                "service-" + number,
                new Vip(vip(number), udp ? Protocol.UDP : Protocol.TCP, number == 4 ? Vip.ANY_PORT : 80 + number % 2),
                "pool-" + random.nextInt(3),
                Algorithm.MAGLEV,
                256 << random.nextInt(3),
                number == 3 ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE,
                udp ? Persistence.NONE : Persistence.TRANSIT,
                number == 2 ? List.of(new Cidr(IpAddress.ipv4(0xc6336400), 24)) : List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
    }

    /** Services 0 and 1 share an address, and so do 2 and 3. */
    static IpAddress vip(int number) {
        return IpAddress.ipv4(0xc0000200 | 1 + number / 2);
    }

    Surroundings surroundings(FleetConfig config) {
        Map<BackendKey, HealthState> health = new HashMap<>();
        Map<BackendKey, NextHop> nextHops = new HashMap<>();
        for (BackendPool pool : config.pools()) {
            for (Backend backend : pool.backends()) {
                BackendKey key = new BackendKey(backend.address(), pool.encapsulation());
                nextHops.put(key, nextHop(backend.address()));
                if (random.nextInt(8) == 0) {
                    health.put(key, random.nextBoolean() ? HealthState.DEAD : HealthState.UNHEALTHY);
                }
            }
        }
        return new Surroundings(health, nextHops);
    }

    private NextHop nextHop(IpAddress backend) {
        return new NextHop(
                1 + backend.ipv4Bits() % 2,
                random.nextInt(3) == 0 ? 7 : 0,
                new MacAddress(0x02_00_00_00_00_01L),
                new MacAddress(0x02_00_00_00_00_00L | backend.ipv4Bits() & 0xffff),
                1500,
                Cidr.host(IpAddress.ipv4(0x0a0000fe)));
    }
}
