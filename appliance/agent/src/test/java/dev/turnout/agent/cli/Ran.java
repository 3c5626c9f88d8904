package dev.turnout.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command line came to. */
record Ran(int code, String out, String err) {
    static Ran turnout(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = TurnoutCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
