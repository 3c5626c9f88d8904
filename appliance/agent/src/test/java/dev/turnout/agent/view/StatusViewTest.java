package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.v1.Alarm;
import dev.turnout.v1.Change;
import dev.turnout.v1.Foretold;
import dev.turnout.v1.Report;
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
}
