package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianKernelTest {
    @TempDir
    Path scratch;

    @Test
    void everyProgramLoads() throws Exception {
        List<Path> objects = BpfObjects.all();
        List<String> names =
                objects.stream().map(object -> object.getFileName().toString()).toList();
        assertTrue(names.containsAll(List.of("turnout.bpf.o", "decap.bpf.o")), names.toString());

        Shell.Answer answer = Guest.boot(scratch, Map.of(), objects);
        assertEquals(0, answer.status(), answer::toString);
        assertKernel(answer);
        for (String name : names) {
            assertTrue(answer.out().lines().anyMatch(line -> line.startsWith(name + ": ok, ")), answer::toString);
        }
    }

    private static void assertKernel(Shell.Answer answer) {
        assertTrue(answer.out().startsWith("kernel 6.1."), answer::toString);
    }
}
