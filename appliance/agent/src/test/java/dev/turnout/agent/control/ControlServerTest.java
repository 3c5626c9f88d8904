package dev.turnout.agent.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {
    private final List<ControlServer> servers = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path socket() {
        return directory.resolve("run/agent.sock");
    }

    private ControlServer serve(Function<Request, Answer> handler, Duration deadline) {
        ControlServer server = assertInstanceOf(
                        ControlServer.Opened.Listening.class, ControlServer.open(socket(), handler, deadline))
                .server();
        servers.add(server);
        return server;
    }

    private ControlServer echo() {
        return serve(
                request -> told(request.verb() + request.arguments() + request.body().length + "\n"),
                ControlServer.DEADLINE);
    }

    private static Answer told(String text) {
        return new Answer.Told(Answer.Verdict.FINE, text);
    }

    @AfterEach
    void close() {
        servers.forEach(ControlServer::close);
    }

    @Test
    void asksAndAnswers() {
        echo();
        ControlClient client = new ControlClient(socket());
        assertEquals(told("tables[web, json]0\n"), client.ask("tables", "web", "json"));
        assertEquals(told("status[]0\n"), client.ask("status"));
    }

    @Test
    void aDocumentIsCarriedWhole() {
        byte[] document = new byte[8 << 20];
        new Random(3).nextBytes(document);
        byte[][] heard = new byte[1][];
        serve(
                request -> {
                    heard[0] = request.body();
                    return told("");
                },
                ControlServer.DEADLINE);
        assertEquals(told(""), new ControlClient(socket()).check("protobuf", document, false));
        assertArrayEquals(document, heard[0]);
    }

    @Test
    void refusalsAndBugsAreSaid() {
        serve(
                request -> {
                    if (request.verb().equals("bug")) {
                        throw new IllegalStateException("boom");
                    }
                    return new Answer.Refused("UNKNOWN_SERVICE", "there is no\nservice x");
                },
                ControlServer.DEADLINE);
        ControlClient client = new ControlClient(socket());
        assertEquals(new Answer.Refused("UNKNOWN_SERVICE", "there is no service x"), client.ask("tables", "x"));
        assertEquals(
                "INTERNAL",
                assertInstanceOf(Answer.Refused.class, client.ask("bug")).code());
    }

    @Test
    void onlyTheOwnerCanReachIt() throws Exception {
        echo();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))));
    }

    @Test
    void theSocketOfADeadProcessIsReplacedAndThatOfALivingOneIsNot() throws Exception {
        Files.createDirectory(directory.resolve("run"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertTrue(Files.exists(socket()), "closing leaves the file");
        ControlServer first = echo();
        assertInstanceOf(
                ControlServer.Opened.InUse.class, ControlServer.open(socket(), _ -> told(""), ControlServer.DEADLINE));
        first.close();
        assertTrue(Files.notExists(socket()));
        assertInstanceOf(Answer.Unreachable.class, new ControlClient(socket()).ask("status"));
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws Exception {
        Files.createDirectory(directory.resolve("run"));
        Files.writeString(socket(), "precious");
        assertInstanceOf(ControlServer.Opened.Unusable.class, ControlServer.open(socket(), _ -> told("")));
        assertEquals("precious", Files.readString(socket()));
    }

    @Test
    void aPathThatIsTooLongIsSaid() {
        Path longPath = directory.resolve("x".repeat(120)).resolve("agent.sock");
        String why = assertInstanceOf(ControlServer.Opened.Unusable.class, ControlServer.open(longPath, _ -> told("")))
                .why();
        assertTrue(why.contains("--socket"), why);
    }

    @Test
    void hostileInputIsAnsweredOrDroppedAndTheNextClientIsServed() throws Exception {
        echo();
        assertEquals("error BAD_REQUEST a request line has at most 4096 bytes\n", raw("x".repeat(4096)));
        assertThrows(IOException.class, () -> raw("x".repeat(100_000)), "what it did not read resets the connection");
        assertTrue(raw("check yaml 99999999\n").startsWith("error BAD_REQUEST"));
        assertTrue(raw("check yaml -1\n").startsWith("error BAD_REQUEST"));
        assertTrue(raw("check\n").startsWith("error BAD_REQUEST"));
        byte[] garbage = new byte[3000];
        new Random(11).nextBytes(garbage);
        garbage[2999] = '\n';
        assertTrue(raw(new String(garbage, java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("ok"));
        assertInstanceOf(Answer.Told.class, new ControlClient(socket()).ask("status"));
    }

    @Test
    void silentClientsAreEndedAndThenOthersAreServed() throws Exception {
        serve(_ -> told(""), Duration.ofMillis(300));
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            silent.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
        }
        for (SocketChannel each : silent) {
            assertEquals(-1, each.read(ByteBuffer.allocate(1)), "the agent hangs up");
            each.close();
        }
        awaitServed();
    }

    @Test
    void clientsThatDoNotReadAreCutOff() throws Exception {
        int longAnswer = 10 << 20;
        serve(_ -> told("x".repeat(longAnswer)), Duration.ofMillis(300));
        List<SocketChannel> deaf = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
            channel.write(ByteBuffer.wrap("status\n".getBytes(UTF_8)));
            deaf.add(channel);
        }
        // All places are taken, so somebody else is served only after one of them was cut off.
        awaitServed();
        int cutOff = 0;
        for (SocketChannel each : deaf) {
            cutOff += readAll(each) < longAnswer ? 1 : 0;
        }
        assertTrue(cutOff > 0);
    }

    private static long readAll(SocketChannel channel) throws IOException {
        long read = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        try (channel) {
            for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer.clear())) {
                read += n;
            }
        } catch (java.net.SocketException reset) {
            return read;
        }
        return read;
    }

    private void awaitServed() {
        ControlClient client = new ControlClient(socket());
        while (!(client.ask("status") instanceof Answer.Told)) {
            Thread.onSpinWait();
        }
    }

    private String raw(String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (channel.read(answer) >= 0) {
                // Until it hangs up.
            }
            return new String(answer.array(), 0, answer.position(), UTF_8);
        }
    }
}
