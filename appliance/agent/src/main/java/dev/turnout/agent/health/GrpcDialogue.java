package dev.turnout.agent.health;

import dev.turnout.agent.health.Http2Frame.Kind;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.model.ProbeQuestion.Grpc;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One call of {@code grpc.health.v1.Health/Check} over HTTP/2 in the clear (RFC 9113 §3.3, prior knowledge), which is all of
 * HTTP/2 that is spoken here: one stream, no look at header blocks. What counts is the message; an error comes without one.
 */
final class GrpcDialogue implements Dialogue {
    /** In all: a good answer has about 200. */
    static final int LIMIT = 64 << 10;

    private static final int STREAM = 1;
    private static final int END = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;

    /** Of a message: whether it is compressed, and its length. */
    private static final int MESSAGE_HEAD = 5;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** No dynamic header table, no push. */
    private static final byte[] SETTINGS = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

    private final Grpc question;
    private final String authority;
    private final Http2Frame.Reader frames = new Http2Frame.Reader();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int heard;

    GrpcDialogue(Grpc question, String authority) {
        this.question = question;
        this.authority = authority;
    }

    @Override
    public Step begin() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE);
        out.writeBytes(new Http2Frame(Kind.SETTINGS, 0, 0, SETTINGS).bytes());
        out.writeBytes(new Http2Frame(Kind.HEADERS, END_HEADERS, STREAM, headers()).bytes());
        out.writeBytes(new Http2Frame(Kind.DATA, END, STREAM, request()).bytes());
        return new Step.Say(ByteBuffer.wrap(out.toByteArray()));
    }

    /** HPACK literals without indexing, their names from the static table (RFC 7541 §6.2.2, appendix A). */
    private byte[] headers() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        block.write(0x04); // :path
        string("/grpc.health.v1.Health/Check", block);
        block.write(0x01); // :authority
        string(authority, block);
        block.writeBytes(new byte[] {0x0f, 31 - 15}); // content-type
        string("application/grpc", block);
        block.write(0x00);
        string("te", block);
        string("trailers", block);
        return block.toByteArray();
    }

    /** Not in Huffman's code; the length is an integer with a prefix of 7 bits (RFC 7541 §5.1). */
    private static void string(String text, ByteArrayOutputStream block) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 0x7f) {
            block.write(bytes.length);
        } else {
            block.write(0x7f);
            Protobuf.varint(bytes.length - 0x7f, block);
        }
        block.writeBytes(bytes);
    }

    private byte[] request() {
        byte[] check = Protobuf.string(1, question.service());
        return ByteBuffer.allocate(MESSAGE_HEAD + check.length)
                .put((byte) 0)
                .putInt(check.length)
                .put(check)
                .array();
    }

    @Override
    public Step heard(ByteBuffer bytes) {
        heard += bytes.remaining();
        if (heard > LIMIT) {
            return over(Failure.PROBE_MALFORMED.saw("an answer of more than " + LIMIT + " bytes"));
        }
        frames.take(bytes);
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        while (true) {
            switch (frames.next()) {
                case Http2Frame.Read.More() -> {
                    return replies.size() == 0
                            ? new Step.Listen()
                            : new Step.Say(ByteBuffer.wrap(replies.toByteArray()));
                }
                case Http2Frame.Read.Malformed(byte[] began) -> {
                    return over(
                            Failure.PROBE_MALFORMED.saw("no HTTP/2 answer: it begins with " + Failure.quote(began)));
                }
                case Http2Frame.Read.Whole(Http2Frame frame) -> {
                    Optional<ProbeOutcome> verdict = consider(frame, replies);
                    if (verdict.isPresent()) {
                        return over(verdict.get());
                    }
                }
            }
        }
    }

    private Optional<ProbeOutcome> consider(Http2Frame frame, ByteArrayOutputStream replies) {
        boolean ours = frame.stream() == STREAM;
        return switch (frame.kind()) {
            case SETTINGS, PING -> {
                if (!frame.has(ACK)) {
                    byte[] reply = frame.kind() == Kind.PING ? frame.payload() : new byte[0];
                    replies.writeBytes(new Http2Frame(frame.kind(), ACK, 0, reply).bytes());
                }
                yield Optional.empty();
            }
            case GOAWAY -> Optional.of(notServing("the server sent GOAWAY"));
            case RST_STREAM -> ours ? Optional.of(notServing("the server reset the call")) : Optional.empty();
            case DATA -> {
                if (!ours) {
                    yield Optional.empty();
                }
                message.writeBytes(unpadded(frame));
                yield frame.has(END) ? Optional.of(verdict()) : Optional.empty();
            }
            case HEADERS -> ours && frame.has(END) ? Optional.of(verdict()) : Optional.empty();
            case OTHER -> Optional.empty();
        };
    }

    private static byte[] unpadded(Http2Frame frame) {
        byte[] payload = frame.payload();
        if (!frame.has(PADDED) || payload.length == 0) {
            return payload;
        }
        int size = Math.max(0, payload.length - 1 - (payload[0] & 0xff));
        return Arrays.copyOfRange(payload, 1, 1 + size);
    }

    private ProbeOutcome verdict() {
        if (message.size() == 0) {
            return notServing("the server ended the call without a status: it has no grpc.health.v1.Health, or knows no"
                    + (question.service().isEmpty() ? " health of its own" : " service " + quoted()));
        }
        ByteBuffer bytes = ByteBuffer.wrap(message.toByteArray());
        try {
            boolean plain = bytes.get() == 0 && bytes.getInt() == bytes.remaining();
            return plain ? status(Protobuf.varintField(1, bytes)) : noMessage();
        } catch (BufferUnderflowException tooShort) {
            return noMessage();
        }
    }

    private String quoted() {
        return Failure.quote(question.service().getBytes(StandardCharsets.UTF_8));
    }

    /** HealthCheckResponse.ServingStatus. */
    private static ProbeOutcome status(long number) {
        return switch ((int) number) {
            case 1 -> new ProbeOutcome.Passed();
            case 2 -> notServing("NOT_SERVING");
            case 3 -> notServing("SERVICE_UNKNOWN");
            default -> notServing("status " + number);
        };
    }

    private static ProbeOutcome noMessage() {
        return Failure.PROBE_MALFORMED.saw("the answer is no HealthCheckResponse");
    }

    private static ProbeOutcome notServing(String seen) {
        return Failure.PROBE_NOT_SERVING.saw("gRPC health: " + seen + ", expected SERVING");
    }

    private static Step over(ProbeOutcome outcome) {
        return new Step.Over(outcome);
    }

    @Override
    public ProbeOutcome ended() {
        return Failure.PROBE_CLOSED.saw("the backend closed the connection before its answer was complete");
    }
}
