package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class JsonWriterTest {
    @Test
    void writesWhatAnotherReaderReads() {
        String json = JsonWriter.object(root -> root.put("text", "a\"b\\c\nd\u0001\u00e9")
                .put("absent", Optional.empty())
                .put("number", 1L << 53)
                .put("fraction", 0.25)
                .put("flag", true)
                .putStrings("strings", List.of("x", "y"))
                .putStrings("none", List.of())
                .putObject("inner", inner -> inner.put("k", 1))
                .putObjects("list", List.of(1, 2), (entry, value) -> entry.put("v", value)));
        // JSON is YAML, and this reader is not ours.
        assertEquals(
                Map.of(
                        "text",
                        "a\"b\\c\nd\u0001\u00e9",
                        "number",
                        1L << 53,
                        "fraction",
                        0.25,
                        "flag",
                        true,
                        "strings",
                        List.of("x", "y"),
                        "none",
                        List.of(),
                        "inner",
                        Map.of("k", 1),
                        "list",
                        List.of(Map.of("v", 1), Map.of("v", 2))),
                new Yaml().<Object>load(json));
    }

    @Test
    void keysKeepTheirOrderAndAreIndented() {
        assertEquals(
                """
                {
                  "b": 1,
                  "a": [
                    {
                      "c": "d"
                    }
                  ]
                }
                """,
                JsonWriter.object(root ->
                        root.put("b", 1).putObjects("a", List.of("d"), (entry, value) -> entry.put("c", value))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyTextOfPrintableAndControlCharactersComesBack(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append((char) (random.nextInt(5) == 0 ? random.nextInt(32) : 32 + random.nextInt(95)));
        }
        String json = JsonWriter.object(root -> root.put("t", text.toString()));
        assertEquals(Map.of("t", text.toString()), new Yaml().<Object>load(json), "seed " + seed);
    }

    @Test
    void whatJsonCannotSayIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.object(root -> root.put("x", Double.NaN)));
    }
}
