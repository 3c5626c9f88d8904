package dev.turnout.agent.mqtt;

import java.util.regex.Pattern;

/**
 * The topics of one box.
 *
 * @param box its id: 1 to 64 of letters, digits, {@code .}, {@code _} and {@code -}, so that it is one level of a topic
 */
public record Topics(String box) {
    private static final Pattern BOX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Topics {
        if (!BOX.matcher(box).matches()) {
            throw new IllegalArgumentException("the box id '" + box
                    + "' cannot be used: take 1 to 64 letters, digits, dots, underscores and hyphens");
        }
    }

    /** Documents for the box, retained. */
    public String desired() {
        return "turnout/v1/" + box + "/desired";
    }

    /** What the box says of itself, retained. */
    public String reported() {
        return "turnout/v1/" + box + "/reported";
    }

    /** Whether the box is connected, retained: its birth message and its last will. */
    public String presence() {
        return "turnout/v1/" + box + "/presence";
    }
}
