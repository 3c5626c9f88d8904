package dev.turnout.p4.softswitch.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command line that ended by itself. */
record Ran(int code, String out, String err) {
    static Ran softswitch(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = SoftswitchCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
