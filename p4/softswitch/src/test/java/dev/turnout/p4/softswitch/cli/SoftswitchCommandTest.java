package dev.turnout.p4.softswitch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends the command before it runs: one sentence, and a code. */
class SoftswitchCommandTest {
    private static final Path PROGRAMS = Path.of("src/test/programs");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port eth0 | --port takes NUMBER=INTERFACE such as 1=eth0, not 'eth0'",
                "--port x=eth0 | --port takes NUMBER=INTERFACE such as 1=eth0, not 'x=eth0'",
                "--port 511=eth0 | --port takes numbers from 0 to 510, not 511",
                "--port 1= | --port: '' is no name of an interface",
                "--port 1=a-name-of-sixteen | --port: 'a-name-of-sixteen' is no name of an interface",
                "--port 1=a --port 1=b | --port 1=b: the number or the interface has been given before",
                "--port 1=a --port 2=a | --port 2=a: the number or the interface has been given before",
                "--port 510=a | port 510 is the control plane's: give the interface another number, or that another with --cpu-port",
                "--port 7=a --cpu-port 7 | port 7 is the control plane's: give the interface another number, or that another with --cpu-port",
                "--cpu-port 511 | --cpu-port takes a number from 0 to 510, not 511",
                "--device-id -1 | --device-id takes a number from 0, not -1",
                "--listen 9559 | --listen takes HOST:PORT, not '9559'",
                "--listen 127.0.0.1:99999 | --listen takes ports up to 65535, not 99999",
                "--program a.json | Error: Missing required argument(s): --p4info=FILE",
                "--p4info a.txtpb | Error: Missing required argument(s): --program=FILE",
                "--no-such-option | Unknown option: '--no-such-option'",
            })
    void aWrongCommandLineIsAnsweredInASentence(String arguments, String sentence) {
        Ran ran = Ran.softswitch(arguments.split(" ", -1));
        assertEquals(new Ran(2, "", "softswitch: " + sentence + "; see 'softswitch --help'\n"), ran);
    }

    private static void refused(Ran ran, String... words) {
        assertEquals(4, ran.code(), ran::toString);
        assertEquals(1, ran.err().lines().count(), ran::toString);
        for (String word : words) {
            assertTrue(ran.err().contains(word), ran::toString);
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        refused(Ran.softswitch("--port", "1=turnout-none"), "There is no interface turnout-none", "`ip link`");
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            refused(Ran.softswitch("--listen", address), address, "in use", "--listen");
        }
    }

    private static Ran withProgram(Path program, Path p4info) {
        return Ran.softswitch(
                "--listen", "127.0.0.1:0", "--program", program.toString(), "--p4info", p4info.toString());
    }

    @Test
    void filesThatAreNoProgramAreNamed() throws IOException {
        Path program = PROGRAMS.resolve("bridge.json");
        Path p4info = PROGRAMS.resolve("bridge.p4info.txtpb");
        Path none = scratch.resolve("none");
        Path text = Files.writeString(scratch.resolve("text"), "something else");
        refused(withProgram(none, p4info), "There is no file " + none);
        refused(withProgram(program, none), "There is no file " + none);
        refused(withProgram(scratch, p4info), "The file " + scratch + " cannot be read");
        refused(withProgram(text, p4info), text + " is no program", "p4c-bm2-ss");
        refused(withProgram(program, text), text + " is no p4info", "--p4runtime-files");
        refused(withProgram(PROGRAMS.resolve("beyond.json"), PROGRAMS.resolve("beyond.p4info.txtpb")), "is no program");
    }
}
