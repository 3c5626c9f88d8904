package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.ProgramCompiler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes under live flows: who is promised to lose none loses none, and shares that are foretold come true. */
class ForecastPropertyTest {
    private static final int FLOWS = 1500;

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsForetoldComesTrue(int seed) {
        Life life = new Life(seed);
        life.openFlows();
        boolean changedBefore = seed % 3 == 0;
        if (changedBefore) {
            life.world.change();
            life.box.advance(life.program());
            life.openFlows();
        }
        life.settleFlows();
        life.world.change();
        if (seed % 2 == 0) {
            life.world.change();
        }
        boolean counted = seed % 4 < 2;
        FlowCounts counts = counted ? life.box.count() : FlowCounts.NONE;
        Forecast forecast = Forecast.of(life.box.state(), life.program(), counts);
        life.applyUnderTraffic();
        for (Outlook outlook : forecast.services()) {
            life.check(outlook, !changedBefore || !dependsOnHistory(outlook, counted));
        }
    }

    /** Entries of flows that began under an earlier document are where that one said; only counting tells how many. */
    private static boolean dependsOnHistory(Outlook outlook, boolean counted) {
        boolean onlyVoid =
                outlook.losses().stream().allMatch(loss -> loss.code().startsWith("PLAN_BACKEND"));
        return outlook.service().persistence() == Persistence.FLOW_TABLE && !(counted && onlyVoid);
    }

    private static final class Life {
        private final int seed;
        private final Random random;
        private final ForecastWorld world;
        private final FlowBox box;
        private final Map<FiveTuple, IpAddress> servers = new LinkedHashMap<>();
        private final Set<FiveTuple> lost = new HashSet<>();
        private final Set<FiveTuple> closed = new HashSet<>();
        private Allocation allocation = Allocation.EMPTY;

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.world = new ForecastWorld(random);
            this.box = new FlowBox(random);
            box.advance(program());
        }

        DataplaneProgram program() {
            CompileResult.Compiled compiled = assertInstanceOf(
                    CompileResult.Compiled.class,
                    new ProgramCompiler()
                            .compile(
                                    world.config(),
                                    world.surroundings(),
                                    allocation.adopting(box.state()),
                                    new MemoryDataplane().capabilities()));
            allocation = compiled.allocation();
            return compiled.program();
        }

        void openFlows() {
            List<ServiceSpec> specs = box.state().services().values().stream()
                    .map(entry -> entry.spec())
                    .toList();
            for (ServiceSpec spec : specs) {
                for (int i = 0; i < FLOWS; i++) {
                    IpAddress client = IpAddress.ipv4(0xc6120000 | random.nextInt(1 << 17));
                    FiveTuple flow = new FiveTuple(
                            client,
                            spec.vip().address(),
                            spec.vip().protocol(),
                            1024 + random.nextInt(60_000),
                            spec.vip().port());
                    box.send(flow, true).ifPresent(server -> servers.put(flow, server));
                }
            }
        }

        /** Who is where when the change comes; what an earlier change took has gone. */
        void settleFlows() {
            new ArrayList<>(servers.keySet())
                    .forEach(flow -> box.send(flow, false)
                            .ifPresentOrElse(server -> servers.put(flow, server), () -> servers.remove(flow)));
        }

        void applyUnderTraffic() {
            DataplaneProgram desired = program();
            for (int plan = 0; plan < 10; plan++) {
                box.advance(desired);
                if (plan == 4) {
                    closed.addAll(
                            servers.keySet().stream().filter(this::isMarked).toList());
                }
                servers.forEach((flow, server) -> {
                    if (!closed.contains(flow) && !Optional.of(server).equals(box.send(flow, false))) {
                        lost.add(flow);
                    }
                });
            }
        }

        /** They would hold transitions open for ever. */
        private boolean isMarked(FiveTuple flow) {
            return box.state().services().values().stream()
                    .anyMatch(entry -> entry.spec().vip().address().equals(flow.destination())
                            && entry.spec().persistence() == Persistence.TRANSIT);
        }

        void check(Outlook outlook, boolean sharesAreKnown) {
            List<FiveTuple> flows = servers.keySet().stream()
                    .filter(flow ->
                            flow.destination().equals(outlook.service().vip().address()))
                    .toList();
            long gone = flows.stream().filter(lost::contains).count();
            String story = "seed " + seed + ": " + gone + " of " + flows.size() + " lost, " + outlook + "\n" + world;
            if (outlook.keepsAll()) {
                assertEquals(0, gone, story);
            } else if (sharesAreKnown && !flows.isEmpty()) {
                double measured = (double) gone / flows.size();
                assertTrue(
                        measured
                                >= outlook.share().atLeast()
                                        - error(outlook.share().atLeast(), flows.size()),
                        story);
                assertTrue(
                        measured
                                <= outlook.share().atMost()
                                        + error(outlook.share().atMost(), flows.size()),
                        story);
            }
        }

        /** Five times the standard deviation of a share that is measured with so many flows. */
        private static double error(double share, int flows) {
            return 5 * Math.sqrt(Math.max(share * (1 - share), 1.0 / flows) / flows);
        }
    }
}
