package dev.turnout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.v1.Report;
import dev.turnout.v1.ServiceStatus;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final String FLEET = FleetDocument.fleet(1, 1)
            .replace("    pool: blue\n", "    pool: blue\n    zeroBackends: WITHDRAW\n")
            .replace(
                    "pools:",
                    "  - {name: other, vip: 198.51.100.1, port: 81, pool: blue, tableSize: 256, zeroBackends: WITHDRAW}\n"
                            + "  - {name: kept, vip: 198.51.100.2, port: 80, pool: blue, tableSize: 256}\npools:");

    private static Set<String> announced(String fleet, int web, int other, int kept) {
        FleetConfig config = assertInstanceOf(
                        ParseResult.Accepted.class, ConfigParser.parseYaml(fleet.getBytes(UTF_8), BoxContext.NONE))
                .config();
        Report report = Report.newBuilder()
                .addServices(ServiceStatus.newBuilder().setName("web").setBackendsUp(web))
                .addServices(ServiceStatus.newBuilder().setName("other").setBackendsUp(other))
                .addServices(ServiceStatus.newBuilder().setName("kept").setBackendsUp(kept))
                .build();
        return Announcements.of(config, report).stream().map(Object::toString).collect(Collectors.toSet());
    }

    @Test
    void aServiceThatAsksForItIsWithdrawnWithItsLastBackend() {
        assertEquals(Set.of("198.51.100.1", "198.51.100.2"), announced(FLEET, 2, 2, 2));
        assertEquals(Set.of("198.51.100.2"), announced(FLEET, 0, 0, 2));
    }

    @Test
    void anAddressStaysWhileAnotherServiceNeedsIt() {
        assertEquals(Set.of("198.51.100.1", "198.51.100.2"), announced(FLEET, 0, 1, 2));
    }

    @Test
    void aServiceThatDoesNotAskStays() {
        assertEquals(Set.of("198.51.100.2"), announced(FLEET, 0, 0, 0));
    }

    @Test
    void whoAnnouncesNothingAnnouncesNothing() {
        assertEquals(Set.of(), announced(FLEET + "dataplane:\n  announce: NONE\n", 2, 2, 2));
    }
}
