package dev.turnout.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The directory of a box's memory, locked for as long as this is open. */
public final class DataDirectory implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final FileChannel lockChannel;
    private final DurableFile file;

    private DataDirectory(Path path, FileChannel lockChannel) {
        this.lockChannel = lockChannel;
        this.file = new DurableFile(path, "state", StateCodec.MAX_BYTES);
    }

    /** The outcome of opening. */
    public sealed interface Opened {
        record Ready(DataDirectory directory) implements Opened {}

        /** Another process has it. */
        record InUse(Path path) implements Opened {}

        /** @param why in a sentence that names the remedy */
        record Unusable(String why) implements Opened {}
    }

    /** The outcome of loading. */
    public sealed interface Loaded {
        /** @param warning why it is not the newest state that was stored, if it is not */
        record State(StoredState state, Optional<String> warning) implements Loaded {}

        /** Nothing was ever stored here. */
        record Nothing() implements Loaded {}

        /** What was stored is lost. */
        record Lost(String why) implements Loaded {}
    }

    /** Creates the directory where it is missing, for its owner only. */
    public static Opened open(Path path) {
        try {
            create(path.toAbsolutePath());
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel).isEmpty()) {
                channel.close();
                return new Opened.InUse(path);
            }
            return new Opened.Ready(new DataDirectory(path, channel));
        } catch (IOException failure) {
            return new Opened.Unusable("the data directory " + path + " cannot be used ("
                    + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                    + "); make it writable or name another with --data-dir");
        }
    }

    /** A directory is as durable as its name in the one above it. */
    private static void create(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null || Files.isDirectory(path)) {
            return;
        }
        create(parent);
        Files.createDirectories(path, OWNER_ONLY);
        DurableFile.force(parent);
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException inThisProcess) {
            return Optional.empty();
        }
    }

    public Loaded load() {
        Loaded newest = decode(file.read());
        if (newest instanceof Loaded.State) {
            return newest;
        }
        Loaded previous = decode(file.readPrevious());
        return switch (previous) {
            case Loaded.State(StoredState state, Optional<String> _) ->
                new Loaded.State(state, Optional.of(why(newest) + "; the state before it is used"));
            case Loaded.Nothing _ -> newest;
            case Loaded.Lost(String why) ->
                newest instanceof Loaded.Nothing ? previous : new Loaded.Lost(why(newest) + "; " + why);
        };
    }

    private static String why(Loaded newest) {
        return newest instanceof Loaded.Lost(String why) ? why : "the newest state is missing";
    }

    private static Loaded decode(DurableFile.Found found) {
        return switch (found) {
            case DurableFile.Found.Missing() -> new Loaded.Nothing();
            case DurableFile.Found.Damaged(String why) -> new Loaded.Lost(why);
            case DurableFile.Found.Whole(byte[] payload) -> {
                try {
                    yield new Loaded.State(StateCodec.decode(payload), Optional.empty());
                } catch (IOException foreign) {
                    yield new Loaded.Lost("the stored state is not understood: " + foreign.getMessage());
                }
            }
        };
    }

    /** Replaces what is stored. It is durable once this returns {@link DurableFile.Wrote.Durable}. */
    public DurableFile.Wrote store(StoredState state) {
        return file.write(StateCodec.encode(state));
    }

    /** Makes durable what is found here, which the process before may not have come to. */
    public DurableFile.Wrote confirm() {
        return file.confirm();
    }

    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException ignored) {
            // The lock ends with the process at the latest.
        }
    }
}
