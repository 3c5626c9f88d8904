package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.agent.os.NextHopQuestion;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.NextHops;
import dev.turnout.agent.os.Resolution;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortNextHopsTest {
    private static final int INDEX = 17;
    private static final int PORT = 3;

    private final Kernel kernel = new Kernel();
    private long now;
    private final PortNextHops hops = new PortNextHops(
            kernel,
            index -> index == INDEX ? OptionalInt.of(PORT) : OptionalInt.empty(),
            List.of("port3", "port4"),
            () -> now);

    /** Answers what it is told to. */
    private static final class Kernel implements NextHopSource {
        private NextHops answer = NextHops.NONE;

        @Override
        public void ask(NextHopQuestion question) {}

        @Override
        public NextHops latest() {
            return answer;
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }

    private static BackendKey backend(int number) {
        return new BackendKey(IpAddress.ipv4(0x0a000000 + number), new Encapsulation.Ipip());
    }

    private static NextHop by(int port) {
        return new NextHop(port, 7, new MacAddress(1), new MacAddress(2), 1500, Cidr.host(IpAddress.ipv4(0x0a0000fe)));
    }

    private void answer(Map<BackendKey, Resolution> backends) {
        kernel.answer = new NextHops(backends, Optional.empty());
    }

    @Test
    void namesThePortInsteadOfTheDevice() {
        answer(Map.of(backend(1), new Resolution.Resolved(by(INDEX))));
        assertEquals(Map.of(backend(1), by(PORT)), hops.latest().resolved());
    }

    @Test
    void aWayByNoPortIsNone() {
        answer(Map.of(backend(1), new Resolution.Resolved(by(INDEX + 1))));
        now = Duration.ofSeconds(11).toNanos();
        Resolution.Unresolved unresolved = assertInstanceOf(
                Resolution.Unresolved.class, hops.latest().backends().get(backend(1)));
        assertEquals(
                "the route does not lead over a port of the switch: route over port3 or port4", unresolved.reason());
    }

    @Test
    void forAWhileNothingIsSaidOfThoseThatHaveNoWay() {
        answer(Map.of(
                backend(1), new Resolution.Resolved(by(INDEX)), backend(2), new Resolution.NoNeighbour("silent")));
        assertEquals(Set.of(backend(1)), hops.latest().backends().keySet());
        now = Duration.ofSeconds(11).toNanos();
        assertEquals(Set.of(backend(2)), hops.latest().dead());
        hops.begin();
        assertEquals(Set.of(), hops.latest().dead(), "the switch was found anew");
        now = Duration.ofSeconds(22).toNanos();
        assertEquals(Set.of(backend(2)), hops.latest().dead());
    }
}
