package dev.turnout.p4.softswitch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be run is refused when it is loaded, all of it by name: `beyond.p4`, and what is no program. */
class RefusalTest {
    private static List<String> problems(LoadResult result) {
        return assertInstanceOf(LoadResult.Refused.class, result).problems();
    }

    @Test
    void namesAllThatIsBeyondIt() {
        assertEquals(
                new TreeSet<>(List.of(
                        "signed field number.value is not implemented",
                        "hash algorithm crc32_custom is not implemented",
                        "primitive execute_meter is not implemented",
                        "primitive clone_ingress_pkt_to_egress is not implemented",
                        "primitive generate_digest is not implemented",
                        "multicast is not implemented",
                        "an action profile is not implemented",
                        "table BeyondIngress.chosen of type indirect is not implemented",
                        "match kind range of table BeyondIngress.between is not implemented",
                        "meter array BeyondIngress.colours is not implemented",
                        "learn list tuple_0 is not implemented")),
                new TreeSet<>(problems(Programs.load("beyond"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "7", "{\"__meta__\": {\"version\": [2, 23]}}", "{\"__meta__\": 5}"})
    void isNotWhatACompilerWrites(String text) {
        assertEquals(1, problems(ProgramReader.read(text)).size());
    }

    @Test
    void anotherVersion() {
        assertEquals(
                List.of("version 3 of the format is not implemented"),
                problems(ProgramReader.read("{\"__meta__\": {\"version\": [3, 0]}}")));
    }
}
