package dev.turnout.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.source.Document;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Revision;
import dev.turnout.core.plan.Wave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final StoredState STATE = new StoredState(
            Optional.of(document("c")),
            Optional.of(document("b")),
            Optional.of(document("a")),
            Optional.of(document("b")),
            Optional.of(new Pushed(
                    new Revision(1, 2),
                    "ab".repeat(32),
                    Duration.ofSeconds(60, 5),
                    new TreeMap<>(Map.of(Stage.RECEIVED, stamp(1), Stage.ROLLED_BACK, stamp(2))),
                    "TRIAL_DEADLINE",
                    "nobody confirmed it")),
            stamp(6),
            new TreeMap<>(Map.of(
                    new Wave(new TableId(TableId.MAX), 1, true),
                    stamp(7),
                    new Wave(new TableId(0), 0, false),
                    stamp(8))),
            new byte[] {1, 2, 3},
            new TreeSet<>(Set.of(IpAddress.ipv4(7), new IpAddress(1, 2))));

    @TempDir
    private Path parent;

    private static Stamp stamp(int nanos) {
        return new Stamp(
                new UUID(1, 2),
                Duration.ofSeconds(-5, nanos),
                Instant.parse("2026-01-02T03:04:05Z").plusNanos(nanos));
    }

    private static Document document(String text) {
        return Document.of(Document.Format.YAML, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private DataDirectory open() {
        return assertInstanceOf(DataDirectory.Opened.Ready.class, DataDirectory.open(path()))
                .directory();
    }

    private Path path() {
        return parent.resolve("lib/turnout");
    }

    @Test
    void itIsMadeForItsOwnerOnlyAndIsEmpty() throws Exception {
        try (DataDirectory directory = open()) {
            assertInstanceOf(DataDirectory.Loaded.Nothing.class, directory.load());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        }
    }

    @Test
    void whatWasStoredComesBackAfterAReopening() {
        try (DataDirectory directory = open()) {
            assertEquals(new DurableFile.Wrote.Durable(), directory.store(STATE));
        }
        try (DataDirectory directory = open()) {
            assertSame(STATE, directory.load());
        }
    }

    @Test
    void aDocumentInSeveralRolesIsStoredOnce() throws Exception {
        Document large = Document.of(Document.Format.PROTOBUF, new byte[1 << 20]);
        StoredState state = new StoredState(
                Optional.of(large),
                Optional.of(large),
                Optional.empty(),
                Optional.of(large),
                Optional.empty(),
                Stamp.NONE,
                new TreeMap<>(),
                new byte[0],
                new TreeSet<>());
        try (DataDirectory directory = open()) {
            directory.store(state);
            assertSame(state, directory.load());
        }
        assertTrue(Files.size(path().resolve("state.0")) < (1 << 20) + 1000);
    }

    @Test
    void oneProcessHasItAtATime() {
        try (DataDirectory first = open()) {
            assertInstanceOf(DataDirectory.Opened.InUse.class, DataDirectory.open(path()));
            assertInstanceOf(DataDirectory.Loaded.Nothing.class, first.load());
        }
        open().close();
    }

    @Test
    void aDamagedStateGivesTheOneBeforeWithAWarningAndTwoDamagedOnesAreLost() throws Exception {
        try (DataDirectory directory = open()) {
            directory.store(STATE);
            directory.store(StoredState.EMPTY);
            Files.write(path().resolve("state.1"), new byte[99]);
            DataDirectory.Loaded loaded = directory.load();
            assertSame(STATE, loaded);
            assertTrue(assertInstanceOf(DataDirectory.Loaded.State.class, loaded)
                    .warning()
                    .orElseThrow()
                    .endsWith("the state before it is used"));
            Files.delete(path().resolve("state.1"));
            assertSame(STATE, directory.load());
            Files.write(path().resolve("state.0"), new byte[99]);
            assertInstanceOf(DataDirectory.Loaded.Lost.class, directory.load());
        }
    }

    @Test
    void aPathThatCannotBeOneIsSaidWithTheRemedy() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        String why = assertInstanceOf(DataDirectory.Opened.Unusable.class, DataDirectory.open(file.resolve("below")))
                .why();
        assertTrue(why.endsWith("name another with --data-dir"), why);
    }

    @Test
    void foreignPayloadsWithARightChecksumAreRefusedAndNeverThrowAnythingElse() {
        byte[] good = StateCodec.encode(STATE);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IOException.class, () -> StateCodec.decode(cut));
        }
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] mutated = good.clone();
            for (int i = 0; i < 3; i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                StateCodec.decode(mutated);
            } catch (IOException refused) {
                assertTrue(refused.getMessage() == null || !refused.getMessage().isEmpty(), "seed " + seed);
            }
        }
    }

    private static void assertSame(StoredState expected, DataDirectory.Loaded loaded) {
        StoredState state =
                assertInstanceOf(DataDirectory.Loaded.State.class, loaded).state();
        assertEquals(expected.accepted(), state.accepted());
        assertEquals(expected.applied(), state.applied());
        assertEquals(expected.previous(), state.previous());
        assertEquals(expected.changed(), state.changed());
        assertEquals(expected.begun(), state.begun());
        assertArrayEquals(expected.allocation(), state.allocation());
    }
}
