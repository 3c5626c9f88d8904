package dev.turnout.hwtests.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The set-up script with a dpkg-query that answers as the test says, and an apt-get that only notes its call. */
class SetupTest {
    @TempDir
    Path scratch;

    @BeforeEach
    void aptGetNotesItsCall() throws Exception {
        Shell.script(bin("apt-get"), "echo called >>" + scratch.resolve("apt-get.log"));
    }

    @Test
    void aDryRunSaysWhatIsMissingAndInstallsNothing() throws Exception {
        installed("grep -vx -e clang -e wrk");
        assertEquals(new Shell.Answer(0, "setup: missing: clang wrk\n", ""), setup("--dry-run"));
        assertTrue(Files.notExists(scratch.resolve("apt-get.log")));
    }

    @Test
    void whereNothingIsMissingItIsSilent() throws Exception {
        installed("cat");
        assertEquals(new Shell.Answer(0, "", ""), setup());
        assertTrue(Files.notExists(scratch.resolve("apt-get.log")));
    }

    @Test
    void aRemovedPackageWhoseConfigurationRemainsIsMissing() throws Exception {
        Shell.script(
                bin("dpkg-query"),
                "shift 3; for p; do case $p in"
                        + " mosquitto) echo \"deinstall ok config-files $p\";; *) echo \"install ok installed $p\";; esac; done");
        assertEquals(new Shell.Answer(0, "setup: missing: mosquitto\n", ""), setup("--dry-run"));
    }

    @Test
    void withoutRootItNamesTheCommand() throws Exception {
        installed("grep -vx jq");
        Shell.script(bin("id"), "echo 1000");
        Shell.Answer answer = setup();
        assertEquals(1, answer.status());
        assertEquals(
                "setup: missing: jq; install them by: sudo " + Shell.ROOT.resolve("scripts/setup") + "\n",
                answer.err());
        assertTrue(Files.notExists(scratch.resolve("apt-get.log")));
    }

    @Test
    void anUnknownOptionIsRefused() throws Exception {
        assertEquals(new Shell.Answer(2, "", "usage: setup [--dry-run]\n"), setup("--force"));
    }

    /** Makes a dpkg-query that calls installed what the filter lets through of the names it is asked for. */
    private void installed(String filter) throws Exception {
        Shell.script(
                bin("dpkg-query"),
                "shift 3; printf '%s\\n' \"$@\" | " + filter + " | sed 's/^/install ok installed /'");
    }

    private Path bin(String name) {
        return scratch.resolve("bin").resolve(name);
    }

    private Shell.Answer setup(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/bash", "scripts/setup"));
        command.addAll(List.of(arguments));
        return Shell.run(scratch, Map.of("PATH", scratch.resolve("bin") + ":/usr/bin:/bin"), command);
    }
}
