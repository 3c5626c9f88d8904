package dev.turnout.ebpf;

import java.nio.file.Path;
import java.util.SplittableRandom;

/** A process that is made to be killed: it opens, applies, grows, closes and now and then uninstalls, until its end. */
final class Churn {
    private Churn() {}

    /** Arguments: pin directory, seed, whether it may uninstall. Prints a line once it begins. */
    public static void main(String[] arguments) {
        Path pins = Path.of(arguments[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        boolean uninstalls = Boolean.parseBoolean(arguments[2]);
        System.out.println("begins");
        while (true) {
            XdpSettings settings =
                    XdpSettings.on(Namespace.DEVICE).withPins(pins).withRoom(1 << (16 + random.nextInt(3)), 256);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    XdpDataplaneTest.apply(dataplane, Programs.random(random));
                }
            }
            if (uninstalls && random.nextInt(3) == 0) {
                XdpDataplane.uninstall(pins).ifPresent(refusal -> {
                    throw new IllegalStateException(refusal.toString());
                });
            }
        }
    }
}
