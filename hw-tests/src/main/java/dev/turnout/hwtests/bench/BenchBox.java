package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.RateLimit;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The shipped data plane on one interface, programmed for a site. Opened and closed inside the box's network namespace;
 * closing it uninstalls it.
 */
final class BenchBox implements AutoCloseable {
    /** Half a million flows fit: an LRU map begins to forget before it is full. */
    private static final int FLOW_TABLE = 1 << 20;

    private final BenchSite site;
    private final Path pins;
    private final XdpDataplane dataplane;

    private BenchBox(BenchSite site, Path pins, XdpDataplane dataplane) {
        this.site = site;
        this.pins = pins;
        this.dataplane = dataplane;
    }

    /** @param index of the interface: packets leave by it too, so all are transmitted back */
    static BenchBox open(BenchSite site, String device, int index, Path pins) {
        BenchBox box = new BenchBox(
                site,
                pins,
                switch (XdpDataplane.open(settings(site, device, pins))) {
                    case OpenResult.Opened opened -> opened.dataplane();
                    case OpenResult.Refused(var refusal) -> throw new IllegalStateException(refusal.toString());
                });
        try {
            box.program(index);
            return box;
        } catch (RuntimeException | Error unprogrammed) {
            box.close();
            throw unprogrammed;
        }
    }

    private static XdpSettings settings(BenchSite site, String device, Path pins) {
        XdpSettings shipped = XdpSettings.on(device).withPins(pins);
        if (site.persistence() != Persistence.FLOW_TABLE) {
            return shipped;
        }
        return new XdpSettings(
                shipped.interfaces(),
                shipped.allowGeneric(),
                shipped.pins(),
                shipped.slotCapacity(),
                shipped.maxServices(),
                shipped.filterBits(),
                FLOW_TABLE,
                shipped.maxSourceRanges(),
                shipped.icmp(),
                // All flows are to have their entries before anything is measured.
                new RateLimit(FLOW_TABLE, FLOW_TABLE));
    }

    private void program(int port) {
        ProgramCompiler compiler = new ProgramCompiler();
        Surroundings surroundings = surroundings(port);
        Allocation allocation = Allocation.EMPTY;
        for (FleetConfig config : site.configs()) {
            if (!(compiler.compile(config, surroundings, allocation, dataplane.capabilities())
                    instanceof CompileResult.Compiled compiled)) {
                throw new IllegalStateException("the site does not fit");
            }
            if (!(dataplane.read() instanceof ReadResult.Read(DataplaneSnapshot snapshot))) {
                throw new IllegalStateException("a data plane that was just opened cannot be read");
            }
            ApplyResult result = dataplane.apply(
                    Planner.diff(snapshot, Transitions.advance(snapshot, compiled.program(), TransitionFacts.NONE)));
            if (!(result instanceof ApplyResult.Applied)) {
                throw new IllegalStateException(result.toString());
            }
            allocation = compiled.allocation();
        }
    }

    private Surroundings surroundings(int port) {
        Map<BackendKey, NextHop> nextHops = new HashMap<>();
        for (int number = 0; number < BenchSite.BACKENDS; number++) {
            for (boolean previous : new boolean[] {false, true}) {
                BackendKey key = new BackendKey(site.backend(number, previous), site.encapsulation());
                nextHops.put(key, nextHop(port, number));
            }
        }
        return new Surroundings(Map.of(), nextHops);
    }

    private NextHop nextHop(int port, int number) {
        Cidr source = switch (site.family()) {
            case IPV4 -> new Cidr(IpAddress.ipv4(0x0aff0000), 24);
            case IPV6 -> new Cidr(new IpAddress(0xfd00_0000_0000_ffffL, 0), 112);
        };
        MacAddress mac = new MacAddress(0x02_00_00_00_00_01L);
        return new NextHop(port, 0, mac, new MacAddress(0x02_00_00_01_00_00L + number), 1500, source);
    }

    /** The pin of the attached program's link. */
    Path link() {
        try (Stream<Path> files = Files.walk(pins)) {
            return files.filter(file -> file.getFileName().toString().startsWith("link"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no pinned link under " + pins));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What it holds. */
    DataplaneState state() {
        return switch (dataplane.read()) {
            case ReadResult.Read(DataplaneSnapshot snapshot) -> snapshot.state();
            case ReadResult.Unreadable unreadable -> throw new IllegalStateException(unreadable.toString());
        };
    }

    SelfTest selfTest() {
        return dataplane.selfTest();
    }

    /** Packets that it has counted under this verdict. */
    long counted(String verdict) {
        return dataplane.counters().verdicts().getOrDefault(verdict, 0L);
    }

    /** Flows that it has an entry for. */
    long remembered() {
        return dataplane.flowTable().count().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        dataplane.close();
        XdpDataplane.uninstall(pins).ifPresent(refusal -> {
            throw new IllegalStateException(refusal.toString());
        });
    }
}
