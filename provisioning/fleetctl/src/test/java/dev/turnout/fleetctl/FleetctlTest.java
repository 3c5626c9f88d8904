package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.schema.BoxContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole command lines against a real broker; each test has a box of its own. */
class FleetctlTest extends BrokerTest {
    @Test
    void checkSaysWhatIsInADocument() throws Exception {
        String file = file("good.yaml", DOCUMENT);
        Ran ran = Ran.fleetctl("check", file);
        assertEquals(Exit.OK, ran.code());
        assertEquals(file + " is valid: revision 1.7, services 1, pools 1, backends 2\n", ran.out());
        assertTrue(ran.err().contains("services[0].tableSize: line 5, column 5: no table size is given"), ran.err());
        assertTrue(ran.err().contains("warning"), ran.err());
    }

    @Test
    void checkPrintsWhatItWouldMean() throws Exception {
        Ran ran = Ran.fleetctl("check", "--resolved", file("resolved.yaml", DOCUMENT));
        assertEquals(Exit.OK, ran.code());
        assertTrue(
                ran.out().contains("    tableSize: 256\n    affinity: FIVE_TUPLE\n    persistence: TRANSIT\n"),
                ran.out());
        Ran again = Ran.fleetctl("check", "--resolved", file("again.yaml", ran.out()));
        assertEquals(new Ran(Exit.OK, ran.out(), ""), again);
    }

    @Test
    void checkPrintsEveryViolation() throws Exception {
        String file = file("bad.yaml", DOCUMENT.replace("port: 80", "prot: 80").replace("10.0.0.2", "10.0.0.1"));
        Ran ran = Ran.fleetctl("check", file);
        assertEquals(Exit.INVALID, ran.code());
        assertEquals("", ran.out());
        List<String> lines = ran.err().lines().toList();
        assertEquals(
                file
                        + ": services[0].prot: line 7, column 5: there is no key \"prot\" here: did you mean port? (CFG_UNKNOWN_KEY)",
                lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("(CFG_DUPLICATE_BACKEND)")), ran.err());
        assertTrue(lines.getLast().startsWith("fleetctl: " + file + " is not valid: 3 violations"), ran.err());
    }

    @Test
    void checkOfNoFile() {
        Ran ran = Ran.fleetctl("check", "/nowhere/fleet.yaml");
        assertEquals(new Ran(Exit.INVALID, "", "fleetctl: there is no file /nowhere/fleet.yaml\n"), ran);
    }

    @Test
    void reportPrintsWhatABoxSays() throws Exception {
        try (TestBox _ = TestBox.start(brokerUri(), box, BoxContext.NONE)) {
            assertEquals(Exit.OK, push(file("report.yaml", DOCUMENT), "--wait").code());
        }
        Ran text = Ran.fleetctl("report", "--broker", brokerUri(), "--box", box);
        assertEquals(Exit.OK, text.code(), text.err());
        assertTrue(text.out().startsWith("box         " + box + ", version test\n"), text.out());
        assertTrue(text.out().contains("\napplied     1.7 since "), text.out());
        Ran json = Ran.fleetctl("report", "--json", "--broker", brokerUri(), "--box", box);
        assertTrue(json.out().contains("  \"state\": \"IN_SYNC\""), json.out());
    }

    @Test
    void reportOfABoxThatNeverReported() {
        Ran ran = Ran.fleetctl("report", "--broker", brokerUri(), "--box", box);
        assertEquals(Exit.SILENT, ran.code());
        assertEquals(
                "fleetctl: " + box + " has never reported: is its agent running, and its id spelt right?\n", ran.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "push",
                "push x.yaml --box b",
                "push x.yaml --broker mqtt://h",
                "push x.yaml --broker http://h --box b",
                "push x.yaml --broker mqtt://u:p@h --box b",
                "push x.yaml --broker mqtt://h:99999 --box b",
                "push x.yaml --broker mqtt://h --box a/b",
                "push x.yaml --broker mqtt://h --box b --wait=0",
                "push x.yaml --broker mqtt://h --box b --password-file p",
                "push x.yaml --broker mqtt://h --box b --ca c",
                "report --box b --broker nonsense",
                "frobnicate",
                "check --colour x.yaml"
            })
    void wrongUsageIsOneSentenceThatPointsToTheHelp(String args) {
        Ran ran = Ran.fleetctl(args.split(" "));
        assertEquals(Exit.USAGE, ran.code());
        assertEquals("", ran.out());
        assertTrue(ran.err().matches("fleetctl: [^\n]*'fleetctl[a-z ]* --help' shows how\n"), ran.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "check", "push", "report"})
    void helpShowsExamplesAndExitCodes(String command) {
        Ran ran = command.isEmpty() ? Ran.fleetctl("--help") : Ran.fleetctl(command, "--help");
        assertEquals(Exit.OK, ran.code());
        assertTrue(ran.out().contains("Examples:"), ran.out());
        assertTrue(ran.out().contains("Exit codes:"), ran.out());
    }

    @Test
    void versionIsTheBuilds() {
        Ran ran = Ran.fleetctl("--version");
        assertTrue(ran.out().matches("fleetctl [0-9]+\\.[0-9]+\\.[0-9]+.*\n"), ran.out());
    }

    @Test
    void nothingAtAllShowsTheHelp() {
        Ran ran = Ran.fleetctl();
        assertEquals(Exit.USAGE, ran.code());
        assertTrue(ran.err().contains("Usage: fleetctl"), ran.err());
    }
}
