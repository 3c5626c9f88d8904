package dev.turnout.hwtests.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.TapDevice;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two devices in two namespaces, their cables joined here: the kernels at both ends speak with each other. */
class TapDeviceTest {
    private static final class Cable implements Consumer<byte[]> {
        private volatile Consumer<byte[]> end = ignored -> {};

        @Override
        public void accept(byte[] frame) {
            end.accept(frame);
        }
    }

    private static TapDevice open(Netns netns, Consumer<byte[]> frames) {
        TapDevice.Opened opened = netns.inside(() -> TapDevice.open("port1", frames));
        return assertInstanceOf(TapDevice.Opened.Open.class, opened).device();
    }

    @Test
    void kernelsSpeakThroughIt() {
        try (Lab lab = Lab.open()) {
            Netns one = lab.namespace("one");
            Netns two = lab.namespace("two");
            Cable toOne = new Cable();
            Cable toTwo = new Cable();
            try (TapDevice first = open(one, toTwo);
                    TapDevice second = open(two, toOne)) {
                toOne.end = first::write;
                toTwo.end = second::write;
                one.ip("link set port1 up", "addr add 192.0.2.1/24 dev port1");
                two.ip("link set port1 up", "addr add 192.0.2.2/24 dev port1");
                String said = one.run("ping", "-c", "5", "-i", "0.05", "-s", "1400", "-W", "5", "192.0.2.2");
                assertTrue(said.contains(" 5 received"), said);
            }
            assertTrue(one.run("ip", "addr", "show", "port1").contains("192.0.2.1/24"), "it stays");
            try (TapDevice again = open(one, toTwo)) {
                assertEquals("port1", again.name());
                assertTrue(one.run("ip", "addr", "show", "port1").contains("192.0.2.1/24"), "and is taken again");
                TapDevice.Opened busy = one.inside(() -> TapDevice.open("port1", toTwo));
                assertEquals(
                        "cannot make the device port1 (device or resource busy): give another name, end whoever holds"
                                + " it, or run as root",
                        assertInstanceOf(TapDevice.Opened.Refused.class, busy).why());
            }
        }
    }
}
