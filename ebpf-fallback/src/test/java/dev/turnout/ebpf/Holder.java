package dev.turnout.ebpf;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that programs a data plane, until its input ends. */
final class Holder {
    private Holder() {}

    /** Argument: pin directory. Prints a line once it has it. */
    public static void main(String[] arguments) throws IOException {
        XdpSettings settings =
                XdpSettings.on(Namespace.DEVICE).withPins(Path.of(arguments[0])).withRoom(1 << 12, 64);
        try (XdpDataplane _ = XdpDataplaneTest.open(settings)) {
            System.out.println("holds");
            int ended = System.in.read();
            System.out.println("ends with " + ended);
        }
    }
}
