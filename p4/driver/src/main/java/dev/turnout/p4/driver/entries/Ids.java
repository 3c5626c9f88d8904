package dev.turnout.p4.driver.entries;

/** Numbers of the program's objects, as {@code p4/src/sizes.p4} gives them; a test compares them with the p4info. */
public final class Ids {
    static final int SERVICE = 0x02000001;
    static final int SERVICE_ANY_PORT = 0x02000002;
    static final int VIP = 0x02000003;
    static final int SOURCE_RANGE = 0x02000004;
    public static final int MAGLEV_SLOT = 0x02000005;
    public static final int TRANSIT_FILTER = 0x02000006;
    static final int BACKEND = 0x02000007;

    static final int SET_SERVICE = 0x01000001;
    static final int IS_VIP = 0x01000002;
    static final int ALLOW_SOURCE = 0x01000003;
    static final int STABLE = 0x01000004;
    static final int IN_TRANSITION = 0x01000005;
    static final int SET_FILTER = 0x01000006;
    static final int UNRESOLVED = 0x01000007;
    static final int TUNNEL_IPV4 = 0x01000008;
    static final int TUNNEL_IPV6 = 0x01000009;
    static final int DIRECT = 0x0100000a;

    public static final int OUTCOMES = 0x12000001;
    public static final int SERVICE_PACKETS = 0x12000002;
    public static final int BACKEND_PACKETS = 0x12000003;
    public static final int TO_PREVIOUS = 0x12000004;
    public static final int MARKED_FROZEN = 0x12000005;

    private Ids() {}
}
