package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.interfaces.BoxAgent;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Pins;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent with the software switch on the box's cable: real HTTP through it, while the switch comes and goes. */
class P4AgentTest {
    private static final int PORT = 9559;
    private static final String DEVICE = "port1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String URL = "http://" + Shop.VIP4 + "/";

    private final Shop shop = Shop.open(2);
    private final Netns box = shop.box();
    private final Pins pins = shop.lab().pins("xdp");
    private final BoxAgent agent = new BoxAgent(box, pins.directory());

    @BeforeEach
    void open() throws IOException {
        shop.backends().forEach(WebServer::serve);
        shop.decapsulate(shop.lab().resource("/dev/turnout/ebpf/decap.bpf.o"));
        agent.configure(document(1, true));
    }

    @AfterEach
    void close() {
        agent.uninstall();
        shop.close();
        pins.remove();
    }

    private String document(int generation, boolean open) {
        String backends = shop.backends().stream()
                .map(backend -> "{ address: %s }".formatted(backend.address4()))
                .collect(Collectors.joining(", "));
        return """
                generation: %d
                seed: %s
                services:
                  - { name: web, vip: %s, port: 80, pool: web, tableSize: 256, zeroBackends: REJECT }
                pools:
                  - name: web
                    encapsulation: IPIP
                    backends: [%s]
                """.formatted(generation, "5a".repeat(32), Shop.VIP4, open ? backends : "");
    }

    private Daemon startSwitch() {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.turnout.p4.softswitch.cli.Softswitch",
                "--port",
                "1=eth0",
                "--listen",
                "127.0.0.1:" + PORT);
        return box.start(command.toArray(String[]::new)).awaitListening(PORT);
    }

    private Daemon startAgent(String... more) {
        String[] options = Stream.concat(
                        Stream.of("--p4runtime", "127.0.0.1:" + PORT, "--p4-port", "1=" + DEVICE), Stream.of(more))
                .toArray(String[]::new);
        return agent.startWith(options);
    }

    /** What curl says: a server's name, or why there is none. */
    private String ask() {
        return shop.client().attempt("curl", "-sS", "--max-time", "2", URL).toString();
    }

    private boolean answers() {
        String said = ask();
        return shop.backends().stream().map(WebServer::name).anyMatch(said::contains);
    }

    private void awaitAnswers(Daemon running) {
        Await.until(PATIENCE, this::answers, () -> ask() + "\n" + running.log());
    }

    @Test
    void aSwitchThatComesBackEmptyIsProgrammedAgain() throws IOException {
        shop.moveBoxTo(DEVICE);
        Daemon first = startSwitch();
        Daemon running = startAgent();
        awaitAnswers(running);
        first.kill();
        assertTrue(!answers(), "nobody forwards");
        Daemon second = startSwitch();
        awaitAnswers(running);
        String status = agent.await(each -> each.serves(1)).text();
        assertTrue(status.contains("p4 on 127.0.0.1:" + PORT + ", over P4Runtime, forwarding; chosen since"), status);
        agent.configure(document(2, false));
        agent.await(each -> each.serves(2));
        Await.until(PATIENCE, () -> ask().contains("Couldn't connect"), this::ask);
        agent.configure(document(3, true));
        awaitAnswers(running);
        running.kill();
        assertTrue(answers(), "the switch forwards on");
        Daemon again = startAgent();
        agent.await(each -> each.text().contains("applied       0.3"));
        assertTrue(answers());
        assertTrue(!again.log().contains("event=programmed"), again.log());
        assertTrue(second.isAlive(), second.log());
    }

    @Test
    void withoutASwitchItIsXdp() throws IOException {
        Daemon running = startAgent("--interface", "eth0");
        String status = agent.await(each -> each.serves(1)).text();
        assertTrue(status.contains("xdp on eth0"), status);
        assertTrue(status.contains("chosen since P4 could not be had: No P4Runtime target answers"), status);
        awaitAnswers(running);
    }
}
