package dev.turnout.schema;

import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The kinds of value that occur in several messages. Each says what is wrong and answers empty. */
final class Fields {
    private static final int LONGEST_NAME = 63;
    private static final int NANOS = 1_000_000_000;

    private final Findings findings;

    Fields(Findings findings) {
        this.findings = findings;
    }

    /** Checks a name; an empty one counts as missing. */
    void name(String path, String text) {
        if (text.isEmpty()) {
            findings.add(ConfigCode.MISSING, path, "a name is required");
        } else if (!isName(text)) {
            String rule = "a name is 1 to 63 of a-z, 0-9 and '-', with no '-' at either end";
            findings.add(ConfigCode.BAD_NAME, path, Quote.of(text) + " is no name: " + rule);
        }
    }

    private static boolean isName(String text) {
        boolean legal = text.length() <= LONGEST_NAME && !text.startsWith("-") && !text.endsWith("-");
        for (int i = 0; legal && i < text.length(); i++) {
            char c = text.charAt(i);
            legal = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        return legal;
    }

    /** An address that a packet can be sent to. */
    Optional<IpAddress> unicast(String path, String text, ConfigCode notUsable) {
        if (text.isEmpty()) {
            findings.add(ConfigCode.MISSING, path, "an IPv4 or IPv6 address is required");
            return Optional.empty();
        }
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty()) {
            String rule = "write it as 192.0.2.10 or 2001:db8::10, without port, prefix length or zone";
            findings.add(ConfigCode.BAD_ADDRESS, path, Quote.of(text) + " is no IPv4 or IPv6 address: " + rule);
            return address;
        }
        Optional<String> kind = AddressRules.unusable(address.get());
        kind.ifPresent(
                words -> findings.add(notUsable, path, address.get() + " is " + words + ": use a unicast address"));
        return address;
    }

    Optional<Cidr> prefix(String path, String text) {
        Optional<Cidr> prefix = Cidr.parse(text);
        if (prefix.isEmpty()) {
            String rule = "write address/length with no bit set beyond the length, as 10.0.0.0/8";
            findings.add(ConfigCode.BAD_PREFIX, path, Quote.of(text) + " is no prefix: " + rule);
        }
        return prefix;
    }

    /** Whether an unsigned 32-bit number lies between the bounds; says so where it does not. */
    boolean inRange(String path, int unsigned, long min, long max) {
        long value = Integer.toUnsignedLong(unsigned);
        if (value < min || value > max) {
            String message = String.format(Locale.ROOT, "%d is out of range: it goes from %,d to %,d", value, min, max);
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
            return false;
        }
        return true;
    }

    /** A duration between the bounds, or the standard one. */
    Duration duration(String path, com.google.protobuf.Duration asked, Duration min, Duration max, Duration standard) {
        long seconds = asked.getSeconds();
        boolean sane = seconds >= 0 && seconds <= max.toSeconds() && asked.getNanos() >= 0 && asked.getNanos() < NANOS;
        Duration duration = sane ? Duration.ofSeconds(seconds, asked.getNanos()) : Duration.ZERO;
        if (!sane || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            String range = DurationText.format(min) + " to " + DurationText.format(max);
            String message = "the duration is out of range: it goes from " + range;
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
            return standard;
        }
        return duration;
    }

    /** A number between the bounds, or the standard one. */
    double fraction(String path, double value, String min, String max, double standard) {
        // Written so that NaN fails.
        if (!(value >= Double.parseDouble(min) && value <= Double.parseDouble(max))) {
            String message = value + " is out of range: it goes from " + min + " to " + max;
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
            return standard;
        }
        return value;
    }

    /** How many of a list's items are read: all of them, or none beyond the limit, which is then said. */
    int within(String path, int count, int limit) {
        if (count > limit) {
            String message = String.format(Locale.ROOT, "%,d items are too many: at most %,d", count, limit);
            findings.add(ConfigCode.TOO_MANY, path, message);
        }
        return Math.min(count, limit);
    }

    /** An enum value from a newer schema. */
    void unknownEnum(String path, int number, String allowed) {
        String message = "value " + number + " is not known to this version: use " + allowed + ", or upgrade";
        findings.add(ConfigCode.UNKNOWN_FIELD, path, message);
    }
}
