package dev.turnout.agent.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.UUID;

/**
 * Which life of the kernel this is, and how old it is: the one time that neither a time server nor a missing battery
 * changes, for as long as the box is not started again.
 *
 * @param id another one after each boot
 * @param age at the moment of reading, suspension included (proc_uptime(5), CLOCK_BOOTTIME)
 */
public record Boot(UUID id, Duration age) {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Where the kernel does not tell, it is a life of its own that no other process knows of. */
    public static Boot read() {
        try {
            return of(Files.readString(ID), Files.readString(UPTIME));
        } catch (IOException | IllegalArgumentException | DateTimeException untold) {
            return new Boot(UUID.randomUUID(), Duration.ZERO);
        }
    }

    /**
     * @param uptime two numbers of seconds with decimals, the first of which counts
     * @throws IllegalArgumentException or {@link DateTimeException} if these are not what the kernel writes
     */
    static Boot of(String id, String uptime) {
        String seconds = uptime.strip().split(" ", -1)[0];
        return new Boot(UUID.fromString(id.strip()), Duration.parse("PT" + seconds + "S"));
    }
}
