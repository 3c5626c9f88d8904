package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop step by step, with the arithmetic of TLS in the hands of the test, on a clock that stands still. */
final class ProbeLoopTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MOST_STEPS = 100;
    private static final int HANDSHAKE = 22;

    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final List<ProbeResult> results = new ArrayList<>();
    private final List<String> trouble = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ProbeLoop loop =
            new ProbeLoop(ForwardingPath.NONE, nanos::get, () -> Instant.EPOCH, results::add, work::add, trouble::add);
    private ServerSocket secure;
    private ServerSocket open;

    @BeforeEach
    void listen() throws IOException {
        secure = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
        open = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.3"));
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        secure.close();
        open.close();
    }

    @Test
    void who_waits_for_arithmetic_keeps_nobody_else_waiting() throws Exception {
        want(https(), tcp());
        until(() -> !work.isEmpty());

        for (int round = 1; round <= 3; round++) {
            until(() -> !results.isEmpty());
            ProbeResult other = results.removeFirst();
            assertEquals("127.0.0.3", other.target().backend().address().toString());
            assertInstanceOf(ProbeOutcome.Passed.class, other.outcome());
            nanos.addAndGet(INTERVAL.toNanos() / 4);
            want(https(), tcp(round));
        }
        assertEquals(1, work.size());

        doWork();
        try (Socket backend = secure.accept()) {
            until(() -> isReadable(backend));
            assertEquals(HANDSHAKE, backend.getInputStream().read());
            backend.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
            until(() -> !work.isEmpty());
            doWork();
            until(() -> results.stream().anyMatch(ProbeLoopTest::isHttps));
        }
        ProbeResult late =
                results.stream().filter(ProbeLoopTest::isHttps).findFirst().orElseThrow();
        assertEquals(
                Failure.PROBE_TLS.saw("the backend does not speak TLS on this port"), late.outcome(), late::toString);
        assertEquals(List.of(), trouble);
    }

    @Test
    void a_busy_box_is_no_fault_of_the_backend() throws Exception {
        want(https());
        until(() -> !work.isEmpty());

        nanos.addAndGet(INTERVAL.toNanos() - 1);
        loop.step(Duration.ZERO);
        assertEquals(List.of(), trouble);
        nanos.incrementAndGet();
        loop.step(Duration.ZERO);

        assertEquals(
                List.of("cannot probe 127.0.0.2: the box did not get its part of the TLS connection done within 5 s"),
                trouble);
        assertEquals(List.of(), results);
        nanos.addAndGet(INTERVAL.toNanos());
        until(() -> work.size() == 2);
    }

    @Test
    void nobody_works_for_a_connection_that_is_over() throws Exception {
        want(https());
        until(() -> !work.isEmpty());
        want(tcp());
        until(() -> !results.isEmpty());

        doWork();
        loop.step(Duration.ZERO);
        try (Socket backend = secure.accept()) {
            assertTrue(isReset(backend), "something was said");
        }
        assertEquals(1, results.size());
    }

    private static boolean isHttps(ProbeResult result) {
        return result.task().probe().question() instanceof ProbeQuestion.Http;
    }

    private static boolean isReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static boolean isReadable(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private void doWork() throws InterruptedException {
        Runnable next = work.poll(0, TimeUnit.SECONDS);
        assertTrue(next != null, "there is no work");
        next.run();
    }

    private void until(BooleanSupplier reached) {
        for (int i = 0; i < MOST_STEPS && !reached.getAsBoolean(); i++) {
            loop.step(Duration.ofMillis(100));
        }
        assertTrue(reached.getAsBoolean(), () -> "never: " + results + trouble);
    }

    private record Asked(PoolBackend backend, ProbeTask task) {}

    private void want(Asked... asked) {
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        for (Asked each : asked) {
            wanted.put(each.backend(), each.task());
        }
        loop.want(wanted);
    }

    private Asked https() {
        ProbeQuestion question = new ProbeQuestion.Http(
                secure.getLocalPort(),
                Optional.empty(),
                "/",
                ProbeQuestion.Http.DEFAULT_EXPECTED,
                Optional.empty(),
                Optional.of(new ProbeQuestion.Tls(false, Optional.empty())));
        return asked("127.0.0.2", question, INTERVAL);
    }

    private Asked tcp() {
        return tcp(0);
    }

    /** The same by another task, which so is asked at once. */
    private Asked tcp(int version) {
        return asked("127.0.0.3", new ProbeQuestion.Tcp(open.getLocalPort()), INTERVAL.minusMillis(version));
    }

    private static Asked asked(String address, ProbeQuestion question, Duration timeout) {
        BackendKey key = new BackendKey(IpAddress.parse(address).orElseThrow(), new Encapsulation.Ipip());
        return new Asked(
                new PoolBackend("pool", key),
                new ProbeTask(new Probe(question, Probe.Via.ADDRESS, INTERVAL, timeout, 0), List.of()));
    }
}
