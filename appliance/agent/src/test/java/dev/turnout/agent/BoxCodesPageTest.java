package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page of a box's codes names those that the code can say, and no other. */
class BoxCodesPageTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern IN_CODE =
            Pattern.compile("\"((?:AGENT|ENROL|ENV|TRIAL|PGM|FIT|PLAN|LOAD|LIVE)(?:_[A-Z0-9]+)*)\"");
    private static final Pattern IN_PAGE = Pattern.compile(
            "^\\| `((?:AGENT|ENROL|ENV|TRIAL|PGM|FIT|PLAN|LOAD|LIVE)[A-Z0-9_]*)` \\|", Pattern.MULTILINE);

    @Test
    void thePageNamesEveryCode() throws IOException {
        SortedSet<String> said = new TreeSet<>();
        for (Path room : List.of(
                Path.of("appliance/core"),
                Path.of("appliance/agent"),
                Path.of("provisioning/schema"),
                Path.of("provisioning/fleetctl"))) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(room).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    said.addAll(codes(IN_CODE, Files.readString(file)));
                }
            }
        }
        assertEquals(said, codes(IN_PAGE, Files.readString(ROOT.resolve("docs/reference/box-codes.md"))));
    }

    private static SortedSet<String> codes(Pattern pattern, String text) {
        return new TreeSet<>(pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
    }
}
