package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that dies at any moment leaves a data plane that forwards and that the next start understands. */
final class KillTest {
    /** Long enough for several rounds of {@link Churn}, the making of the maps included. */
    private static final int LONGEST_LIFE_MILLIS = 1500;

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    @ParameterizedTest
    @CsvSource({"101, true", "102, true", "103, true", "201, false", "202, false"})
    void isUnderstoodAfterwards(long seed, boolean uninstalls) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int linkId = 0;
        for (int kill = 0; kill < 3; kill++) {
            killAfter(random.nextInt(LONGEST_LIFE_MILLIS), random.nextLong(), uninstalls);
            int found = namespace.inside(() -> linkId(namespace.pins()));
            if (linkId != 0 && !uninstalls) {
                assertEquals(linkId, found, "the program stayed attached by the same link");
            }
            DataplaneState target = Programs.random(random);
            namespace.inside(() -> {
                try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                    XdpDataplaneTest.apply(dataplane, target);
                    assertEquals(target, XdpDataplaneTest.read(dataplane).state());
                }
                return null;
            });
            linkId = namespace.inside(() -> linkId(namespace.pins()));
            assertTrue(linkId > 0, "attached again");
        }
    }

    /** Of the one link, in whatever directory it is; 0 where there is none. */
    private static int linkId(Path pins) throws RefusedException {
        List<Path> links = new ArrayList<>();
        Pins.all(pins).forEach(directory -> links.addAll(Pins.links(directory)));
        assertFalse(links.size() > 1, "two links: " + links);
        if (links.isEmpty()) {
            return 0;
        }
        int fd = Pins.get(links.getFirst());
        try {
            return BpfInfo.link(fd).id();
        } finally {
            LibC.close(fd);
        }
    }

    private void killAfter(int millis, long seed, boolean uninstalls) throws Exception {
        Process process = new ProcessBuilder(namespace.enter(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Churn.class.getName(),
                        namespace.pins().toString(),
                        Long.toString(seed),
                        Boolean.toString(uninstalls))))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertEquals("begins", output.readLine());
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            assertFalse(ended, () -> "it failed by itself: " + output.lines().toList());
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
