package dev.turnout.hwtests.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of what {@code make demo} runs, by the same script. */
class DemoTest {
    private static final Pattern SHOWN = Pattern.compile("(?ms)^```text$.*?^```$");

    @TempDir
    Path scratch;

    @Test
    void everythingHappensThatShould() throws Exception {
        String printed = printed("xdp");
        String readme = Files.readString(Shell.ROOT.resolve("README.md"));
        assertEquals(List.of(), shownButNotPrinted(readme, printed));
    }

    @Test
    void soItDoesOnASwitch() throws Exception {
        String ignored = printed("p4");
    }

    private String printed(String dataplane) throws Exception {
        Shell.Answer answer = Shell.run(
                scratch,
                Map.of(
                        "PATH",
                        "/usr/sbin:/usr/bin:/sbin:/bin",
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "DATAPLANE",
                        dataplane),
                List.of("hw-tests/demo/run", "short"),
                Duration.ofMinutes(3));
        assertEquals(0, answer.status(), answer.out() + answer.err());
        assertEquals("", answer.err());
        assertTrue(answer.out().contains("expectations were met"), answer.out());
        assertEquals(
                List.of(),
                answer.out().lines().filter(line -> line.contains("[NO]")).toList());
        assertEquals(
                List.of(),
                answer.out()
                        .lines()
                        .filter(line -> line.length() > Screen.COLUMNS)
                        .toList());
        return answer.out();
    }

    /** What the README shows of it is what it prints, but for numbers and ids of keys, and for where their length breaks lines. */
    private static List<String> shownButNotPrinted(String readme, String printed) {
        String all = withoutNumbers(printed);
        List<String> shown = SHOWN.matcher(readme)
                .results()
                .map(MatchResult::group)
                .filter(block -> block.contains("[ok]"))
                .flatMap(block -> block.lines().filter(line -> !line.startsWith("```")))
                .map(DemoTest::withoutNumbers)
                .toList();
        assertTrue(shown.size() > 5, "the README shows what the demo prints");
        return shown.stream().filter(line -> !all.contains(line)).toList();
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("\\b[0-9a-f]{16}\\b", "N")
                .replaceAll("[0-9]+", "N")
                .replaceAll("#+", "#")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
