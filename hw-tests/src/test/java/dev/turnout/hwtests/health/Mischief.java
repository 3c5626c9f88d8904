package dev.turnout.hwtests.health;

import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that says something whatever it is asked, and then neither answers nor hangs up. */
final class Mischief implements AutoCloseable {
    private static final byte[] FIELD = "X-Filler: zzzzzzzzzzzzzzzz\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Far more than anybody reads. */
    private static final int MANY = 100_000;

    private final ServerSocket listening;
    private final List<Socket> held = new CopyOnWriteArrayList<>();

    private Mischief(ServerSocket listening) {
        this.listening = listening;
    }

    /** @param endless whether header fields follow, on and on */
    static Mischief start(Netns where, String greeting, boolean endless) {
        return serve(where, (server, client) -> {
            server.held.add(client);
            OutputStream out = client.getOutputStream();
            out.write(greeting.getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; endless && i < MANY; i++) {
                out.write(FIELD);
            }
        });
    }

    /** Reads the request, and closes. */
    static Mischief hangingUp(Netns where) {
        return serve(where, (_, client) -> {
            try (client) {
                int ignored = client.getInputStream().read(new byte[1 << 12]);
            }
        });
    }

    private interface Manners {
        void treat(Mischief server, Socket client) throws IOException;
    }

    private static Mischief serve(Netns where, Manners manners) {
        return where.inside(() -> {
            Mischief server = new Mischief(new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0")));
            Thread.ofPlatform().daemon().name("mischief").start(() -> server.accept(manners));
            return server;
        });
    }

    private void accept(Manners manners) {
        while (!listening.isClosed()) {
            try {
                manners.treat(this, listening.accept());
            } catch (IOException gone) {
                // The client hung up, or the test is over.
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : held) {
                socket.close();
            }
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }
}
