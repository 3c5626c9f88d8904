package dev.turnout.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileConfigSourceTest {
    @TempDir
    private Path directory;

    private final List<String> offered = new ArrayList<>();

    private FileConfigSource source(Path path) {
        FileConfigSource source = new FileConfigSource(path, InstantSource.system(), _ -> {});
        source.receive(offer -> offered.add(new String(offer.document().bytes(), StandardCharsets.UTF_8)));
        return source;
    }

    @Test
    void contentIsOfferedOnceItWasTheSameTwiceAndThenNotAgain() throws Exception {
        Path path = Files.writeString(directory.resolve("fleet.yaml"), "one");
        FileConfigSource source = source(path);
        source.poll();
        assertEquals(List.of(), offered);
        source.poll();
        source.poll();
        assertEquals(List.of("one"), offered);
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotTakenHalf() throws Exception {
        Path path = Files.writeString(directory.resolve("fleet.yaml"), "ha");
        FileConfigSource source = source(path);
        source.poll();
        Files.writeString(path, "half");
        source.poll();
        Files.writeString(path, "half and whole");
        source.poll();
        source.poll();
        assertEquals(List.of("half and whole"), offered);
    }

    @Test
    void aReplacedFileAndAReplacedLinkAreSeen() throws Exception {
        Path first = Files.writeString(directory.resolve("a"), "first");
        Path second = Files.writeString(directory.resolve("b"), "other");
        Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
        Path link = Files.createSymbolicLink(directory.resolve("fleet.yaml"), first);
        FileConfigSource source = source(link);
        source.poll();
        source.poll();
        Path fresh = Files.createSymbolicLink(directory.resolve("fresh"), second);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        source.poll();
        source.poll();
        assertEquals(List.of("first", "other"), offered);
    }

    @Test
    void aMissingFileIsSaidAndItsReturnIsNoChange() throws Exception {
        Path path = Files.writeString(directory.resolve("fleet.yaml"), "one");
        FileConfigSource source = source(path);
        source.poll();
        source.poll();
        Files.delete(path);
        source.poll();
        assertFalse(source.status().reachable());
        assertEquals(path + " does not exist", source.status().detail());
        Files.writeString(path, "one");
        source.poll();
        source.poll();
        assertTrue(source.status().reachable());
        assertEquals(List.of("one"), offered);
        Files.writeString(path, "two");
        source.poll();
        source.poll();
        assertEquals(List.of("one", "two"), offered);
    }

    @Test
    void aDirectoryAndAHugeFileAreSaid() throws Exception {
        FileConfigSource aDirectory = source(directory);
        aDirectory.poll();
        assertTrue(aDirectory.status().detail().contains("cannot be read"));
        Path huge = directory.resolve("huge.yaml");
        try (var channel = java.nio.channels.FileChannel.open(
                huge, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(1), Document.MAX_BYTES);
        }
        FileConfigSource source = source(huge);
        source.poll();
        source.poll();
        assertTrue(source.status().detail().contains("is larger than"));
        assertEquals(List.of(), offered);
    }

    @Test
    void theNameSaysTheFormat() {
        assertEquals(Document.Format.PROTOBUF, FileConfigSource.formatOf(Path.of("/etc/fleet.binpb")));
        assertEquals(Document.Format.PROTOBUF, FileConfigSource.formatOf(Path.of("fleet.PB")));
        assertEquals(Document.Format.YAML, FileConfigSource.formatOf(Path.of("fleet.yaml")));
        assertEquals(Document.Format.YAML, FileConfigSource.formatOf(Path.of("fleet")));
    }

    @Test
    void itPollsByItselfOnceStarted() throws Exception {
        Path path = Files.writeString(directory.resolve("fleet.yaml"), "one");
        BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
        try (FileConfigSource source = new FileConfigSource(path, InstantSource.system(), _ -> {})) {
            source.start(offers::add);
            Offer first = offers.poll(20, TimeUnit.SECONDS);
            assertTrue(first != null && first.origin().equals(path.toString()));
            Files.writeString(path, "two");
            Offer second = offers.poll(20, TimeUnit.SECONDS);
            assertTrue(second != null && second.document().size() == 3);
        }
    }
}
