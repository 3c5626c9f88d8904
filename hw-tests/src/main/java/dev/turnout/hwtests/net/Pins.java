package dev.turnout.hwtests.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a box's agent pins in the BPF file system: it outlives every process and namespace. */
public record Pins(String name) {
    static final Path ROOT = Path.of("/sys/fs/bpf");

    public Path directory() {
        return ROOT.resolve(name);
    }

    /** The program, the link and the maps as bpftool shows them, a description each. */
    public String show(Netns place) {
        return leavesFirst().stream()
                .filter(Files::isRegularFile)
                .map(pin -> place.run("bpftool", kindOf(pin), "show", "pinned", pin.toString()))
                .collect(Collectors.joining());
    }

    /** The one pin of that name. */
    public Path find(String file) {
        return leavesFirst().stream()
                .filter(path -> path.getFileName().toString().equals(file))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pin " + file + " in " + directory()));
    }

    private static String kindOf(Path pin) {
        String file = pin.getFileName().toString();
        return file.startsWith("link_") ? "link" : file.startsWith("program_") ? "prog" : "map";
    }

    public boolean exist() {
        return Files.exists(directory());
    }

    public void remove() {
        for (Path path : leavesFirst()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException undeletable) {
                throw new UncheckedIOException(undeletable);
            }
        }
    }

    private List<Path> leavesFirst() {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(directory())) {
            return tree.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
