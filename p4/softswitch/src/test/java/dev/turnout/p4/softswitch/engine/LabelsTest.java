package dev.turnout.p4.softswitch.engine;

import static dev.turnout.p4.softswitch.engine.Programs.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Parsing in a loop, errors, variable lengths, checksums and hashes: `labels.p4`. */
class LabelsTest {
    private static final String BOTTOM = "12345100";

    private final SoftSwitch labels = Programs.run("labels");

    /** What the program says of a frame, in front of it: the last part apart, which depends on the first label alone. */
    private String answer(String frame) {
        String out = sent(labels, 1, frame);
        return out.substring(0, 2) + out.substring(14, 18) + " " + out.substring(50);
    }

    private static String hash(String label, int top) {
        CRC32 crc = new CRC32();
        byte[] bytes = Programs.bytes(label);
        bytes[2] |= 1;
        crc.update(bytes);
        return "%08x".formatted((crc.getValue() + top) & 0xffffffffL);
    }

    @Test
    void takesLabelsUntilTheBottom() {
        assertEquals(
                "5:0000 123450c8" + BOTTOM + "0002fffd",
                answer("12345000" + BOTTOM + "00020000" + "ffff"),
                "the last two bytes are skipped");
        assertEquals(
                "5:0300 123450c8" + "12345000" + "12345000" + BOTTOM,
                answer("12345000" + "12345000" + "12345000" + BOTTOM));
    }

    @Test
    void endsWithAnError() {
        assertEquals("5:0100 ", answer(BOTTOM).substring(0, 7), "no byte to look ahead to");
        assertEquals("5:7000 123451c8ff010000", answer(BOTTOM + "ff010000"), "verified");
        assertEquals("5:0400 123451c804010000", answer(BOTTOM + "04010000"), "varbit of 16 bytes of 12");
        assertEquals(
                "5:0100 123451c803010000aabb", answer(BOTTOM + "03010000" + "aabb"), "varbit longer than the frame");
        assertEquals("5:0200 123451c800030000", answer(BOTTOM + "00030000"), "no way on");
    }

    @Test
    void verifiesAChecksum() {
        // 0001 + 1234 + 5000 = 6235, complement 9dca.
        assertEquals("5:0000 123451c800019dca", answer(BOTTOM + "00019dca"));
        assertEquals("5:0001 123451c800019dcb", answer(BOTTOM + "00019dcb"));
    }

    @Test
    void updatesAChecksumOverThePayload() {
        // Two bytes are skipped, and so are gone; 0102 + 1111 + 2200 = 3413, complement cbec.
        assertEquals(
                "5:0000 123451c80102cbec" + "aabbccdd" + "111122",
                answer(BOTTOM + "01020000" + "aabbccdd" + "9999" + "111122"));
    }

    @Test
    void hashesAndComputesWithoutABound() {
        String out = sent(labels, 1, BOTTOM, "00010000").substring(2);
        assertEquals(hash("12345000", 7), out.substring(0, 8));
        assertEquals("%04x".formatted(crc16("123455") % 100), out.substring(8, 12));
        BigInteger wide = BigInteger.valueOf(0x12345)
                .shiftLeft(100)
                .mod(BigInteger.TWO.pow(128))
                .subtract(BigInteger.ONE);
        assertEquals("%032x".formatted(wide), out.substring(16, 48));
        String zero = sent(labels, 1, "00000100", "00010000").substring(2);
        assertEquals("f".repeat(32), zero.substring(16, 48), "0 - 1 in 128 bits");
    }

    private static int crc16(String hex) {
        int crc = 0;
        for (byte each : Programs.bytes(hex)) {
            for (int bit = 0; bit < 8; bit++) {
                int mixed = (crc ^ (each & 0xff) >> bit) & 1;
                crc = crc >> 1 ^ (mixed == 1 ? 0xa001 : 0);
            }
        }
        return crc;
    }

    @Test
    void pushesAndPops() {
        assertEquals(
                "5:0001 " + BOTTOM + "00019dca", answer("11111001" + BOTTOM + "00019dca"), "the sum was over both");
        assertEquals("6:0000 abcdee09" + "12345102" + "00019dca", answer("12345102" + "00019dca"));
    }

    @Test
    void sumsStopAtTheEnd() {
        assertEquals("5:0000 123451ff00019dca", answer("123451f0" + "00019dca"));
    }
}
