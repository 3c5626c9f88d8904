package dev.turnout.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page is what the command says of itself. {@code -Dturnout.regenerate=true} writes it. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "cli.md");

    @Test
    void isCurrent() throws IOException {
        String page = page();
        if (Boolean.getBoolean("turnout.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page, Files.readString(PAGE), "stale: mvn -pl appliance/agent -am verify -Dturnout.regenerate=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # turnout

                <!-- Generated from the code: mvn -pl appliance/agent -am verify -Dturnout.regenerate=true -->

                Results go to standard output, everything else to standard error. An error is one sentence. The fleet
                manager's command line is [fleetctl](fleetctl.md).

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
        page.append(
                "| 143, 130 | `run` only: it was told to stop, by SIGTERM or SIGINT. What is programmed forwards on. |\n");
        section(page, "turnout", Ran.turnout("--help"));
        for (String command : List.of("run", "check", "status", "tables", "explain", "drain", "uninstall")) {
            section(page, "turnout " + command, Ran.turnout(command, "--help"));
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
