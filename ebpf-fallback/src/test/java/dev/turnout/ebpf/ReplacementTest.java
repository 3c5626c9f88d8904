package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program is replaced through its link while packets come in: each is received, and each met a program. */
final class ReplacementTest {
    private static final int REPLACEMENTS = 5;
    private static final int PORT = 9;
    private static final int LOST_MILLIS = 5000;
    private static final int POLL_MILLIS = 100;

    @Test
    void losesNoPacketAndMissesNone() throws Exception {
        try (Namespace box = Namespace.create();
                Namespace client = Namespace.create()) {
            connect(box, client);
            XdpSettings settings = box.settings();
            box.inside(() -> {
                XdpDataplaneTest.open(settings).close();
                return null;
            });
            CountDownLatch ready = new CountDownLatch(1);
            CountDownLatch replaced = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            FutureTask<Void> echo = new FutureTask<>(() -> box.inside(() -> echo(ready, end)));
            FutureTask<Long> sender = new FutureTask<>(() -> client.inside(() -> send(replaced)));
            Thread.ofPlatform().start(echo);
            assertTrue(ready.await(30, TimeUnit.SECONDS), "the echo server listens");
            Thread.ofPlatform().start(sender);
            long sent;
            try {
                box.inside(() -> replace(settings));
                replaced.countDown();
                sent = sender.get(30, TimeUnit.SECONDS);
            } finally {
                replaced.countDown();
                end.countDown();
            }
            echo.get(30, TimeUnit.SECONDS);
            assertTrue(sent > REPLACEMENTS, "packets went on in between: " + sent);
            long passed = box.inside(() -> {
                try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
                    return dataplane.counters().verdicts().getOrDefault(Outcome.PASS_NOT_VIP.name(), 0L);
                }
            });
            assertTrue(passed >= sent, passed + " of " + sent + " packets met a program");
        }
    }

    /** The other end of the box's veth goes to the client. */
    private static void connect(Namespace box, Namespace client) throws Exception {
        box.exec("ip", "link", "set", "peerbox0", "netns", client.name(), "name", "wire0");
        box.exec("ip", "addr", "add", "10.9.0.1/24", "dev", "box0");
        client.exec("ip", "addr", "add", "10.9.0.2/24", "dev", "wire0");
        client.exec("ip", "link", "set", "wire0", "up");
    }

    private static Void replace(XdpSettings settings) {
        for (int i = 0; i < REPLACEMENTS; i++) {
            XdpDataplaneTest.open(RestartTest.withIcmpRate(settings, 10 + i)).close();
        }
        return null;
    }

    private static Void echo(CountDownLatch ready, CountDownLatch end) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("10.9.0.1", PORT))) {
            socket.setSoTimeout(POLL_MILLIS);
            ready.countDown();
            DatagramPacket packet = new DatagramPacket(new byte[64], 64);
            while (end.getCount() > 0) {
                if (received(socket, packet)) {
                    socket.send(packet);
                }
            }
        }
        return null;
    }

    private static boolean received(DatagramSocket socket, DatagramPacket packet) throws IOException {
        try {
            socket.receive(packet);
            return true;
        } catch (SocketTimeoutException quiet) {
            return false;
        }
    }

    /** One packet after the other, each sent when the one before has come back; how many that were. */
    private static long send(CountDownLatch replaced) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("10.9.0.2", 0))) {
            socket.setSoTimeout(LOST_MILLIS);
            DatagramPacket packet = new DatagramPacket(new byte[16], 16, InetAddress.ofLiteral("10.9.0.1"), PORT);
            DatagramPacket answer = new DatagramPacket(new byte[64], 64);
            long sent = 0;
            while (replaced.getCount() > 0) {
                socket.send(packet);
                sent++;
                try {
                    socket.receive(answer);
                } catch (SocketTimeoutException lost) {
                    throw new AssertionError("packet " + sent + " was lost", lost);
                }
            }
            return sent;
        }
    }
}
