package dev.turnout.hwtests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Seed;
import dev.turnout.hwtests.vectors.Scenario.Lookup;
import dev.turnout.hwtests.vectors.Scenario.Made;
import dev.turnout.hwtests.vectors.Scenario.Packet;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The core agrees with the vectors: tables, hashes, slots, and which backend a packet goes to. */
class CoreVectorTest {
    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @Test
    void tables() {
        for (Vectors.TableCase expected : Vectors.tables()) {
            MaglevTable table = MaglevTable.build(expected.seed(), expected.backends(), expected.size());
            int[] owners = IntStream.range(0, table.size())
                    .map(slot -> indexOf(expected.backends(), table.owner(slot)))
                    .toArray();
            assertArrayEquals(
                    expected.owners(), owners, () -> expected.backends().toString());
        }
    }

    private static int indexOf(List<Backend> backends, IpAddress address) {
        return backends.stream().map(Backend::address).toList().indexOf(address);
    }

    @Test
    void hashesAndSlots() {
        for (Vectors.FlowCase expected : Vectors.flows()) {
            FiveTuple flow = new FiveTuple(
                    expected.source(),
                    expected.destination(),
                    Protocol.TCP,
                    expected.sourcePort(),
                    expected.destinationPort());
            int hash = FlowHash.of(flow, Affinity.FIVE_TUPLE);
            assertEquals(expected.fiveTuple(), hash, flow::toString);
            assertEquals(expected.clientIp(), FlowHash.of(flow, Affinity.CLIENT_IP), flow::toString);
            assertEquals(3, expected.slots().size());
            expected.slots()
                    .forEach((size, slot) -> assertEquals(slot, FlowHash.slot(hash, size), () -> flow + " of " + size));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenarioTables(Scenario scenario) {
        for (Phase phase : scenario.phases()) {
            phase.made().forEach((id, made) -> {
                SlotTable words =
                        java.util.Objects.requireNonNull(phase.tables().get(id));
                MaglevTable table = MaglevTable.build(made.seed(), made.weights(), words.size());
                Optional<MaglevTable> was = was(made, words.size());
                for (int slot = 0; slot < words.size(); slot++) {
                    SlotWord word = words.slot(slot);
                    int owner = idOf(scenario, table.owner(slot));
                    int before =
                            was.isEmpty() ? owner : idOf(scenario, was.get().owner(slot));
                    String where = scenario + ", " + phase.about() + ", slot " + slot;
                    assertEquals(owner, word.current(), where);
                    assertEquals(before == owner ? 0 : before, word.previous(), where);
                }
            });
        }
    }

    private static Optional<MaglevTable> was(Made made, int size) {
        Seed seed = made.seed();
        return made.was().map(weights -> MaglevTable.build(seed, weights, size));
    }

    private static int idOf(Scenario scenario, IpAddress address) {
        return scenario.backends().values().stream()
                .filter(backend -> backend.key().address().equals(address))
                .map(BackendEntry::id)
                .findAny()
                .orElseThrow()
                .value();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void decisions(Scenario scenario) {
        Decision decision = new Decision();
        int decided = 0;
        for (Phase phase : scenario.phases()) {
            for (Packet packet : phase.packets()) {
                if (packet.lookup().isPresent()) {
                    agree(scenario, phase, packet, packet.lookup().get(), decision);
                    decided++;
                }
            }
        }
        assertTrue(decided > 0, "a scenario without a decision");
    }

    private static void agree(Scenario scenario, Phase phase, Packet packet, Lookup lookup, Decision decision) {
        String where = scenario + ", " + phase.about() + ", " + packet;
        ServiceEntry service = java.util.Objects.requireNonNull(
                scenario.services().get(packet.service().orElseThrow()));
        Map<TableId, SlotTable> tables = phase.tables();
        SlotTable table = java.util.Objects.requireNonNull(tables.get(service.table()));
        int hash = FlowHash.of(lookup.flow(), service.spec().affinity());
        assertEquals(lookup.hash(), hash, where);
        assertEquals(lookup.slot(), FlowHash.slot(hash, table.size()), where);
        assertEquals(lookup.word(), table.slot(lookup.slot()), where);
        boolean icmpError = isIcmp(packet.frame());
        assertEquals(
                lookup.backend(),
                decision.backend(service.spec(), lookup.flow(), table, lookup.word(), lookup.syn(), icmpError),
                where);
    }

    /** Of a frame that came as far as a slot; those with ICMP have no VLAN tags. */
    private static boolean isIcmp(byte[] frame) {
        boolean ipv6 = frame[12] == (byte) 0x86;
        return ipv6 ? frame[20] == 58 : frame[12] == 8 && frame[23] == 1;
    }
}
