package dev.turnout.hwtests.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An authority, a broker on loopback as {@code fleetctl broker init} has it, and the shipped commands. */
final class FleetOffice implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path BIN = Shell.ROOT.resolve("target/dist/bin");

    final Path directory;
    final int port = freePort();
    final int claimsPort = freePort();
    private final Process mosquitto;

    FleetOffice(Path directory) throws Exception {
        this.directory = directory;
        run("fleetctl", "ca", "init", "ca");
        run("fleetctl", "key", "create", "fleet.key");
        Files.copy(directory.resolve("fleet.key.pub"), directory.resolve("ca/trust.pem"));
        run(
                "fleetctl",
                "broker",
                "init",
                "broker",
                "--ca-dir",
                "ca",
                "--host",
                "127.0.0.1",
                "--port",
                port + "",
                "--claims-port",
                claimsPort + "");
        mosquitto = new ProcessBuilder("/usr/sbin/mosquitto", "-c", "broker/mosquitto.conf")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile())
                .start();
        Await.until(PATIENCE, () -> listens(port) && listens(claimsPort), this::log);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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

    String log() {
        try {
            return Files.readString(directory.resolve("mosquitto.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A shipped command, in the office's directory. */
    Shell.Answer command(String program, String... arguments) throws Exception {
        Stream<String> there = Stream.of(
                "sh",
                "-c",
                "cd \"$0\" && exec \"$@\"",
                directory.toString(),
                BIN.resolve(program).toString());
        List<String> argv = Stream.concat(there, Stream.of(arguments)).toList();
        return Shell.run(
                directory,
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "JAVA_HOME", System.getProperty("java.home")),
                argv,
                PATIENCE);
    }

    /** One that must succeed; what it printed. */
    String run(String program, String... arguments) throws Exception {
        Shell.Answer answer = command(program, arguments);
        assertEquals(0, answer.status(), answer.out() + answer.err());
        return answer.out();
    }

    /** Answers claims until it is ended. */
    Process registrar() throws Exception {
        Path said = directory.resolve("registrar.log");
        Process registrar = new ProcessBuilder(
                        BIN.resolve("fleetctl").toString(),
                        "registrar",
                        "--ca-dir",
                        "ca",
                        "--broker",
                        broker().toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Await.until(PATIENCE, () -> read(said).contains("waiting for boxes"), () -> read(said));
        return registrar;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    long brokerPid() {
        return mosquitto.pid();
    }

    BrokerUri broker() {
        return new BrokerUri(true, "127.0.0.1", port);
    }

    BrokerUri claims() {
        return new BrokerUri(true, "127.0.0.1", claimsPort);
    }

    Shell.Answer enrol(String claim, String box, String... more) throws Exception {
        return command(
                "turnout",
                Stream.concat(
                                Stream.of(
                                        "enrol", "--claim", claim, "--broker", claims().toString(), "--data-dir", box),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    /** A session of whoever has that identity. */
    BrokerSession session(BrokerUri where, String identity, String clientId) throws BrokerProblem {
        BrokerAccess access =
                new BrokerAccess(where, Optional.empty(), Optional.empty(), Optional.of(directory.resolve(identity)));
        return BrokerSession.open(access, clientId);
    }

    @Override
    public void close() {
        mosquitto.destroyForcibly();
        mosquitto.onExit().join();
    }
}
