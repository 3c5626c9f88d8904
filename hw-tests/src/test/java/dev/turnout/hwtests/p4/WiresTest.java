package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.p4.softswitch.wire.PortCounts;
import dev.turnout.p4.softswitch.wire.PortMap;
import dev.turnout.p4.softswitch.wire.WiresResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A switch of two ports that hands every frame on to the other port, between two hosts; and frames at the end of a cable. */
class WiresTest {
    private static final int SECONDS = 10;
    private static final int MOST = 65_549;
    private static final byte[] ADDRESS = {2, 0, 0, 0, 0, 1};

    private final Lab lab = Lab.open();
    private final Netns box = lab.namespace("box");
    private final Netns left = lab.namespace("left");
    private final Netns right = lab.namespace("right");
    private final List<PortMap> opened = new ArrayList<>();
    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();

    @BeforeEach
    void cables() {
        cable("eth1", left);
        cable("eth2", right);
    }

    private void cable(String port, Netns host) {
        lab.link(box, port, host, "eth0");
        box.sysctl("net.ipv6.conf." + port + ".disable_ipv6", 1);
        host.sysctl("net.ipv6.conf.eth0.disable_ipv6", 1);
    }

    @AfterEach
    void close() {
        try (lab) {
            opened.forEach(PortMap::close);
        }
    }

    private PortMap ports(Netns where, Map<Integer, String> interfaces) {
        PortMap ports = assertInstanceOf(
                        WiresResult.Opened.class, where.inside(() -> PortMap.open(interfaces, notes::add)))
                .ports();
        opened.add(ports);
        return ports;
    }

    /** From each port to the other. */
    private PortMap cross() {
        PortMap ports = ports(box, Map.of(1, "eth1", 2, "eth2"));
        box.inside(() -> {
            ports.start((port, frame) -> ports.send(3 - port, frame));
            return ports;
        });
        return ports;
    }

    /** The end of a host's cable. What its stack says by itself does not count. */
    private PortMap end(Netns host, boolean listens) {
        PortMap end = ports(host, Map.of(0, "eth0"));
        if (listens) {
            host.inside(() -> {
                end.start((_, frame) -> {
                    if (Arrays.equals(frame, 0, ADDRESS.length, ADDRESS, 0, ADDRESS.length)) {
                        came.add(frame);
                    }
                });
                return end;
            });
        }
        return end;
    }

    private byte[] next() throws InterruptedException {
        byte[] frame = came.poll(SECONDS, TimeUnit.SECONDS);
        return frame == null ? new byte[0] : frame;
    }

    /** Whatever else is noted before: an interface that is taken away may be seen to be down first. */
    private void noted(String words) throws InterruptedException {
        List<String> others = new ArrayList<>();
        String note = notes.poll(SECONDS, TimeUnit.SECONDS);
        while (note != null && !note.contains(words)) {
            others.add(note);
            note = notes.poll(SECONDS, TimeUnit.SECONDS);
        }
        assertNotNull(note, () -> words + ": " + others);
    }

    /** Of no protocol that a stack would answer. */
    private static byte[] frame(int length, int number) {
        byte[] frame = new byte[length];
        new Random(number).nextBytes(frame);
        ByteBuffer.wrap(frame)
                .put(ADDRESS)
                .putShort((short) 0x0200)
                .putInt(number)
                .putShort((short) 0x88b5);
        return frame;
    }

    @Test
    void aThousandFramesArriveInOrder() throws Exception {
        PortMap cross = cross();
        PortMap from = end(left, false);
        PortMap _ = end(right, true);
        for (int i = 0; i < 1000; i++) {
            from.send(0, frame(60 + i, i));
        }
        for (int i = 0; i < 1000; i++) {
            assertArrayEquals(frame(60 + i, i), next(), "frame " + i);
        }
        assertEquals(new PortCounts(1000, 0, 0, 0, 0, 0), cross.counts().get(1));
        assertEquals(new PortCounts(0, 1000, 0, 0, 0, 0), cross.counts().get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 60, 9014, MOST})
    void framesOfAllSizesPassWhole(int length) throws Exception {
        for (Netns each : List.of(left, right)) {
            each.ip("link set eth0 mtu 65535");
        }
        box.ip("link set eth1 mtu 65535", "link set eth2 mtu 65535");
        PortMap _ = cross();
        PortMap from = end(left, false);
        PortMap to = end(right, true);
        from.send(0, frame(length, 7));
        assertArrayEquals(frame(length, 7), next(), () -> to.counts() + " of " + from.counts());
    }

    @Test
    void aFrameThatIsTooLongForTheOtherPortIsLostAndCounted() throws Exception {
        left.ip("link set eth0 mtu 9000");
        box.ip("link set eth1 mtu 9000");
        PortMap cross = cross();
        PortMap from = end(left, false);
        PortMap _ = end(right, true);
        from.send(0, frame(9014, 1));
        from.send(0, frame(100, 2));
        assertArrayEquals(frame(100, 2), next());
        assertEquals(1, cross.counts().get(2).unsent());
    }

    /** The kernel takes the first tag out of a frame before anybody sees it. */
    @ParameterizedTest
    @ValueSource(strings = {"8100", "88a8"})
    void tagsStayWhereTheyWere(String type) throws Exception {
        PortMap _ = cross();
        PortMap from = end(left, false);
        PortMap _ = end(right, true);
        byte[] once = tagged(frame(100, 1), Integer.parseInt(type, 16), 0xe123);
        byte[] twice = tagged(once, 0x88a8, 0x0fff);
        from.send(0, once);
        from.send(0, twice);
        assertArrayEquals(once, next());
        assertArrayEquals(twice, next());
    }

    private static byte[] tagged(byte[] frame, int type, int tci) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) type)
                .putShort((short) tci)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /** As a veth is by itself, but for segmentation: checksums are left to the receiver, who is told. */
    @Test
    void checksumsThatWereLeftToTheInterfaceAreFinished() {
        PortMap cross = cross();
        host(left, 1);
        host(right, 2);
        for (Netns each : List.of(left, right)) {
            each.run("ethtool", "-K", "eth0", "tx", "on", "tso", "off", "gso", "off");
        }
        Daemon _ = right.start("python3", "-m", "http.server", "--bind", "10.7.0.2", "8000")
                .awaitListening(8000);
        assertTrue(left.run("curl", "-sS", "--max-time", "10", "http://10.7.0.2:8000/")
                .contains("Directory listing"));
        assertTrue(left.run("ping", "-c3", "-i0.2", "-W5", "10.7.0.2").contains("3 received"));
        assertTrue(cross.counts().get(1).received() > 5, cross.counts()::toString);
        assertTrue(notes.isEmpty(), notes::toString);
    }

    private static void host(Netns host, int number) {
        host.ip("addr add 10.7.0." + number + "/24 dev eth0");
    }

    @Test
    void packetsThatAreMergedAreNoted() throws Exception {
        PortMap _ = cross();
        host(left, 1);
        host(right, 2);
        for (Netns each : List.of(left, right)) {
            each.run("ethtool", "-K", "eth0", "tx", "on", "tso", "on", "gso", "on");
        }
        Daemon server = right.start(
                        "python3", "-m", "http.server", "--bind", "10.7.0.2", "--directory", "/usr/bin", "8000")
                .awaitListening(8000);
        CommandResult attempt =
                left.attempt("curl", "-sS", "--max-time", "10", "-o", "/dev/null", "http://10.7.0.2:8000/");
        noted("gro off");
        assertTrue(server.isAlive(), attempt::toString);
    }

    @Test
    void anInterfaceThatGoesAndComesBackIsAPortAgain() throws Exception {
        PortMap cross = cross();
        PortMap from = end(left, false);
        PortMap _ = end(right, true);
        from.send(0, frame(100, 1));
        assertArrayEquals(frame(100, 1), next());
        box.ip("link del eth2");
        gone();
        cross.send(2, frame(100, 2));
        assertEquals(1, cross.counts().get(2).unsent());
        cable("eth2", right);
        noted("is there again");
        noted("is there again");
        from.send(0, frame(100, 3));
        assertArrayEquals(frame(100, 3), next());
    }

    /** Both ends of the cable, in any order. */
    private void gone() throws InterruptedException {
        noted("is gone");
        noted("is gone");
    }

    @Test
    void anInterfaceThatWasDownAndGoesIsMissed() throws Exception {
        PortMap _ = cross();
        box.ip("link set eth2 down");
        noted("port 2: eth2 is down");
        box.ip("link del eth2");
        noted("port 2: eth2 is gone");
    }

    @Test
    void anInterfaceThatIsDownIsNotedAndComesUpAgain() throws Exception {
        PortMap cross = cross();
        PortMap from = end(left, false);
        PortMap _ = end(right, true);
        box.ip("link set eth2 down");
        noted("port 2: eth2 is down");
        cross.send(2, frame(100, 1));
        assertEquals(1, cross.counts().get(2).unsent());
        box.ip("link set eth2 up");
        from.send(0, frame(100, 2));
        assertArrayEquals(frame(100, 2), next());
    }

    @Test
    void aReceiverThatFailsLosesOneFrameAndNoMore() throws Exception {
        PortMap ports = ports(box, Map.of(1, "eth1"));
        box.inside(() -> {
            ports.start((_, frame) -> {
                came.add(frame);
                if (frame[11] == 1) {
                    throw new IllegalStateException("as a bug would be");
                }
            });
            return ports;
        });
        PortMap from = end(left, false);
        from.send(0, frame(100, 1));
        from.send(0, frame(100, 2));
        assertArrayEquals(frame(100, 1), next());
        assertArrayEquals(frame(100, 2), next());
        noted("as a bug would be");
        assertEquals(1, ports.counts().get(1).faults());
    }

    @Test
    void anInterfaceThatIsNotThereIsRefused() {
        WiresResult.Refused refused = assertInstanceOf(
                WiresResult.Refused.class, box.inside(() -> PortMap.open(Map.of(1, "eth1", 2, "no-such"), notes::add)));
        assertEquals("WIRE_NO_INTERFACE", refused.code());
        assertTrue(refused.message().contains("no-such"), refused::message);
    }

    @Test
    void itEndsAtOnceAndSendsNothingAfterwards() throws Exception {
        PortMap cross = cross();
        PortMap _ = end(right, true);
        cross.close();
        cross.send(2, frame(100, 1));
        cross.close();
        assertEquals(1, cross.counts().get(2).unsent());
        assertTrue(came.isEmpty());
    }
}
