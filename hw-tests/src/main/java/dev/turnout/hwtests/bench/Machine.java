package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on. */
public record Machine(String cpu, int cores, String kernel, String java) {
    public static Machine here() throws IOException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown CPU");
        return new Machine(
                cpu,
                Runtime.getRuntime().availableProcessors(),
                "Linux " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }
}
