package dev.turnout.hwtests.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LabTest {
    private static final Path NAMESPACES = Path.of("/run/netns");

    @Test
    void connectsNamespaces() {
        try (Lab lab = Lab.open()) {
            Netns a = lab.namespace("a");
            Netns b = lab.namespace("b");
            lab.link(a, "eth0", b, "eth1");
            a.ip("addr add 192.0.2.1/24 dev eth0");
            b.ip("addr add 192.0.2.2/24 dev eth1");

            assertTrue(a.run("ping", "-c1", "-W2", "192.0.2.2").contains("1 received"));
            assertTrue(a.run("ip", "neigh").contains(b.mac("eth1")));
        }
    }

    @Test
    void runsJavaInside() throws Exception {
        try (Lab lab = Lab.open()) {
            Netns a = lab.namespace("a");
            a.ip("link add onlyhere type veth", "addr add 192.0.2.1/24 dev onlyhere", "link set onlyhere up");

            assertTrue(a.inside(() -> Optional.ofNullable(NetworkInterface.getByName("onlyhere")))
                    .isPresent());
            assertTrue(
                    Optional.ofNullable(NetworkInterface.getByName("onlyhere")).isEmpty());
        }
    }

    @Test
    void aFailingCommandSaysWhatItWas() {
        try (Lab lab = Lab.open()) {
            Netns a = lab.namespace("a");

            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> a.run("ip", "link", "no"));

            assertTrue(
                    String.valueOf(failure.getMessage()).contains("ip link no ended with status"), failure::toString);
        }
    }

    @Test
    void nothingStaysBehind() {
        Netns a;
        Daemon sleeper;
        Path scratch;
        try (Lab lab = Lab.open()) {
            a = lab.namespace("a");
            scratch = lab.scratch();
            sleeper = a.start("sleep", "1000");
            assertTrue(Files.exists(NAMESPACES.resolve(a.name())));
            assertTrue(sleeper.isAlive());
        }
        assertFalse(Files.exists(NAMESPACES.resolve(a.name())));
        assertFalse(Files.exists(scratch));
        assertFalse(sleeper.isAlive());
    }

    @Test
    void whatDeadProcessesLeftIsRemoved() {
        long pid = ProcessHandle.current().pid();
        // This process's id with another start time: a process that is gone, whose id was used again.
        String dead = "turnout-t" + pid + "-1-1-a";
        Run.orThrow("ip", "netns", "add", dead);
        Pins deadPins = pinned(new Pins("turnout-t" + pid + "-1-2-drain"));
        try (Lab mine = Lab.open()) {
            Netns alive = mine.namespace("a");
            Pins alivePins = pinned(mine.pins("drain"));

            Leftovers.reap();

            assertFalse(Files.exists(NAMESPACES.resolve(dead)));
            assertFalse(Files.exists(deadPins.directory()));
            assertTrue(Files.exists(NAMESPACES.resolve(alive.name())));
            assertTrue(Files.exists(alivePins.directory().resolve("v1/map")));
        } finally {
            Leftovers.remove(dead);
            deadPins.remove();
        }
        assertTrue(Files.isDirectory(Pins.ROOT));
    }

    @Test
    void pinsGoWithTheirLab() {
        Pins pins;
        try (Lab lab = Lab.open()) {
            pins = pinned(lab.pins("drain"));
            assertTrue(Files.exists(pins.directory()));
        }
        assertFalse(Files.exists(pins.directory()));
    }

    /** With a map in a directory of its own, as an agent's maps are. */
    private static Pins pinned(Pins pins) {
        try {
            Path map = Files.createDirectories(pins.directory().resolve("v1")).resolve("map");
            Run.orThrow(
                    "bpftool",
                    "map",
                    "create",
                    map.toString(),
                    "type",
                    "array",
                    "key",
                    "4",
                    "value",
                    "4",
                    "entries",
                    "1",
                    "name",
                    "leftover");
            return pins;
        } catch (IOException unmade) {
            throw new UncheckedIOException(unmade);
        }
    }
}
