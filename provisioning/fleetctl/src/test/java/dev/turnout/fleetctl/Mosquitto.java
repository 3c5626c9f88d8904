package dev.turnout.fleetctl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real broker on a free loopback port. */
final class Mosquitto implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Process process;

    private Mosquitto(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static Mosquitto start(Path directory, String... config) throws IOException {
        int port = freePort();
        List<String> lines = new ArrayList<>(List.of("listener " + port + " 127.0.0.1", "user root"));
        lines.addAll(List.of(config));
        Path file = Files.write(directory.resolve("mosquitto-" + port + ".conf"), lines);
        Path log = directory.resolve("mosquitto-" + port + ".log");
        Process process = new ProcessBuilder("/usr/sbin/mosquitto", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IllegalStateException(Files.readString(log));
            }
            Thread.onSpinWait();
        }
        return new Mosquitto(port, process);
    }

    /** A port where nobody listens, most likely for as long as a test takes. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    String uri() {
        return "mqtt://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
