package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs all benchmarks and writes the report, {@code Bench TOOLS DIST REPORT.md}, with plots in the directory {@code REPORT};
 * or, with the name of a section behind that, measures only this one and puts it into the report of the same machine.
 */
public final class Bench {
    private final List<Section> sections;
    private final Path report;

    private Bench(List<Section> sections, Path report) {
        this.sections = sections;
        this.report = report;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3 || arguments.length > 4 || !arguments[2].endsWith(".md")) {
            throw usage("usage: Bench TOOLS DIST REPORT.md [SECTION]");
        }
        Path report = Path.of(arguments[2]);
        String name = report.getFileName().toString();
        Path plots = report.resolveSibling(name.substring(0, name.length() - ".md".length()));
        Bench bench = new Bench(sections(Path.of(arguments[0]), Path.of(arguments[1]), plots), report);
        if (arguments.length == 3) {
            bench.all();
        } else {
            bench.only(arguments[3]);
        }
    }

    /** In the order of the page. */
    static List<Section> sections(Path tools, Path dist, Path plots) {
        return List.of(
                PacketSection.section(tools, plots),
                SlotMovesSection.section(plots),
                TableBuildSection.section(),
                ChangesSection.section(dist),
                StartSection.section(tools, dist),
                P4Section.section(dist));
    }

    private static IllegalStateException usage(String complaint) {
        System.err.println(complaint);
        System.exit(2);
        return new IllegalStateException(complaint);
    }

    private void all() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Section section : sections) {
            texts.add(section.measure());
            // One that fails leaves those before it.
            Files.writeString(report, BenchReport.of(Machine.here(), texts));
        }
        System.out.print(Files.readString(report));
    }

    private void only(String name) throws IOException {
        Optional<Section> named =
                sections.stream().filter(section -> section.name().equals(name)).findFirst();
        if (named.isEmpty()) {
            throw usage("no section is called " + name + "; there are "
                    + sections.stream().map(Section::name).collect(Collectors.joining(", ")));
        }
        Machine machine = Machine.here();
        String page = Files.exists(report) ? Files.readString(report) : "";
        boolean ours = BenchReport.isOf(machine, page);
        if (!ours) {
            System.err.println(
                    report + " is of another machine and stays as it is: write all of it anew, without a name");
        }
        String fresh = named.get().measure();
        System.out.print(fresh);
        if (ours) {
            Files.writeString(report, BenchReport.with(machine, page, sections, named.get(), fresh));
        }
    }
}
