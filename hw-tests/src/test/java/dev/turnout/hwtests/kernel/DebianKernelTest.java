package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import dev.turnout.hwtests.vectors.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Debian 12's kernel, emulated. */
class DebianKernelTest {
    @TempDir
    Path scratch;

    @Test
    void everyProgramLoads() throws Exception {
        List<Path> objects = BpfObjects.all();
        List<String> names = objects.stream()
                .map(object -> object.getFileName().toString())
                .sorted()
                .toList();
        assertEquals(BpfObjects.expected(), names);

        Shell.Answer answer = boot(objects);
        for (String name : names) {
            assertLine(answer, name + ": ok, ");
        }
    }

    @Test
    void everyVectorComesOutAsItMust() throws Exception {
        List<Scenario> scenarios = Scenario.all();
        List<Path> files = new ArrayList<>(List.of(BpfObjects.SHIPPED.resolve("turnout.bpf.o")));
        for (Scenario scenario : scenarios) {
            files.add(VectorBundles.write(scenario, scratch));
        }

        Shell.Answer answer = boot(files);
        for (Scenario scenario : scenarios) {
            long packets = scenario.phases().stream()
                    .mapToLong(phase -> phase.packets().size())
                    .sum();
            assertLine(answer, scenario.name() + ".bundle: ok, " + packets + " packets");
        }
    }

    private Shell.Answer boot(List<Path> files) throws Exception {
        Shell.Answer answer = Guest.boot(scratch, Map.of(), files);
        assertEquals(0, answer.status(), answer::toString);
        assertTrue(answer.out().startsWith("kernel 6.1."), answer::toString);
        return answer;
    }

    private static void assertLine(Shell.Answer answer, String beginning) {
        assertTrue(answer.out().lines().anyMatch(line -> line.startsWith(beginning)), answer::toString);
    }
}
