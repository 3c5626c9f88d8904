package dev.turnout.hwtests.vectors;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON document, its members by type; a member that is not there, or of another type, is a fault of the
 * file and ends the test.
 */
record Json(Map<?, ?> members) {
    static Json of(@Nullable Object value) {
        return new Json((Map<?, ?>) Objects.requireNonNull(value));
    }

    String text(String name) {
        return (String) member(name);
    }

    int number(String name) {
        return (Integer) member(name);
    }

    List<Json> objects(String name) {
        return ((List<?>) member(name)).stream().map(Json::of).toList();
    }

    List<String> texts(String name) {
        return ((List<?>) member(name)).stream().map(String.class::cast).toList();
    }

    /** Integers of up to 32 bits, unsigned. */
    int[] words(String name) {
        return ((List<?>) member(name))
                .stream().mapToInt(word -> ((Number) word).intValue()).toArray();
    }

    /** Empty where the member is null. */
    Optional<Object> optional(String name) {
        if (!members.containsKey(name)) {
            throw new IllegalArgumentException("no member " + name + " in " + members.keySet());
        }
        return Optional.ofNullable(members.get(name));
    }

    private Object member(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is null"));
    }
}
