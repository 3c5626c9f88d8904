package dev.turnout.hwtests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packets of one kind, of so many flows, through one site.
 *
 * @param kind what they are, in words; cases that differ in flows alone have the same
 * @param first the frame that every flow sends once before
 * @param flows a power of two
 * @param floor the program that does the least, if there is one for such packets
 */
record PacketCase(
        String kind, BenchSite site, Frame frame, Optional<Frame> first, int flows, Optional<String> floor, Way way) {
    /** What must become of every packet. */
    enum Way {
        TO_CURRENT,
        TO_PREVIOUS,
        PASSED;

        /** The name under which the data plane counts it. */
        String verdict() {
            return this == PASSED ? "PASS_NOT_VIP" : "FORWARD_TX";
        }

        /** What the program returns. */
        int action() {
            return this == PASSED ? XDP_PASS : XDP_TX;
        }
    }

    static final String IPV4 = "IPv4 TCP";
    static final String IPV6 = "IPv6 TCP";
    static final String FLOW_TABLE = "IPv4 TCP, flow table";
    static final String MANY_SERVICES = "IPv4 TCP, 1,000 services";

    private static final int XDP_PASS = 2;
    private static final int XDP_TX = 3;
    private static final String FLOOR4 = "floor_ipv4";
    private static final String FLOOR6 = "floor_ipv6";
    private static final int[] CURVE = {1, 1_024, 16_384, 65_536, 524_288};
    private static final int[] THREE = {1, 65_536, 524_288};
    private static final int[] ENDS = {1, 524_288};

    /** All that the benchmark measures. */
    static List<PacketCase> all() {
        List<PacketCase> cases = new ArrayList<>();
        BenchSite ipv4 = BenchSite.ipv4();
        BenchSite ipv6 = BenchSite.ipv6();
        Frame ack = Frame.tcp(ipv4.vip(), BenchSite.PORT);
        Frame syn = Frame.syn(ipv4.vip(), BenchSite.PORT);
        add(cases, CURVE, forwarded(IPV4, ipv4, ack));
        add(cases, THREE, forwarded("IPv4 TCP, 16 services", ipv4.withServices(16, true), ack));
        add(cases, THREE, forwarded("IPv4 TCP, 16 services, a table each", ipv4.withServices(16, false), ack));
        add(cases, THREE, forwarded(MANY_SERVICES, ipv4.withServices(1000, true), ack));
        add(cases, CURVE, forwarded(IPV6, ipv6, Frame.tcp(ipv6.vip(), BenchSite.PORT)));
        add(cases, ENDS, forwarded("IPv4 UDP", ipv4.withUdp(), Frame.udp(ipv4.vip(), BenchSite.PORT)));
        add(cases, ENDS, forwarded("IPv4 TCP, GUE", ipv4.withGue(), ack));
        add(cases, ENDS, forwarded("IPv4 TCP, a SYN", ipv4, syn));
        add(cases, CURVE, forwarded(FLOW_TABLE, ipv4.withFlowTable(), ack));
        BenchSite moving = ipv4.inTransition();
        add(
                cases,
                THREE,
                forwarded("IPv4 TCP, in transition, not marked", moving, ack).to(Way.TO_PREVIOUS));
        add(
                cases,
                THREE,
                forwarded("IPv4 TCP, in transition, marked", moving, ack).after(syn));
        add(
                cases,
                ENDS,
                forwarded("IPv4 TCP, not for us", ipv4, Frame.tcp(BenchSite.foreign(), BenchSite.PORT))
                        .to(Way.PASSED));
        return List.copyOf(cases);
    }

    private static void add(List<PacketCase> cases, int[] flows, PacketCase one) {
        for (int number : flows) {
            cases.add(one.of(number));
        }
    }

    /** One case of each kind, with so many flows. */
    static List<PacketCase> kinds(int flows) {
        return all().stream().map(one -> one.of(flows)).distinct().toList();
    }

    private PacketCase of(int number) {
        return new PacketCase(kind, site, frame, first, number, floor, way);
    }

    private static PacketCase forwarded(String kind, BenchSite site, Frame frame) {
        String floor = switch (frame.family()) {
            case IPV4 -> FLOOR4;
            case IPV6 -> FLOOR6;
        };
        return new PacketCase(kind, site, frame, Optional.empty(), 1, Optional.of(floor), Way.TO_CURRENT);
    }

    /** No floor passes packets on, so what is passed has none. */
    private PacketCase to(Way other) {
        return new PacketCase(kind, site, frame, first, flows, other == Way.PASSED ? Optional.empty() : floor, other);
    }

    private PacketCase after(Frame sentBefore) {
        return new PacketCase(kind, site, frame, Optional.of(sentBefore), flows, floor, way);
    }

    @Override
    public String toString() {
        return kind + ", " + flows + (flows == 1 ? " flow" : " flows");
    }
}
