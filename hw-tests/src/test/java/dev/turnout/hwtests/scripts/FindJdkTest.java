package dev.turnout.hwtests.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindJdkTest {
    @TempDir
    Path scratch;

    @Test
    void javaHomeWinsWhereItSuffices() throws Exception {
        jdk("jvm/a", "25.0.1");
        Path chosen = jdk("elsewhere", "26");
        assertFinds(chosen, Map.of("JAVA_HOME", chosen.toString()));
    }

    @Test
    void anOldJavaHomeDoesNotCount() throws Exception {
        Path old = jdk("elsewhere", "17.0.15");
        assertFinds(jdk("jvm/b", "25"), Map.of("JAVA_HOME", old.toString()));
    }

    @Test
    void theLowestReleaseThatSufficesIsTaken() throws Exception {
        jdk("jvm/a", "27-ea");
        jdk("jvm/b", "9.0.4");
        Path lowest = jdk("jvm/c", "25.0.1");
        jdk("jvm/d", "26.0.2");
        assertFinds(lowest, Map.of());
    }

    @Test
    void aRuntimeWithoutCompilerDoesNotCount() throws Exception {
        Files.delete(jdk("jvm/a", "25").resolve("bin/javac"));
        assertFinds(jdk("jvm/b", "26"), Map.of());
    }

    @Test
    void sdkmanIsSearched() throws Exception {
        assertFinds(jdk("home/.sdkman/candidates/java/25.0.1-tem", "25.0.1"), Map.of());
    }

    @Test
    void thePathIsSearched() throws Exception {
        Path onPath = jdk("opt/jdk", "25.0.1");
        assertFinds(onPath, Map.of("PATH", onPath.resolve("bin") + ":/usr/bin:/bin"));
    }

    @Test
    void whereThereIsNoneItSaysSoInOneLine() throws Exception {
        jdk("jvm/a", "17.0.15");
        Shell.Answer answer = findJdk(Map.of());
        assertEquals(1, answer.status());
        assertEquals("", answer.out());
        assertEquals(1, answer.err().lines().count(), answer.err());
        assertTrue(answer.err().startsWith("find-jdk: no JDK 25 or later"), answer.err());
    }

    private void assertFinds(Path jdk, Map<String, String> environment) throws Exception {
        assertEquals(new Shell.Answer(0, jdk + "\n", ""), findJdk(environment));
    }

    private Shell.Answer findJdk(Map<String, String> environment) throws Exception {
        // A PATH without java: Debian's alternatives put one into /usr/bin.
        Path bin = Files.createDirectories(scratch.resolve("bin"));
        for (String tool : List.of("sed", "grep", "dirname", "readlink", "getent", "cut")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
        Map<String, String> all = new HashMap<>(Map.of(
                "PATH", bin.toString(),
                "HOME", scratch.resolve("home").toString(),
                "TURNOUT_JVM_DIR", scratch.resolve("jvm").toString()));
        all.putAll(environment);
        return Shell.run(scratch, all, List.of("/bin/bash", "scripts/find-jdk"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = scratch.resolve(name);
        Shell.script(home.resolve("bin/java"), "exit 0");
        Shell.script(home.resolve("bin/javac"), "exit 0");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
