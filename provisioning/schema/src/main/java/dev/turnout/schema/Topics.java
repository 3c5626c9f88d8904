package dev.turnout.schema;

import java.util.regex.Pattern;

/** The MQTT topics of a box. All of them are retained; their payloads are messages of {@code turnout.v1}. */
public record Topics(String box) {
    private static final Pattern BOX = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62})");

    public Topics {
        if (!isBox(box)) {
            throw new IllegalArgumentException("box id " + Quote.of(box));
        }
    }

    /** Whether the text can be a box's id: 1 to 63 letters, digits, '.', '_' and '-', the first a letter or digit. */
    public static boolean isBox(String text) {
        return BOX.matcher(text).matches();
    }

    /** From fleet manager to box: a {@code FleetConfig}, or an {@code Envelope} with one, QoS 1. */
    public String desired() {
        return "turnout/v1/" + box + "/desired";
    }

    /** From fleet manager to box: an {@code Envelope} with a confirmation, QoS 1. */
    public String confirm() {
        return "turnout/v1/" + box + "/confirm";
    }

    /** Of a box's agent; unique to the box: the broker ends an older session of the same id. */
    public static String clientId(String box) {
        return "turnout-" + box;
    }

    /** Where all claims are made. */
    public static final String ALL_CLAIMS = "turnout/v1/+/claim";

    /** Where all boxes ask for another certificate. */
    public static final String ALL_RENEWALS = "turnout/v1/+/renew";

    /** From who holds a claim to the registrar: an {@code IdentityRequest}, QoS 1. */
    public String claim() {
        return "turnout/v1/" + box + "/claim";
    }

    /** From the registrar to who holds a claim: an {@code IdentityAnswer}, QoS 1. */
    public String claimed() {
        return "turnout/v1/" + box + "/claimed";
    }

    /** From box to registrar: an {@code IdentityRequest}, QoS 1. */
    public String renew() {
        return "turnout/v1/" + box + "/renew";
    }

    /** From registrar to box: an {@code IdentityAnswer}, QoS 1. */
    public String renewed() {
        return "turnout/v1/" + box + "/renewed";
    }

    /** From fleet manager to box: an {@code Envelope} with a set of keys, QoS 1. */
    public String trust() {
        return "turnout/v1/" + box + "/trust";
    }

    /** From box to fleet manager: a {@code Report}, QoS 1. */
    public String reported() {
        return "turnout/v1/" + box + "/reported";
    }

    /** The box's birth and its last will: a {@code Presence}, QoS 1. */
    public String presence() {
        return "turnout/v1/" + box + "/presence";
    }
}
