package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.Shop;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What forwards on the box, and is there beside the agent. */
interface Forwarder {
    /** Which of them. */
    enum Kind {
        XDP,
        P4;

        /** @param text as `make demo DATAPLANE=…` has it */
        static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** As people call it, with its article. */
    String called();

    /** As the picture has it. */
    String pictured();

    /** Makes ready for an agent. */
    void prepare(Shop shop, Path bin);

    /** Options of {@code turnout run}. */
    List<String> options();

    /** Of what forwards, by ids that change where a thing is made anew. */
    String state(Shop shop);

    /** What is the same where that has not changed. */
    String stateIs();

    /** What of it is not gone with the network. */
    void remove();

    boolean isGone();
}
