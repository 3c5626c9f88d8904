package dev.turnout.ebpf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of an interface, as iproute2 and ethtool print it. They ask the process's own network namespace, which {@code
 * /sys/class/net} does not.
 *
 * @param driver as ethtool names it; empty where it has none to name
 * @param kind iproute2's kind of a virtual device, veth or bond for instance; empty for a physical one
 * @param lower the device that a VLAN stands on
 * @param masterKind {@code bond}, {@code bridge} or other where it is a member of one, whose name is {@code master}
 * @param bondMode of a bond
 * @param vlans the VLAN devices on top of it
 * @param queues receive queues in use
 * @param maxQueues that it can have
 */
record NicFacts(
        String device,
        boolean up,
        int mtu,
        String driver,
        String kind,
        Optional<String> lower,
        Optional<String> master,
        Optional<String> masterKind,
        Optional<String> bondMode,
        List<String> vlans,
        boolean lro,
        boolean groHardware,
        boolean vlanStripping,
        OptionalInt queues,
        OptionalInt maxQueues,
        int cpus) {

    /**
     * What the tools printed; empty where one failed, as ethtool does where a driver does not answer.
     *
     * @param link {@code ip -j -d link show dev DEVICE}
     * @param vlans {@code ip -j -d link show type vlan}
     * @param driver {@code ethtool -i DEVICE}
     * @param features {@code ethtool -k DEVICE}
     * @param channels {@code ethtool -l DEVICE}
     */
    record Printed(String link, String vlans, String driver, String features, String channels) {}

    static NicFacts parse(String device, Printed printed, int cpus) {
        String link = printed.link();
        String[] channels = printed.channels().split("Current hardware settings:", -1);
        return new NicFacts(
                device,
                text(link, "flags\":\\[[^\\]]*").isPresent() && link.contains("\"UP\""),
                number(link, "\"mtu\":(\\d+)").orElse(0),
                text(printed.driver(), "(?m)^driver: *(\\S+)").orElse(""),
                text(link, "\"info_kind\":\"([^\"]+)\"").orElse(""),
                text(link, "\"link\":\"([^\"]+)\""),
                text(link, "\"master\":\"([^\"]+)\""),
                text(link, "\"info_slave_kind\":\"([^\"]+)\""),
                text(link, "\"info_kind\":\"bond\",\"info_data\":\\{\"mode\":\"([^\"]+)\""),
                on(printed.vlans(), device),
                enabled(printed.features(), "large-receive-offload"),
                enabled(printed.features(), "rx-gro-hw"),
                enabled(printed.features(), "rx-vlan-offload"),
                channels.length < 2 ? OptionalInt.empty() : queues(channels[1]),
                channels.length < 2 ? OptionalInt.empty() : queues(channels[0]),
                cpus);
    }

    /** Combined channels receive and send; a driver has those or separate ones. */
    private static OptionalInt queues(String channels) {
        int combined = number(channels, "(?m)^Combined:\\s*(\\d+)").orElse(0);
        int receive = number(channels, "(?m)^RX:\\s*(\\d+)").orElse(0);
        return combined + receive == 0 ? OptionalInt.empty() : OptionalInt.of(combined + receive);
    }

    private static List<String> on(String vlans, String device) {
        return Pattern.compile("\"link\":\"" + Pattern.quote(device) + "\",\"ifname\":\"([^\"]+)\"")
                .matcher(vlans)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static boolean enabled(String features, String feature) {
        return text(features, "(?m)^" + Pattern.quote(feature) + ": (on)\\b").isPresent();
    }

    private static OptionalInt number(String text, String pattern) {
        return text(text, pattern)
                .map(digits -> OptionalInt.of(Integer.parseInt(digits)))
                .orElse(OptionalInt.empty());
    }

    private static Optional<String> text(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find()
                ? Optional.of(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1))
                : Optional.empty();
    }
}
