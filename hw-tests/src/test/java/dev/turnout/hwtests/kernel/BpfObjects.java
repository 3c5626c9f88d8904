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

    private static final Path MODULE = Shell.ROOT.resolve("hw-tests");
    private static final Path OURS = MODULE.resolve("target");

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

    /** The names of all objects that there are sources of, sorted. */
    static List<String> expected() throws IOException {
        try (Stream<Path> shipped = Files.list(Shell.ROOT.resolve("ebpf-fallback/src/main/c"));
                Stream<Path> ours = Files.walk(MODULE)) {
            return Stream.concat(shipped, ours.filter(file -> !file.startsWith(OURS)))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bpf.c"))
                    .map(name -> name.replaceFirst("c$", "o"))
                    .sorted()
                    .toList();
        }
    }
}
