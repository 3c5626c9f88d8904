package dev.turnout.p4.softswitch.service;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.config.Action;
import dev.turnout.p4.runtime.config.Counter;
import dev.turnout.p4.runtime.config.P4Info;
import dev.turnout.p4.runtime.config.Preamble;
import dev.turnout.p4.runtime.config.Table;
import dev.turnout.p4.softswitch.engine.CounterArray;
import dev.turnout.p4.softswitch.engine.LoadResult;
import dev.turnout.p4.softswitch.engine.MatchTable;
import dev.turnout.p4.softswitch.engine.ProgramReader;
import dev.turnout.p4.softswitch.engine.SoftSwitch;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pipeline as it was set: the program that runs, and by which ids its p4info speaks of it. */
final class Installed {
    private final ForwardingPipelineConfig config;
    private final SoftSwitch program;
    private final Map<Integer, TableCodec> tables = new LinkedHashMap<>();
    private final Map<Integer, CounterArray> counters = new LinkedHashMap<>();
    private final PacketHeader packetIn;
    private final PacketHeader packetOut;

    private Installed(ForwardingPipelineConfig config, SoftSwitch program) throws RequestException {
        this.config = config;
        this.program = program;
        P4Info info = config.getP4Info();
        Map<Integer, Action> actions = new LinkedHashMap<>();
        info.getActionsList().forEach(action -> actions.put(action.getPreamble().getId(), action));
        List<String> missing = new ArrayList<>();
        for (Table table : info.getTablesList()) {
            Preamble preamble = table.getPreamble();
            Optional<MatchTable> found = program.tables().stream()
                    .filter(each -> each.name().equals(preamble.getName()))
                    .findFirst();
            found.ifPresentOrElse(
                    each -> tables.put(preamble.getId(), new TableCodec(table, actions, each)),
                    () -> missing.add("table " + preamble.getName()));
        }
        for (Counter counter : info.getCountersList()) {
            Preamble preamble = counter.getPreamble();
            Optional<CounterArray> found = program.counters().stream()
                    .filter(each -> each.name().equals(preamble.getName()))
                    .findFirst();
            found.ifPresentOrElse(
                    each -> counters.put(preamble.getId(), each), () -> missing.add("counter " + preamble.getName()));
        }
        if (!missing.isEmpty()) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT,
                    "p4info names what is not in the program: " + String.join(", ", missing));
        }
        packetIn = PacketHeader.of(info, "packet_in");
        packetOut = PacketHeader.of(info, "packet_out");
    }

    /** Loads a program that nobody runs yet. */
    static Installed of(ForwardingPipelineConfig config) throws RequestException {
        ByteString device = config.getP4DeviceConfig();
        if (!device.isValidUtf8()) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT, "the device configuration is not the JSON that p4c-bm2-ss writes");
        }
        return switch (ProgramReader.read(device.toStringUtf8())) {
            case LoadResult.Loaded(SoftSwitch program) -> new Installed(config, program);
            case LoadResult.Refused(List<String> problems) ->
                throw new RequestException(Status.Code.INVALID_ARGUMENT, String.join("; ", problems));
        };
    }

    ForwardingPipelineConfig config() {
        return config;
    }

    SoftSwitch program() {
        return program;
    }

    PacketHeader packetIn() {
        return packetIn;
    }

    PacketHeader packetOut() {
        return packetOut;
    }

    Collection<TableCodec> tables() {
        return tables.values();
    }

    TableCodec table(int id) throws RequestException {
        TableCodec table = tables.get(id);
        if (table == null) {
            throw new RequestException(Status.Code.NOT_FOUND, "the p4info has no table 0x" + Integer.toHexString(id));
        }
        return table;
    }

    Map<Integer, CounterArray> counters() {
        return counters;
    }

    CounterArray counter(int id) throws RequestException {
        CounterArray counter = counters.get(id);
        if (counter == null) {
            throw new RequestException(Status.Code.NOT_FOUND, "the p4info has no counter 0x" + Integer.toHexString(id));
        }
        return counter;
    }
}
