package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElectionIdsTest {
    @TempDir
    private Path directory;

    private ElectionId next(long millis, ElectionId above) throws RefusedException {
        return new ElectionIds(directory, InstantSource.fixed(Instant.ofEpochMilli(millis))).above(above);
    }

    @Test
    void growOverRestartsWhateverTheClockSays() throws Exception {
        assertEquals(new ElectionId(0, 1001), next(1000, ElectionId.NONE));
        assertEquals(new ElectionId(0, 1002), next(5, ElectionId.NONE));
        assertEquals(new ElectionId(0, 2001), next(2000, ElectionId.NONE));
        assertEquals(new ElectionId(9, 8), next(2000, new ElectionId(9, 7)));
        assertEquals(new ElectionId(9, 9), next(3000, ElectionId.NONE));
    }

    @Test
    void growWithoutTheFileToo() throws Exception {
        ElectionId before = next(1000, ElectionId.NONE);
        Files.delete(directory.resolve("p4runtime-election-id"));
        assertTrue(next(1100, ElectionId.NONE).compareTo(before) > 0);
        Files.writeString(directory.resolve("p4runtime-election-id"), "garbage");
        assertTrue(next(1200, ElectionId.NONE).compareTo(before) > 0);
    }

    @Test
    void areNotUsedWhereTheyCannotBeKept() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        ElectionIds ids = new ElectionIds(file.resolve("below"), InstantSource.system());
        RefusedException refused = assertThrows(RefusedException.class, () -> ids.above(ElectionId.NONE));
        assertEquals("DP_STATE", refused.refusal().code());
    }

    @Test
    void are128BitsUnsigned() {
        ElectionId low = new ElectionId(0, -1);
        assertEquals("18446744073709551615", low.toString());
        assertEquals(new ElectionId(1, 0), low.next());
        assertEquals(low, ElectionId.parse(low.toString()));
        ElectionId last = new ElectionId(-1, -1);
        assertEquals(last, last.next());
        assertTrue(last.compareTo(low) > 0);
        assertEquals(last, ElectionId.parse(last.toString()));
    }
}
