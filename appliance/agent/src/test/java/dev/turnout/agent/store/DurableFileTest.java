package dev.turnout.agent.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    private static final int LONGEST = 1 << 20;

    @TempDir
    private Path directory;

    private DurableFile file() {
        return new DurableFile(directory, "state", LONGEST);
    }

    @Test
    void nothingIsFoundBeforeTheFirstWrite() {
        assertInstanceOf(DurableFile.Found.Missing.class, file().read());
        assertInstanceOf(DurableFile.Found.Missing.class, file().readPrevious());
    }

    @Test
    void theNewestAndTheOneBeforeAreKept() throws Exception {
        for (String text : new String[] {"one", "two", "three"}) {
            assertEquals(new DurableFile.Wrote.Durable(), file().write(text.getBytes(UTF_8)));
        }
        assertArrayEquals("three".getBytes(UTF_8), whole(file().read()));
        assertArrayEquals("two".getBytes(UTF_8), whole(file().readPrevious()));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state.0"))));
        try (var left = Files.list(directory)) {
            assertEquals(2, left.count(), "there are no others");
        }
    }

    @Test
    void everyTruncationAndEveryFlippedBitIsDamageAndNoException() throws Exception {
        file().write("good".getBytes(UTF_8));
        file().write("newer".getBytes(UTF_8));
        Path path = directory.resolve("state.1");
        byte[] bytes = Files.readAllBytes(path);
        for (int length = 1; length < bytes.length; length++) {
            Files.write(path, java.util.Arrays.copyOf(bytes, length));
            assertInstanceOf(DurableFile.Found.Damaged.class, file().read(), "cut at " + length);
        }
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path, flipped);
            assertInstanceOf(DurableFile.Found.Damaged.class, file().read(), "bit " + bit);
        }
        assertArrayEquals("good".getBytes(UTF_8), whole(file().readPrevious()));
    }

    @Test
    void aDamagedFileDoesNotTakeThePlaceOfTheGoodOneBefore() throws Exception {
        file().write("good".getBytes(UTF_8));
        file().write("newer".getBytes(UTF_8));
        Files.write(directory.resolve("state.1"), new byte[] {1, 2, 3});
        file().write("newest".getBytes(UTF_8));
        assertArrayEquals("newest".getBytes(UTF_8), whole(file().read()));
        assertArrayEquals("good".getBytes(UTF_8), whole(file().readPrevious()));
    }

    @Test
    void aFileThatWasMadeAndNotWrittenHarmsNothing() throws Exception {
        file().write("good".getBytes(UTF_8));
        Files.createFile(directory.resolve("state.1"));
        assertArrayEquals("good".getBytes(UTF_8), whole(file().read()));
        assertEquals(new DurableFile.Wrote.Durable(), file().write("newer".getBytes(UTF_8)));
        assertArrayEquals("newer".getBytes(UTF_8), whole(file().read()));
    }

    @Test
    void aShorterOneIsWholeAndNothingOfALongerOneBeforeIsLeftInIt() throws Exception {
        DurableFile file = file();
        for (String text : new String[] {"a long one", "another long one", "short", "", "x"}) {
            assertEquals(new DurableFile.Wrote.Durable(), file.write(text.getBytes(UTF_8)));
            assertArrayEquals(text.getBytes(UTF_8), whole(file().read()));
        }
        assertArrayEquals(new byte[0], whole(file().readPrevious()));
    }

    @Test
    void tooLongIsRefusedBothWays() throws Exception {
        file().write("good".getBytes(UTF_8));
        assertInstanceOf(DurableFile.Wrote.Failed.class, file().write(new byte[LONGEST + 1]));
        assertArrayEquals("good".getBytes(UTF_8), whole(file().read()));
        Files.write(directory.resolve("state.0"), new byte[LONGEST + 1000]);
        assertInstanceOf(DurableFile.Found.Damaged.class, file().read());
    }

    @Test
    void aDirectoryInItsPlaceIsDamage() throws Exception {
        Files.createDirectory(directory.resolve("state.0"));
        assertInstanceOf(DurableFile.Found.Damaged.class, file().read());
        assertInstanceOf(DurableFile.Wrote.Failed.class, file().write(new byte[1]));
    }

    @Test
    void aFullDiskAndAReadOnlyOneLeaveWhatWasThere() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "turnout-test", mount.toString());
        try {
            DurableFile small = new DurableFile(mount, "state", LONGEST);
            assertEquals(new DurableFile.Wrote.Durable(), small.write("good".getBytes(UTF_8)));
            assertFailure(small.write(new byte[200_000]), "No space left on device");
            assertArrayEquals("good".getBytes(UTF_8), whole(small.read()));
            assertEquals(new DurableFile.Wrote.Durable(), small.write("after".getBytes(UTF_8)));

            run("mount", "-o", "remount,ro", mount.toString());
            assertFailure(small.write("never".getBytes(UTF_8)), "Read-only file system");
            assertArrayEquals("after".getBytes(UTF_8), whole(small.read()));
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void assertFailure(DurableFile.Wrote outcome, String reason) {
        String why = assertInstanceOf(DurableFile.Wrote.Failed.class, outcome).why();
        assertTrue(why.contains(reason), why);
    }

    private static byte[] whole(DurableFile.Found found) {
        return assertInstanceOf(DurableFile.Found.Whole.class, found).payload();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), String.join(" ", command));
    }
}
