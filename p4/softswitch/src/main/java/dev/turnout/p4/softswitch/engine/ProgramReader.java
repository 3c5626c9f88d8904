package dev.turnout.p4.softswitch.engine;

import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Loads what {@code p4c-bm2-ss} writes: the JSON of BMv2, version 2.
 *
 * @see <a href="https://github.com/p4lang/behavioral-model/blob/main/docs/JSON_format.md">its description</a>
 */
public final class ProgramReader {
    private static final int VERSION = 2;

    private final Parts parts = new Parts();
    private final Json json;

    private ProgramReader(Json json) {
        this.json = json;
    }

    public static LoadResult read(String text) {
        try {
            return new ProgramReader(Json.parse(text)).read();
        } catch (JsonParseException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NumberFormatException
                | NoSuchElementException
                | UnsupportedOperationException e) {
            return new LoadResult.Refused(List.of("it is not what p4c-bm2-ss writes: " + e.getMessage()));
        }
    }

    private LoadResult read() {
        int version = json.get("__meta__").list("version").getFirst().number();
        if (version != VERSION) {
            return new LoadResult.Refused(List.of("version " + version + " of the format is not implemented"));
        }
        new LayoutReader(parts).read(json);
        readArrays();
        readCalculations();
        readActions();
        Map<String, Pipeline> pipelines = new TreeMap<>();
        json.list("pipelines")
                .forEach(pipeline -> pipelines.put(pipeline.text("name"), new PipelineReader(parts).read(pipeline)));
        Pipeline none = new Pipeline(Optional.empty(), 0, List.of());
        Program program = new Program(
                parts.layout,
                json.list("parsers").stream().findFirst().flatMap(new ParserReader(parts)::read),
                pipelines.getOrDefault("ingress", none),
                pipelines.getOrDefault("egress", none),
                checksums(),
                deparser(),
                List.copyOf(parts.counters.values()),
                List.copyOf(parts.registers.values()));
        refuseTheRest();
        Optional<StandardMetadata> standard = StandardMetadata.of(parts.layout);
        if (standard.isEmpty()) {
            parts.problems.missing("a field of standard_metadata");
        }
        return parts.problems.all().isEmpty() && standard.isPresent()
                ? new LoadResult.Loaded(new SoftSwitch(program, standard.get()))
                : new LoadResult.Refused(parts.problems.all());
    }

    private void refuseTheRest() {
        for (String kind : List.of("meter_arrays", "learn_lists", "extern_instances", "parse_vsets")) {
            json.list(kind)
                    .forEach(each -> parts.problems.unsupported(
                            kind.substring(0, kind.length() - 1).replace('_', ' ') + " " + each.text("name")));
        }
    }

    private void readArrays() {
        for (Json counter : json.list("counter_arrays")) {
            if (!counter.isTrue("is_direct")) {
                String name = counter.text("name");
                parts.counters.put(name, new CounterArray(name, counter.number("size")));
            }
        }
        for (Json register : json.list("register_arrays")) {
            String name = register.text("name");
            parts.registers.put(name, new RegisterArray(name, register.number("bitwidth"), register.number("size")));
        }
    }

    private void readCalculations() {
        for (Json calculation : json.list("calculations")) {
            String name = calculation.text("name");
            String algorithm = calculation.text("algo");
            Optional<HashAlgorithm> known = HashAlgorithm.of(algorithm);
            if (known.isEmpty()) {
                parts.problems.unsupported("hash algorithm " + algorithm);
            }
            parts.calculations.put(name, calculation(name, known.orElse(HashAlgorithm.CRC32), calculation));
        }
    }

    private Calculation calculation(String name, HashAlgorithm algorithm, Json json) {
        ExpressionReader expressions = new ExpressionReader(parts.layout, parts.problems, List.of());
        List<Calculation.Piece> pieces = new ArrayList<>();
        boolean payload = false;
        for (Json input : json.list("input")) {
            switch (input.text("type")) {
                case "payload" -> payload = true;
                case "header" -> parts.problems.unsupported("a whole header in calculation " + name);
                default -> {
                    Expression value = expressions.read(input);
                    int bits = input.has("bitwidth") ? input.number("bitwidth") : value.bits;
                    pieces.add(new Calculation.Piece(value, bits));
                }
            }
        }
        int bits = pieces.stream().mapToInt(Calculation.Piece::bits).sum();
        if (bits % 8 != 0) {
            parts.problems.unsupported("calculation " + name + " over " + bits + " bits, no whole bytes,");
        }
        return new Calculation(algorithm, pieces, payload);
    }

    private void readActions() {
        for (Json action : json.list("actions")) {
            List<ActionCode.Parameter> parameters = action.list("runtime_data").stream()
                    .map(data -> new ActionCode.Parameter(data.text("name"), data.number("bitwidth")))
                    .toList();
            PrimitiveReader reader = new PrimitiveReader(
                    parts, parameters.stream().map(ActionCode.Parameter::bits).toList());
            parts.actions.put(
                    action.number("id"),
                    new ActionCode(
                            action.text("name"),
                            parameters,
                            action.list("primitives").stream().map(reader::read).toList()));
        }
    }

    private List<Checksum> checksums() {
        List<Checksum> checksums = new ArrayList<>();
        ExpressionReader expressions = new ExpressionReader(parts.layout, parts.problems, List.of());
        for (Json checksum : json.list("checksums")) {
            String header = checksum.list("target").get(0).text();
            String name = checksum.list("target").get(1).text();
            Optional<Field> target = parts.layout.field(header, name);
            Calculation calculation = parts.calculations.get(checksum.text("calculation"));
            if (target.isEmpty() || calculation == null) {
                parts.problems.missing("what checksum " + checksum.text("name") + " is of");
                continue;
            }
            checksums.add(new Checksum(
                    target.get(),
                    calculation,
                    checksum.find("if_cond").map(expressions::read),
                    checksum.isTrue("verify"),
                    checksum.isTrue("update")));
        }
        return checksums;
    }

    private Deparser deparser() {
        List<Header> order = new ArrayList<>();
        for (Json deparser : json.list("deparsers")) {
            for (Json name : deparser.list("order")) {
                Optional<Header> header = parts.layout.header(name.text());
                header.ifPresentOrElse(order::add, () -> parts.problems.missing("header " + name.text()));
            }
            if (!deparser.list("primitives").isEmpty()) {
                parts.problems.unsupported("a primitive in the deparser");
            }
        }
        return new Deparser(order);
    }
}
