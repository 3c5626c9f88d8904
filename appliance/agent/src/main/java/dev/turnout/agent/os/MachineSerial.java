package dev.turnout.agent.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine's serial number, as its maker wrote it into the firmware. */
public final class MachineSerial {
    private static final List<Path> FILES =
            List.of(Path.of("/sys/class/dmi/id/product_serial"), Path.of("/proc/device-tree/serial-number"));

    private MachineSerial() {}

    /** Empty where there is none, or who asks may not know it. */
    public static String read() {
        for (Path file : FILES) {
            try {
                String text = Files.readString(file).replace("\0", "").strip();
                if (!text.isEmpty()) {
                    return text;
                }
            } catch (IOException notThere) {
                // The next may be.
            }
        }
        return "";
    }
}
