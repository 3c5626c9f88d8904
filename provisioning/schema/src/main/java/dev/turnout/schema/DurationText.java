package dev.turnout.schema;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 15m}, {@code 1h30m}, {@code 900s}, {@code 1.5s}, {@code 250ms}. */
public final class DurationText {
    private static final Pattern TEXT = Pattern.compile(
            "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,12}(?:\\.[0-9]{1,9})?)s)?(?:([0-9]{1,9})ms)?");

    private DurationText() {}

    /** Largest unit first, each at most once; empty where the text is no such duration. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal seconds = matcher.group(4) == null ? BigDecimal.ZERO : new BigDecimal(matcher.group(4));
        return Optional.of(Duration.ofDays(part(matcher, 1))
                .plusHours(part(matcher, 2))
                .plusMinutes(part(matcher, 3))
                .plusSeconds(seconds.longValue())
                .plusNanos(seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue())
                .plusMillis(part(matcher, 5)));
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    /** The shortest text that {@link #parse} reads back: {@code 15m}, {@code 24h}, {@code 1h30m}, {@code 1.5s}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        BigDecimal seconds = BigDecimal.valueOf(duration.toSecondsPart())
                .add(BigDecimal.valueOf(duration.toNanosPart(), 9))
                .stripTrailingZeros();
        if (seconds.signum() != 0 || text.isEmpty()) {
            text.append(seconds.toPlainString()).append('s');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long value, String unit) {
        if (value != 0) {
            text.append(value).append(unit);
        }
    }
}
