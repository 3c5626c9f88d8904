package dev.turnout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InboxTest {
    private final Inbox inbox = new Inbox();

    private static Offer offer(String text, Offer.Order order) {
        return new Offer(Document.of(Document.Format.YAML, text.getBytes(UTF_8)), "test", order, () -> {});
    }

    @Test
    void aFloodOfWakesIsOne() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            inbox.wake();
        }
        assertEquals(new Inbox.Taken(List.of(), List.of()), inbox.take(Duration.ofDays(1)));
        assertEquals(new Inbox.Taken(List.of(), List.of()), inbox.take(Duration.ofMillis(1)), "and no more of them");
    }

    @Test
    void aFloodOfQuestionsIsRefusedUntilThoseBeforeAreTaken() throws Exception {
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < Inbox.MOST_ASKED; i++) {
            int answer = i;
            asked.add(inbox.ask(() -> answer).orElseThrow());
        }
        assertEquals(Optional.empty(), inbox.ask(() -> -1));
        inbox.take(Duration.ZERO).questions().forEach(Runnable::run);
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(i, asked.get(i).join());
        }
        assertTrue(inbox.ask(() -> -1).isPresent());
    }

    @Test
    void aQuestionWhoseAskerHasGoneIsNotWorkedOutAndABugIsTheAskers() throws Exception {
        AtomicInteger workedOut = new AtomicInteger();
        inbox.ask(workedOut::incrementAndGet).orElseThrow().cancel(false);
        CompletableFuture<Integer> failing = inbox.<Integer>ask(() -> {
                    throw new IllegalStateException("a bug");
                })
                .orElseThrow();
        inbox.take(Duration.ZERO).questions().forEach(Runnable::run);
        assertEquals(0, workedOut.get());
        assertThrows(CompletionException.class, failing::join);
    }

    @Test
    void ofAFileTheLatestCountsAndOfABrokerEach() throws Exception {
        List<Offer> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            inbox.offer(offer("file " + i, Offer.Order.BY_ARRIVAL), Instant.EPOCH);
        }
        expected.add(offer("file 999", Offer.Order.BY_ARRIVAL));
        for (int i = 0; i < 3; i++) {
            Offer each = offer("broker " + i, Offer.Order.BY_REVISION);
            expected.add(each);
            inbox.offer(each, Instant.EPOCH);
        }
        assertEquals(
                expected.stream().map(Offer::document).toList(),
                inbox.take(Duration.ZERO).offers().stream()
                        .map(offered -> offered.offer().document())
                        .toList());
    }
}
