package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/forwarding.md says what the code does. */
final class ForwardingReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/forwarding.md");

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    @Test
    void listsEveryOutcomeInOrder() throws IOException {
        List<String> listed = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
                .matcher(page())
                .results()
                .map(match -> match.group(1))
                .filter(name -> Stream.of("PASS", "FORWARD", "ANSWER", "DROP").anyMatch(name::startsWith))
                .toList();
        assertEquals(Stream.of(Outcome.values()).map(Enum::name).toList(), listed);
    }

    @Test
    void givesTheHashesOfItsFlows() throws IOException {
        var v4 = new FiveTuple(
                Programs.address("198.51.100.1"), Programs.address("192.0.2.1"), Protocol.TCP, 12_345, 80);
        var v6 = new FiveTuple(
                Programs.address("2001:db8::100"), Programs.address("2001:db8::1"), Protocol.TCP, 12_345, 80);
        assertRow("198.51.100.1:12345 → 192.0.2.1:80 | 5-tuple", FlowHash.of(v4, Affinity.FIVE_TUPLE));
        assertRow("198.51.100.1:12345 → 192.0.2.1:80 | `CLIENT_IP`", FlowHash.of(v4, Affinity.CLIENT_IP));
        assertRow("[2001:db8::100]:12345 → [2001:db8::1]:80 | 5-tuple", FlowHash.of(v6, Affinity.FIVE_TUPLE));
        int entropy = Integer.rotateRight(FlowHash.of(v4, Affinity.FIVE_TUPLE), 17);
        assertTrue(page().contains("h = 0x00479e0d gives 0x%08x".formatted(entropy)));
    }

    private static void assertRow(String flow, int hash) throws IOException {
        String row = "| %s | `0x%08x` |".formatted(flow, hash);
        assertTrue(page().contains(row), row);
    }
}
