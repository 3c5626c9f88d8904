package dev.turnout.ebpf;

import static dev.turnout.ebpf.NicFinding.Severity.ERROR;
import static dev.turnout.ebpf.NicFinding.Severity.INFO;
import static dev.turnout.ebpf.NicFinding.Severity.WARNING;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Encapsulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Whether an interface will do, before the program is attached to it: what would fail late, or in silence, or make it slow. Each
 * finding names its remedy.
 */
public final class NicPreflight {
    private static final Set<String> BONDS_WITH_XDP = Set.of("balance-rr", "active-backup", "balance-xor", "802.3ad");
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP_GUE = 12;

    private final NicFacts facts;
    private final boolean allowGeneric;
    private final int overhead;
    private final List<NicFinding> findings = new ArrayList<>();

    private NicPreflight(NicFacts facts, boolean allowGeneric, int overhead) {
        this.facts = facts;
        this.allowGeneric = allowGeneric;
        this.overhead = overhead;
    }

    /** What the encapsulation of a backend adds to a packet, in bytes. */
    public static int overhead(BackendKey backend) {
        int outer = backend.address().isIpv4() ? IPV4 : IPV6;
        return switch (backend.encapsulation()) {
            case Encapsulation.Ipip() -> outer;
            case Encapsulation.Gue(int _) -> outer + UDP_GUE;
            case Encapsulation.L2() -> 0;
        };
    }

    /** Pure. Errors first. */
    static List<NicFinding> evaluate(NicFacts facts, boolean allowGeneric, int overhead) {
        NicPreflight preflight = new NicPreflight(facts, allowGeneric, overhead);
        preflight.link();
        preflight.mode();
        preflight.bond();
        preflight.offloads();
        preflight.sizes();
        preflight.queues();
        preflight.findings.sort(Comparator.comparing(NicFinding::severity).reversed());
        return List.copyOf(preflight.findings);
    }

    private void link() {
        if (!facts.up()) {
            add(WARNING, "NIC_DOWN", "%s is down.", "ip link set dev %s up");
        }
        if (facts.kind().equals("veth")) {
            add(
                    INFO,
                    "NIC_VETH",
                    "%s is one end of a veth pair: packets sent back through it arrive only if the other end runs an XDP program.",
                    "Attach a program that passes everything to the other end, and switch off its transmit checksum offload.");
        }
    }

    private void mode() {
        String lower = facts.lower().orElse("its parent");
        if (facts.kind().equals("vlan")) {
            withoutNative(
                    "NIC_VLAN_DEVICE",
                    "%s is a VLAN device, which has no native XDP.",
                    "Attach to " + lower + " instead: the program reads VLAN tags itself.");
            return;
        }
        switch (NicDriver.of(facts.driver()).support()) {
            case NATIVE -> {}
            case NONE ->
                withoutNative(
                        "NIC_NO_NATIVE",
                        "The driver of %s (" + (facts.driver().isEmpty() ? "none" : facts.driver())
                                + ") has no native XDP.",
                        "Use another NIC, or set dataplane.allowGeneric and live with the slower path.");
            case UNKNOWN ->
                add(
                        WARNING,
                        "NIC_DRIVER_UNKNOWN",
                        "Whether the driver " + facts.driver() + " of %s has native XDP is not known.",
                        "Attach and see; newer kernels add native XDP to many drivers.");
        }
    }

    private void bond() {
        String master = facts.master().orElse("");
        if (facts.masterKind().orElse("").equals("bond")) {
            add(
                    ERROR,
                    "NIC_BOND_MEMBER",
                    "%s is a member of the bond " + master + ", which does not let it have an XDP program.",
                    "Attach to " + master + " instead.");
        }
        facts.bondMode()
                .filter(mode -> !BONDS_WITH_XDP.contains(mode))
                .ifPresent(mode -> add(
                        ERROR,
                        "NIC_BOND_MODE",
                        "The bond %s has mode " + mode + ", which has no XDP.",
                        "ip link set dev %s type bond mode 802.3ad (or active-backup, balance-xor, balance-rr)"));
    }

    private void offloads() {
        if (facts.lro()) {
            add(
                    ERROR,
                    "NIC_LRO",
                    "%s merges received packets (LRO), which XDP forbids and a forwarder must not do.",
                    "ethtool -K %s lro off");
        }
        if (facts.groHardware()) {
            boolean forbids = NicDriver.of(facts.driver()).forbidsHardwareGro();
            add(
                    forbids ? ERROR : WARNING,
                    "NIC_GRO_HW",
                    "%s merges received packets in hardware (GRO-HW), so that they are too large for a tunnel.",
                    "ethtool -K %s rx-gro-hw off");
        }
        if (facts.vlanStripping() && !facts.vlans().isEmpty()) {
            add(
                    WARNING,
                    "NIC_VLAN_STRIPPED",
                    "%s takes VLAN tags off before the program sees them, and carries the VLANs "
                            + String.join(", ", facts.vlans()) + ".",
                    "ethtool -K %s rxvlan off");
        }
    }

    private void sizes() {
        int limit = NicDriver.of(facts.driver()).maxMtu();
        if (facts.mtu() > limit) {
            withoutNative(
                    "NIC_JUMBO",
                    "The MTU of %s is " + facts.mtu()
                            + ": native XDP takes packets of one buffer, with this driver an MTU of " + limit + ".",
                    "ip link set dev %s mtu " + limit);
        }
        int wanted = 1500 + overhead;
        if (overhead > 0 && facts.mtu() < wanted) {
            String smaller = "a smaller advmss on the backends' routes";
            add(
                    WARNING,
                    "NIC_MTU",
                    "The MTU of %s is " + facts.mtu() + ": a tunnel leaves clients " + (facts.mtu() - overhead)
                            + " bytes a packet, and larger ones are answered with \"too big\".",
                    wanted > limit
                            ? "Set " + smaller + ": with XDP this driver takes no MTU above " + limit + "."
                            : "ip link set dev %s mtu " + wanted + " on all links to the backends, or " + smaller);
        }
    }

    private void queues() {
        if (facts.queues().isEmpty() || facts.maxQueues().isEmpty()) {
            return;
        }
        int queues = facts.queues().getAsInt();
        int most = facts.maxQueues().getAsInt();
        if (NicDriver.of(facts.driver()).needsHalfOfTheQueues() && queues > most / 2 && most > 1) {
            add(
                    ERROR,
                    "NIC_QUEUES_MANY",
                    "%s uses " + queues + " of " + most + " queues, and its driver needs half of them for XDP to send.",
                    "ethtool -L %s combined " + most / 2);
        } else if (queues < Math.min(facts.cpus(), most)) {
            add(
                    WARNING,
                    "NIC_QUEUES_FEW",
                    "%s receives on " + queues + " of " + facts.cpus() + " CPUs.",
                    "ethtool -L %s combined " + Math.min(facts.cpus(), most));
        }
    }

    /** What keeps native XDP away is an error only where generic will not do. */
    private void withoutNative(String code, String message, String remedy) {
        add(allowGeneric ? WARNING : ERROR, code, message, remedy);
    }

    private void add(NicFinding.Severity severity, String code, String message, String remedy) {
        findings.add(new NicFinding(
                severity, code, message.replace("%s", facts.device()), remedy.replace("%s", facts.device())));
    }
}
