package dev.turnout.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.FleetDocument;
import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.ControlServer;
import dev.turnout.agent.control.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnoutCommandTest {
    private static final String FLEET = FleetDocument.fleet(1, 3);

    @TempDir
    private Path directory;

    private Path socket() {
        return directory.resolve("agent.sock");
    }

    private ControlServer serve(Function<Request, Answer> handler) {
        return assertInstanceOf(ControlServer.Opened.Listening.class, ControlServer.open(socket(), handler))
                .server();
    }

    @Test
    void saysItsVersionAndHelp() {
        Ran version = Ran.turnout("--version");
        assertEquals(0, version.code());
        assertTrue(version.out().startsWith("turnout "), version.out());
        assertEquals(0, Ran.turnout("--help").code());
        assertEquals(Ran.turnout("--help").out(), Ran.turnout().out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "check", "status", "tables", "explain", "uninstall"})
    void helpFitsEightyColumnsAndHasAnExample(String command) {
        String help = command.isEmpty()
                ? Ran.turnout("--help").out()
                : Ran.turnout(command, "--help").out();
        assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
        assertTrue(help.contains("Example"), help);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "run",
                "run --broker mqtt://x --config y --interface eth0",
                "run --broker mqtt://x --box b",
                "run --broker http://x --box b --interface eth0",
                "run --broker mqtt://x --box a/b --interface eth0",
                "run --broker mqtt://x --box b --interface eth0 --user u",
                "run --config x --box b --interface eth0 --user u --password-file p",
                "run --config x --box b --interface eth0 --ca c",
                "run --broker mqtt://x --box b --interface eth0 --ca c",
                "run --broker mqtt://x --box b --interface eth0 --metrics 9464",
                "run --broker mqtt://x --box b --interface eth0 --slots many",
                "run --broker mqtt://x --box b --interface eth0 --slots 1000",
                "run --broker mqtt://x --box b --interface eth0 --flows 10",
                "run --config x --box b --dataplane p4",
                "run --config x --box b --dataplane magic --interface eth0",
                "run --config x --box b --dataplane xdp --p4runtime h:1 --p4-port 1=p",
                "run --config x --box b --p4runtime h:1",
                "run --config x --box b --p4runtime h --p4-port 1=p",
                "run --config x --box b --p4runtime h:1 --p4-port 510=p",
                "run --config x --box b --p4runtime h:1 --p4-port 1=a/b",
                "run --config x --box b --p4runtime h:1 --p4-port one=p",
                "run --config x --box b --p4runtime h:1 --p4-port 1=p --p4-ca f",
                "check",
                "tables a b",
                "explain 192.0.2.1:1"
            })
    void wrongUsageIsOneSentenceThatNamesTheHelp(String line) {
        Ran ran = Ran.turnout(line.split(" "));
        assertEquals(ExitCode.USAGE.number(), ran.code());
        assertEquals("", ran.out());
        assertEquals(1, ran.err().lines().count(), ran.err());
        assertTrue(ran.err().strip().endsWith("--help'"), ran.err());
    }

    @Test
    void withoutAnAgentTheRemedyIsNamed() {
        for (List<String> command :
                List.of(List.of("status"), List.of("tables"), List.of("explain", "192.0.2.1:1", "198.51.100.1:80"))) {
            String[] line = java.util.stream.Stream.concat(
                            command.stream(), java.util.stream.Stream.of("--socket", socket().toString()))
                    .toArray(String[]::new);
            Ran ran = Ran.turnout(line);
            assertEquals(ExitCode.NO_AGENT.number(), ran.code());
            assertTrue(ran.err().contains("start one with 'turnout run'"), ran.err());
        }
    }

    @Test
    void asksTheAgentAndEndsWithItsVerdict() {
        try (ControlServer _ = serve(request -> new Answer.Told(
                Answer.Verdict.NOT_IN_SYNC, request.verb() + " " + String.join(",", request.arguments()) + "\n"))) {
            String at = socket().toString();
            assertEquals(
                    new Ran(ExitCode.NOT_IN_SYNC.number(), "status json\n", ""),
                    Ran.turnout("status", "--json", "--socket", at));
            assertEquals(
                    "tables text,web\n",
                    Ran.turnout("tables", "web", "--socket", at).out());
            assertEquals(
                    "explain text,192.0.2.1:1,198.51.100.1:80,udp\n",
                    Ran.turnout("explain", "192.0.2.1:1", "198.51.100.1:80", "UDP", "--socket", at)
                            .out());
        }
    }

    @Test
    void aRefusalIsOneSentence() {
        try (ControlServer _ = serve(_ -> new Answer.Refused("UNKNOWN_SERVICE", "no service 'x' forwards"))) {
            Ran ran = Ran.turnout("tables", "x", "--socket", socket().toString());
            assertEquals(new Ran(ExitCode.REFUSED.number(), "", "turnout tables: no service 'x' forwards\n"), ran);
        }
    }

    @Test
    void checkWithoutAnAgentCompilesFromNothing() throws Exception {
        Path file = Files.writeString(directory.resolve("fleet.yaml"), FLEET);
        Ran ran = Ran.turnout("check", file.toString(), "--socket", socket().toString());
        assertEquals(0, ran.code(), ran.err());
        assertTrue(ran.out().contains("valid: revision 0.1, 1 service, 1 pool\n"), ran.out());
        assertTrue(ran.out().contains("  10.0.0.2  ipip       3  75.00%    768  75.00%\n"), ran.out());
        assertTrue(ran.out().lines().allMatch(line -> line.length() <= 80), ran.out());
    }

    @Test
    void checkSaysAllOfItAsJson() throws Exception {
        Path file = Files.writeString(directory.resolve("fleet.yaml"), FLEET);
        Ran fine = Ran.turnout("check", "--offline", "--json", file.toString());
        assertEquals(0, fine.code(), fine.err());
        assertTrue(fine.out().contains("\"fits\": true"), fine.out());
        assertTrue(fine.out().contains("\"keepsAllFlows\": true"), fine.out());
        Files.writeString(file, FLEET.replace("1024", "1000"));
        Ran invalid = Ran.turnout("check", "--offline", "--json", file.toString());
        assertEquals(ExitCode.INVALID.number(), invalid.code());
        assertTrue(invalid.out().contains("\"path\": \"services[0].tableSize\""), invalid.out());
    }

    @Test
    void checkNamesEveryViolationWithItsPlaceAndCode() throws Exception {
        Path file = Files.writeString(
                directory.resolve("fleet.yaml"), FLEET.replace("1024", "1000").replace("10.0.0.2", "10.0.0.1"));
        Ran ran = Ran.turnout("check", "--offline", file.toString());
        assertEquals(ExitCode.INVALID.number(), ran.code());
        assertTrue(ran.out().contains("services[0].tableSize"), ran.out());
        assertTrue(ran.out().contains("pools[0].backends[1]"), ran.out());
        assertTrue(ran.out().contains("(CFG_"), ran.out());
    }

    @Test
    void aMissingFileAndAHugeOneAreSaid() throws Exception {
        Ran missing = Ran.turnout("check", directory.resolve("none.yaml").toString());
        assertEquals(ExitCode.REFUSED.number(), missing.code());
        assertTrue(missing.err().contains("does not exist"), missing.err());
        Path huge = directory.resolve("huge.yaml");
        Files.write(huge, new byte[(8 << 20) + 1]);
        assertEquals(
                ExitCode.INVALID.number(), Ran.turnout("check", huge.toString()).code());
    }

    @Test
    void uninstallOfNothingSaysSo() {
        Ran ran = Ran.turnout("uninstall", "--bpffs", directory.resolve("pins").toString());
        assertEquals(0, ran.code(), ran.err());
        assertTrue(ran.out().startsWith("Nothing is installed at"), ran.out());
    }

    @Test
    void runSaysWhyItCannotBegin() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Ran ran = Ran.turnout(
                "run", "--config", "fleet.yaml", "--box", "b", "--interface", "lo", "--data-dir", file + "/below");
        assertEquals(ExitCode.REFUSED.number(), ran.code());
        assertTrue(ran.err().contains("name another with --data-dir"), ran.err());
    }
}
