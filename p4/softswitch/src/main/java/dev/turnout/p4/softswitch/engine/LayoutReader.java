package dev.turnout.p4.softswitch.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the headers and stacks of a program. */
final class LayoutReader {
    private final Parts parts;
    private final Map<String, Json> types = new HashMap<>();
    private final Map<Integer, Header> byId = new HashMap<>();

    LayoutReader(Parts parts) {
        this.parts = parts;
    }

    void read(Json program) {
        program.list("header_types").forEach(type -> types.put(type.text("name"), type));
        for (Json header : program.list("headers")) {
            Header made = header(header);
            byId.put(header.number("id"), made);
            parts.layout.add(made);
        }
        int index = 0;
        for (Json stack : program.list("header_stacks")) {
            List<Header> headers = stack.list("header_ids").stream()
                    .flatMap(id -> byId(id.number()).stream())
                    .toList();
            parts.layout.add(new HeaderStack(index++, stack.text("name"), headers));
        }
        for (String unions : List.of("header_unions", "header_union_stacks")) {
            program.list(unions).forEach(union -> parts.problems.unsupported("header union " + union.text("name")));
        }
    }

    private Optional<Header> byId(int id) {
        Header header = byId.get(id);
        if (header == null) {
            parts.problems.missing("header " + id);
        }
        return Optional.ofNullable(header);
    }

    private Header header(Json json) {
        String name = json.text("name");
        Json type = types.get(json.text("header_type"));
        if (type == null) {
            parts.problems.missing("header type " + json.text("header_type"));
            return new Header(byId.size(), name, false, List.of(), 0, 0);
        }
        List<Field> fields = new ArrayList<>();
        int bits = 0;
        int variableBits = 0;
        for (Json field : type.list("fields")) {
            Field made = field(name, field.list(), type, bits);
            fields.add(made);
            if (made.kind() == Field.Kind.VARIABLE) {
                variableBits = made.bits();
            } else {
                bits += made.bits();
            }
        }
        boolean metadata = json.isTrue("metadata");
        if (!metadata && bits % 8 != 0) {
            parts.problems.unsupported("header " + name + " of " + bits + " bits, no whole bytes,");
        }
        return new Header(byId.size(), name, metadata, fields, bits, variableBits);
    }

    private Field field(String header, List<Json> field, Json type, int before) {
        String name = field.get(0).text();
        if (field.size() > 2 && field.get(2).element().getAsBoolean()) {
            parts.problems.unsupported("signed field " + header + "." + name);
        }
        if (!field.get(1).isText()) {
            return parts.layout.newField(name, field.get(1).number());
        }
        if (before % 8 != 0) {
            parts.problems.unsupported("varbit " + header + "." + name + " that begins within a byte");
        }
        int fixed = type.list("fields").stream()
                .map(Json::list)
                .filter(other -> !other.get(1).isText())
                .mapToInt(other -> other.get(1).number())
                .sum();
        return parts.layout.newVariable(name, type.number("max_length") * 8 - fixed);
    }
}
