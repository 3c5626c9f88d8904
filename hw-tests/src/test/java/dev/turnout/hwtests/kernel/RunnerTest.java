package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.ebpf.Outcome;
import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That runner and boot find what is wrong; on this machine's kernel, which has the same rules for it. */
class RunnerTest {
    private static final String ARP = "ffffffffffff0200000000020806" + "00".repeat(28);

    @TempDir
    Path scratch;

    @Test
    void whatIsExpectedPasses() throws Exception {
        Shell.Answer answer = replay(arp("", "XDP_PASS", ARP).counted(Outcome.PASS_NOT_IP));
        assertEquals(new Shell.Answer(0, file() + ": ok, 1 packets\n", ""), answer);
    }

    @Test
    void anotherVerdictFails() throws Exception {
        assertFails(arp("", "XDP_DROP", ARP), "packet arp: XDP_PASS, expected XDP_DROP");
    }

    @Test
    void anotherOutputFails() throws Exception {
        assertFails(arp("", "XDP_PASS", ARP.replaceFirst("^ff", "fe")), "packet arp: another output");
    }

    @Test
    void aShorterOutputFails() throws Exception {
        assertFails(arp("", "XDP_PASS", ARP.substring(0, ARP.length() - 2)), "packet arp: another output");
    }

    @Test
    void anotherOutcomeFails() throws Exception {
        Bundle bundle = arp("", "XDP_PASS", ARP).counted(Outcome.PASS_NOT_VIP);
        assertFails(bundle, "counter outcomes 00000000 at 16: 0, expected 1");
    }

    @Test
    void aBundleWithoutPacketsFails() throws Exception {
        assertFails(new Bundle("turnout.bpf.o", "turnout"), "FAILED, 0 packets");
    }

    /** A map that is smaller than the settings say: the verifier must refuse, and its log is shown. */
    @Test
    void aRefusedProgramIsShownWithTheVerifiersLog() throws Exception {
        Bundle bundle = arp("map slots 2 4 4 1\n", "XDP_PASS", ARP);
        assertFails(bundle, "turnout.bpf.o: refused: Permission denied");
        assertFails(bundle, "  | invalid access to map value");
    }

    @Test
    void aMapThatTheProgramLacksIsNamed() throws Exception {
        assertFails(arp("map nonsense 2 4 4 1\n", "XDP_PASS", ARP), "map nonsense: No such file or directory");
    }

    @Test
    void aLineThatIsNoRecordIsNamed() throws Exception {
        assertFails("program turnout.bpf.o turnout\n\n# comment\nentry 00 00\n", "line 4 is not a record of a bundle");
    }

    @Test
    void aGuestThatDoesNotReachItsEndFails() throws Exception {
        Shell.Answer answer = Guest.boot(
                scratch, Map.of("TURNOUT_BOOT_SECONDS", "1"), List.of(BpfObjects.SHIPPED.resolve("turnout.bpf.o")));
        assertEquals(3, answer.status(), answer::toString);
        assertTrue(answer.err().contains("boot: the guest was stopped after 1 seconds"), answer::toString);
    }

    private static Bundle arp(String maps, String verdict, String output) {
        return new Bundle("turnout.bpf.o", "turnout").maps(maps).packet("arp", ARP, verdict, Optional.of(output));
    }

    private void assertFails(Object bundle, String complaint) throws Exception {
        Shell.Answer answer = replay(bundle);
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains(complaint), answer::toString);
    }

    private Path file() {
        return scratch.resolve("test.bundle");
    }

    private Shell.Answer replay(Object bundle) throws Exception {
        Files.writeString(file(), bundle.toString());
        return Guest.runHere(scratch, "replay", BpfObjects.SHIPPED.toString(), file().toString());
    }
}
