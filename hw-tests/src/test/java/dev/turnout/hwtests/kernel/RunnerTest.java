package dev.turnout.hwtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.kernel.Bundle.Output;
import dev.turnout.hwtests.kernel.Bundle.Packet;
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
        Shell.Answer answer = replay(arp(new Output("XDP_PASS", ARP)).text());
        assertEquals(new Shell.Answer(0, file() + ": ok, 1 packets\n", ""), answer);
    }

    @Test
    void anotherVerdictFails() throws Exception {
        Shell.Answer answer = replay(arp(new Output("XDP_DROP", ARP)).text());
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("packet arp: XDP_PASS, expected XDP_DROP"), answer::toString);
    }

    @Test
    void anotherOutputFails() throws Exception {
        Shell.Answer answer = replay(
                arp(new Output("XDP_PASS", ARP.replaceFirst("^ff", "fe"))).text());
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("packet arp: another output"), answer::toString);
    }

    @Test
    void aShorterOutputFails() throws Exception {
        Shell.Answer answer = replay(
                arp(new Output("XDP_PASS", ARP.substring(0, ARP.length() - 2))).text());
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("packet arp: another output"), answer::toString);
    }

    @Test
    void aPacketOfWhichNothingIsExpectedFails() throws Exception {
        Shell.Answer answer = replay(
                new Bundle("turnout.bpf.o", "turnout", "", List.of(new Packet("arp", ARP, Optional.empty()))).text());
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("packet arp: nothing is expected of it"), answer::toString);
    }

    /** A map that is smaller than the settings say: the verifier must refuse, and its log is shown. */
    @Test
    void aRefusedProgramIsShownWithTheVerifiersLog() throws Exception {
        Bundle bundle = new Bundle(
                "turnout.bpf.o",
                "turnout",
                "map slots 2 4 4 1\n",
                arp(new Output("XDP_PASS", ARP)).packets());
        Shell.Answer answer = replay(bundle.text());
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("turnout.bpf.o: refused: Permission denied"), answer::toString);
        assertTrue(answer.out().contains("  | invalid access to map value"), answer::toString);
    }

    @Test
    void aMapThatTheProgramLacksIsNamed() throws Exception {
        Shell.Answer answer =
                replay("program turnout.bpf.o turnout\nmap nonsense 2 4 4 1\npacket arp " + ARP + " XDP_PASS -\n");
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("map nonsense: No such file or directory"), answer::toString);
    }

    @Test
    void aLineThatIsNoRecordIsNamed() throws Exception {
        Shell.Answer answer = replay("program turnout.bpf.o turnout\n\n# comment\nentry 00 00\n");
        assertEquals(1, answer.status());
        assertTrue(answer.out().contains("line 4 is not a record of a bundle"), answer::toString);
    }

    @Test
    void aGuestThatDoesNotReachItsEndFails() throws Exception {
        Shell.Answer answer = Guest.boot(
                scratch, Map.of("TURNOUT_BOOT_SECONDS", "1"), List.of(BpfObjects.SHIPPED.resolve("turnout.bpf.o")));
        assertEquals(3, answer.status(), answer::toString);
        assertTrue(answer.err().contains("boot: the guest was stopped after 1 seconds"), answer::toString);
    }

    private Bundle arp(Output expected) {
        return new Bundle("turnout.bpf.o", "turnout", "", List.of(new Packet("arp", ARP, Optional.of(expected))));
    }

    private Path file() {
        return scratch.resolve("test.bundle");
    }

    private Shell.Answer replay(String bundle) throws Exception {
        Files.writeString(file(), bundle);
        return Guest.runHere(scratch, "replay", BpfObjects.SHIPPED.toString(), file().toString());
    }
}
