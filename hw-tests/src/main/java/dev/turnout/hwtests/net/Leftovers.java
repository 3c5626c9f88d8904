package dev.turnout.hwtests.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of namespaces, pins and files, and what was left behind under them. A name holds the id and the start time of the process
 * that made it, so that a recycled id does not keep alive what a dead process made.
 */
final class Leftovers {
    private static final Pattern OWNED = Pattern.compile("(turnout-t([0-9]+)-([0-9]+)-).*");
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir"));

    private Leftovers() {}

    static String ownPrefix() {
        long pid = ProcessHandle.current().pid();
        return "turnout-t" + pid + "-" + startTime(pid).orElseThrow() + "-";
    }

    static Path scratch(String prefix) {
        return SCRATCH.resolve(prefix.substring(0, prefix.length() - 1));
    }

    /** Removes what dead processes left behind. */
    static void reap() {
        Stream.of(NAMESPACES, SCRATCH, Pins.ROOT)
                .flatMap(place -> names(place).stream())
                .map(name -> OWNED.matcher(name + "-"))
                .filter(Matcher::matches)
                .filter(owner -> !isAlive(owner))
                .map(owner -> owner.group(1))
                .distinct()
                .forEach(Leftovers::remove);
    }

    /** Removes every namespace and directory of files or pins whose name begins so, and the processes inside. */
    static void remove(String prefix) {
        names(NAMESPACES).stream().filter(name -> name.startsWith(prefix)).forEach(name -> {
            killInside(name);
            Run.attempt("ip", "netns", "del", name);
        });
        removePins(prefix);
        String scratchName = prefix.substring(0, prefix.length() - 1);
        names(SCRATCH).stream()
                .filter(name -> name.equals(scratchName) || name.startsWith(prefix))
                .forEach(name -> deleteTree(SCRATCH.resolve(name)));
    }

    static void removePins(String prefix) {
        names(Pins.ROOT).stream().filter(name -> name.startsWith(prefix)).forEach(name -> new Pins(name).remove());
    }

    /** Ends every process that still runs in a namespace of ours. */
    static void killInside(String name) {
        Run.attempt("ip", "netns", "pids", name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Long::parseLong)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
    }

    static void deleteTree(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            // That is what was wanted.
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private static boolean isAlive(Matcher owner) {
        return startTime(Long.parseLong(owner.group(2)))
                .filter(owner.group(3)::equals)
                .isPresent();
    }

    /** Field 22 of proc(5)'s stat, in clock ticks since boot; the second field may hold spaces, but ends with ')'. */
    private static Optional<String> startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
        } catch (IOException noSuchProcess) {
            return Optional.empty();
        }
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
