package dev.turnout.hwtests.kernel;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A boot of Debian's kernel under emulation, and the runner by which this kernel does the same. */
final class Guest {
    /** Initramfs and console log of the last boot remain here. */
    static final Path WORK = Shell.ROOT.resolve("hw-tests/target/kernel/guest");

    private static final Path RUNNER = Shell.ROOT.resolve("hw-tests/target/kernel/runner");
    private static final Path BOOT = Shell.ROOT.resolve("hw-tests/kernel/boot");

    /** Longer than the script's own limit, with time to fetch a kernel. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private Guest() {}

    /** Loads the objects and replays the bundles of these files. */
    static Shell.Answer boot(Path scratch, Map<String, String> environment, List<Path> files)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment);
        List<String> command = Stream.concat(
                        Stream.of(BOOT, RUNNER, WORK).map(Path::toString),
                        files.stream().map(Path::toString))
                .toList();
        return Shell.run(scratch, all, command, LIMIT);
    }

    /** Does it with the kernel that runs here. */
    static Shell.Answer runHere(Path scratch, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(RUNNER.toString()), Stream.of(arguments))
                .toList();
        return Shell.run(scratch, Map.of(), command);
    }
}
