package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.Lab;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code make demo}. */
public final class Demo {
    private static final String NAME = "demo";
    private static final String PICTURE = """
            Turnout: requests to a VIP, spread over web servers by the kernel

              client ------ router ------ box        XDP program; the agent beside it
                            |    |
               fleet -------'    '------- b1 b2 b3   nginx; they answer the client directly
               fleetctl, mosquitto
            """;

    private Demo() {}

    /**
     * {@code Demo DIST} shows everything, {@code Demo DIST keep} leaves it up, {@code Demo DIST stop} removes what was left,
     * and {@code Demo DIST short} looks less long and under names of its own. The exit status is 0 if everything happened
     * that should.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        String what = arguments.length > 1 ? arguments[1] : "";
        Path bin = Path.of(arguments[0]).toAbsolutePath().normalize().resolve("bin");
        Screen screen = new Screen(System.out);
        switch (what) {
            case "" -> System.exit(show(Stage.open(Lab.named(NAME), bin), screen, Pace.FULL, false));
            case "keep" -> System.exit(show(Stage.open(Lab.named(NAME), bin), screen, Pace.FULL, true));
            case "short" -> System.exit(show(Stage.open(Lab.open(), bin), screen, Pace.SHORT, false));
            case "stop" -> Stage.remove(Lab.named(NAME));
            default -> throw new IllegalArgumentException("Demo DIST [keep | short | stop], not " + what);
        }
    }

    private static int show(Stage stage, Screen screen, Pace pace, boolean keep) {
        screen.plain(PICTURE);
        Instant start = Instant.now();
        try {
            Story.tell(stage, screen, pace);
        } catch (RuntimeException cannotGoOn) {
            screen.check(false, "the demo goes on: " + cannotGoOn.getMessage());
        }
        if (keep) {
            stage.keep();
        } else {
            stage.close();
            screen.check(stage.isGone(), "everything is removed again: namespaces, maps, program, files");
        }
        int status = verdict(screen, Duration.between(start, Instant.now()));
        if (keep) {
            screen.plain(stage.directions());
        }
        return status;
    }

    private static int verdict(Screen screen, Duration took) {
        List<String> failures = screen.failures();
        screen.plain("\n");
        if (failures.isEmpty()) {
            screen.plain("All %d expectations were met, in %d s.".formatted(screen.checks(), took.toSeconds()));
            return 0;
        }
        screen.plain("%d of %d expectations were not met:".formatted(failures.size(), screen.checks()));
        failures.forEach(failure -> screen.plain("  step " + failure));
        return 1;
    }
}
