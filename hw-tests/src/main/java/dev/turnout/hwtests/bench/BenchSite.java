package dev.turnout.hwtests.bench;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Family;
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
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a case forwards to: services with a VIP each, one after the other, on a thousand backends, with the largest table.
 *
 * @param family of VIPs and backends
 * @param sharedTable whether all services have the same pool, and so one table
 * @param moving whether every slot is in transition, from one thousand backends to another
 */
record BenchSite(
        Family family,
        Protocol protocol,
        Encapsulation encapsulation,
        Persistence persistence,
        int services,
        boolean sharedTable,
        boolean moving) {
    static final int PORT = 80;
    static final int BACKENDS = 1000;
    static final int TABLE_SIZE = 131_072;

    private static final IpAddress VIP4 = IpAddress.ipv4(0xc6120001);
    private static final IpAddress VIP6 = new IpAddress(0x2001_0002_0000_0000L, 1);
    private static final IpAddress FOREIGN4 = IpAddress.ipv4(0xc6130001);
    private static final int CURRENT = 0x0a010000;
    private static final int PREVIOUS = 0x0a020000;
    private static final long NETWORK6 = 0xfd00_0000_0000_0001L;

    static BenchSite ipv4() {
        return new BenchSite(Family.IPV4, Protocol.TCP, new Encapsulation.Ipip(), Persistence.TRANSIT, 1, true, false);
    }

    static BenchSite ipv6() {
        return new BenchSite(Family.IPV6, Protocol.TCP, new Encapsulation.Ipip(), Persistence.TRANSIT, 1, true, false);
    }

    BenchSite withServices(int number, boolean shared) {
        return new BenchSite(family, protocol, encapsulation, persistence, number, shared, moving);
    }

    BenchSite withUdp() {
        return new BenchSite(family, Protocol.UDP, encapsulation, Persistence.NONE, services, sharedTable, moving);
    }

    BenchSite withGue() {
        Encapsulation gue = new Encapsulation.Gue(Encapsulation.Gue.DEFAULT_PORT);
        return new BenchSite(family, protocol, gue, persistence, services, sharedTable, moving);
    }

    BenchSite withFlowTable() {
        return new BenchSite(family, protocol, encapsulation, Persistence.FLOW_TABLE, services, sharedTable, moving);
    }

    BenchSite inTransition() {
        return new BenchSite(family, protocol, encapsulation, persistence, services, sharedTable, true);
    }

    /** The first service's; the others' follow. */
    IpAddress vip() {
        return family == Family.IPV4 ? VIP4 : VIP6;
    }

    /** An address that no service has. */
    static IpAddress foreign() {
        return FOREIGN4;
    }

    /** The last four bytes of the first backend's address; the others' follow. */
    int firstBackend(boolean previous) {
        return previous ? PREVIOUS : CURRENT;
    }

    IpAddress backend(int number, boolean previous) {
        int bits = firstBackend(previous) + number;
        return family == Family.IPV4 ? IpAddress.ipv4(bits) : new IpAddress(NETWORK6, bits);
    }

    /** The configuration; where slots move, the one before too. In the order in which they are applied. */
    List<FleetConfig> configs() {
        return moving ? List.of(config(true), config(false)) : List.of(config(false));
    }

    private FleetConfig config(boolean previous) {
        return new FleetConfig(
                new Revision(1, previous ? 1 : 2),
                new Seed("42".repeat(Seed.BYTES)),
                IntStream.range(0, services).mapToObj(this::service).toList(),
                IntStream.range(0, sharedTable ? 1 : services)
                        .mapToObj(number -> pool(number, previous))
                        .toList(),
                DataplaneSettings.DEFAULT);
    }

    private Service service(int number) {
        IpAddress address = new IpAddress(vip().high(), vip().low() + number);
        return new Service(
                "service-" + number,
                new Vip(address, protocol, PORT),
                "pool-" + (sharedTable ? 0 : number),
                Algorithm.MAGLEV,
                TABLE_SIZE,
                Affinity.FIVE_TUPLE,
                persistence,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
    }

    /** The same backends in each; one of double weight makes the table another. */
    private BackendPool pool(int heavy, boolean previous) {
        List<Backend> backends = IntStream.range(0, BACKENDS)
                .mapToObj(number -> new Backend(backend(number, previous), !sharedTable && number == heavy ? 2 : 1))
                .toList();
        return new BackendPool("pool-" + heavy, encapsulation, backends);
    }
}
