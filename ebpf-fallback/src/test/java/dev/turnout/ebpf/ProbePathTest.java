package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Probes that come in on the second pair, as routes lead them there, and leave by the first, where the data plane is:
 *
 * <pre>
 *   socket ── peerbox1 ═ box1: the program ──▶ box0 ═ peerbox0: seen
 * </pre>
 */
final class ProbePathTest {
    private static final String VIP = "192.0.2.1";
    private static final String SOURCE = "198.51.100.1";
    private static final int PORT = ProbePath.FIRST_PORT + 5;
    private static final BackendId FIRST = new BackendId(1);
    private static final BackendId SECOND = new BackendId(2);

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
        namespace.exec("ip", "addr", "add", SOURCE + "/32", "dev", "peerbox1");
        namespace.exec("ip", "route", "add", VIP, "dev", "peerbox1");
        namespace.exec(
                "ip", "neigh", "replace", VIP, "lladdr", "02:00:00:00:00:01", "dev", "peerbox1", "nud", "permanent");
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private interface Work {
        void with(XdpDataplane dataplane, ProbePath path) throws Exception;
    }

    /** With two backends, behind the device of the data plane. */
    private void probing(Work work) throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                int index = Attachment.index(Namespace.DEVICE);
                XdpDataplaneTest.apply(
                        dataplane,
                        Programs.state(
                                List.of(
                                        Programs.backend(1, "10.0.0.11", index),
                                        Programs.backend(2, "10.0.0.12", index)),
                                Map.of(),
                                List.of()));
                ProbePath.Opened.Open opened =
                        assertInstanceOf(ProbePath.Opened.Open.class, dataplane.probePath(Namespace.SECOND));
                try (ProbePath path = opened.path()) {
                    work.with(dataplane, path);
                }
            }
            return null;
        });
    }

    private static void connect(int port) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(SOURCE, port));
            boolean ignored = channel.connect(new InetSocketAddress(VIP, 80));
        }
    }

    /** What leaves for backends, a line each. */
    private final class Sight implements AutoCloseable {
        private final Process tcpdump;
        private final BufferedReader lines;

        Sight() throws IOException {
            List<String> watch = List.of("timeout", "20", "tcpdump", "-lnnt", "-i", "peerbox0", "tcp or ip proto 4");
            tcpdump = new ProcessBuilder(namespace.enter(watch))
                    .redirectErrorStream(true)
                    .start();
            lines = tcpdump.inputReader();
            String said = next();
            for (int i = 0; i < 3 && !said.contains("listening on"); i++) {
                said = next();
            }
        }

        String next() throws IOException {
            String line = lines.readLine();
            assertTrue(line != null, "nothing was sent within 20 s");
            return line;
        }

        @Override
        public void close() {
            tcpdump.destroy();
        }
    }

    private static String sent(String line) {
        return line.replaceFirst("^IP \\S+ > (\\S+): IP (\\S+) > (\\S+): Flags \\[(.+?)\\].*$", "$1 $2 $3 $4");
    }

    @Test
    void aPortsPacketsGoToTheBackendThatWasNamedLast() throws Exception {
        probing((dataplane, path) -> {
            try (Sight sight = new Sight()) {
                connect(PORT);
                path.steer(PORT, FIRST);
                connect(PORT);
                assertEquals("10.0.0.11 " + SOURCE + "." + PORT + " " + VIP + ".80 S", sent(sight.next()));

                path.steer(PORT, SECOND);
                connect(PORT);
                assertEquals("10.0.0.12 " + SOURCE + "." + PORT + " " + VIP + ".80 S", sent(sight.next()));

                int last = ProbePath.FIRST_PORT + ProbePath.PORTS - 1;
                path.steer(last, FIRST);
                connect(last);
                assertEquals("10.0.0.11 " + SOURCE + "." + last + " " + VIP + ".80 S", sent(sight.next()));
            }
            dataplane.counters().backends().values().forEach(traffic -> assertEquals(Traffic.NONE, traffic));
        });
    }

    @Test
    void portsOfOthersAreNotTaken() throws Exception {
        probing((_, path) -> {
            assertThrows(IllegalStateException.class, () -> path.steer(ProbePath.FIRST_PORT - 1, FIRST));
            assertThrows(IllegalStateException.class, () -> path.steer(ProbePath.FIRST_PORT + ProbePath.PORTS, FIRST));
        });
    }

    @Test
    void theProgramIsThereWhileThePathIsOpen() throws Exception {
        probing((_, _) -> assertTrue(link().contains("xdpgeneric"), this::link));
        assertFalse(link().contains("xdp"), this::link);
    }

    private String link() {
        try {
            return namespace.exec("ip", "link", "show", Namespace.SECOND);
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    @Test
    void whatKeepsItFromBeginningIsSaid() throws Exception {
        probing((dataplane, _) -> {
            ProbePath.Opened.Refused none =
                    assertInstanceOf(ProbePath.Opened.Refused.class, dataplane.probePath("nobody0"));
            assertEquals("XDP_NO_DEVICE", none.refusal().code());
            ProbePath.Opened.Refused taken =
                    assertInstanceOf(ProbePath.Opened.Refused.class, dataplane.probePath(Namespace.SECOND));
            assertEquals("XDP_BUSY", taken.refusal().code(), taken::toString);
        });
    }
}
