package dev.turnout.fleetctl;

import dev.turnout.broker.fixture.Mosquitto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Command lines against a real broker; each test has a box of its own, named like it. */
abstract class BrokerTest {
    static final String DOCUMENT = """
            epoch: 1
            generation: 7
            seed: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            services:
              - name: web
                vip: 192.0.2.10
                port: 80
                pool: web
            pools:
              - name: web
                encapsulation: IPIP
                backends:
                  - address: 10.0.0.1
                  - address: 10.0.0.2
            """;

    @TempDir
    static Path directory;

    static Mosquitto broker;

    String box = "";

    @BeforeAll
    static void startBroker() throws Exception {
        broker = Mosquitto.start(directory);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void nameBox(TestInfo test) {
        box = test.getTestMethod().orElseThrow().getName();
    }

    static String brokerUri() {
        return broker.uri().toString();
    }

    static String file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    Ran push(String file, String... more) {
        List<String> args = new ArrayList<>(List.of("push", file, "--broker", brokerUri(), "--box", box));
        args.addAll(List.of(more));
        return Ran.fleetctl(args.toArray(String[]::new));
    }
}
