package dev.turnout.p4.softswitch.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadsTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void aTagGoesBehindTheAddresses() {
        assertArrayEquals(
                bytes("020000000001 020000000002 8100 6007 0800 4500"),
                Offloads.tagged(bytes("020000000001 020000000002 0800 4500"), 0x8100, 0x6007));
    }

    @Test
    void aTagGoesBeforeAnother() {
        assertArrayEquals(
                bytes("020000000001 020000000002 88a8 0009 8100 6007 0800"),
                Offloads.tagged(bytes("020000000001 020000000002 8100 6007 0800"), 0x88a8, 9));
    }

    /** Once it is written, the sum over everything is all ones: RFC 1071. What was in the field is part of the sum. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aCompletedChecksumHolds(long seed) {
        Random random = new Random(seed);
        byte[] frame = new byte[34 + 8 + random.nextInt(100)];
        random.nextBytes(frame);
        int begun = (frame[40] & 255) << 8 | frame[41] & 255;

        Offloads.completeChecksum(frame, 34, 6);

        int whole = sum(frame, 34) + begun;
        assertEquals(0xffff, (whole & 0xffff) + (whole >> 16), () -> "seed " + seed);
    }

    private static int sum(byte[] frame, int start) {
        long sum = 0;
        for (int at = start; at < frame.length; at++) {
            sum += (long) (frame[at] & 255) << ((at - start) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    @Test
    void aZeroIsWrittenAsOnes() {
        byte[] frame = bytes("ffff 0000");

        Offloads.completeChecksum(frame, 0, 2);

        assertArrayEquals(bytes("ffff ffff"), frame);
    }

    @Test
    void aFieldBeyondTheFrameIsLeft() {
        byte[] frame = bytes("0102 0304");

        Offloads.completeChecksum(frame, 2, 1);

        assertArrayEquals(bytes("0102 0304"), frame);
    }
}
