package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ReadResult;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and in which words. */
final class RefusalTest {
    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private Refusal refused(XdpSettings settings, byte[] elf) throws Exception {
        return namespace.inside(() -> assertInstanceOf(OpenResult.Refused.class, XdpDataplane.open(settings, elf))
                .refusal());
    }

    private Refusal refused(XdpSettings settings) throws Exception {
        return refused(settings, BpfObject.resource(BpfObject.RESOURCE));
    }

    @Test
    void theVerifiersLogIsShown(@TempDir Path directory) throws Exception {
        Refusal refusal = refused(namespace.settings(), TestObject.compile("refused", directory));
        assertEquals("XDP_VERIFIER", refusal.code());
        assertTrue(refusal.message().contains("outside of the packet"), refusal.message());
        assertTrue(refusal.message().contains("use a kernel"), refusal.message());
        assertTrue(refusal.log().contains("invalid access to packet"), refusal.log());
        assertTrue(Files.notExists(Pins.current(namespace.pins())), "nothing is left pinned");
    }

    @Test
    void whatIsNoObjectIsSaidSo() throws Exception {
        Refusal refusal = refused(namespace.settings(), new byte[100]);
        assertEquals("XDP_OBJECT", refusal.code());
        assertTrue(refusal.log().contains("libbpf"), refusal.log());
    }

    @Test
    void anInterfaceThatIsNotThere() throws Exception {
        Refusal refusal = refused(XdpSettings.on("nowhere0").withPins(namespace.pins()));
        assertEquals("XDP_NO_DEVICE", refusal.code());
        assertTrue(refusal.message().contains("nowhere0"), refusal.message());
    }

    @Test
    void noNativeModeWaitsUntilGenericIsAllowed() throws Exception {
        XdpSettings settings = new XdpSettings(
                List.of("lo"),
                false,
                namespace.pins(),
                1 << 12,
                64,
                1 << 12,
                64,
                64,
                XdpSettings.ICMP,
                XdpSettings.NEW_FLOWS);
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
                InterfaceState.Detached waits = assertInstanceOf(
                        InterfaceState.Detached.class, dataplane.interfaces().getFirst());
                assertEquals("XDP_NO_NATIVE", waits.why().code());
                assertTrue(
                        waits.why().message().contains("allowGeneric"),
                        waits.why().message());
                assertEquals(
                        "XDP_NO_NATIVE",
                        assertInstanceOf(ReadResult.Unreadable.class, dataplane.read())
                                .code());
                dataplane.allowGeneric(true);
                assertEquals(Optional.empty(), dataplane.keepAttached());
                assertEquals(List.of(new InterfaceState.Attached("lo", true)), dataplane.interfaces());
                assertInstanceOf(ReadResult.Read.class, dataplane.read());
            }
            return null;
        });
    }

    @Test
    void whatRunsGenericGoesOnWhenThatIsAllowedNoLonger() throws Exception {
        XdpSettings settings = new XdpSettings(
                List.of("lo"),
                true,
                namespace.pins(),
                1 << 12,
                64,
                1 << 12,
                64,
                64,
                XdpSettings.ICMP,
                XdpSettings.NEW_FLOWS);
        List<InterfaceState> generic = List.of(new InterfaceState.Attached("lo", true));
        namespace.inside(() -> {
            OpenResult.Opened opened = assertInstanceOf(OpenResult.Opened.class, XdpDataplane.open(settings));
            assertTrue(opened.notes().stream().anyMatch(note -> note.contains("slow generic path")));
            try (XdpDataplane dataplane = opened.dataplane()) {
                dataplane.allowGeneric(false);
                assertEquals(Optional.empty(), dataplane.keepAttached());
                assertEquals(generic, dataplane.interfaces());
            }
            try (XdpDataplane dataplane = XdpDataplaneTest.open(settings.withAllowGeneric(false))) {
                assertEquals(generic, dataplane.interfaces());
            }
            return null;
        });
    }

    @Test
    void anInterfaceThatAnotherProgramHas() throws Exception {
        namespace.inside(() -> {
            XdpDataplaneTest.open(namespace.settings()).close();
            return null;
        });
        Path elsewhere = Path.of(namespace.pins() + "_b");
        try {
            Refusal refusal = refused(namespace.settings().withPins(elsewhere));
            assertEquals("XDP_BUSY", refusal.code());
            assertTrue(refusal.message().contains("xdp off"), refusal.message());
        } finally {
            assertTrue(XdpDataplane.uninstall(elsewhere).isEmpty());
        }
    }

    @Test
    void oneProcessAtATime() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane _ = XdpDataplaneTest.open(namespace.settings())) {
                OpenResult.Refused second =
                        assertInstanceOf(OpenResult.Refused.class, XdpDataplane.open(namespace.settings()));
                assertEquals("XDP_LOCKED", second.refusal().code());
            }
            return null;
        });
    }

    @Test
    void anotherProcessIsKeptOut() throws Exception {
        Process holder = new ProcessBuilder(namespace.enter(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        namespace.pins().toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = holder.inputReader()) {
            assertEquals("holds", output.readLine());
            assertEquals("XDP_LOCKED", refused(namespace.settings()).code());
            assertEquals(
                    "XDP_LOCKED",
                    XdpDataplane.uninstall(namespace.pins()).orElseThrow().code());
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPinDirectoryOnNoBpfFileSystem(@TempDir Path directory) throws Exception {
        Refusal refusal = refused(namespace.settings().withPins(directory));
        assertEquals("XDP_NO_BPFFS", refusal.code());
        assertTrue(refusal.message().contains("mount"), refusal.message());
    }

    @Test
    void everythingElseHasASentenceToo() {
        for (int errno : new int[] {Errno.EPERM, Errno.ENOMEM, Errno.E2BIG, Errno.EINVAL, 9999}) {
            for (String log : new String[] {"", "R1 invalid\nprocessed 1 insns"}) {
                Refusal load = Refusals.load(-errno, log, "printed");
                assertTrue(load.message().endsWith("."), load.message());
                assertEquals(log.isEmpty() ? "printed" : log, load.log());
            }
            Refusal attach = Refusals.attach(-errno, "eth0", false, "");
            assertTrue(attach.message().contains("eth0") && attach.message().endsWith("."), attach.message());
        }
    }
}
