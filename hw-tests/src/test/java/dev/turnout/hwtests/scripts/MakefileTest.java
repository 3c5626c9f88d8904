package dev.turnout.hwtests.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakefileTest {
    private static final String PATH = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");

    @TempDir
    Path scratch;

    @Test
    void helpListsEveryTarget() throws Exception {
        Shell.Answer answer = Shell.run(scratch, Map.of("PATH", PATH), List.of("make", "help"));
        assertEquals(0, answer.status(), answer.err());
        List<String> targets = Files.readAllLines(Shell.ROOT.resolve("Makefile")).stream()
                .filter(line -> line.startsWith(".PHONY: "))
                .map(line -> line.substring(".PHONY: ".length()))
                .toList();
        assertTrue(targets.containsAll(List.of("help", "demo", "test", "bench", "format")), targets.toString());
        for (String target : targets) {
            assertTrue(answer.out().lines().anyMatch(line -> line.matches("  " + target + " +\\S.*")), answer.out());
        }
    }

    @Test
    void continuousIntegrationOnlyCallsMakeTest() throws Exception {
        Shell.script(scratch.resolve("bin/make"), "echo make \"$@\"");
        Shell.Answer answer = Shell.run(
                scratch, Map.of("PATH", scratch.resolve("bin") + ":/usr/bin:/bin"), List.of("/bin/bash", ".ci/run"));
        assertEquals(new Shell.Answer(0, "make test\n", ""), answer);
    }

    /** No old JDK need be at hand: to a build that asks for release 99 every JDK is an old one. */
    @Test
    void aBareMavenOnAnOldJdkSaysWhatItNeeds() throws Exception {
        Shell.Answer answer = Shell.run(
                scratch,
                Map.of(
                        "PATH", PATH,
                        "HOME", System.getProperty("user.home"),
                        "JAVA_HOME", System.getProperty("java.home")),
                List.of("mvn", "-B", "-q", "-o", "-N", "-Dmaven.compiler.release=99", "validate"));
        assertEquals(1, answer.status());
        String sentence = "Turnout builds on JDK 99 or later: use make, which finds it, or set JAVA_HOME to one.";
        assertEquals(
                1, answer.out().lines().filter(line -> line.contains(sentence)).count(), answer.out());
    }
}
