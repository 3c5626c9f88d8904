package dev.turnout.hwtests.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The P4 program in P4's reference switch, where that is at hand: {@code SIMPLE_SWITCH_GRPC} says where. No package registry has
 * one.
 */
@EnabledIfEnvironmentVariable(named = BehavioralModelContractTest.PROGRAM, matches = ".+")
final class BehavioralModelContractTest extends DataplaneContract {
    static final String PROGRAM = "SIMPLE_SWITCH_GRPC";

    @TempDir
    private Path state;

    @Override
    Rig open() throws IOException {
        int port = freePort();
        Process process = new ProcessBuilder(List.of(
                        System.getenv(PROGRAM),
                        "--device-id",
                        "1",
                        "--no-p4",
                        "--",
                        "--grpc-server-addr",
                        "127.0.0.1:" + port,
                        "--cpu-port",
                        "510"))
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("switch.log").toFile())
                .start();
        AutoCloseable target = () -> {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        };
        try {
            return new P4Rig(target, port, state);
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
