package dev.turnout.hwtests.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountTestsTest {
    @TempDir
    Path scratch;

    @Test
    void testsOfAllModulesAreAdded() throws Exception {
        report("core", "A", 3, 0, 0, 0);
        report("core", "B", 4, 0, 0, 0);
        report("appliance/agent", "A", 5, 0, 0, 0);
        assertEquals(new Shell.Answer(0, "turnout: 12 tests, 0 failures, 0 errors, 0 skipped\n", ""), count());
    }

    @Test
    void aSkippedTestIsAFailure() throws Exception {
        report("core", "A", 3, 0, 0, 1);
        assertEquals(new Shell.Answer(1, "turnout: 3 tests, 0 failures, 0 errors, 1 skipped\n", ""), count());
    }

    @Test
    void failuresAndErrorsAreFailures() throws Exception {
        report("core", "A", 3, 1, 0, 0);
        report("core", "B", 3, 0, 2, 0);
        assertEquals(new Shell.Answer(1, "turnout: 6 tests, 1 failures, 2 errors, 0 skipped\n", ""), count());
    }

    @Test
    void noTestAtAllIsAFailure() throws Exception {
        assertEquals(new Shell.Answer(1, "turnout: 0 tests, 0 failures, 0 errors, 0 skipped\n", ""), count());
    }

    private void report(String module, String name, int tests, int failures, int errors, int skipped) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve(module).resolve("target/surefire-reports"));
        Files.writeString(
                directory.resolve("TEST-" + name + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="%d"><testcase name="a"/></testsuite>
                """.formatted(name, tests, failures, errors, skipped));
    }

    private Shell.Answer count() throws Exception {
        return Shell.run(
                scratch,
                Map.of("PATH", "/usr/bin:/bin"),
                List.of("python3", "scripts/count-tests", scratch.toString()));
    }
}
