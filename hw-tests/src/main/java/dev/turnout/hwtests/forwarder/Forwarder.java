package dev.turnout.hwtests.forwarder;

import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Pins;
import dev.turnout.hwtests.net.Shop;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What forwards on the box, and is there beside the agent. */
public interface Forwarder {
    /** Which of them. */
    enum Kind {
        XDP,
        P4;

        /** @param text as {@code DATAPLANE=…} has it */
        public static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        /** Those that it can keep, in their own order. */
        public List<Persistence> persistences() {
            return switch (this) {
                case XDP -> List.of(Persistence.values());
                case P4 -> List.of(Persistence.TRANSIT, Persistence.NONE);
            };
        }
    }

    /**
     * Nothing forwards yet, and the box is on its cable like any machine.
     *
     * @param installation the directory of a distribution
     */
    static Forwarder of(Kind kind, Shop shop, Path installation) {
        return switch (kind) {
            case XDP -> new XdpForwarder(shop, pins(shop.lab()));
            case P4 -> new P4Forwarder(shop, installation);
        };
    }

    /** Removes what an earlier one in a lab of this name has left. */
    static void remove(Lab lab) {
        pins(lab).remove();
    }

    /** Whether nothing is left of any in that lab. */
    static boolean isGone(Lab lab) {
        return !pins(lab).exist();
    }

    private static Pins pins(Lab lab) {
        return lab.pins("xdp");
    }

    Kind kind();

    /** As people call it, with its article. */
    String called();

    /** As a picture has it. */
    String pictured();

    /** One that holds nothing, ready for an agent. From the first time on the box may reach others only while one runs. */
    void begin();

    /** Options of {@code turnout run}. */
    List<String> options();

    /** Of what forwards, by ids that change where a thing is made anew. */
    String state();

    /** What is the same where that has not changed. */
    String stateIs();

    /** Ends it; what is not gone with the network either. */
    void remove();
}
