package dev.turnout.agent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @Test
    void readsWhatProgramsPrint() {
        Json value = Json.parse("""
                 { "a": [ 1, -2.5e3, "x\\"\\u00e9\\n", true, false, null ], "b": {}, "c": [] }\s""").orElseThrow();
        assertEquals(
                List.of(
                        new Json.Numeral("1"),
                        new Json.Numeral("-2.5e3"),
                        new Json.Text("x\"é\n"),
                        new Json.Flag(true),
                        new Json.Flag(false),
                        new Json.Nothing()),
                value.at("a").orElseThrow().items());
        assertTrue(value.has("b") && value.has("c") && !value.has("d"));
        assertEquals(Optional.of(7), Json.parse("{\"n\":7}").orElseThrow().integer("n"));
        assertEquals(
                Optional.empty(),
                Json.parse("{\"n\":99999999999}").orElseThrow().integer("n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "{", "[1,]", "[,1]", "{\"a\"}", "{a:1}", "[1 2]", "\"", "\"\\x\"", "tru", "1.2.3", "[]]", "-"
            })
    void refusesWhatIsNoJson(String text) {
        assertEquals(Optional.empty(), Json.parse(text));
    }

    @Test
    void survivesDeepNesting() {
        assertEquals(Optional.empty(), Json.parse("[".repeat(100_000)));
    }

    @Test
    void neverThrows() {
        Random random = new Random(1);
        String alphabet = "{}[]\",:\\u0ae1-.tfn ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<Json> _ = Json.parse(text.toString());
        }
    }
}
