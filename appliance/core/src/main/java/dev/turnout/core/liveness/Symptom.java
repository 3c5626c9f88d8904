package dev.turnout.core.liveness;

/** What a box finds wrong with its own forwarding, under stable codes. */
public enum Symptom {
    GONE(
            "LIVE_GONE",
            Reach.PORT,
            1,
            "Bring the interface or the switch back: the agent takes it up by itself then. Or start the agent without it."),
    DOWN("LIVE_DOWN", Reach.PORT, 1, "Switch it on: `ip link set dev INTERFACE up`."),
    NO_CARRIER("LIVE_NO_CARRIER", Reach.PORT, 1, "Look at the cable, the optics, and the switch's port."),
    DETACHED(
            "LIVE_DETACHED",
            Reach.PORT,
            1,
            "It is attached again by itself where the kernel lets it; what refuses stands among the findings on interfaces."),
    FOREIGN(
            "LIVE_FOREIGN",
            Reach.PORT,
            1,
            "Find out who attaches XDP programs here, or who else programs the switch, and stop it; `bpftool net` shows"
                    + " programs on interfaces."),
    SLOWER("LIVE_SLOWER", Reach.SOME, 1, "Find out who attached it anew, and start the agent again."),
    /** Packets come in, and the program counts none of them. */
    SILENT(
            "LIVE_SILENT",
            Reach.BOX,
            3,
            "See what takes the packets before the program: an offload of the driver, a queue without it, another"
                    + " program; `ethtool -S INTERFACE` shows what the driver counts."),
    WRONG(
            "LIVE_WRONG",
            Reach.SOME,
            1,
            "The data plane is read again and mended by itself. Where this comes back, find out who else writes to its"
                    + " maps."),
    UNASKED("LIVE_UNASKED", Reach.SOME, 1, "The code in the sentence is explained in the reference."),
    /** No backend has a next hop. */
    NO_WAY(
            "LIVE_NO_WAY",
            Reach.BOX,
            3,
            "See what `turnout status` says beside each backend: routes and neighbours are the box's, not the"
                    + " document's."),
    PROBES(
            "LIVE_PROBES",
            Reach.SOME,
            3,
            "See whether tunnels get out of this box: filters on the way, the MTU, `rp_filter` where answers come in.");

    /** How often it must be looked at and be well to be over: a box that mends itself each second does not come and go. */
    public static final int RISE = 3;

    /** What a symptom keeps from being forwarded. */
    enum Reach {
        /** All of it. */
        BOX,
        /** What comes in through one interface. */
        PORT,
        /** Less, or it is not known. */
        SOME
    }

    private final String code;
    private final Reach reach;
    private final int fall;
    private final String remedy;

    Symptom(String code, Reach reach, int fall, String remedy) {
        this.code = code;
        this.reach = reach;
        this.fall = fall;
        this.remedy = remedy;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** What to do about it, in a sentence. */
    public String remedy() {
        return remedy;
    }

    Reach reach() {
        return reach;
    }

    /** How often in a row it must be seen to count: once where there is no doubt about it. */
    int fall() {
        return fall;
    }
}
