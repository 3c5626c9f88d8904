package dev.turnout.fleetctl;

import dev.turnout.schema.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a push is signed, and what the box is to do with it. */
final class SigningOptions {
    private static final Duration LONGEST_TRIAL = Duration.ofDays(1);

    @Spec(Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Sign with this key, as boxes ask for that run with --trust; may be repeated.")
    List<Path> keys = List.of();

    @Option(
            names = "--trial",
            paramLabel = "DURATION",
            description =
                    "With --key: how long the box tries it out before it returns to what it had, unless it forwards, is in"
                            + " touch, and the push is confirmed, which --wait does by itself. 0s for no trial."
                            + " Default: as long as --wait waits, without it 0s.")
    @Nullable
    String trial;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "With --key: a box that first sees it later than so does not take it. Default: never.")
    @Nullable
    String expires;

    Optional<Signing> signing(String box) throws KeyProblem {
        if (keys.isEmpty()) {
            if (trial != null || expires != null) {
                throw usage("--trial and --expires are signed: give --key FILE with them");
            }
            return Optional.empty();
        }
        return Optional.of(new Signing(box, KeyFiles.read(keys)));
    }

    /** @param wait seconds; null where nobody waits */
    Duration trial(@Nullable Integer wait) {
        if (trial == null) {
            return wait == null ? Duration.ZERO : Duration.ofSeconds(wait);
        }
        Duration given = duration("--trial", trial);
        if (given.compareTo(LONGEST_TRIAL) > 0) {
            throw usage("--trial is at most a day");
        }
        return given;
    }

    Optional<Instant> expires(Instant now) {
        return Optional.ofNullable(expires).map(text -> now.plus(duration("--expires", text)));
    }

    private Duration duration(String option, String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> usage(option + " takes a duration such as 90s or 15m, not '" + text + "'"));
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
