package dev.turnout.hwtests.vectors;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the files of {@code hw-tests/vectors}. */
final class Vectors {
    /** Surefire runs in the module. */
    static final Path DIRECTORY = Path.of("vectors").toAbsolutePath();

    private Vectors() {}

    /** By name. */
    static List<Scenario> scenarios() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(DIRECTORY, "scenario-*.json")) {
            List<Path> files = new ArrayList<>();
            found.forEach(files::add);
            files.sort(null);
            return files.stream()
                    .map(Vectors::document)
                    .map(ScenarioReader::scenario)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A Maglev table.
     *
     * @param owners of each slot, as an index in the backends
     */
    record TableCase(Seed seed, int size, List<Backend> backends, int[] owners) {}

    static List<TableCase> tables() {
        return document(DIRECTORY.resolve("tables.json")).at("tables").list().stream()
                .map(json -> new TableCase(
                        new Seed(json.at("seed").text()),
                        json.at("size").integer(),
                        json.at("backends").list().stream()
                                .map(backend -> backend(
                                        backend.at("address").text(),
                                        backend.at("weight").integer()))
                                .toList(),
                        integers(json.at("owners"))))
                .toList();
    }

    /**
     * A tuple with its hashes; the protocol does not matter to them.
     *
     * @param slots the slot of the five-tuple's hash, by table size
     */
    record FlowCase(
            IpAddress source,
            IpAddress destination,
            int sourcePort,
            int destinationPort,
            int fiveTuple,
            int clientIp,
            Map<Integer, Integer> slots) {}

    static List<FlowCase> flows() {
        return document(DIRECTORY.resolve("flows.json")).at("flows").list().stream()
                .map(json -> new FlowCase(
                        address(json.at("source").text()),
                        address(json.at("destination").text()),
                        json.at("source_port").integer(),
                        json.at("destination_port").integer(),
                        json.at("five_tuple").integer(),
                        json.at("client_ip").integer(),
                        json.at("slots").fields().entrySet().stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        entry -> Integer.valueOf(entry.getKey()),
                                        entry -> entry.getValue().integer()))))
                .toList();
    }

    static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is no address"));
    }

    static Backend backend(String address, int weight) {
        return new Backend(address(address), weight);
    }

    static int[] integers(Json list) {
        return list.list().stream().mapToInt(Json::integer).toArray();
    }

    private static Json document(Path file) {
        try {
            return Json.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
