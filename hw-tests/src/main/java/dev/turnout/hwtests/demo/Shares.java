package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.WebServer;
import java.util.Map;

/**
 * Who answered how many of so many requests.
 *
 * @param answers by the name of the server
 */
record Shares(int asked, Map<String, Long> answers) {
    /** Of a share, 0 to 1: more than four standard deviations of 1500 answers. */
    private static final double TOLERANCE = 0.06;

    private static final int BAR = 40;

    static Shares of(Visitor visitor, int questions) {
        return new Shares(questions, visitor.ask(questions));
    }

    /** Expects of each server what its weight says, and that nobody was left without an answer. */
    void check(Wanted wanted, Screen screen) {
        for (int i = 0; i < wanted.servers().size(); i++) {
            WebServer server = wanted.servers().get(i);
            double share = answers.getOrDefault(server.name(), 0L) / (double) asked;
            screen.check(
                    Math.abs(share - wanted.share(i)) < TOLERANCE,
                    "%s  weight %d  due %4.1f %%  answered %4.1f %%  %s"
                            .formatted(
                                    server.name(),
                                    wanted.weights().get(i),
                                    100 * wanted.share(i),
                                    100 * share,
                                    "#".repeat((int) Math.round(BAR * share))));
        }
        long answered = answers.values().stream().mapToLong(Long::longValue).sum();
        screen.check(answered == asked, "none of the %d failed".formatted(asked));
    }
}
