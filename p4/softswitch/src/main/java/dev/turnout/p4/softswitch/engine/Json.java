package dev.turnout.p4.softswitch.engine;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A piece of a document. What is not there, or is of another kind, ends reading with {@link JsonParseException}. */
record Json(JsonElement element) {
    /** @throws JsonParseException where it is no JSON */
    static Json parse(String text) {
        return new Json(JsonParser.parseString(text));
    }

    private JsonElement member(String name) {
        if (!(element instanceof JsonObject object) || !object.has(name)) {
            throw new JsonParseException("no `" + name + "`");
        }
        return object.get(name);
    }

    Json get(String name) {
        return new Json(member(name));
    }

    boolean has(String name) {
        return element instanceof JsonObject object
                && object.has(name)
                && !object.get(name).isJsonNull();
    }

    /** Where it is neither missing nor null. */
    Optional<Json> find(String name) {
        return has(name) ? Optional.of(get(name)) : Optional.empty();
    }

    String text(String name) {
        return get(name).text();
    }

    int number(String name) {
        return get(name).number();
    }

    boolean isTrue(String name) {
        return find(name).map(found -> found.element.getAsBoolean()).orElse(false);
    }

    List<Json> list(String name) {
        return find(name).map(Json::list).orElse(List.of());
    }

    String text() {
        return primitive().getAsString();
    }

    boolean isText() {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
    }

    int number() {
        return primitive().getAsInt();
    }

    /** Of a text such as {@code 0x1f} or {@code -0x2}. */
    BigInteger hex() {
        String text = text();
        boolean negative = text.startsWith("-");
        BigInteger value = new BigInteger(text.substring(text.indexOf('x') + 1), 16);
        return negative ? value.negate() : value;
    }

    boolean isNull() {
        return element instanceof JsonNull;
    }

    private JsonElement primitive() {
        if (!element.isJsonPrimitive()) {
            throw new JsonParseException("a value is missing");
        }
        return element;
    }

    List<Json> list() {
        if (!element.isJsonArray()) {
            throw new JsonParseException("a list is missing");
        }
        return StreamSupport.stream(element.getAsJsonArray().spliterator(), false)
                .map(Json::new)
                .toList();
    }
}
