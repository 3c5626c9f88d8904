package dev.turnout.agent.health;

import dev.turnout.core.health.ProbeOutcome;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** Another dialogue inside TLS. The handshake's arithmetic is done by whoever calls. */
final class TlsDialogue implements Dialogue {
    /** Steps of one call; a handshake has about ten. */
    private static final int MOST_STEPS = 1000;

    private final SSLEngine engine;
    private final Dialogue inner;
    private ByteBuffer encrypted;
    private ByteBuffer plain;
    private ByteBuffer out;
    private boolean begun;

    /** @param engine a client's, with all its parameters */
    TlsDialogue(SSLEngine engine, Dialogue inner) {
        this.engine = engine;
        this.inner = inner;
        encrypted = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    @Override
    public Step begin() {
        try {
            engine.beginHandshake();
        } catch (SSLException failed) {
            return new Step.Over(Failure.PROBE_TLS.saw(TlsWords.of(failed)));
        }
        return guarded(ByteBuffer.allocate(0));
    }

    @Override
    public Step heard(ByteBuffer bytes) {
        return guarded(bytes);
    }

    private Step guarded(ByteBuffer bytes) {
        try {
            if (encrypted.remaining() < bytes.remaining()) {
                encrypted = grown(encrypted, bytes.remaining());
            }
            encrypted.put(bytes);
            encrypted.flip();
            try {
                return advance();
            } finally {
                encrypted.compact();
            }
        } catch (SSLException failed) {
            return new Step.Over(Failure.PROBE_TLS.saw(TlsWords.of(failed)));
        }
    }

    private Step advance() throws SSLException {
        for (int i = 0; i < MOST_STEPS; i++) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        return said();
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    if (begun && !unwrap()) {
                        return said();
                    }
                    if (!begun || plain.position() > 0) {
                        Step step = converse();
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
    private Step converse() throws SSLException {
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
                wrap(words);
            }
        }
        return step;
    }

    private void wrap(ByteBuffer words) throws SSLException {
        SSLEngineResult result = engine.wrap(words, out);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            out = grown(out, engine.getSession().getPacketBufferSize());
        } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("closed by the other side");
        }
    }

    /** Whether anything came of it; false where more bytes are needed. */
    private boolean unwrap() throws SSLException {
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
