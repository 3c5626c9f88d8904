package dev.turnout.agent.health;

import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.model.ProbeQuestion.Http;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One GET by HTTP/1.1, on a connection of its own. */
final class HttpDialogue implements Dialogue {
    /** Servers that say "continue" or "early hints" do it once or twice. */
    private static final int MOST_INTERIM = 8;

    private final Http question;
    private final String authority;
    private HttpHead head = new HttpHead();
    private int interim;
    private @Nullable HttpBody body;

    /** @param authority for the Host field */
    HttpDialogue(Http question, String authority) {
        this.question = question;
        this.authority = authority;
    }

    @Override
    public Step begin() {
        String request = "GET " + question.path() + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: Turnout\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return new Step.Say(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Step heard(ByteBuffer bytes) {
        while (body == null) {
            switch (head.take(bytes)) {
                case MORE -> {
                    return new Step.Listen();
                }
                case MALFORMED -> {
                    return over(Failure.PROBE_MALFORMED.saw(head.fault()));
                }
                case COMPLETE -> {
                    if (!isInterim()) {
                        ProbeOutcome verdict = judge();
                        if (verdict != null) {
                            return over(verdict);
                        }
                    } else if (++interim > MOST_INTERIM) {
                        return over(Failure.PROBE_MALFORMED.saw("more than " + MOST_INTERIM + " interim answers"));
                    } else {
                        head = new HttpHead();
                    }
                }
            }
        }
        return switch (body.take(bytes)) {
            case MORE -> new Step.Listen();
            case FOUND -> over(new ProbeOutcome.Passed());
            case MISSING -> over(missing(body.seen()));
            case MALFORMED ->
                over(Failure.PROBE_MALFORMED.saw("HTTP " + head.status() + ", and a body whose chunks have no size"));
        };
    }

    /** RFC 9110 §15.2: 101 would be final, but nobody asked for it. */
    private boolean isInterim() {
        return head.status() < 200 && head.status() != 101;
    }

    /** Null where the body has to be read first. */
    private @Nullable ProbeOutcome judge() {
        int status = head.status();
        if (question.expected().stream().noneMatch(range -> range.contains(status))) {
            return Failure.PROBE_STATUS.saw("HTTP " + status + ", expected " + expected());
        }
        if (question.bodyContains().isEmpty()) {
            return new ProbeOutcome.Passed();
        }
        if (!head.chunked() && head.contentLength().orElse(1) == 0) {
            return missing(0);
        }
        body = new HttpBody(head, question.bodyContains().get());
        return null;
    }

    private String expected() {
        return question.expected().stream().map(HttpDialogue::text).collect(Collectors.joining(", "));
    }

    private static String text(StatusRange range) {
        return range.first() == range.last() ? "" + range.first() : range.first() + "-" + range.last();
    }

    private ProbeOutcome missing(int seen) {
        String wanted = question.bodyContains().orElse("");
        return Failure.PROBE_BODY.saw("HTTP " + head.status() + ", but the text "
                + Failure.quote(wanted.getBytes(StandardCharsets.UTF_8))
                + " is not in the first " + seen + " bytes of the body");
    }

    private static Step over(ProbeOutcome outcome) {
        return new Step.Over(outcome);
    }

    @Override
    public ProbeOutcome ended() {
        return body != null
                ? missing(body.seen())
                : Failure.PROBE_CLOSED.saw("the backend closed the connection before its answer was complete");
    }
}
