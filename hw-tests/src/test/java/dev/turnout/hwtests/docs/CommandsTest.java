package dev.turnout.hwtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what stands in blocks of language {@code sh}. What cannot be run here is run as far as it can:
 *
 * <ul>
 *   <li>{@code make}: what it would do is printed ({@code -n}). DemoTest runs the demo's script; this runs in the tests.
 *   <li>{@code turnout check}: as it is, on the README's own document.
 *   <li>Other commands of ours need a box and its NIC, and are run on one by the demo; here the command must exist and its
 *       help must know every option.
 * </ul>
 *
 * <p>Blocks of language {@code console} are for somebody's own machine, and are not run.
 */
class CommandsTest {
    private static final Set<String> OURS = Set.of("turnout", "fleetctl", "softswitch");
    private static final Set<String> GROUPS = Set.of("key", "ca", "broker", "claim");
    private static final Path BIN = Shell.ROOT.resolve("target/dist/bin");

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> everyCommandOfThePagesWorks() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Page page : Page.all()) {
            page.blocks().stream()
                    .filter(block -> block.language().equals("sh"))
                    .flatMap(block -> block.text().replace("\\\n", " ").lines())
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(command ->
                            tests.add(DynamicTest.dynamicTest(page.path() + ": " + command, () -> works(command))));
        }
        assertTrue(tests.size() > 5, "the pages have commands");
        return tests.stream();
    }

    @Test
    void anOptionThatDoesNotExistIsFound() {
        assertThrows(AssertionError.class, () -> works("turnout run --no-such-option eth0"));
        assertThrows(AssertionError.class, () -> works("turnout no-such-command"));
    }

    private void works(String command) throws Exception {
        List<String> words = List.of(command.split(" +", -1));
        if (command.startsWith("sudo make ")) {
            succeeds("make -n " + words.get(2));
        } else if (command.startsWith("turnout check ")) {
            Path file = Files.writeString(scratch.resolve(words.getLast()), document());
            succeeds(command.replace(words.getLast(), file.toString()).replaceFirst("turnout", program("turnout")));
        } else if (OURS.contains(words.getFirst())) {
            String verb = words.get(1).startsWith("-")
                    ? ""
                    : words.get(1) + " " + (GROUPS.contains(words.get(1)) ? words.get(2) + " " : "");
            String help = succeeds(program(words.getFirst()) + " " + verb + "--help");
            assertTrue(help.startsWith("Usage: " + words.getFirst() + " " + verb), command + "\n" + help);
            words.stream()
                    .filter(word -> word.startsWith("--"))
                    .map(word -> word.replaceFirst("=.*", ""))
                    .forEach(option -> assertTrue(help.contains(option), command + "\n" + help));
        } else {
            fail("nobody runs this command: " + command);
        }
    }

    private static String program(String name) {
        return BIN.resolve(name).toString();
    }

    private String succeeds(String command) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "JAVA_HOME", System.getProperty("java.home"));
        Shell.Answer answer = Shell.run(scratch, environment, List.of("/bin/sh", "-c", command));
        assertEquals(0, answer.status(), command + "\n" + answer.out() + answer.err());
        return answer.out();
    }

    private static String document() throws IOException {
        return Page.of("README.md").blocks().stream()
                .filter(block -> block.language().equals("yaml"))
                .map(Page.Block::text)
                .findFirst()
                .orElseThrow();
    }
}
