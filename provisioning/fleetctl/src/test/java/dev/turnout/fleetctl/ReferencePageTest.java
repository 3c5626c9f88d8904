package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page is what the command says of itself. {@code -Dturnout.regenerate=true} writes it. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "fleetctl.md");

    @Test
    void isCurrent() throws IOException {
        String page = page();
        if (Boolean.getBoolean("turnout.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                "stale: mvn -pl provisioning/fleetctl -am verify -Dturnout.regenerate=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # fleetctl

                <!-- Generated from the code: mvn -pl provisioning/fleetctl -am verify -Dturnout.regenerate=true -->

                Results go to standard output, everything else to standard error. An error is one sentence.
                """);
        section(page, "fleetctl", Ran.fleetctl("--help"));
        for (String command : List.of("check", "push", "report")) {
            section(page, "fleetctl " + command, Ran.fleetctl(command, "--help"));
        }
        return page.toString();
    }

    private static void section(StringBuilder page, String title, Ran help) {
        page.append("\n## ")
                .append(title)
                .append("\n\n```\n")
                .append(help.out())
                .append("```\n");
    }
}
