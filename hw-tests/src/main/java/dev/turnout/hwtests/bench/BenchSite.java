package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ReadResult;
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
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import dev.turnout.ebpf.XdpDataplane;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One service of a thousand backends behind IPIP, with the largest table. */
final class BenchSite {
    static final IpAddress VIP = IpAddress.ipv4(0xc0000201);
    static final int PORT = 80;
    static final int BACKENDS = 1000;
    static final int TABLE_SIZE = 131_072;

    /** The interface that a test run says packets came in by: the loopback. Out by the same is XDP_TX. */
    private static final int TEST_RUN_INTERFACE = 1;

    private static final Encapsulation IPIP = new Encapsulation.Ipip();

    private BenchSite() {}

    static void program(XdpDataplane dataplane) {
        CompileResult result =
                new ProgramCompiler().compile(config(), surroundings(), Allocation.EMPTY, dataplane.capabilities());
        if (!(result instanceof CompileResult.Compiled compiled)) {
            throw new IllegalStateException(result.toString());
        }
        if (!(dataplane.read() instanceof ReadResult.Read(DataplaneSnapshot snapshot))) {
            throw new IllegalStateException("a data plane that was just opened cannot be read");
        }
        dataplane.apply(
                Planner.diff(snapshot, Transitions.advance(snapshot, compiled.program(), TransitionFacts.NONE)));
    }

    private static FleetConfig config() {
        Service service = new Service(
                "web",
                new Vip(VIP, Protocol.TCP, PORT),
                "pool",
                Algorithm.MAGLEV,
                TABLE_SIZE,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
        List<Backend> backends = IntStream.range(0, BACKENDS)
                .mapToObj(number -> new Backend(address(number), 1))
                .toList();
        return new FleetConfig(
                new Revision(1, 1),
                new Seed("42".repeat(Seed.BYTES)),
                List.of(service),
                List.of(new BackendPool("pool", IPIP, backends)),
                DataplaneSettings.DEFAULT);
    }

    private static IpAddress address(int number) {
        return IpAddress.ipv4(0x0a010001 + number);
    }

    private static Surroundings surroundings() {
        Map<BackendKey, NextHop> nextHops = IntStream.range(0, BACKENDS)
                .mapToObj(number -> new BackendKey(address(number), IPIP))
                .collect(Collectors.toMap(Function.identity(), BenchSite::nextHop));
        return new Surroundings(Map.of(), nextHops);
    }

    private static NextHop nextHop(BackendKey key) {
        return new NextHop(
                TEST_RUN_INTERFACE,
                0,
                new MacAddress(0x02_00_00_00_00_01L),
                new MacAddress(0x02_00_00_00_00_00L | key.address().ipv4Bits() & 0xffff),
                1600,
                new Cidr(IpAddress.ipv4(0x0aff0000), 24));
    }
}
