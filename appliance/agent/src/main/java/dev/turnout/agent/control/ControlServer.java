package dev.turnout.agent.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Listens on the socket and hands each request to one function. */
public final class ControlServer implements AutoCloseable {
    /** From accepting a connection to having written the answer. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final int MOST_CONNECTIONS = 16;
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final Object inode;
    private final ServerSocketChannel server;
    private final Function<Request, Answer> handler;
    private final Duration deadline;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("control-deadlines").factory());

    private ControlServer(Path path, ServerSocketChannel server, Function<Request, Answer> handler, Duration deadline)
            throws IOException {
        this.path = path;
        this.inode = inodeOf(path);
        this.server = server;
        this.handler = handler;
        this.deadline = deadline;
        Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    /** The outcome of opening. */
    public sealed interface Opened {
        record Listening(ControlServer server) implements Opened {}

        /** Another agent answers there. */
        record InUse(Path path) implements Opened {}

        /** @param why in a sentence that names the remedy */
        record Unusable(String why) implements Opened {}
    }

    /**
     * Listens, in place of a socket that a dead process left behind.
     *
     * @param handler called by several threads at once
     */
    public static Opened open(Path path, Function<Request, Answer> handler) {
        return open(path, handler, DEADLINE);
    }

    static Opened open(Path path, Function<Request, Answer> handler, Duration deadline) {
        try {
            Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a socket is in a directory");
            Files.createDirectories(parent, OWNER_ONLY_DIRECTORY);
            if (isAnswered(path)) {
                return new Opened.InUse(path);
            }
            return new Opened.Listening(new ControlServer(path, bind(parent, path), handler, deadline));
        } catch (IOException | RuntimeException failure) {
            return new Opened.Unusable("the control socket " + path + " cannot be made ("
                    + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                    + "); name another with --socket");
        }
    }

    private static boolean isAnswered(Path path) throws IOException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new IOException("something else is there");
            }
            try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                return probe.isConnected();
            }
        } catch (NoSuchFileException free) {
            return false;
        } catch (java.net.ConnectException stale) {
            return false;
        }
    }

    /**
     * Binds under another name in a directory that nobody else can enter, and renames once the permissions are right:
     * there is no moment at which somebody else could connect, and a stale socket is replaced at once.
     */
    private static ServerSocketChannel bind(Path parent, Path path) throws IOException {
        Path room = parent.resolve(".turnout." + ProcessHandle.current().pid());
        Files.createDirectory(room, OWNER_ONLY_DIRECTORY);
        Path fresh = room.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        } finally {
            Files.deleteIfExists(fresh);
            Files.delete(room);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("control-request").start(() -> serve(channel));
                } else {
                    channel.close();
                }
            } catch (IOException closedOrOutOfFiles) {
                // A client that went away before it was accepted, the end, or no file descriptor for now.
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            ScheduledFuture<?> tooLate =
                    watchdog.schedule(() -> closeQuietly(channel), deadline.toMillis(), TimeUnit.MILLISECONDS);
            Wire.writeAnswer(channel, answer(channel));
            tooLate.cancel(false);
        } catch (IOException | RejectedExecutionException gone) {
            // The client went away or was too slow, or the agent ends.
        } finally {
            connections.release();
        }
    }

    private Answer answer(SocketChannel channel) throws IOException {
        return switch (Wire.readRequest(channel)) {
            case Wire.Heard.Well(Request request) -> {
                try {
                    yield handler.apply(request);
                } catch (RuntimeException bug) {
                    yield new Answer.Refused("INTERNAL", "the agent failed to answer: " + bug);
                }
            }
            case Wire.Heard.Badly(String why) -> new Answer.Refused("BAD_REQUEST", why);
        };
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // That is all that was wanted.
        }
    }

    private static Object inodeOf(Path path) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey(), "a Unix file has an inode");
    }

    /** Stops listening, and removes the socket unless another agent has put its own there. */
    @Override
    public void close() {
        watchdog.shutdownNow();
        try {
            server.close();
            if (inode.equals(inodeOf(path))) {
                Files.delete(path);
            }
        } catch (IOException alreadyGone) {
            // What is left behind is taken for stale by the next agent.
        }
    }
}
