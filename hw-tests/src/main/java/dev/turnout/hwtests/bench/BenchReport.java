package dev.turnout.hwtests.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that {@code make bench} writes: what it was measured on, and then section by section. */
final class BenchReport {
    private static final Pattern SECTION = Pattern.compile("(?ms)^## ([^\n]*)\n.*?(?=^## |\\z)");

    private BenchReport() {}

    /** @param sections each with its heading */
    static String of(Machine machine, Collection<String> sections) {
        return Stream.concat(Stream.of(head(machine)), sections.stream()).collect(Collectors.joining("\n"));
    }

    private static String head(Machine machine) {
        return """
                # Benchmarks

                Written by `sudo make bench`; do not edit. Figures are of one machine, each section of one run on it, and mean
                something as ratios among each other.

                | machine | |
                |---|---|
                | CPU | %s, %d cores |
                | kernel | %s |
                | JVM | %s |
                """.formatted(machine.cpu(), machine.cores(), machine.kernel(), machine.java());
    }

    /** Whether a page is of this machine, so that a section measured now may stand beside its others. */
    static boolean isOf(Machine machine, String page) {
        return page.startsWith(head(machine));
    }

    /**
     * The page with one section in place of what it had there, or new in it.
     *
     * @param order of all sections; what else the page has is left out
     * @param fresh with its heading
     */
    static String with(Machine machine, String page, List<Section> order, Section measured, String fresh) {
        Map<String, String> texts = SECTION.matcher(page)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), BenchReport::text, (_, later) -> later, TreeMap::new));
        texts.put(measured.title(), fresh);
        return of(
                machine,
                order.stream()
                        .filter(section -> texts.containsKey(section.title()))
                        .map(section -> texts.get(section.title()))
                        .toList());
    }

    private static String text(MatchResult found) {
        return found.group().stripTrailing() + "\n";
    }
}
