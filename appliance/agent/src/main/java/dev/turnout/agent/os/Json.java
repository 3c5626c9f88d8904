package dev.turnout.agent.os;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A JSON value (RFC 8259), as programs such as iproute2 print it. */
sealed interface Json {
    record Text(String value) implements Json {}

    /** A number with its spelling, since 64 bits do not survive a double. */
    record Numeral(String spelling) implements Json {}

    record Flag(boolean value) implements Json {}

    record Nothing() implements Json {}

    record Items(List<Json> values) implements Json {}

    record Members(Map<String, Json> values) implements Json {}

    /** Empty where the text is no JSON, or is nested deeper than anything iproute2 prints. */
    static Optional<Json> parse(String text) {
        return JsonReader.read(text);
    }

    /** The member of this name, where this is an object that has it. */
    default Optional<Json> at(String name) {
        return this instanceof Members(Map<String, Json> values)
                ? Optional.ofNullable(values.get(name))
                : Optional.empty();
    }

    default boolean has(String name) {
        return at(name).isPresent();
    }

    /** The elements, none where this is no array. */
    default List<Json> items() {
        return this instanceof Items(List<Json> values) ? values : List.of();
    }

    default Optional<String> text(String name) {
        return at(name).flatMap(member -> member instanceof Text(String value) ? Optional.of(value) : Optional.empty());
    }

    default Optional<Integer> integer(String name) {
        return at(name).flatMap(member -> {
            if (!(member instanceof Numeral(String spelling))) {
                return Optional.empty();
            }
            try {
                return Optional.of(Integer.parseInt(spelling));
            } catch (NumberFormatException fractionOrTooLarge) {
                return Optional.empty();
            }
        });
    }

    /** The texts among the elements of the array of this name. */
    default List<String> texts(String name) {
        return at(name).map(Json::items).orElse(List.of()).stream()
                .flatMap(item -> item instanceof Text(String value) ? Stream.of(value) : Stream.empty())
                .toList();
    }
}
