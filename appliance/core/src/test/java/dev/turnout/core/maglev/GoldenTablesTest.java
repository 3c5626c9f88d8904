package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Pins the tables for ever: boxes of two versions stand behind one ECMP route during an upgrade, so a table that differs
 * breaks flows. {@code -Dturnout.golden.write=true} writes the file anew; a change of it is a change of the protocol.
 */
class GoldenTablesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/maglev-tables.txt");

    @Test
    void tablesAreWhatTheyAlwaysWere() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# seed, backends, weights, slots, SHA-256 of the owners' 16-byte addresses in slot order");
        for (String seed : List.of("00", "a5")) {
            for (int count : new int[] {1, 2, 3, 10, 100, 655, 1000}) {
                for (int weights : new int[] {1, 10, Backend.MAX_WEIGHT}) {
                    for (int size : new int[] {256, 16_384, 131_072}) {
                        lines.add(line(seed, count, weights, size));
                    }
                }
            }
        }
        if (Boolean.getBoolean("turnout.golden.write")) {
            Files.write(GOLDEN, lines, StandardCharsets.UTF_8);
        }
        assertEquals(Files.readAllLines(GOLDEN, StandardCharsets.UTF_8), lines);
    }

    private static String line(String seedByte, int count, int weights, int size) {
        List<Backend> backends = new ArrayList<>();
        for (Backend backend : Inputs.equal(count)) {
            backends.add(new Backend(backend.address(), 1 + (int) (backends.size() * 2_654_435_761L % weights)));
        }
        MaglevTable table = MaglevTable.build(new Seed(seedByte.repeat(Seed.BYTES)), backends, size);
        ByteBuffer owners = ByteBuffer.allocate(16 * size);
        for (int slot = 0; slot < size; slot++) {
            owners.put(table.owner(slot).mappedBytes());
        }
        return String.join(
                " ",
                seedByte,
                Integer.toString(count),
                "1.." + weights,
                Integer.toString(size),
                sha256(owners.array()));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
