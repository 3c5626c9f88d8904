package dev.turnout.ebpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs iproute2 and ethtool. They answer at once or not at all. */
final class NicFactsReader {
    private static final int TIMEOUT_SECONDS = 10;

    private NicFactsReader() {}

    static NicFacts read(String device) throws RefusedException {
        String link = run(List.of("ip", "-j", "-d", "link", "show", "dev", device));
        if (link.isBlank()) {
            throw new RefusedException("XDP_NO_DEVICE", Refusals.noDevice(device, "`ip link` does not show it"));
        }
        NicFacts.Printed printed = new NicFacts.Printed(
                link,
                run(List.of("ip", "-j", "-d", "link", "show", "type", "vlan")),
                run(List.of("ethtool", "-i", device)),
                run(List.of("ethtool", "-k", device)),
                run(List.of("ethtool", "-l", device)));
        return NicFacts.parse(device, printed, Runtime.getRuntime().availableProcessors());
    }

    /** What it printed; empty where it failed. */
    private static String run(List<String> command) throws RefusedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0 ? output : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("XDP_PREFLIGHT", "The look at the interface was interrupted: start again.");
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_PREFLIGHT",
                    "The command " + command.getFirst() + " cannot be run: install iproute2 and ethtool ("
                            + e.getMessage() + ").");
        }
    }
}
