package dev.turnout.hwtests.kernel;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The BPF objects that the build has made: those that are shipped, and those of tests and benchmarks. */
final class BpfObjects {
    /** Where the shipped objects are. */
    static final Path SHIPPED = Shell.ROOT.resolve("ebpf-fallback/target/classes/dev/turnout/ebpf");

    private static final Path OURS = Shell.ROOT.resolve("hw-tests/target");

    private BpfObjects() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> shipped = Files.list(SHIPPED);
                Stream<Path> ours = Files.walk(OURS)) {
            return Stream.concat(shipped, ours.filter(file -> !file.startsWith(Guest.WORK)))
                    .filter(file -> file.toString().endsWith(".bpf.o"))
                    .sorted()
                    .toList();
        }
    }
}
