package dev.turnout.hwtests.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.ProbeRoutes;
import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a box's rules and routes are before, while and after probes go through the forwarding path. */
final class ProbeRoutesTest {
    private static final IpAddress VIP4 = ip("203.0.113.10");
    private static final IpAddress OTHER4 = ip("203.0.113.11");
    private static final IpAddress VIP6 = ip("2001:db8:3::10");
    private static final List<String> USUAL4 = List.of("0: local", "32766: main", "32767: default");
    private static final List<String> USUAL6 = List.of("0: local", "32766: main");
    private static final String FROM_PROBE = "sport 61440 dport 80";
    private static final String FROM_OTHER = "sport 40000 dport 80";

    private final Lab lab = Lab.open();
    private final Netns box = lab.namespace("box");
    private final ProbeRoutes routes = new ProbeRoutes(new Commands(Duration.ofSeconds(10)), 61440, 65534);

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** The VIPs are addresses of the box, as where it announces them. */
    @BeforeEach
    void announce() {
        box.ip(
                "addr add " + VIP4 + "/32 dev lo",
                "addr add " + OTHER4 + "/32 dev lo",
                "addr add " + VIP6 + "/128 dev lo");
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private Optional<String> open() {
        return box.inside(routes::open);
    }

    private Optional<String> lead(IpAddress... vips) {
        return box.inside(() -> routes.lead(Set.of(vips)));
    }

    private void close() {
        box.inside(() -> {
            routes.close();
            return true;
        });
    }

    /** Preference and table of each rule, in the order in which the kernel asks them. */
    private List<String> rules(String family) {
        return box.run("ip", family, "rule")
                .lines()
                .map(line -> line.replaceFirst("^(\\d+:).*lookup (\\S+).*$", "$1 $2"))
                .toList();
    }

    private static List<String> withProbes(List<String> usual) {
        return usual.stream()
                .flatMap(rule ->
                        rule.equals("0: local") ? List.of("1: 7475", "2: local").stream() : List.of(rule).stream())
                .collect(Collectors.toList());
    }

    private boolean isLedAway(IpAddress vip, String ports) {
        String route = box.run(("ip route get " + vip + " ipproto tcp " + ports).split(" ", -1));
        return route.contains("dev turnout-probe0");
    }

    private void assertAsBefore() {
        assertEquals(USUAL4, rules("-4"));
        assertEquals(USUAL6, rules("-6"));
        assertFalse(box.run("ip", "link").contains("turnout-probe"));
        for (String family : List.of("-4", "-6")) {
            String routes = box.run("ip", family, "route", "show", "table", "all");
            assertFalse(routes.contains("7475"), routes);
        }
        assertFalse(isLedAway(VIP4, FROM_PROBE));
    }

    @Test
    void onlyWhatComesFromAProbesPortToAVipThatIsProbedIsLedAway() {
        assertEquals(Optional.empty(), open());
        assertEquals(withProbes(USUAL4), rules("-4"));
        assertEquals(withProbes(USUAL6), rules("-6"));
        assertFalse(isLedAway(VIP4, FROM_PROBE), "before it is asked for");

        assertEquals(Optional.empty(), lead(VIP4, VIP6));
        for (IpAddress vip : List.of(VIP4, VIP6)) {
            assertTrue(isLedAway(vip, FROM_PROBE));
            assertTrue(isLedAway(vip, "sport 65534 dport 443"));
            assertFalse(isLedAway(vip, FROM_OTHER));
            assertFalse(isLedAway(vip, "sport 65535 dport 80"));
        }
        assertFalse(isLedAway(OTHER4, FROM_PROBE));

        close();
        assertAsBefore();
    }

    @Test
    void otherVipsTakeThePlaceOfThoseBefore() {
        assertEquals(Optional.empty(), open());
        assertEquals(Optional.empty(), lead(VIP4, VIP6));
        assertEquals(Optional.empty(), lead(OTHER4));

        assertTrue(isLedAway(OTHER4, FROM_PROBE));
        assertFalse(isLedAway(VIP4, FROM_PROBE));
        assertFalse(isLedAway(VIP6, FROM_PROBE));
    }

    /** A killed agent closes nothing; the next one finds all of it, or a part. */
    @Test
    void whatAKilledAgentLeftIsTakenOver() {
        assertEquals(Optional.empty(), open());
        assertEquals(Optional.empty(), lead(VIP4, VIP6));

        assertEquals(Optional.empty(), open());
        assertEquals(withProbes(USUAL4), rules("-4"));
        assertEquals(withProbes(USUAL6), rules("-6"));
        assertFalse(isLedAway(VIP4, FROM_PROBE));
        assertEquals(Optional.empty(), lead(VIP4));
        assertTrue(isLedAway(VIP4, FROM_PROBE));

        box.ip("link del turnout-probe0");
        box.run("ip", "-6", "rule", "del", "pref", "1");
        assertEquals(Optional.empty(), open());
        assertEquals(withProbes(USUAL6), rules("-6"));

        close();
        assertAsBefore();
    }

    /** A preference whose last digit is that of a rule of the agent's. */
    @Test
    void otherRulesForLocalAddressesAreLeftAlone() {
        box.ip("rule add pref 12 lookup local", "rule del pref 0 lookup local");
        List<String> moved = rules("-4");
        assertEquals(List.of("12: local", "32766: main", "32767: default"), moved);

        close();
        assertEquals(moved, rules("-4"));
    }

    /** It died after it had made the second rule for local addresses, and before it took the first away. */
    @Test
    void anAgentThatDiedHalfWayLeavesNothingTwice() {
        box.ip("rule add pref 2 lookup local");
        assertEquals(Optional.empty(), open());
        assertEquals(withProbes(USUAL4), rules("-4"));

        close();
        assertAsBefore();
    }

    @Test
    void whoHasMovedTheTableOfLocalAddressesHasItWhereItWas() {
        box.ip("rule add pref 100 lookup local", "rule del pref 0 lookup local");
        List<String> moved = rules("-4");
        assertEquals(List.of("100: local", "32766: main", "32767: default"), moved);

        assertEquals(Optional.empty(), open());
        assertEquals(List.of("1: 7475", "100: local", "32766: main", "32767: default"), rules("-4"));
        assertEquals(Optional.empty(), lead(VIP4));
        assertTrue(isLedAway(VIP4, FROM_PROBE));

        close();
        assertEquals(moved, rules("-4"));
        assertEquals(USUAL6, rules("-6"));
    }

    @Test
    void closingWhatIsNotThereChangesNothing() {
        close();
        assertAsBefore();
    }

    @Test
    void aPairThatCannotBeMadeIsSaid() {
        box.ip("link add turnout-probe1 type veth peer name other0");
        String why = open().orElseThrow();
        assertTrue(why.startsWith("no way for probes through the forwarding path: "), why);
        assertTrue(why.contains("ip -batch - ended with status"), why);
    }
}
