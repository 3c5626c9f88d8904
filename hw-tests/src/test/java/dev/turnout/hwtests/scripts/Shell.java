package dev.turnout.hwtests.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command of the repository in its root, with an environment that holds nothing but what is given. */
public final class Shell {
    /** The root of the repository: Surefire runs in the module. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Shell() {}

    /** What a command answered. */
    public record Answer(int status, String out, String err) {}

    /** @param scratch a directory for what the command writes to stdout and stderr */
    public static Answer run(Path scratch, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return run(scratch, environment, command, LIMIT);
    }

    /** As above, with a limit of its own. */
    public static Answer run(Path scratch, Map<String, String> environment, List<String> command, Duration limit)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", ".txt");
        Path err = Files.createTempFile(scratch, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end within " + limit);
            }
        } finally {
            process.destroyForcibly();
        }
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Writes an executable shell script. */
    static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
