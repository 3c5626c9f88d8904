package dev.turnout.p4.softswitch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page is what the command says of itself. {@code -Dturnout.regenerate=true} writes it. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "softswitch.md");

    @Test
    void isCurrent() throws IOException {
        String page = page();
        if (Boolean.getBoolean("turnout.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "stale: mvn -pl p4/softswitch -am verify -Dturnout.regenerate=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # softswitch

                <!-- Generated from the code: mvn -pl p4/softswitch -am verify -Dturnout.regenerate=true -->

                A switch for tests and laboratories. When it is ready it says so in one line on standard output, `listening on
                127.0.0.1:9559`, and at its end what each port has counted. Everything else goes to standard error. An error is one
                sentence.

                ## Ports

                A port is a network interface, by a packet socket. It needs root, or CAP_NET_RAW and for bursts CAP_NET_ADMIN.

                - What comes in is handed to the program as it was on the wire: tags that the kernel has taken out are put back, and
                  checksums are finished that a local sender has left to its interface.
                - The kernel's own stack sees the same frames. Interfaces should have no addresses, or it answers too; and no ARP
                  (`ip link set NAME arp off`) where the box has addresses by other devices, such as those that stand for the
                  switch's ports: it would answer for them here, and reset what comes for a VIP.
                - Packets that are merged cannot be cut again, and may be too long to leave: `ethtool -K NAME gro off lro off` for the
                  interface, and `ethtool -K NAME tso off gso off` where a host at the other end of a veth sends them. The first one
                  is noted.
                - A frame that cannot be sent now is lost and counted: the interface is down or gone, or its MTU is less.
                - An interface that goes away and comes back by its name is a port again.

                ## Exit codes

                | code | meaning |
                |---|---|
                """);
        for (ExitCode code : ExitCode.values()) {
            page.append("| ")
                    .append(code.number())
                    .append(" | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        return page.append("| 143, 130 | It was told to stop, by SIGTERM or SIGINT. It forwards nothing any more. |\n")
                .append("\n## softswitch\n\n```\n")
                .append(Ran.softswitch("--help").out())
                .append("```\n")
                .toString();
    }
}
