package dev.turnout.fleetctl;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command line did. */
record Ran(int code, String out, String err) {
    static Ran fleetctl(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Fleetctl.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Ran(code, out.toString(), err.toString());
    }
}
