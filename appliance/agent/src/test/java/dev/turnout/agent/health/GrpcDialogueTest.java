package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.agent.health.Dialogue.Step;
import dev.turnout.agent.health.Http2Frame.Kind;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.model.ProbeQuestion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrpcDialogueTest {
    private static final int END = 1;
    private static final int PADDED = 8;
    private static final byte[] NO_BYTES = {};

    private final GrpcDialogue dialogue = new GrpcDialogue(new ProbeQuestion.Grpc(50051, "shop"), "10.0.0.1:50051");

    private static byte[] frame(Kind kind, int flags, int stream, byte... payload) {
        return new Http2Frame(kind, flags, stream, payload).bytes();
    }

    private static byte[] all(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] message(int... body) {
        ByteBuffer message = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(body.length);
        Arrays.stream(body).forEach(each -> message.put((byte) each));
        return message.array();
    }

    private String failure(byte[]... answer) {
        Step.Over over = assertInstanceOf(Step.Over.class, dialogue.heard(ByteBuffer.wrap(all(answer))));
        ProbeOutcome.Failed failed = assertInstanceOf(ProbeOutcome.Failed.class, over.outcome());
        return failed.code() + " " + failed.sentence();
    }

    @Test
    void asksForTheHealthOfTheService() {
        ByteBuffer said = assertInstanceOf(Step.Say.class, dialogue.begin()).bytes();
        String text = StandardCharsets.ISO_8859_1.decode(said).toString();

        assertEquals("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", text.substring(0, 24));
        assertEquals(true, text.contains("/grpc.health.v1.Health/Check"));
        assertEquals(true, text.endsWith("\0\0\0\0\6\n\4shop"), text);
    }

    @Test
    void servingPassesByteByByte() {
        byte[] answer = all(
                frame(Kind.SETTINGS, 0, 0),
                frame(Kind.HEADERS, 4, 1, (byte) 0x88),
                frame(Kind.DATA, 0, 1, message(8, 1)),
                frame(Kind.HEADERS, 4 | END, 1, (byte) 0x88));
        for (int i = 0; i < answer.length - 1; i++) {
            Step step = dialogue.heard(ByteBuffer.wrap(answer, i, 1));
            if (i == 8) {
                Step.Say ack = assertInstanceOf(Step.Say.class, step);
                assertArrayEquals(frame(Kind.SETTINGS, 1, 0), ack.bytes().array());
            } else {
                assertInstanceOf(Step.Listen.class, step);
            }
        }
        Step last = dialogue.heard(ByteBuffer.wrap(answer, answer.length - 1, 1));
        assertEquals(new Step.Over(new ProbeOutcome.Passed()), last);
    }

    @Test
    void paddingIsNoMessage() {
        byte[] padded = all(new byte[] {3}, message(8, 1), new byte[3]);

        assertEquals(
                new Step.Over(new ProbeOutcome.Passed()),
                dialogue.heard(ByteBuffer.wrap(frame(Kind.DATA, END | PADDED, 1, padded))));
    }

    @Test
    void aPingIsAnsweredWithItsOwnBytes() {
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8};

        Step.Say said =
                assertInstanceOf(Step.Say.class, dialogue.heard(ByteBuffer.wrap(frame(Kind.PING, 0, 0, bytes))));
        assertArrayEquals(frame(Kind.PING, 1, 0, bytes), said.bytes().array());
    }

    @ParameterizedTest
    @CsvSource({"2, NOT_SERVING", "3, SERVICE_UNKNOWN", "0, status 0", "9, status 9"})
    void everyOtherStatusFails(int status, String word) {
        assertEquals(
                "PROBE_NOT_SERVING gRPC health: " + word + ", expected SERVING",
                failure(frame(Kind.DATA, END, 1, message(8, status))));
    }

    @Test
    void anErrorComesWithoutAMessage() {
        assertEquals(
                "PROBE_NOT_SERVING gRPC health: the server ended the call without a status: it has no"
                        + " grpc.health.v1.Health, or knows no service \"shop\", expected SERVING",
                failure(frame(Kind.HEADERS, END | 4, 1, (byte) 0x88)));
    }

    @Test
    void whatEndsTheCallIsSaid() {
        assertEquals(
                "PROBE_NOT_SERVING gRPC health: the server reset the call, expected SERVING",
                failure(frame(Kind.RST_STREAM, 0, 1, new byte[4])));
    }

    @Test
    void whatIsNoHttp2IsQuoted() {
        assertEquals(
                "PROBE_MALFORMED no HTTP/2 answer: it begins with \"HTTP/1.1 400 Bad Request....\"",
                failure("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void anAnswerThatGoesOnIsNone() {
        byte[] empty = frame(Kind.DATA, 0, 1, NO_BYTES);
        byte[][] endless = new byte[GrpcDialogue.LIMIT / empty.length + 1][];
        Arrays.fill(endless, empty);

        assertEquals("PROBE_MALFORMED an answer of more than 65536 bytes", failure(endless));
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "8"})
    void aMessageThatIsNoneIsSaid(int first) {
        byte[] cut = Arrays.copyOf(message(8, 1), first == 8 ? 7 : first);
        cut[0] = (byte) (first == 8 ? 1 : 0);

        assertEquals("PROBE_MALFORMED the answer is no HealthCheckResponse", failure(frame(Kind.DATA, END, 1, cut)));
    }
}
