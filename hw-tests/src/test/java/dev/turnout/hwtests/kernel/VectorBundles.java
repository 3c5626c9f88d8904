package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.plan.Planner;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.Outcome;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.scripts.Shell;
import dev.turnout.hwtests.vectors.Scenario;
import dev.turnout.hwtests.vectors.Scenario.Packet;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes bundles of scenarios: the driver writes each phase into maps of this kernel, and what they hold then goes into the
 * bundle. No packet runs here.
 */
final class VectorBundles {
    private static final String DEVICE = "up0";
    /** Of {@code struct table_counts}. */
    private static final int TO_PREVIOUS = 0;

    private static final int MARKED_FROZEN = 1;

    private VectorBundles() {}

    /** Writes the bundle of a scenario into a directory. */
    static Path write(Scenario scenario, Path directory) {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            lab.link(box, DEVICE, lab.namespace("peer"), "down0");
            Path pins = lab.pins("pins").directory();
            try {
                Bundle bundle = box.inside(() -> bundle(scenario, pins, lab.scratch()));
                return Files.writeString(directory.resolve(scenario.name() + ".bundle"), bundle.toString());
            } finally {
                assertEquals(Optional.empty(), XdpDataplane.uninstall(pins));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bundle bundle(Scenario scenario, Path pins, Path scratch) throws Exception {
        XdpSettings settings = XdpSettings.on(DEVICE).withPins(pins).withRoom(1 << 14, 64);
        OpenResult result = XdpDataplane.open(settings);
        Bundle bundle = new Bundle("turnout.bpf.o", "turnout");
        try (XdpDataplane dataplane = assertInstanceOf(OpenResult.Opened.class, result, result::toString)
                .dataplane()) {
            boolean first = true;
            for (Phase phase : scenario.phases()) {
                apply(dataplane, scenario, phase);
                String dump = dump(pins, scratch);
                bundle = first ? bundle.maps(dump) : bundle.changedMaps(dump);
                first = false;
                addPackets(bundle, phase);
            }
        }
        return bundle;
    }

    private static void apply(XdpDataplane dataplane, Scenario scenario, Phase phase) {
        ReadResult read = dataplane.read();
        var snapshot =
                assertInstanceOf(ReadResult.Read.class, read, read::toString).snapshot();
        ApplyResult applied = dataplane.apply(Planner.diff(snapshot, scenario.state(phase)));
        assertInstanceOf(ApplyResult.Applied.class, applied, applied::toString);
    }

    /** The maps of the program that the link runs. */
    private static String dump(Path pins, Path scratch) throws Exception {
        try (Stream<Path> pinned = Files.walk(pins)) {
            Path link = pinned.filter(pin -> pin.getFileName().toString().startsWith("link_"))
                    .findFirst()
                    .orElseThrow();
            Shell.Answer answer = Guest.runHere(scratch, "dump", link.toString());
            assertEquals(0, answer.status(), answer::err);
            return answer.out();
        }
    }

    private static void addPackets(Bundle bundle, Phase phase) {
        for (Packet packet : phase.packets()) {
            String name = phase.about() + ": " + packet.name();
            HexFormat hex = HexFormat.of();
            bundle.packet(
                    name,
                    hex.formatHex(packet.frame()),
                    "XDP_" + packet.verdict(),
                    packet.output().map(hex::formatHex));
            bundle.counted(Outcome.valueOf(packet.outcome()));
        }
        phase.transit().forEach((table, traffic) -> {
            bundle.counter("table_counts", table.value(), TO_PREVIOUS, Math.toIntExact(traffic.toPrevious()));
            bundle.counter("table_counts", table.value(), MARKED_FROZEN, Math.toIntExact(traffic.toFrozenCurrent()));
        });
    }
}
