package dev.turnout.ebpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names in the BPF file system. A name holds no dot: the kernel keeps those for itself.
 *
 * <pre>
 *   PINS/v3/slots …              the maps of layout 3: complete, since the directory was renamed when it was
 *          /program_0123abcd…    the program, by the digest of its object and settings
 *          /link_7               the attachment to interface 7
 *   PINS/v2_new/                 maps being made; removed when found
 *   PINS/v2_next/                larger maps, complete, on their way to become v2
 * </pre>
 */
final class Pins {
    /** Of one layout; other names are not ours. */
    private static final Pattern DIRECTORY = Pattern.compile("v\\d+(_new|_next)?");

    private static final String LINK = "link_";
    private static final String PROGRAM = "program_";

    private Pins() {}

    static Path current(Path pins) {
        return pins.resolve("v" + Layout.VERSION);
    }

    static Path unfinished(Path pins) {
        return pins.resolve("v" + Layout.VERSION + "_new");
    }

    static Path next(Path pins) {
        return pins.resolve("v" + Layout.VERSION + "_next");
    }

    static Path link(Path directory, int ifindex) {
        return directory.resolve(LINK + ifindex);
    }

    static Path program(Path directory, String digest) {
        return directory.resolve(PROGRAM + digest);
    }

    static List<Path> links(Path directory) {
        return children(directory, LINK);
    }

    static List<Path> programs(Path directory) {
        return children(directory, PROGRAM);
    }

    /** Every directory of pins, of whatever layout. */
    static List<Path> all(Path pins) {
        return children(pins, "v").stream()
                .filter(path -> DIRECTORY.matcher(path.getFileName().toString()).matches())
                .toList();
    }

    /** The directories of other layouts. */
    static List<Path> others(Path pins) {
        return all(pins).stream()
                .filter(path ->
                        !path.equals(current(pins)) && !path.equals(unfinished(pins)) && !path.equals(next(pins)))
                .toList();
    }

    /** A new descriptor of what is pinned there, or a negative errno. */
    static int get(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            return Libbpf.pinned(arena.allocateFrom(path.toString()));
        }
    }

    static void pin(int fd, Path path) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libbpf.pin(fd, arena.allocateFrom(path.toString()));
            if (result != 0) {
                throw new RefusedException(
                        "XDP_PINS",
                        "Nothing can be pinned at " + path + " (" + Errno.describe(result) + "): run as root.");
            }
        }
    }

    /** Atomic; what is at {@code to} goes. */
    static void move(Path from, Path to) throws RefusedException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_PINS", "The pin " + from + " cannot become " + to + ": " + e.getMessage() + ".");
        }
    }

    static void makeDirectory(Path directory) throws RefusedException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_PINS", "The pin directory " + directory + " cannot be made: " + e.getMessage() + ".");
        }
    }

    /** Removes a pin. What it held goes with its last user. */
    static void remove(Path pin) throws RefusedException {
        try {
            Files.deleteIfExists(pin);
        } catch (IOException e) {
            throw new RefusedException("XDP_PINS", "The pin " + pin + " cannot be removed: " + e.getMessage() + ".");
        }
    }

    /** Removes a directory of pins, links first: a map that a packet still uses goes last. */
    static void removeDirectory(Path directory) throws RefusedException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        for (Path link : links(directory)) {
            remove(link);
        }
        for (Path pin : children(directory, "")) {
            remove(pin);
        }
        remove(directory);
    }

    private static List<Path> children(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
