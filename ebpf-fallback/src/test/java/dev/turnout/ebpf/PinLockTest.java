package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PinLockTest {
    @TempDir
    private Path directory;

    private static void assertHeld(Path pins) {
        assertEquals(
                "XDP_LOCKED",
                assertThrows(RefusedException.class, () -> PinLock.make(pins))
                        .refusal()
                        .code());
    }

    @Test
    void isHeldUntilItIsClosed() throws Exception {
        Path pins = directory.resolve("pins");
        try (PinLock _ = PinLock.make(pins)) {
            assertHeld(pins);
        }
        PinLock.take(pins).close();
    }

    @Test
    void theLockOfADirectoryThatWasRemovedIsNoLockOfTheNextOne() throws Exception {
        Path pins = directory.resolve("pins");
        try (PinLock _ = PinLock.make(pins)) {
            Files.delete(pins);
            try (PinLock _ = PinLock.make(pins)) {
                assertHeld(pins);
            }
        }
    }

    @Test
    void whatIsNotThereIsNotTaken() {
        assertThrows(RefusedException.class, () -> PinLock.take(directory.resolve("pins")));
        assertFalse(Files.exists(directory.resolve("pins")));
    }

    @Test
    void itLeavesNoFile() throws Exception {
        Path pins = directory.resolve("pins");
        PinLock.make(pins).close();
        assertTrue(isEmpty(pins));
        String name = directory.getFileName().toString();
        try (Stream<Path> files = Files.list(Path.of("/run"))) {
            assertTrue(files.noneMatch(file -> file.toString().contains(name)));
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
