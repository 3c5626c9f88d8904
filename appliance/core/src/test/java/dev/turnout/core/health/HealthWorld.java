package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import dev.turnout.core.program.TableShift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** One service on one pool whose backends are probed; time passes when the test says so. */
final class HealthWorld {
    static final String POOL = "web";
    private static final Encapsulation IPIP = new Encapsulation.Ipip();
    private static final Capabilities ROOMY =
            new Capabilities("test", 100, 1_000, 100, 1 << 20, true, true, true, true, 1_000);

    final FleetConfig config;
    final TableShift shift;
    private final ProgramCompiler compiler = new ProgramCompiler();
    private Allocation allocation = Allocation.EMPTY;
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    HealthWatch watch;

    HealthWorld(HealthPolicy policy, int size, int... weights) {
        Probe probe = new Probe(
                new ProbeQuestion.Tcp(80), Probe.Via.ADDRESS, Duration.ofSeconds(1), Duration.ofSeconds(1), 0);
        List<Backend> backends = IntStream.range(0, weights.length)
                .mapToObj(i -> new Backend(key(i).address(), weights[i]))
                .toList();
        Service service = new Service(
                "web",
                new Vip(IpAddress.ipv4(0xc000020a), Protocol.TCP, 80),
                POOL,
                Algorithm.MAGLEV,
                size,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
        config = new FleetConfig(
                new Revision(1, 1),
                new Seed("5a".repeat(32)),
                List.of(service),
                List.of(new BackendPool(POOL, IPIP, backends, Optional.of(new HealthCheck(probe, policy)))),
                DataplaneSettings.DEFAULT);
        shift = new TableShift(config, Surroundings.UNKNOWN, new Permutations(config.seed()));
        watch = HealthWatch.IDLE.watching(List.of(config), _ -> Optional.of(Standing.HEALTHY), now);
    }

    static BackendKey key(int backend) {
        return new BackendKey(IpAddress.ipv4(0x0a000001 + backend), IPIP);
    }

    static PoolBackend member(int backend) {
        return new PoolBackend(POOL, key(backend));
    }

    /** A second later, each backend was probed once. */
    void probe(List<ProbeOutcome> outcomes) {
        now = now.plusSeconds(1);
        List<ProbeResult> results = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            results.add(new ProbeResult(member(i), watch.tasks().get(member(i)), now, outcomes.get(i)));
        }
        watch = watch.after(results).advance(now, shift);
    }

    void pass(Duration time) {
        now = now.plus(time);
        watch = watch.advance(now, shift);
    }

    Standing standing(int backend) {
        return watch.of(member(backend)).orElseThrow().acting();
    }

    CompileResult.Compiled compile(Map<PoolBackend, Standing> standings) {
        Surroundings known = new Surroundings(Map.of(), Map.of(), standings, Set.of());
        CompileResult.Compiled compiled = (CompileResult.Compiled) compiler.compile(config, known, allocation, ROOMY);
        allocation = compiled.allocation();
        return compiled;
    }

    SlotTable table(Map<PoolBackend, Standing> standings) {
        DataplaneProgram program = compile(standings).program();
        return program.tables().values().iterator().next();
    }

    /** Slots of the backend. */
    int slots(int backend) {
        int id = allocation.lease(key(backend)).id().value();
        SlotTable table = table(watch.standings());
        return Math.toIntExact(IntStream.range(0, table.size())
                .filter(slot -> table.slot(slot).current() == id)
                .count());
    }

    /** The share of slots that another owns, of those that somebody owned. */
    static double moved(SlotTable before, SlotTable after) {
        long moved = IntStream.range(0, before.size())
                .filter(slot -> before.slot(slot).current() != 0)
                .filter(slot -> before.slot(slot).current() != after.slot(slot).current())
                .count();
        return (double) moved / before.size();
    }
}
