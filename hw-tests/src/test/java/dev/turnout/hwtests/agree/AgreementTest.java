package dev.turnout.hwtests.agree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.hwtests.p4.Driven;
import dev.turnout.hwtests.p4.P4Box;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import dev.turnout.hwtests.vectors.VectorBox;
import dev.turnout.hwtests.vectors.VectorPlane.Ran;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random frames, stable and in transition: same verdict, same backend, same bytes, same counts. */
class AgreementTest {
    private static final int FRAMES = Integer.getInteger("turnout.agreement.frames", 100_000);
    private static final int EACH = 1000;

    /** All there is, but what none of these frames can meet: our own tunnels' errors, limits, faults. */
    private static final Set<String> MET = Set.of(
            "PASS_NOT_IP",
            "PASS_NOT_VIP",
            "PASS_NEIGHBOUR",
            "FORWARD_TX",
            "FORWARD_REDIRECT",
            "ANSWER_ECHO",
            "ANSWER_TOO_BIG",
            "ANSWER_REJECT",
            "DROP_MALFORMED",
            "DROP_UNKNOWN_PORT",
            "DROP_UNKNOWN_PROTOCOL",
            "DROP_FRAGMENT",
            "DROP_EXTENSION",
            "DROP_SOURCE_RANGE",
            "DROP_NO_BACKEND",
            "DROP_UNRESOLVED",
            "DROP_TOO_BIG",
            "DROP_TTL",
            "DROP_ICMP",
            "DROP_ICMP_MISMATCH",
            "DROP_ICMP_EMBEDDED");

    @TempDir
    private Path scratch;

    /** What one of them makes of a batch. */
    private record Outcomes(List<Ran> ran, Map<String, Long> counts) {}

    @Test
    void xdpAndP4() {
        long seed = Long.getLong("turnout.agreement.seed", 20_261_127);
        Random random = new Random(seed);
        RandomStates states = new RandomStates(random);
        RandomFrames frames = new RandomFrames(random);
        try (VectorBox xdp = VectorBox.create(2 * EACH);
                P4Box p4 = P4Box.create(scratch)) {
            Map<String, Long> met = new TreeMap<>();
            for (int done = 0; done < FRAMES; done += EACH) {
                var state = states.next(done % (2 * EACH) != 0);
                xdp.hold(state);
                p4.hold(state);
                List<byte[]> batch = new ArrayList<>();
                for (int i = 0; i < Math.min(EACH, FRAMES - done); i++) {
                    batch.add(frames.next());
                }
                String where = "seed " + seed + ", batch at " + done;
                Outcomes outcomes = runXdp(xdp, batch);
                agree(where, batch, outcomes, runP4(p4, batch));
                outcomes.counts.forEach((outcome, count) -> met.merge(outcome, count, Long::sum));
            }
            assertEquals(MET, met.keySet(), () -> "what frames met: " + met);
        }
    }

    private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> counts = new TreeMap<>(now);
        before.forEach((outcome, count) -> counts.merge(outcome, -count, Long::sum));
        Long tunnelErrors = counts.remove("PASS_TUNNEL_ERROR");
        if (tunnelErrors != null) {
            counts.merge("PASS_NOT_VIP", tunnelErrors, Long::sum);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static Outcomes runXdp(VectorBox xdp, List<byte[]> batch) {
        Map<String, Long> before = xdp.counters().verdicts();
        List<Ran> ran = batch.stream().map(xdp::run).toList();
        return new Outcomes(ran, since(before, xdp.counters().verdicts()));
    }

    /** What goes to the box's own stack comes later, in the order of the frames, and is the frame itself. */
    private static Outcomes runP4(P4Box p4, List<byte[]> batch) {
        Map<String, Long> before = p4.counters().verdicts();
        List<Optional<P4Box.Left>> left = batch.stream().map(p4::receive).toList();
        Deque<Driven.Punted> punted = new ArrayDeque<>(p4.punted());
        List<Ran> ran = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (left.get(i).isPresent()) {
                P4Box.Left sent = left.get(i).get();
                ran.add(new Ran(sent.port() == P4Box.PORT ? Verdict.TX : Verdict.REDIRECT, Optional.of(sent.frame())));
            } else if (!punted.isEmpty() && Arrays.equals(punted.peek().frame(), batch.get(i))) {
                Driven.Punted each = punted.remove();
                ran.add(each.answer()
                        .map(answer -> new Ran(Verdict.TX, Optional.of(answer)))
                        .orElse(new Ran(Verdict.PASS, Optional.of(each.frame()))));
            } else {
                ran.add(new Ran(Verdict.DROP, Optional.empty()));
            }
        }
        assertEquals(0, punted.size(), "frames that went to the box's own stack and had not come in");
        return new Outcomes(ran, since(before, p4.counters().verdicts()));
    }

    private static void agree(String where, List<byte[]> batch, Outcomes xdp, Outcomes p4) {
        for (int i = 0; i < batch.size(); i++) {
            Ran one = xdp.ran.get(i);
            Ran other = p4.ran.get(i);
            String frame = where + ", frame " + i + ": " + HexFormat.of().formatHex(batch.get(i)) + "\n";
            assertEquals(
                    one.verdict(), other.verdict(), () -> frame + "XDP counted " + xdp.counts + ", P4 " + p4.counts);
            assertArrayEquals(one.output().orElse(null), other.output().orElse(null), frame);
        }
        assertEquals(xdp.counts, p4.counts, where);
    }
}
