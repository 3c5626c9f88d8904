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
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.hwtests.vectors.Scenario.Lookup;
import dev.turnout.hwtests.vectors.Scenario.Made;
import dev.turnout.hwtests.vectors.Scenario.Packet;
import dev.turnout.hwtests.vectors.Scenario.Phase;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One scenario's file. */
final class ScenarioReader {
    private ScenarioReader() {}

    static Scenario scenario(Json json) {
        return new Scenario(
                json.at("name").text(),
                json.at("about").text(),
                byKey(json.at("backends"), BackendEntry::id, ScenarioReader::backend),
                byKey(json.at("services"), ServiceEntry::id, ScenarioReader::service),
                json.at("phases").list().stream().map(ScenarioReader::phase).toList());
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> byKey(
            Json list, Function<V, K> key, Function<Json, V> read) {
        SortedMap<K, V> entries = new TreeMap<>();
        for (Json json : list.list()) {
            V value = read.apply(json);
            entries.put(key.apply(value), value);
        }
        return entries;
    }

    private static BackendEntry backend(Json json) {
        Encapsulation encapsulation = switch (json.at("encapsulation").text()) {
            case "IPIP" -> new Encapsulation.Ipip();
            case "GUE" -> new Encapsulation.Gue(json.at("gue_port").integer());
            case "L2" -> new Encapsulation.L2();
            case String other -> throw new IllegalArgumentException("encapsulation " + other);
        };
        BackendKey key = new BackendKey(Vectors.address(json.at("address").text()), encapsulation);
        return new BackendEntry(
                new BackendId(json.at("id").integer()),
                key,
                0,
                false,
                json.find("next_hop").map(ScenarioReader::nextHop));
    }

    private static NextHop nextHop(Json json) {
        return new NextHop(
                json.at("port").integer(),
                json.at("vlan").integer(),
                MacAddress.parse(json.at("source").text()).orElseThrow(),
                MacAddress.parse(json.at("destination").text()).orElseThrow(),
                json.at("mtu").integer(),
                cidr(json.at("outer_source")));
    }

    private static Cidr cidr(Json json) {
        return Cidr.parse(json.text()).orElseThrow();
    }

    private static ServiceEntry service(Json json) {
        ServiceSpec spec = new ServiceSpec(
                new ServiceId(json.at("id").integer()),
                new Vip(
                        Vectors.address(json.at("vip").text()),
                        Protocol.valueOf(json.at("protocol").text()),
                        json.at("port").integer()),
                Algorithm.MAGLEV,
                Affinity.valueOf(json.at("affinity").text()),
                Persistence.valueOf(json.at("persistence").text()),
                ZeroBackendPolicy.valueOf(json.at("zero_backends").text()),
                json.at("source_ranges").list().stream()
                        .map(ScenarioReader::cidr)
                        .toList());
        return new ServiceEntry(spec, new TableId(json.at("table").integer()));
    }

    private static Phase phase(Json json) {
        SortedMap<TableId, SlotTable> tables = new TreeMap<>();
        SortedMap<TableId, Made> made = new TreeMap<>();
        for (Json table : json.at("tables").list()) {
            TableId id = new TableId(table.at("id").integer());
            tables.put(id, SlotTable.of(Vectors.integers(table.at("words"))));
            table.find("made").map(ScenarioReader::made).ifPresent(how -> made.put(id, how));
        }
        SortedMap<TableId, TransitTraffic> transit = new TreeMap<>();
        for (Json count : json.at("transit").list()) {
            transit.put(
                    new TableId(count.at("table").integer()),
                    new TransitTraffic(
                            count.at("to_previous").integer(),
                            count.at("to_frozen_current").integer()));
        }
        Set<BackendId> draining = json.at("draining").list().stream()
                .map(id -> new BackendId(id.integer()))
                .collect(Collectors.toSet());
        List<Packet> packets =
                json.at("packets").list().stream().map(ScenarioReader::packet).toList();
        return new Phase(json.at("about").text(), draining, tables, made, packets, transit);
    }

    private static Made made(Json json) {
        return new Made(
                new Seed(json.at("seed").text()),
                weights(json.at("weights")),
                json.find("was").map(ScenarioReader::weights));
    }

    private static List<Backend> weights(Json json) {
        return json.fields().entrySet().stream()
                .map(entry -> Vectors.backend(entry.getKey(), entry.getValue().integer()))
                .toList();
    }

    private static Packet packet(Json json) {
        return new Packet(
                json.at("name").text(),
                json.at("frame").bytes(),
                Verdict.valueOf(json.at("verdict").text()),
                json.at("outcome").text(),
                json.find("output").map(Json::bytes),
                json.find("service").map(id -> new ServiceId(id.integer())),
                json.find("flow").map(flow -> lookup(json, flow)));
    }

    private static Lookup lookup(Json json, Json flow) {
        FiveTuple tuple = new FiveTuple(
                Vectors.address(flow.at("source").text()),
                Vectors.address(flow.at("destination").text()),
                Protocol.valueOf(flow.at("protocol").text()),
                flow.at("source_port").integer(),
                flow.at("destination_port").integer());
        return new Lookup(
                tuple,
                json.at("hash").integer(),
                json.at("slot").integer(),
                new SlotWord(json.at("word").integer()),
                json.at("syn").truth(),
                json.find("marked").map(Json::truth),
                json.find("remembered").map(Json::truth),
                json.at("backend").integer());
    }
}
