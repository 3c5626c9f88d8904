package dev.turnout.agent.os;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code ip monitor} and says that something has changed, whenever it prints anything at all: its text is for people
 * and is not read. Started again where it ends.
 */
final class KernelMonitor implements AutoCloseable {
    private static final Duration RESTART = Duration.ofSeconds(1);

    private final List<String> argv;
    private final Runnable onChange;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Process process;

    private KernelMonitor(List<String> argv, Runnable onChange) {
        this.argv = argv;
        this.onChange = onChange;
        this.thread = Thread.ofPlatform().daemon().name("ip-monitor").unstarted(this::watch);
    }

    /**
     * Watches kinds of objects, such as {@code route}.
     *
     * @param onChange called by the watching thread, once it watches and then for each change; must not block
     */
    static KernelMonitor start(Runnable onChange, String... objects) {
        List<String> argv =
                Stream.concat(Stream.of("ip", "monitor"), Stream.of(objects)).toList();
        KernelMonitor monitor = new KernelMonitor(argv, onChange);
        monitor.thread.start();
        return monitor;
    }

    private void watch() {
        while (!closed) {
            try {
                Process started = new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
                process = started;
                // What changed before it listened is found by looking now.
                onChange.run();
                drain(started);
            } catch (IOException notStarted) {
                // Reading again once in a while has to do.
            }
            if (!closed) {
                pause();
            }
        }
    }

    private void drain(Process started) throws IOException {
        byte[] buffer = new byte[8 << 10];
        try (InputStream out = started.getInputStream()) {
            // Closing destroys the process that it sees; one that starts meanwhile ends here.
            while (!closed && out.read(buffer) > 0) {
                onChange.run();
            }
        } finally {
            started.destroyForcibly();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RESTART);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
