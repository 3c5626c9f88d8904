package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Shop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * One flow that asks again and again who answers it. Since its source port is always the same it has one slot, so the
 * moment at which another server answers is the moment at which that slot's change forwards.
 */
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int CONNECT_MILLIS = 20;
    private static final int READ_MILLIS = 1000;
    private static final long PAUSE_NANOS = 200_000;

    private final CompletableFuture<Optional<Instant>> answered = new CompletableFuture<>();

    private Probe() {}

    /** Begins to ask, until a server of this kind answers. */
    static Probe start(Netns client, int port, Predicate<String> wanted) {
        Probe probe = new Probe();
        Thread.ofPlatform().daemon().name("probe").start(() -> {
            try {
                probe.answered.complete(client.inside(() -> ask(port, wanted)));
            } catch (RuntimeException failed) {
                probe.answered.completeExceptionally(failed);
            }
        });
        return probe;
    }

    /** When it was first answered so; empty if it was not in time. */
    Optional<Instant> await() {
        try {
            return answered.orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("the probe failed", failed);
        }
    }

    private static Optional<Instant> ask(int port, Predicate<String> wanted) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (answer(port).filter(wanted).isPresent()) {
                return Optional.of(Instant.now());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Optional.empty();
    }

    /** Ends its connection by RST, so that the port is free for the next. */
    private static Optional<String> answer(int port) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(READ_MILLIS);
            socket.bind(new InetSocketAddress(port));
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(Shop.VIP4.toString()), Wanted.PORT), CONNECT_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Optional.of(
                    response.substring(response.lastIndexOf("\r\n\r\n") + 4).strip());
        } catch (IOException nobodyThere) {
            return Optional.empty();
        }
    }
}
