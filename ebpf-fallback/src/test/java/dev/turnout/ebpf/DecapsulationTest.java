package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.CLIENT4;
import static dev.turnout.ebpf.Fixture.CLIENT6;
import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backends' program beside what EncapsulationTest sends through it. */
final class DecapsulationTest {
    private static final String BOX = "100.64.0.1";
    private static final String BOX6 = "2001:db8:5::1";
    private static final String BACKEND = "10.0.0.7";
    private static final String BACKEND6 = "2001:db8:9::7";
    private static final byte[] INNER = Packet.tcp(CLIENT4, 1, VIP4, 80).ip();
    private static final byte[] INNER6 = Packet.tcp(CLIENT6, 1, VIP6, 80).ip();
    private static Decapsulation decapsulation;

    @BeforeAll
    static void load() throws RefusedException {
        decapsulation = new Decapsulation();
    }

    @AfterAll
    static void unload() {
        decapsulation.close();
    }

    private static String outcome(Packet packet) {
        return outcome(packet.frame());
    }

    private static String outcome(byte[] frame) {
        TestRun run = decapsulation.run(frame);
        String outcome = decapsulation.lastOutcome();
        if (outcome.startsWith("PASS")) {
            assertArrayEquals(frame, run.frame(), "what passes is not touched");
        }
        return outcome;
    }

    private static Packet gue(int port, int first, int protocol, int flags, byte[] inner) {
        byte[] payload = Arrays.copyOf(Packet.udpDatagram(50_000, port, 4 + inner.length), 12 + inner.length);
        payload[8] = (byte) first;
        payload[9] = (byte) protocol;
        payload[10] = (byte) flags;
        System.arraycopy(inner, 0, payload, 12, inner.length);
        return Packet.of(BOX, BACKEND, Packet.UDP, payload);
    }

    private static Packet direct(byte[] inner) {
        byte[] payload = Packet.udpDatagram(50_000, 6080, inner.length);
        System.arraycopy(inner, 0, payload, 8, inner.length);
        return Packet.of(BOX, BACKEND, Packet.UDP, payload);
    }

    @Test
    void passesWhatIsNoTunnelOfOurs() {
        for (Packet packet : List.of(
                Packet.tcp(CLIENT4, 1, BACKEND, 22),
                Packet.udp(CLIENT4, 1, BACKEND, 53, 20),
                Packet.udp(CLIENT4, 1, BACKEND, 53, 20).lengthError(4),
                Packet.udp(CLIENT4, 1, BACKEND, 6080, 20).fragment(0x2000),
                Packet.tcp(CLIENT6, 1, BACKEND6, 22),
                Packet.icmp(CLIENT6, BACKEND6, 135, 0, 0, new byte[24]))) {
            assertEquals("PASS_OTHER", outcome(packet));
        }
    }

    @Test
    void dropsWhatItCannotOpen() {
        assertEquals("DROP_MALFORMED", outcome(Packet.of(BOX, BACKEND, 4, new byte[19])));
        assertEquals("DROP_MALFORMED", outcome(Packet.of(BOX, BACKEND, 4, INNER6)));
        assertEquals("DROP_MALFORMED", outcome(Packet.of(BOX, BACKEND, 4, Arrays.copyOf(INNER, INNER.length - 1))));
        assertEquals("DROP_MALFORMED", outcome(Packet.of(BOX6, BACKEND6, 41, Arrays.copyOf(INNER6, 59))));
        assertEquals("DROP_MALFORMED", outcome(Packet.of(BOX, BACKEND, 4, INNER).lengthError(1)));
        assertEquals("DROP_FRAGMENT", outcome(Packet.of(BOX, BACKEND, 4, INNER).fragment(0x2000)));
        assertEquals("DROP_FRAGMENT", outcome(Packet.of(BOX, BACKEND, 4, INNER).fragment(3)));
    }

    @Test
    void opensBothVariantsOfGueAndNoOther() {
        assertEquals("DONE", outcome(gue(6080, 0, 4, 0, INNER)));
        assertEquals("DONE", outcome(gue(6080, 0, 41, 0, INNER6)));
        assertEquals("DONE", outcome(direct(INNER)));
        assertEquals("DONE", outcome(direct(INNER6)));
        assertEquals("PASS_OTHER", outcome(gue(6081, 0, 4, 0, INNER)));
        assertEquals("DROP_GUE", outcome(gue(6080, 0x20, 4, 0, INNER)), "a control message");
        assertEquals("DROP_GUE", outcome(gue(6080, 1, 4, 0, INNER)), "an optional field");
        assertEquals("DROP_GUE", outcome(gue(6080, 0, 4, 0x80, INNER)), "a flag");
        assertEquals("DROP_GUE", outcome(gue(6080, 0, 47, 0, INNER)), "GRE inside");
        assertEquals("DROP_GUE", outcome(gue(6080, 0x80, 4, 0, INNER)), "variant 2");
    }

    @Test
    void opensDirectGueToTheByte() {
        assertArrayEquals(
                INNER, Wire.from(decapsulation.run(direct(INNER).frame()).frame(), 14));
        byte[] tagged = decapsulation.run(direct(INNER6).tags(5, 6).frame()).frame();
        assertEquals(0x86dd, Wire.u16(tagged, 20));
        assertEquals(6, Wire.u16(tagged, 18));
        assertArrayEquals(INNER6, Wire.from(tagged, 22));
    }

    /** RFC 6040 §4.2: outer, inner before, inner after; −1 is a drop. */
    @ParameterizedTest
    @CsvSource({
        "0,0,0", "0,1,1", "0,2,2", "0,3,3", "1,0,0", "1,1,1", "1,2,1", "1,3,3", "2,0,0", "2,1,1", "2,2,2", "2,3,3",
        "3,0,-1", "3,1,3", "3,2,3", "3,3,3"
    })
    void carriesCongestionInward(int outer, int inner, int after) {
        byte[] v4 = Packet.tcp(CLIENT4, 1, VIP4, 80).trafficClass(0xb8 | inner).ip();
        byte[] v6 = Packet.tcp(CLIENT6, 1, VIP6, 80).trafficClass(0xb8 | inner).ip();
        TestRun run4 = decapsulation.run(
                Packet.of(BOX, BACKEND, 4, v4).trafficClass(outer).frame());
        assertEquals(after < 0 ? "DROP_ECN" : "DONE", decapsulation.lastOutcome());
        TestRun run6 = decapsulation.run(
                Packet.of(BOX6, BACKEND6, 41, v6).trafficClass(outer).frame());
        assertEquals(after < 0 ? "DROP_ECN" : "DONE", decapsulation.lastOutcome());
        if (after >= 0) {
            byte[] ip4 = Wire.from(run4.frame(), 14);
            assertEquals(0xb8 | after, Wire.u8(ip4, 1));
            Wire.assertIpv4Checksum(ip4);
            assertEquals(0xb8 | after, Wire.u16(Wire.from(run6.frame(), 14), 0) >> 4 & 0xff);
        }
    }

    @Test
    void opensOnlyWhatTrustedBoxesSent() throws RefusedException {
        try (Decapsulation strict = new Decapsulation("100.64.0.0/16", "2001:db8:5::/112")) {
            String[] sources = {"100.64.255.1", "100.65.0.1"};
            String[] expected = {"DONE", "DROP_SOURCE"};
            for (int i = 0; i < sources.length; i++) {
                TestRun ignored =
                        strict.run(Packet.of(sources[i], BACKEND, 4, INNER).frame());
                assertEquals(expected[i], strict.lastOutcome(), () -> sources[0] + " " + ignored.action());
            }
            TestRun trusted = strict.run(Packet.of(BOX6, BACKEND6, 41, INNER6).frame());
            assertArrayEquals(INNER6, Wire.from(trusted.frame(), 14));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void survivesRandomBytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Packet> templates = List.of(
                Packet.of(BOX, BACKEND, 4, INNER),
                Packet.of(BOX, BACKEND, 41, INNER6).tags(5),
                Packet.of(BOX6, BACKEND6, 4, INNER).tags(5, 6),
                Packet.of(BOX6, BACKEND6, 41, INNER6),
                gue(6080, 0, 4, 0, INNER),
                direct(INNER6));
        for (int i = 0; i < 3000; i++) {
            byte[] frame = templates.get(random.nextInt(templates.size())).frame();
            for (int changes = random.nextInt(5); changes > 0; changes--) {
                int at = random.nextInt(frame.length);
                frame[at] = (byte) (random.nextBoolean() ? frame[at] ^ 1 << random.nextInt(8) : random.nextInt());
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(14, frame.length)) : frame;
            TestRun run = decapsulation.run(cut);
            int shorter = cut.length - run.frame().length;
            boolean done = decapsulation.lastOutcome().equals("DONE");
            assertEquals(done, shorter > 0, "seed " + seed + ", packet " + i + ": " + decapsulation.lastOutcome());
        }
    }
}
