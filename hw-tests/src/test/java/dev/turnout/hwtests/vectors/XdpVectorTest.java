package dev.turnout.hwtests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.FlowTable.Keeping;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.hwtests.vectors.Scenario.Packet;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real XDP program, programmed by its driver, makes of every frame what the vectors say, bit for bit. */
class XdpVectorTest {
    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPacket(Scenario scenario) {
        try (VectorBox box = VectorBox.create()) {
            for (Phase phase : scenario.phases()) {
                box.hold(scenario.state(phase));
                for (Packet packet : phase.packets()) {
                    run(box, scenario + ", " + phase.about() + ", " + packet, packet);
                }
                assertEquals(
                        nonZero(phase.transit()), nonZero(box.counters().tables()), scenario + ", " + phase.about());
            }
            traffic(scenario, box.counters());
        }
    }

    /** As is done for flows that a backend keeps for too long which has left their service. */
    @Test
    void forgottenFlowsGoByTheirSlots() {
        Scenario scenario = scenarios().stream()
                .filter(each -> each.name().equals("flow-table-sets"))
                .findAny()
                .orElseThrow();
        Phase first = scenario.phases().getFirst();
        Phase left = scenario.phases().stream()
                .filter(phase -> phase.about().equals("the first has 2 alone"))
                .findAny()
                .orElseThrow();
        try (VectorBox box = VectorBox.create()) {
            box.hold(scenario.state(first));
            first.packets().forEach(packet -> box.run(packet.frame()));
            box.hold(scenario.state(left));
            Set<Keeping> onFirst = Set.of(keeping(1, 1), keeping(2, 1), keeping(3, 1));
            Set<Keeping> onSecond = Set.of(keeping(4, 2), keeping(5, 2));
            Set<Keeping> all = new HashSet<>(onFirst);
            all.addAll(onSecond);
            assertEquals(all, box.flowTable().keeping());
            assertEquals(onFirst.size(), box.flowTable().forget(onFirst));
            assertEquals(onSecond, box.flowTable().keeping());
            long before = packetsOf(box.counters().backends()).get(new BackendId(2));
            left.packets().forEach(packet -> box.run(packet.frame()));
            assertEquals(
                    before + left.packets().size(),
                    packetsOf(box.counters().backends()).get(new BackendId(2)),
                    "all of them, those too that had stayed with 1");
        }
    }

    private static Keeping keeping(int service, int backend) {
        return new Keeping(new ServiceId(service), new BackendId(backend));
    }

    private static void run(VectorBox box, String where, Packet packet) {
        Map<String, Long> before = box.counters().verdicts();
        VectorBox.Ran ran = box.run(packet.frame());
        Map<String, Long> counted = new TreeMap<>(box.counters().verdicts());
        before.forEach((outcome, count) -> counted.merge(outcome, -count, Long::sum));
        counted.values().removeIf(count -> count == 0);
        assertEquals(Map.of(packet.outcome(), 1L), counted, where);
        assertEquals(packet.verdict(), ran.verdict(), where);
        assertEquals(
                packet.output().map(HexFormat.of()::formatHex), ran.output().map(HexFormat.of()::formatHex), where);
    }

    private static Map<TableId, TransitTraffic> nonZero(Map<TableId, TransitTraffic> counts) {
        Map<TableId, TransitTraffic> some = new TreeMap<>(counts);
        some.values().removeIf(TransitTraffic.NONE::equals);
        return some;
    }

    /** Each packet is counted for the service that it was for and the backend that it went to. */
    private static void traffic(Scenario scenario, Counters counters) {
        List<Packet> packets = scenario.phases().stream()
                .flatMap(phase -> phase.packets().stream())
                .toList();
        Map<ServiceId, Long> services = packets.stream()
                .flatMap(packet -> packet.service().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertEquals(services, packetsOf(counters.services()));
        Map<BackendId, Long> backends = packets.stream()
                .filter(packet -> packet.outcome().startsWith("FORWARD"))
                .map(packet -> new BackendId(packet.lookup().orElseThrow().backend()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertEquals(backends, packetsOf(counters.backends()));
    }

    private static <K> Map<K, Long> packetsOf(Map<K, Traffic> traffic) {
        return traffic.entrySet().stream()
                .filter(entry -> entry.getValue().packets() != 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().packets()));
    }
}
