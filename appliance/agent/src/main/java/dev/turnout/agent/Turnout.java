package dev.turnout.agent;

import dev.turnout.agent.cli.TurnoutCommand;
import dev.turnout.ebpf.XdpDataplane;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;

/** The main class. */
public final class Turnout {
    private Turnout() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("run")) {
            // A start needs both, and each takes as long: the options are read meanwhile.
            Thread.ofPlatform().daemon().name("libbpf").start(XdpDataplane::prepare);
        }
        PrintWriter out = writer(System.out);
        PrintWriter err = writer(System.err);
        int code = TurnoutCommand.execute(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }
}
