package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.hwtests.scripts.Shell;
import dev.turnout.hwtests.vectors.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On the kernel that runs the tests. */
class ThisKernelTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @MethodSource
    void everyVectorComesOutAsItMust(Scenario scenario) throws Exception {
        Path bundle = VectorBundles.write(scenario, scratch);
        Shell.Answer answer = Guest.runHere(scratch, "replay", BpfObjects.SHIPPED.toString(), bundle.toString());
        assertEquals(0, answer.status(), answer::toString);
    }

    static List<Scenario> everyVectorComesOutAsItMust() {
        return Scenario.all();
    }
}
