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
import java.util.Optional;
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
        SwitchPorts ports = new SwitchPorts(new AnswerRate(ANSWERS, ANSWERS_AT_ONCE));
        return switch (connect(ports, patience)) {
            case OpenResult.Refused(Refusal refusal) -> new PlaneResult.Refused(refusal.toString(), "");
            case OpenResult.Opened(P4Dataplane dataplane, List<String> notes) -> {
                notes.forEach(note -> log.info("dataplane", Field.of("note", note)));
                Optional<String> refused = ports.open(access.ports(), dataplane.packets());
                if (refused.isPresent()) {
                    ports.close();
                    dataplane.close();
                    yield new PlaneResult.Refused(refused.get(), "");
                }
                ports.names().forEach(this::bringUp);
                yield new PlaneResult.Opened(new P4Plane(dataplane, ports, target(), reason, kernel));
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

    private OpenResult connect(SwitchPorts ports, Duration patience) {
        P4Settings settings = P4Settings.of(access.host(), access.port(), state)
                .withDevice(access.deviceId())
                .withPackets(ports);
        P4Settings secured = access.tls().map(settings::withTls).orElse(settings);
        long began = System.nanoTime();
        OpenResult result = P4Dataplane.open(secured);
        while (result instanceof OpenResult.Refused(Refusal refusal)
                && PASSING.contains(refusal.code())
                && System.nanoTime() - began < patience.toNanos()
                && !stopping.getAsBoolean()
                && pause()) {
            log.recurring(
                    Level.WARN,
                    "dataplane",
                    Field.of("code", refusal.code()),
                    Field.of("why", refusal.message()),
                    Field.of("patience", patience));
            result = P4Dataplane.open(secured);
        }
        return result;
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
