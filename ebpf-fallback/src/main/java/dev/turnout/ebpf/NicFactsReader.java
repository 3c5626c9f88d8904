package dev.turnout.ebpf;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs iproute2 and ethtool, all at once: they answer in milliseconds or not at all. */
final class NicFactsReader {
    private static final int TIMEOUT_SECONDS = 10;
    private static final File NOTHING = new File("/dev/null");

    private final String device;
    private final Process link;
    private final Process vlans;
    private final Process driver;
    private final Process features;
    private final Process queues;

    private NicFactsReader(String device) throws RefusedException {
        this.device = device;
        link = start("ip", "-j", "-d", "link", "show", "dev", device);
        vlans = start("ip", "-j", "-d", "link", "show", "type", "vlan");
        driver = start("ethtool", "-i", device);
        features = start("ethtool", "-k", device);
        queues = start("ethtool", "-l", device);
    }

    /** Asks, and does not wait for answers. */
    static NicFactsReader begin(String device) throws RefusedException {
        return new NicFactsReader(device);
    }

    /** Waits for them. To be called once. */
    NicFacts facts() throws RefusedException {
        String shown = printed(link);
        NicFacts.Printed all =
                new NicFacts.Printed(shown, printed(vlans), printed(driver), printed(features), printed(queues));
        if (shown.isBlank()) {
            throw new RefusedException("XDP_NO_DEVICE", Refusals.noDevice(device, "`ip link` does not show it"));
        }
        return NicFacts.parse(device, all, Runtime.getRuntime().availableProcessors());
    }

    private static Process start(String... command) throws RefusedException {
        try {
            return new ProcessBuilder(List.of(command))
                    .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_PREFLIGHT",
                    "The command " + command[0] + " cannot be run: install iproute2 and ethtool (" + e.getMessage()
                            + ").");
        }
    }

    /** What it printed; empty where it failed. */
    private static String printed(Process process) throws RefusedException {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0 ? output : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("XDP_PREFLIGHT", "The look at the interface was interrupted: start again.");
        } catch (IOException unreadable) {
            return "";
        }
    }
}
