package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.net.Lab;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code make demo}. */
public final class Demo {
    private static final String NAME = "demo";

    private Demo() {}

    /**
     * {@code Demo DIST DATAPLANE} shows everything, {@code Demo DIST DATAPLANE keep} leaves it up, {@code Demo DIST DATAPLANE stop} removes what was left,
     * and {@code Demo DIST DATAPLANE short} looks less long and under names of its own. The exit status is 0 if everything happened
     * that should.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        Forwarder.Kind kind = Forwarder.Kind.of(arguments[1]);
        String what = arguments.length > 2 ? arguments[2] : "";
        Path installation = Path.of(arguments[0]).toAbsolutePath().normalize();
        Screen screen = new Screen(System.out);
        switch (what) {
            case "" -> System.exit(show(Stage.open(Lab.named(NAME), installation, kind), screen, Pace.FULL, false));
            case "keep" -> System.exit(show(Stage.open(Lab.named(NAME), installation, kind), screen, Pace.FULL, true));
            case "short" -> System.exit(show(Stage.open(Lab.open(), installation, kind), screen, Pace.SHORT, false));
            case "stop" -> Stage.remove(Lab.named(NAME));
            default -> throw new IllegalArgumentException("Demo DIST DATAPLANE [keep | short | stop], not " + what);
        }
    }

    private static String picture(Forwarder forwarder) {
        return """
            Turnout: requests to a VIP, spread over web servers by %s

              client ------ router ------ box        %s
                            |    |
               fleet -------'    '------- b1 b2 b3   nginx; they answer the client directly
               fleetctl, mosquitto
            """.formatted(forwarder.called(), forwarder.pictured());
    }

    private static int show(Stage stage, Screen screen, Pace pace, boolean keep) {
        screen.plain(picture(stage.forwarder()));
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
