package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.forwarder.NamedEndpoint;
import dev.turnout.hwtests.net.Await;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A P4Runtime target: the shipped software switch, as a process of its own without ports; or the {@link NamedEndpoint}, if
 * there is one.
 */
final class P4Endpoint implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern READY = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final String name;
    private final String host;
    private final int port;
    private final long device;
    private final @Nullable Process process;

    private P4Endpoint(String name, String host, int port, long device, @Nullable Process process) {
        this.name = name;
        this.host = host;
        this.port = port;
        this.device = device;
        this.process = process;
    }

    /** @param bin the directory of the start scripts */
    static P4Endpoint open(Path bin) throws IOException {
        Optional<NamedEndpoint> named = NamedEndpoint.find();
        return named.isPresent() ? of(named.get()) : start(bin);
    }

    private static P4Endpoint of(NamedEndpoint named) {
        String name = "the P4Runtime target on " + named.host() + ":" + named.port();
        return new P4Endpoint(name, named.host(), named.port(), named.device(), null);
    }

    private static P4Endpoint start(Path bin) throws IOException {
        Process process = new ProcessBuilder(bin.resolve("softswitch").toString(), "--listen", "127.0.0.1:0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Says one line, so it is never held up by who does not read on.
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("the software switch does not say where it listens: " + line);
        }
        return new P4Endpoint(
                "the shipped software switch, a process of its own on loopback",
                "127.0.0.1",
                Integer.parseInt(ready.group(1)),
                0,
                process);
    }

    /** The same device, asked by way of somebody on loopback. */
    P4Endpoint by(int other) {
        return new P4Endpoint(name, "127.0.0.1", other, device, null);
    }

    /** In words. */
    String name() {
        return name;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    long device() {
        return device;
    }

    /** @param state keeps the election ids, so that who opens it later is the primary */
    P4Dataplane connect(Path state) {
        P4Settings settings = P4Settings.of(host, port, state).withDevice(device);
        return switch (P4Dataplane.open(settings)) {
            case OpenResult.Opened opened -> opened.dataplane();
            case OpenResult.Refused(var refusal) -> throw new IllegalStateException(refusal.toString());
        };
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        Await.until(PATIENCE, () -> !process.isAlive(), () -> "the software switch does not end");
    }
}
