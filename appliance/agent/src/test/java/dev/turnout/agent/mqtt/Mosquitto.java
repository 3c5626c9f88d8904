package dev.turnout.agent.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

/** A real broker on a free loopback port, and the command-line clients that come with it as its other side. */
public final class Mosquitto implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final List<String> extraConfig;
    private Process process;

    private Mosquitto(Path directory, int port, List<String> extraConfig) throws IOException, InterruptedException {
        this.directory = directory;
        this.port = port;
        this.extraConfig = extraConfig;
        this.process = launch();
    }

    public static Mosquitto start(Path directory, String... extraConfig) throws IOException, InterruptedException {
        return new Mosquitto(directory, freePort(), List.of(extraConfig));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                "persistence true",
                "persistence_location " + directory + "/",
                "autosave_on_changes true",
                "autosave_interval 1",
                "user root"));
        if (extraConfig.stream().noneMatch(line -> line.startsWith("allow_anonymous"))) {
            lines.add("allow_anonymous true");
        }
        lines.addAll(extraConfig);
        Path config = Files.write(directory.resolve("mosquitto.conf"), lines);
        Process started = new ProcessBuilder("/usr/sbin/mosquitto", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("mosquitto.log").toFile()))
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(Files.readString(directory.resolve("mosquitto.log")));
            }
            Thread.onSpinWait();
        }
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    public BrokerUri uri() {
        return new BrokerUri(false, "127.0.0.1", port);
    }

    /** SIGKILL: nothing is written, no connection is closed with a word. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("mosquitto survives SIGKILL");
        }
    }

    public void restart() throws IOException, InterruptedException {
        process = launch();
    }

    public void publish(String topic, byte[] payload, String... options) throws IOException, InterruptedException {
        Path file = Files.write(Files.createTempFile(directory, "payload", ""), payload);
        List<String> command = client("mosquitto_pub", topic);
        command.addAll(List.of("-f", file.toString()));
        command.addAll(List.of(options));
        run(command);
        Files.delete(file);
    }

    /** The next message on a topic, the retained one first. */
    public byte[] next(String topic, String... options) throws IOException, InterruptedException {
        List<String> command = client("mosquitto_sub", topic);
        command.addAll(List.of("-N", "-C", "1", "-W", String.valueOf(PATIENCE.toSeconds())));
        command.addAll(List.of(options));
        return run(command);
    }

    private List<String> client(String program, String topic) {
        return new ArrayList<>(List.of(program, "-V", "5", "-h", "127.0.0.1", "-p", String.valueOf(port), "-t", topic));
    }

    private static byte[] run(List<String> command) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = client.getInputStream()) {
            in.transferTo(out);
        }
        if (!client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || client.exitValue() != 0) {
            client.destroyForcibly();
            throw new IllegalStateException(command + " ended with " + client.exitValue());
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
