package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.bench.Machine;
import dev.turnout.hwtests.forwarder.Forwarder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The campaign: connections under load, while everything changes that can. */
public final class Hitless {
    private final Forwarder.Kind dataplane;
    private final Path tools;
    private final Sizes sizes;
    private final List<Case> cases;
    private final List<String> failures = new ArrayList<>();

    private Hitless(Forwarder.Kind dataplane, Path tools, Sizes sizes, List<Case> cases) {
        this.dataplane = dataplane;
        this.tools = tools;
        this.sizes = sizes;
        this.cases = cases;
    }

    /**
     * {@code Hitless DIST TOOLS DATAPLANE PAGE [CASE]} runs all cases and writes the page, or runs one; {@code Hitless DIST TOOLS
     * DATAPLANE short} runs a few with less load. The exit status is 0 if everything held that must.
     */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Path dist = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path tools = Path.of(arguments[1]).toAbsolutePath().normalize();
        Forwarder.Kind dataplane = Forwarder.Kind.of(arguments[2]);
        boolean few = arguments[3].equals("short");
        List<Case> wanted = few ? Cases.few(dataplane) : Cases.all(dataplane);
        if (arguments.length > 4) {
            wanted = wanted.stream()
                    .filter(each -> each.name().equals(arguments[4]))
                    .toList();
        }
        Hitless hitless = new Hitless(dataplane, tools, few ? Sizes.few(dataplane) : Sizes.full(dataplane), wanted);
        List<Result> results = hitless.run(dist);
        if (!few && arguments.length == 4) {
            Files.writeString(Path.of(arguments[3]), HitlessPage.of(dataplane, Machine.here(), hitless.sizes, results));
        }
        System.exit(hitless.verdict(results));
    }

    private List<Result> run(Path dist) throws IOException {
        System.out.printf(
                "hitless: %d cases over %s; to each of %d services %d connections held and %d paused, %d new a second; %d backends%n",
                cases.size(),
                dataplane,
                dataplane.persistences().size(),
                sizes.held(),
                sizes.paused(),
                sizes.perSecond(),
                sizes.backends());
        List<Result> results = new ArrayList<>();
        try (Site site = Site.open(dataplane, sizes.backends(), dist, tools)) {
            for (Case each : cases) {
                Result result = Play.of(site, each, sizes);
                results.add(result);
                failures.addAll(result.failures());
                if (!site.serversHeardNothingWrong()) {
                    failures.add(each.name() + ": a backend heard a wrong byte");
                }
                System.out.printf("hitless: %2d %s%n", results.size(), result.line());
                Files.writeString(
                        tools.resolve(each.name().replace(' ', '-') + ".txt"),
                        result.breaks().stream().map(line -> line + "\n").collect(Collectors.joining()));
            }
        }
        return results;
    }

    /** A campaign in which not even NONE broke anything has seen nothing; a single case may be one in which nothing can. */
    private int verdict(List<Result> results) {
        boolean sawSomething = results.stream()
                .flatMap(result -> result.rows().stream())
                .anyMatch(row -> row.persistence() == Persistence.NONE && row.broken() > 0);
        if (!sawSomething && cases.size() > 1) {
            failures.add("no connection broke without persistence either: nothing was at stake");
        }
        failures.forEach(failure -> System.out.println("hitless: FAILED: " + failure));
        System.out.println("hitless: every broken connection is in " + tools.resolve("CASE.txt"));
        if (failures.isEmpty()) {
            System.out.println("hitless: TRANSIT broke nothing whose backend lived");
        }
        return failures.isEmpty() ? 0 : 1;
    }
}
