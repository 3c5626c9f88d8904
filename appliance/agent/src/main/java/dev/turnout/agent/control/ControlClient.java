package dev.turnout.agent.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks the running agent one thing. */
public final class ControlClient {
    private final Path path;
    private final Duration deadline;

    public ControlClient(Path path) {
        this(path, ControlServer.DEADLINE.plusSeconds(5));
    }

    ControlClient(Path path, Duration deadline) {
        this.path = path;
        this.deadline = deadline;
    }

    public Answer ask(String verb, String... arguments) {
        return ask(new Request(verb, List.of(arguments), new byte[0]));
    }

    /** Asks what a document would change; {@code format} is {@code yaml} or {@code protobuf}. */
    public Answer check(String format, byte[] document, boolean json) {
        List<String> arguments = List.of(format, String.valueOf(document.length), json ? "json" : "text");
        return ask(new Request(Request.CHECK, arguments, document));
    }

    private Answer ask(Request request) {
        CountDownLatch done = new CountDownLatch(1);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Thread.ofVirtual().start(() -> closeAfter(channel, done));
            Wire.writeRequest(channel, request);
            return Wire.readAnswer(channel);
        } catch (IOException failure) {
            return new Answer.Unreachable("no agent answers on " + path + " (" + failure.getMessage()
                    + "); start one with 'turnout run', or name its socket with --socket");
        } finally {
            done.countDown();
        }
    }

    private void closeAfter(SocketChannel channel, CountDownLatch done) {
        try {
            if (!done.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.close();
            }
        } catch (IOException alreadyGone) {
            // That is all that was wanted.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
