package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.turnout.v1.Alarm;
import dev.turnout.v1.Change;
import dev.turnout.v1.Foretold;
import dev.turnout.v1.Report;
import dev.turnout.v1.TransitionStatus;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static String text(Report.Builder report) {
        return new StatusView(report.build()).text();
    }

    @Test
    void whatAChangeCostIsSaidWithIt() {
        Foretold foretold = Foretold.newBuilder()
                .setService("web")
                .setCode("PLAN_AFFINITY")
                .setMessage("affinity changes")
                .setShareAtLeast(0.5)
                .setShareAtMost(0.75)
                .build();
        String text = text(Report.newBuilder().setLastChange(Change.newBuilder().addForetold(foretold)));
        assertTrue(
                text.contains("              lost, as foretold:\n"
                        + "                web: 50.00% to 75.00% of its flows: affinity changes (PLAN_AFFINITY)\n"),
                text);
        String kept = text(Report.newBuilder().setLastChange(Change.getDefaultInstance()));
        assertTrue(kept.contains("              0 connections lost, as foretold\n"), kept);
    }

    @Test
    void anAlarmComesWithItsRemedy() {
        String text = text(Report.newBuilder()
                .addAlarms(Alarm.newBuilder()
                        .setCode("LOAD_SHARE")
                        .setSubject("10.0.0.1")
                        .setMessage("10.0.0.1 got 70.0%")
                        .setRemedy("look at who sends")));
        assertTrue(
                text.contains("ALARM         10.0.0.1 got 70.0% (LOAD_SHARE)\n"
                        + "              remedy: look at who sends\n"),
                text);
    }

    @Test
    void aTransitionSaysHowFarItIsAndWhatHoldsIt() {
        String text = text(Report.newBuilder()
                .addTransitions(TransitionStatus.newBuilder()
                        .addServices("api")
                        .addServices("web")
                        .setTableSize(1024)
                        .setSlots(341)
                        .setFrozen(17)
                        .setFrozenTakenBack(12)
                        .setFrozenFilterFull(5)
                        .setPacketsToPrevious(12_345)
                        .setPacketsToPreviousPerSecond(12.345)
                        .setQuietFor(Duration.newBuilder().setSeconds(3))
                        .setIdle(Duration.newBuilder().setSeconds(900))
                        .setLeftByIdle(Duration.newBuilder().setSeconds(896).setNanos(1))
                        .setLeftByCeiling(Duration.newBuilder().setSeconds(86_397))
                        .setEndsBy(Timestamp.newBuilder().setSeconds(1_763_776_000))
                        .setFilterFill(0.0123)
                        .setFalsePositiveRate(0.000_000_023)
                        .setMaxFalsePositiveRate(0.001)));
        assertTrue(
                text.contains(
                        "transition    api, web: 341 of 1024 slots\n"
                                + "              17 frozen: 12 taken back; 5 the filter is too full\n"
                                + "              to previous owners: 12.3 packets a second, 12345 in all\n"
                                + "              quiet for 3 of 900 s, ends in 897 s if it stays so, in 86397 s in any case"
                                + " (2025-11-22T01:46:40Z)\n"
                                + "              filter 1.23% full: takes 0.000002% of old flows for new ones, freezes at 0.1%\n"),
                text);
        assertFalse(text.contains("flow table"), text);
    }

    @Test
    void packetsWithoutAnEntryAreSaid() {
        String text = text(Report.newBuilder().setFlowTableLimited(7));
        assertTrue(text.contains("flow table    7 packets went by their slots alone: too many new flows\n"), text);
    }
}
