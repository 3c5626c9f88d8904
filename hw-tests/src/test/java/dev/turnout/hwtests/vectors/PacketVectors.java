package dev.turnout.hwtests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.hwtests.vectors.Scenario.Packet;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A data plane, programmed by its driver, makes of every frame what the vectors say, bit for bit. Each names its scenarios. */
public abstract class PacketVectors {
    /** One that holds nothing yet. */
    protected abstract VectorPlane open();

    /** Under which outcome it counts what the vectors say is counted under that one. */
    protected String counted(String outcome) {
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    protected void everyPacket(Scenario scenario) {
        try (VectorPlane box = open()) {
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

    private void run(VectorPlane box, String where, Packet packet) {
        Map<String, Long> before = box.counters().verdicts();
        VectorPlane.Ran ran = box.run(packet.frame());
        Map<String, Long> counted = new TreeMap<>(box.counters().verdicts());
        before.forEach((outcome, count) -> counted.merge(outcome, -count, Long::sum));
        counted.values().removeIf(count -> count == 0);
        assertEquals(Map.of(counted(packet.outcome()), 1L), counted, where);
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
