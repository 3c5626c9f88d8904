/** A switch in software that runs compiled P4 programs. The one module beside the XDP driver that calls native code. */
module dev.turnout.softswitch {
    requires com.google.gson;
    requires static org.jspecify;

    exports dev.turnout.p4.softswitch.engine;
}
