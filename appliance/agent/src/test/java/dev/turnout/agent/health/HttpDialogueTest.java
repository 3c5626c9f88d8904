package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.agent.health.Dialogue.Step;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.Http;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpDialogueTest {
    private static final ProbeOutcome PASSED = new ProbeOutcome.Passed();

    private static HttpDialogue dialogue(String bodyContains, StatusRange... expected) {
        List<StatusRange> ranges = expected.length == 0 ? Http.DEFAULT_EXPECTED : List.of(expected);
        return new HttpDialogue(
                new ProbeQuestion.Http(
                        80,
                        Optional.empty(),
                        "/health?x=1",
                        ranges,
                        Optional.of(bodyContains).filter(text -> !text.isEmpty()),
                        Optional.empty()),
                "shop.example");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All at once, or byte by byte, must come to the same. */
    private static ProbeOutcome outcome(String bodyContains, String answer) {
        ProbeOutcome whole = finish(dialogue(bodyContains), answer, answer.length());
        assertEquals(withoutCounts(whole), withoutCounts(finish(dialogue(bodyContains), answer, 1)));
        return whole;
    }

    /** A quote of what came is as long as what had come. */
    private static String withoutCounts(ProbeOutcome outcome) {
        return outcome.toString().replaceAll("\"[^\"]*\"", "");
    }

    private static ProbeOutcome finish(HttpDialogue dialogue, String answer, int piece) {
        assertInstanceOf(Step.Say.class, dialogue.begin());
        for (int i = 0; i < answer.length(); i += piece) {
            Step step = dialogue.heard(bytes(answer.substring(i, Math.min(answer.length(), i + piece))));
            if (step instanceof Step.Over(ProbeOutcome outcome)) {
                return outcome;
            }
        }
        return dialogue.ended();
    }

    private static String failure(ProbeOutcome outcome) {
        ProbeOutcome.Failed failed = assertInstanceOf(ProbeOutcome.Failed.class, outcome);
        return failed.code() + " " + failed.sentence();
    }

    @Test
    void asksWhatItShould() {
        Step.Say said = assertInstanceOf(Step.Say.class, dialogue("").begin());

        assertEquals(
                "GET /health?x=1 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: Turnout\r\nAccept: */*\r\n"
                        + "Connection: close\r\n\r\n",
                StandardCharsets.UTF_8.decode(said.bytes()).toString());
    }

    @Test
    void anExpectedStatusPasses() {
        assertEquals(PASSED, outcome("", "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"));
        assertEquals(PASSED, outcome("", "HTTP/1.0 200\n\n"));
    }

    @Test
    void anotherStatusIsNamed() {
        assertEquals(
                "PROBE_STATUS HTTP 503, expected 200-299",
                failure(outcome("", "HTTP/1.1 503 Service Unavailable\r\n\r\n")));
        HttpDialogue choosy = dialogue("", new StatusRange(200, 200), new StatusRange(301, 302));
        assertEquals(
                "PROBE_STATUS HTTP 404, expected 200, 301-302",
                failure(finish(choosy, "HTTP/1.1 404 Not Found\r\n\r\n", 64)));
    }

    @Test
    void interimAnswersAreSkipped() {
        assertEquals(PASSED, outcome("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
        assertEquals(
                "PROBE_MALFORMED more than 8 interim answers",
                failure(outcome("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))));
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 9', 'all is ok'",
        "'X: y', 'all is ok, until the connection is closed'",
        "'Transfer-Encoding: chunked', '3\r\nall\r\n4;x=y\r\n is \r\n2\r\nok\r\n0\r\n\r\n'"
    })
    void aTextIsFoundInEachKindOfBody(String field, String body) {
        assertEquals(PASSED, outcome("is ok", "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + body));
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 6', 'all is ok', 6",
        "'Content-Length: 0', '', 0",
        "'X: y', 'all is o', 8",
        "'Transfer-Encoding: chunked', '3\r\nall\r\n0\r\n\r\nis ok', 3"
    })
    void aTextThatIsNotInTheBodyIsNot(String field, String body, int seen) {
        assertEquals(
                "PROBE_BODY HTTP 200, but the text \"is ok\" is not in the first " + seen + " bytes of the body",
                failure(outcome("is ok", "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + body)));
    }

    @Test
    void onlyTheFirstBytesOfABodyAreLookedAt() {
        String answer = "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(HttpBody.LIMIT) + "ok";

        assertEquals(
                "PROBE_BODY HTTP 200, but the text \"ok\" is not in the first 65536 bytes of the body",
                failure(finish(dialogue("ok"), answer, 1000)));
    }

    @Test
    void rubbishIsNoAnswer() {
        assertEquals(
                "PROBE_MALFORMED no HTTP answer: it begins with \"SSH-2.0-x..\"",
                failure(finish(dialogue(""), "SSH-2.0-x\r\n", 11)));
        assertEquals(
                "PROBE_MALFORMED no HTTP status line: \"HTTP/1.1 2000\"",
                failure(outcome("", "HTTP/1.1 2000\r\n\r\n")));
        assertEquals(
                "PROBE_MALFORMED HTTP 200, and a body whose chunks have no size",
                failure(outcome("ok", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")));
    }

    @Test
    void headersEndSomeTime() {
        String endless = "HTTP/1.1 200 OK\r\n" + "X-Y: zzzzzzzz\r\n".repeat(2000);

        assertEquals(
                "PROBE_MALFORMED the head of the answer does not end within 16384 bytes",
                failure(finish(dialogue(""), endless, 100)));
        assertEquals(
                "PROBE_MALFORMED the head of the answer does not end within 16384 bytes",
                failure(finish(dialogue(""), "HTTP/1.1 200 " + "x".repeat(20_000), 100)));
    }

    @Test
    void whoHangsUpHasNotAnswered() {
        assertEquals(
                "PROBE_CLOSED the backend closed the connection before its answer was complete",
                failure(outcome("", "HTTP/1.1 200 OK\r\nServer:")));
    }
}
