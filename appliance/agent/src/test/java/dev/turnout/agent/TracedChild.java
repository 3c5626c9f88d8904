package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A main class in a JVM of its own, whose system calls on the data directory are written down, and one of which goes wrong:
 * the process is killed as it makes the call, or the call fails.
 */
final class TracedChild {
    private static final String CALLS =
            "openat,write,pwrite64,writev,ftruncate,fsync,fdatasync,link,linkat,unlink,unlinkat,"
                    + "rename,renameat,renameat2,mkdir,mkdirat";
    private static final Pattern BEGINNING = Pattern.compile("^\\d+ +(\\w+)\\((.*)");

    private TracedChild() {}

    /**
     * A call that changes the disk.
     *
     * @param number of this name's calls on the directory, from 1
     * @param arguments as strace writes them
     */
    record Call(String name, int number, String arguments) {
        String fault(String how) {
            return name + ":" + how + ":when=" + number;
        }
    }

    /** @param calls in their order */
    record Ended(int code, List<String> output, List<Call> calls) {}

    /** @param fault of strace's inject, or none */
    static Ended run(Class<?> main, Path directory, Optional<String> fault, String... arguments)
            throws IOException, InterruptedException {
        Path trace = Files.createTempFile("turnout", ".trace");
        Path output = Files.createTempFile("turnout", ".out");
        try {
            List<String> command = new ArrayList<>(strace(directory, trace));
            fault.ifPresent(what -> command.addAll(List.of("-e", "inject=" + what)));
            command.addAll(java(main));
            command.add(directory.toString());
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> "still runs: " + command);
            } finally {
                process.destroyForcibly();
            }
            return new Ended(process.exitValue(), Files.readAllLines(output), calls(Files.readAllLines(trace)));
        } finally {
            Files.delete(trace);
            Files.delete(output);
        }
    }

    private static List<String> strace(Path directory, Path trace) {
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString(), "-e", "trace=" + CALLS));
        Stream.of("", "lock", "state.0", "state.1")
                .forEach(name ->
                        command.addAll(List.of("-P", directory.resolve(name).toString())));
        return command;
    }

    private static List<String> java(Class<?> main) {
        String path = Stream.of(System.getProperty("java.class.path"), System.getProperty("jdk.module.path"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(":", testClasses() + ":", ""));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                path,
                main.getName());
    }

    private static Path testClasses() {
        String name = TracedChild.class.getName().replace('.', '/') + ".class";
        URI file = URI.create(
                Objects.requireNonNull(TracedChild.class.getClassLoader().getResource(name))
                        .toString());
        Path found = Path.of(file);
        return found.getRoot()
                .resolve(found.subpath(0, found.getNameCount() - Path.of(name).getNameCount()));
    }

    private static List<Call> calls(List<String> trace) {
        List<Call> calls = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : trace) {
            Matcher matcher = BEGINNING.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(1);
                int number = numbers.merge(name, 1, Integer::sum);
                if (!name.equals("openat") || matcher.group(2).contains("O_CREAT")) {
                    calls.add(new Call(name, number, matcher.group(2)));
                }
            }
        }
        return calls;
    }

    /** Says something to the test, at once. */
    static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
