package dev.turnout.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A document in a file, offered anew whenever the file's content changes.
 *
 * <p>It reads by the clock instead of being told of changes: inotify does not see a change on a network file system or
 * through a replaced symbolic link (Kubernetes mounts configuration so), and one small read a second costs nothing. What
 * was read is offered once it was the same in two readings one after the other, so a file that is being written is not
 * taken half.
 */
public final class FileConfigSource implements ConfigSource {
    /** Between readings. A change is offered after two of them at the latest. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private final Path path;
    private final InstantSource clock;
    private final Consumer<SourceStatus> onStatus;
    private final Document.Format format;

    private volatile SourceStatus status;
    private @Nullable Thread thread;

    // What follows belongs to the thread that polls.
    private Consumer<Offer> receiver = _ -> {};
    private @Nullable Document candidate;
    private @Nullable Document offered;

    /** @param onStatus told of every change on the source's thread; returns at once */
    public FileConfigSource(Path path, InstantSource clock, Consumer<SourceStatus> onStatus) {
        this.path = path;
        this.clock = clock;
        this.onStatus = onStatus;
        this.format = formatOf(path);
        this.status = new SourceStatus(path.toString(), false, "", clock.instant());
    }

    /** Binary where the name ends in {@code .pb} or {@code .binpb}, otherwise YAML (and so JSON). */
    public static Document.Format formatOf(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".pb") || name.endsWith(".binpb") ? Document.Format.PROTOBUF : Document.Format.YAML;
    }

    @Override
    public void start(Consumer<Offer> to) {
        receive(to);
        Thread started = Thread.ofPlatform().daemon().name("config-file").unstarted(this::run);
        thread = started;
        started.start();
    }

    /** Says who takes the documents, for one who polls by himself. */
    void receive(Consumer<Offer> to) {
        receiver = to;
    }

    private void run() {
        try {
            while (true) {
                poll();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads once, and offers what is new and was the same the last time. */
    void poll() {
        Document read = read();
        if (read == null) {
            candidate = null;
            return;
        }
        boolean settled = read.equals(candidate);
        candidate = read;
        if (settled && !read.equals(offered)) {
            offered = read;
            receiver.accept(new Offer(read, path.toString(), Offer.Order.BY_ARRIVAL, () -> {}));
        }
    }

    private @Nullable Document read() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(Document.MAX_BYTES + 1);
            if (bytes.length > Document.MAX_BYTES) {
                become(false, path + " is larger than " + Document.MAX_BYTES + " bytes");
                return null;
            }
            become(true, "");
            return Document.of(format, bytes);
        } catch (NoSuchFileException missing) {
            become(false, path + " does not exist");
        } catch (IOException unreadable) {
            become(false, path + " cannot be read: " + unreadable.getMessage());
        }
        return null;
    }

    private void become(boolean reachable, String detail) {
        SourceStatus before = status;
        if (before.reachable() != reachable || !before.detail().equals(detail)) {
            status = new SourceStatus(before.name(), reachable, detail, clock.instant());
            onStatus.accept(status);
        }
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(Duration.ofSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
