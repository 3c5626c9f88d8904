package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.CommandResult;
import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.driver.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Opens the P4 data plane.
 *
 * @param state a directory that outlives the process
 * @param stopping whether the agent is told to end meanwhile
 */
record P4Opener(P4Access access, Path state, Commands commands, BooleanSupplier stopping, Log log) {
    /** ICMP errors a second that software answers, and at once; as XDP's. */
    private static final int ANSWERS = 100;

    private static final int ANSWERS_AT_ONCE = 50;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What another try may mend. */
    private static final Set<String> PASSING = Set.of("DP_UNREACHABLE", "DP_TIMEOUT", "DP_NOT_PRIMARY");

    /** @param patience how long to try while the target cannot be reached or another controller has it */
    PlaneResult open(Duration patience, String reason, NextHopSource kernel) {
        return switch (SwitchPorts.open(access.ports(), new AnswerRate(ANSWERS, ANSWERS_AT_ONCE))) {
            case SwitchPorts.Opened.Refused(String why) -> new PlaneResult.Refused(why, "");
            case SwitchPorts.Opened.Open(SwitchPorts ports) -> {
                ports.names().forEach(this::bringUp);
                PlaneResult result = connect(ports, patience, reason, kernel);
                if (result instanceof PlaneResult.Refused) {
                    ports.close();
                }
                yield result;
            }
        };
    }

    private void bringUp(String device) {
        CommandResult result = commands.run("ip", "link", "set", "dev", device, "up");
        if (!(result instanceof CommandResult.Done)) {
            log.warn("switch_port", Field.of("device", device), Field.of("why", result));
        }
    }

    private String target() {
        return (access.host().contains(":") ? "[" + access.host() + "]" : access.host()) + ":" + access.port();
    }

    private PlaneResult connect(SwitchPorts ports, Duration patience, String reason, NextHopSource kernel) {
        P4Settings settings = P4Settings.of(access.host(), access.port(), state)
                .withDevice(access.deviceId())
                .withPackets(ports);
        P4Settings secured = access.tls().map(settings::withTls).orElse(settings);
        long began = System.nanoTime();
        while (true) {
            switch (P4Dataplane.open(secured)) {
                case OpenResult.Opened(P4Dataplane dataplane, List<String> notes) -> {
                    notes.forEach(note -> log.info("dataplane", Field.of("note", note)));
                    return new PlaneResult.Opened(new P4Plane(dataplane, ports, target(), reason, kernel));
                }
                case OpenResult.Refused(Refusal refusal) -> {
                    Duration waited = Duration.ofNanos(System.nanoTime() - began);
                    boolean again = PASSING.contains(refusal.code()) && waited.compareTo(patience) < 0;
                    if (!again || stopping.getAsBoolean() || !pause()) {
                        return new PlaneResult.Refused(refusal.toString(), "");
                    }
                    log.recurring(
                            Level.WARN,
                            "dataplane",
                            Field.of("code", refusal.code()),
                            Field.of("why", refusal.message()),
                            Field.of("patience", patience));
                }
            }
        }
    }

    /** @return whether nobody has interrupted it */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
