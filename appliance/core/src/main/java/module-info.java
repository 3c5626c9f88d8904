/** The pure part of Turnout: model, Maglev tables, compiler, planner. It reads no clock and does no I/O. */
module dev.turnout.core {
    requires static org.jspecify;

    exports dev.turnout.core.dataplane;
    exports dev.turnout.core.forwarding;
    exports dev.turnout.core.hash;
    exports dev.turnout.core.health;
    exports dev.turnout.core.liveness;
    exports dev.turnout.core.load;
    exports dev.turnout.core.maglev;
    exports dev.turnout.core.model;
    exports dev.turnout.core.plan;
    exports dev.turnout.core.program;
}
