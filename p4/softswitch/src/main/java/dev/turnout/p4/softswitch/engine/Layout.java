package dev.turnout.p4.softswitch.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Every header, stack and field of a program, by its name. */
final class Layout {
    static final String STANDARD = "standard_metadata";

    private final Map<String, Header> headers = new HashMap<>();
    private final Map<String, HeaderStack> stacks = new HashMap<>();
    private int small;
    private int wide;
    private int variable;

    void add(Header header) {
        headers.put(header.name(), header);
    }

    void add(HeaderStack stack) {
        stacks.put(stack.name(), stack);
    }

    Field newField(String name, int bits) {
        return bits <= Field.SMALL_BITS
                ? new Field(name, Field.Kind.SMALL, small++, bits)
                : new Field(name, Field.Kind.WIDE, wide++, bits);
    }

    Field newVariable(String name, int mostBits) {
        return new Field(name, Field.Kind.VARIABLE, variable++, mostBits);
    }

    Optional<Header> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    Optional<HeaderStack> stack(String name) {
        return Optional.ofNullable(stacks.get(name));
    }

    Optional<Field> field(String header, String field) {
        return header(header).stream()
                .flatMap(found -> found.fields().stream())
                .filter(found -> found.name().equals(field))
                .findFirst();
    }

    int headerCount() {
        return headers.size();
    }

    int stackCount() {
        return stacks.size();
    }

    int smallCount() {
        return small;
    }

    int wideCount() {
        return wide;
    }

    int variableCount() {
        return variable;
    }
}
