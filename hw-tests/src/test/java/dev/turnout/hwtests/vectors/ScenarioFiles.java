package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the scenarios; every JSON document is a YAML document. */
final class ScenarioFiles {
    private static final Path DIRECTORY = Path.of("vectors");

    private ScenarioFiles() {}

    static List<Scenario> read() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Scenario> scenarios = files.filter(
                            file -> file.getFileName().toString().matches("scenario-.*\\.json"))
                    .sorted()
                    .map(ScenarioFiles::read)
                    .toList();
            if (scenarios.isEmpty()) {
                throw new IllegalStateException("no scenario in " + DIRECTORY.toAbsolutePath());
            }
            return scenarios;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario read(Path file) {
        try {
            Json document =
                    Json.of(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(Files.readString(file)));
            return new Scenario(
                    document.text("name"),
                    document.objects("backends").stream()
                            .map(ScenarioFiles::backend)
                            .toList(),
                    document.objects("services").stream()
                            .map(ScenarioFiles::service)
                            .toList(),
                    document.objects("phases").stream()
                            .map(ScenarioFiles::phase)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BackendEntry backend(Json json) {
        Encapsulation encapsulation = switch (json.text("encapsulation")) {
            case "IPIP" -> new Encapsulation.Ipip();
            case "GUE" -> new Encapsulation.Gue(json.number("gue_port"));
            case "L2" -> new Encapsulation.L2();
            default -> throw new IllegalArgumentException(json.text("encapsulation"));
        };
        return new BackendEntry(
                new BackendId(json.number("id")),
                new BackendKey(address(json.text("address")), encapsulation),
                0,
                false,
                json.optional("next_hop").map(hop -> nextHop(Json.of(hop))));
    }

    private static NextHop nextHop(Json json) {
        return new NextHop(
                json.number("port"),
                json.number("vlan"),
                MacAddress.parse(json.text("source")).orElseThrow(),
                MacAddress.parse(json.text("destination")).orElseThrow(),
                json.number("mtu"),
                Cidr.parse(json.text("outer_source")).orElseThrow());
    }

    private static ServiceEntry service(Json json) {
        return new ServiceEntry(
                new ServiceSpec(
                        new ServiceId(json.number("id")),
                        new Vip(
                                address(json.text("vip")),
                                Protocol.valueOf(json.text("protocol")),
                                json.number("port")),
                        Algorithm.MAGLEV,
                        Affinity.valueOf(json.text("affinity")),
                        Persistence.valueOf(json.text("persistence")),
                        ZeroBackendPolicy.valueOf(json.text("zero_backends")),
                        json.texts("source_ranges").stream()
                                .map(range -> Cidr.parse(range).orElseThrow())
                                .toList()),
                new TableId(json.number("table")));
    }

    private static Scenario.Phase phase(Json json) {
        TreeMap<TableId, SlotTable> tables = new TreeMap<>();
        for (Json table : json.objects("tables")) {
            tables.put(new TableId(table.number("id")), SlotTable.of(table.words("words")));
        }
        return new Scenario.Phase(
                json.text("about"),
                tables,
                json.objects("packets").stream().map(ScenarioFiles::packet).toList(),
                json.objects("transit").stream().map(ScenarioFiles::transit).toList());
    }

    private static Scenario.Packet packet(Json json) {
        return new Scenario.Packet(
                json.text("name"),
                json.text("frame"),
                json.text("verdict"),
                json.text("outcome"),
                json.optional("output").map(String.class::cast));
    }

    private static Scenario.Transit transit(Json json) {
        return new Scenario.Transit(
                new TableId(json.number("table")), json.number("to_previous"), json.number("to_frozen_current"));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
