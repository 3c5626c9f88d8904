package dev.turnout.hwtests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.FlowTable.Keeping;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The real XDP program in this kernel. */
class XdpVectorTest extends PacketVectors {
    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @Override
    protected VectorPlane open() {
        return VectorBox.create();
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

    private static <K> Map<K, Long> packetsOf(Map<K, Traffic> traffic) {
        return traffic.entrySet().stream()
                .filter(entry -> entry.getValue().packets() != 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().packets()));
    }
}
