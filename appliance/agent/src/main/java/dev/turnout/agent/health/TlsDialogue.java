package dev.turnout.agent.health;

import dev.turnout.core.health.ProbeOutcome;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Another dialogue inside TLS. The handshake is arithmetic, all of it: keys are made for the first message, and certificates
 * are checked and secrets agreed on for the next ones. What comes after it is not worth a change of threads.
 */
final class TlsDialogue implements Dialogue {
    /** Steps of one call; a handshake has about ten. */
    private static final int MOST_STEPS = 1000;

    /** In bytes; buffers grow to what the engine asks for. */
    private static final int USUAL_FLIGHT = 4 << 10;

    private final Callable<SSLEngine> client;
    private final Dialogue inner;
    private @Nullable SSLEngine made;
    private ByteBuffer encrypted = ByteBuffer.allocate(USUAL_FLIGHT);
    private ByteBuffer plain = ByteBuffer.allocate(USUAL_FLIGHT);
    private ByteBuffer out = ByteBuffer.allocate(USUAL_FLIGHT);
    private boolean begun;

    /** @param client makes the engine, with all its parameters; that may take long, too */
    TlsDialogue(Callable<SSLEngine> client, Dialogue inner) {
        this.client = client;
        this.inner = inner;
    }

    @Override
    public Step begin() {
        return new Step.Compute(this::greet);
    }

    private Step greet() {
        try {
            SSLEngine engine = client.call();
            made = engine;
            engine.beginHandshake();
        } catch (Exception unready) {
            return new Step.Unable("no TLS can be made ready: " + unready.getMessage());
        }
        return guarded();
    }

    @Override
    public Step heard(ByteBuffer bytes) {
        if (encrypted.remaining() < bytes.remaining()) {
            encrypted = grown(encrypted, bytes.remaining());
        }
        encrypted.put(bytes);
        return begun ? guarded() : new Step.Compute(this::guarded);
    }

    private Step guarded() {
        encrypted.flip();
        try {
            return advance(Objects.requireNonNull(made, "nothing is heard before the greeting"));
        } catch (SSLException failed) {
            return new Step.Over(Failure.PROBE_TLS.saw(TlsWords.of(failed)));
        } finally {
            encrypted.compact();
        }
    }

    private Step advance(SSLEngine engine) throws SSLException {
        for (int i = 0; i < MOST_STEPS; i++) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(engine, ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(engine)) {
                        return said();
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    if (begun && !unwrap(engine)) {
                        return said();
                    }
                    if (!begun || plain.position() > 0) {
                        Step step = converse(engine);
                        if (step instanceof Step.Over) {
                            return step;
                        }
                    }
                }
            }
        }
        return new Step.Over(Failure.PROBE_TLS.saw("a handshake without end"));
    }

    /** Lets the inner dialogue take its step, and wraps what it says. */
    private Step converse(SSLEngine engine) throws SSLException {
        Step step;
        if (begun) {
            plain.flip();
            step = inner.heard(plain);
            plain.clear();
        } else {
            begun = true;
            step = inner.begin();
        }
        if (step instanceof Step.Say(ByteBuffer words)) {
            for (int i = 0; words.hasRemaining(); i++) {
                if (i == MOST_STEPS) {
                    throw new SSLException("nothing can be sent");
                }
                wrap(engine, words);
            }
        }
        return step;
    }

    private void wrap(SSLEngine engine, ByteBuffer words) throws SSLException {
        SSLEngineResult result = engine.wrap(words, out);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            out = grown(out, engine.getSession().getPacketBufferSize());
        } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("closed by the other side");
        }
    }

    /** Whether anything came of it; false where more bytes are needed. */
    private boolean unwrap(SSLEngine engine) throws SSLException {
        SSLEngineResult result = engine.unwrap(encrypted, plain);
        return switch (result.getStatus()) {
            case OK -> result.bytesConsumed() > 0 || result.bytesProduced() > 0;
            case BUFFER_UNDERFLOW -> false;
            case BUFFER_OVERFLOW -> {
                plain = grown(plain, engine.getSession().getApplicationBufferSize());
                yield true;
            }
            case CLOSED -> false;
        };
    }

    private Step said() {
        if (out.position() == 0) {
            return new Step.Listen();
        }
        out.flip();
        ByteBuffer words = ByteBuffer.allocate(out.remaining()).put(out).flip();
        out.clear();
        return new Step.Say(words);
    }

    private static ByteBuffer grown(ByteBuffer full, int more) {
        return ByteBuffer.allocate(full.position() + more).put(full.flip());
    }

    @Override
    public ProbeOutcome ended() {
        return begun ? inner.ended() : Failure.PROBE_TLS.saw("the backend closed the connection in the handshake");
    }
}
