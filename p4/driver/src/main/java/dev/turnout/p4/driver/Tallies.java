package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.p4.driver.entries.Cell;
import dev.turnout.p4.driver.entries.Held;
import dev.turnout.p4.driver.entries.Ids;
import dev.turnout.p4.runtime.CounterData;
import dev.turnout.p4.runtime.CounterEntry;
import dev.turnout.p4.runtime.WriteRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counters: those that are in use, many to a call. For one thread. */
final class Tallies {
    private static final int CELLS = 2048;

    private final Target target;
    private final Sizes sizes;
    private final Quirks quirks;
    /** What a cell had counted for another, where the target refuses to begin anew. */
    private final Map<Cell, Traffic> before = new HashMap<>();

    Tallies(Target target, Sizes sizes, Quirks quirks) {
        this.target = target;
        this.sizes = sizes;
        this.quirks = quirks;
    }

    Counters read(Held held, List<FilterFill> fills) throws RefusedException {
        Map<Cell, Traffic> read = read(cells(held));
        Map<ServiceId, Traffic> services = new HashMap<>();
        Map<BackendId, Traffic> backends = new HashMap<>();
        Map<TableId, TransitTraffic> tables = new HashMap<>();
        Map<String, Long> verdicts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            verdicts.put(
                    outcome.name(), of(read, Ids.OUTCOMES, outcome.number()).packets());
        }
        read.forEach((cell, traffic) -> {
            switch (cell.counter()) {
                case Ids.SERVICE_PACKETS -> services.put(new ServiceId(cell.index()), traffic);
                case Ids.BACKEND_PACKETS -> backends.put(new BackendId(cell.index()), traffic);
                case Ids.TO_PREVIOUS ->
                    tables.put(
                            new TableId(cell.index()),
                            new TransitTraffic(
                                    traffic.packets(),
                                    of(read, Ids.MARKED_FROZEN, cell.index()).packets()));
                default -> {
                    // With the others.
                }
            }
        });
        return new Counters(services, backends, tables, verdicts, fills, 0);
    }

    private static Traffic of(Map<Cell, Traffic> read, int counter, int index) {
        return read.getOrDefault(new Cell(counter, index), Traffic.NONE);
    }

    private List<Cell> cells(Held held) {
        List<Cell> cells = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            cells.add(new Cell(Ids.OUTCOMES, outcome.number()));
        }
        cells.addAll(held.counted());
        cells.removeIf(cell -> !exists(cell));
        return cells;
    }

    /** A cell that is not there fails the whole request. */
    private boolean exists(Cell cell) {
        return switch (cell.counter()) {
            case Ids.SERVICE_PACKETS -> cell.index() <= sizes.services();
            case Ids.BACKEND_PACKETS -> cell.index() <= sizes.backends();
            case Ids.TO_PREVIOUS, Ids.MARKED_FROZEN -> cell.index() < sizes.tables();
            default -> true;
        };
    }

    private Map<Cell, Traffic> read(List<Cell> cells) throws RefusedException {
        Map<Cell, Traffic> read = new HashMap<>();
        raw(cells).forEach((cell, traffic) -> {
            Traffic was = before.getOrDefault(cell, Traffic.NONE);
            read.put(cell, new Traffic(traffic.packets() - was.packets(), traffic.bytes() - was.bytes()));
        });
        return read;
    }

    private Map<Cell, Traffic> raw(List<Cell> cells) throws RefusedException {
        Map<Cell, Traffic> read = new HashMap<>();
        for (int from = 0; from < cells.size(); from += CELLS) {
            List<Cell> some = cells.subList(from, Math.min(from + CELLS, cells.size()));
            target.read(
                    "to tell its counters",
                    target.settings().deadline(),
                    some.stream().map(Cell::entity).toList(),
                    entity -> {
                        CounterEntry entry = entity.getCounterEntry();
                        CounterData data = entry.getData();
                        read.put(
                                new Cell(entry.getCounterId(), (int)
                                        entry.getIndex().getIndex()),
                                new Traffic(data.getPacketCount(), data.getByteCount()));
                    });
        }
        return read;
    }

    /** Begins anew with cells that go to somebody else. Those that have counted nothing stay as they are. */
    void begin(List<Cell> cells, ElectionId as) throws RefusedException {
        Map<Cell, Traffic> counted = raw(cells.stream().filter(this::exists).toList());
        counted.values().removeIf(Traffic.NONE::equals);
        if (!quirks.setsCounters()) {
            before.putAll(counted);
            return;
        }
        List<Cell> left = List.copyOf(counted.keySet());
        for (int from = 0; from < left.size(); from += CELLS) {
            WriteRequest.Builder request = WriteRequest.newBuilder()
                    .setDeviceId(target.settings().deviceId())
                    .setElectionId(as.message());
            left.subList(from, Math.min(from + CELLS, left.size())).forEach(cell -> request.addUpdates(cell.zero()));
            var ignored =
                    target.call("to reset counters", target.settings().deadline(), stub -> stub.write(request.build()));
        }
    }
}
