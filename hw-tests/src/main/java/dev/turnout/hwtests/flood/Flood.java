package dev.turnout.hwtests.flood;

import dev.turnout.hwtests.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The campaign: floods at one service, and what another makes of them. */
public final class Flood {
    private Flood() {}

    /**
     * {@code Flood DIST TOOLS PAGE [SCENE]} plays all scenes and writes the page, or plays one; {@code Flood DIST TOOLS short}
     * plays those in which slots move, with less of everything. The exit status is 0 if everything held that must.
     */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Path dist = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path tools = Path.of(arguments[1]).toAbsolutePath().normalize();
        boolean few = arguments[2].equals("short");
        Sizes sizes = few ? Sizes.SHORT : Sizes.FULL;
        List<Window.Kind> kinds = few ? List.of(Window.Kind.SERVICE) : List.of(Window.Kind.values());
        List<Outcome> outcomes = new ArrayList<>();
        try (Town town = Town.open(dist, tools)) {
            for (Scene scene : scenes(arguments)) {
                Outcome outcome = Act.of(town, scene, sizes, kinds);
                outcomes.add(outcome);
                System.out.println("flood: " + outcome.line());
            }
        }
        if (!few && arguments.length == 3) {
            Files.writeString(Path.of(arguments[2]), FloodPage.of(Machine.here(), sizes, outcomes));
        }
        List<String> failures = outcomes.stream()
                .flatMap(outcome -> outcome.failures().stream())
                .toList();
        failures.forEach(failure -> System.out.println("flood: FAILED: " + failure));
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static List<Scene> scenes(String[] arguments) {
        return Arrays.stream(Scene.values())
                .filter(scene -> arguments.length < 4 || scene.words().equals(arguments[3]))
                .filter(scene -> !arguments[2].equals("short") || scene.moves())
                .toList();
    }
}
