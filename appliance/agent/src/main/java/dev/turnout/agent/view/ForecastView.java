package dev.turnout.agent.view;

import dev.turnout.core.load.Load;
import dev.turnout.core.model.Vip;
import dev.turnout.core.plan.Forecast;
import dev.turnout.core.plan.Loss;
import dev.turnout.core.plan.Outlook;
import dev.turnout.core.plan.Share;
import dev.turnout.v1.Change;
import dev.turnout.v1.Foretold;
import java.util.Locale;
import java.util.Optional;

/**
 * A forecast for people and for programs.
 *
 * @param load of the last whole window, by which it is said how much a service is used
 */
record ForecastView(Forecast forecast, Optional<Load> load) {
    private static final int WIDTH = 80;
    private static final String INDENT = "    ";

    /** In a line: whether anything is lost at all. */
    String summary() {
        long losers = forecast.services().stream()
                .filter(outlook -> !outlook.keepsAll())
                .count();
        return losers == 0
                ? "0 connections would be lost"
                : losers + " of " + forecast.services().size() + " services would lose connections, as said below";
    }

    /** What is said of the service of that VIP, as indented lines. */
    String of(Vip vip) {
        return forecast.services().stream()
                .filter(outlook -> outlook.service().vip().equals(vip))
                .findFirst()
                .map(this::text)
                .orElse("  is new, so there is no connection to lose\n");
    }

    String text(Outlook outlook) {
        if (outlook.keepsAll()) {
            return "  would lose 0 connections\n";
        }
        StringBuilder text = new StringBuilder("  would lose " + share(outlook.share()) + " of its flows");
        outlook.entries().ifPresent(entries -> text.append(", ").append(flows(outlook.share(), entries)));
        text.append('\n');
        packetsPerSecond(outlook)
                .ifPresent(rate ->
                        text.append(String.format(Locale.ROOT, "%sit gets %.0f packets a second now%n", INDENT, rate)));
        outlook.losses().forEach(loss -> text.append(reason(loss)));
        return text.toString();
    }

    private Optional<Double> packetsPerSecond(Outlook outlook) {
        return load.map(known -> known.packetsPerSecond(outlook.service().id()));
    }

    private static String reason(Loss loss) {
        return wrapped(share(loss.share()) + ": " + loss.message() + " (" + loss.code() + ")");
    }

    private static String flows(Share share, long entries) {
        if (share.equals(Share.UNKNOWN)) {
            return "of which the flow table has " + entries;
        }
        long least = Math.round(share.atLeast() * entries);
        long most = Math.round(share.atMost() * entries);
        return "about " + (least == most ? "" : least + " to ") + most + " of " + entries + " in the flow table";
    }

    /** For people. */
    static String share(Share share) {
        if (share.equals(Share.UNKNOWN)) {
            return "an unknown share";
        }
        String most = TablesView.percent(share.atMost());
        if (TablesView.percent(share.atLeast()).equals(most)) {
            return most;
        }
        return share.atLeast() == 0 ? "up to " + most : TablesView.percent(share.atLeast()) + " to " + most;
    }

    private static String wrapped(String sentence) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(INDENT + "  ");
            }
            line.append(word).append(' ');
        }
        return text.append(line.toString().stripTrailing()).append('\n').toString();
    }

    void json(JsonWriter root) {
        root.put("keepsAllFlows", forecast.keepsAll())
                .putObjects("forecast", forecast.services(), (object, outlook) -> {
                    object.put("vip", outlook.service().vip().toString()).put("keepsAllFlows", outlook.keepsAll());
                    share(object, outlook.share());
                    outlook.entries().ifPresent(entries -> object.put("flowTableEntries", entries));
                    packetsPerSecond(outlook).ifPresent(rate -> object.put("packetsPerSecond", rate));
                    object.putObjects("losses", outlook.losses(), (entry, loss) -> {
                        entry.put("code", loss.code()).put("message", loss.message());
                        share(entry, loss.share());
                    });
                });
    }

    private static void share(JsonWriter object, Share share) {
        object.put("shareAtLeast", share.atLeast()).put("shareAtMost", share.atMost());
    }

    /** What a change that was applied could not keep. */
    static String lost(Change change) {
        if (change.getForetoldCount() == 0) {
            return "0 connections lost, as foretold";
        }
        StringBuilder text = new StringBuilder("lost, as foretold:");
        for (Foretold each : change.getForetoldList()) {
            text.append(String.format("%n%16s", ""))
                    .append(each.getService())
                    .append(": ")
                    .append(share(new Share(each.getShareAtLeast(), each.getShareAtMost())))
                    .append(" of its flows: ")
                    .append(each.getMessage())
                    .append(" (")
                    .append(each.getCode())
                    .append(')');
        }
        return text.toString();
    }
}
