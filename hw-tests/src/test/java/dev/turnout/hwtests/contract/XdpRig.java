package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.ebpf.ExplainResult;
import dev.turnout.ebpf.Explanation;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.Outcome;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The XDP data plane on a veth, in a namespace and with pins of its own. */
final class XdpRig implements Rig {
    private final Lab lab;
    private final Netns box;
    private final XdpSettings settings;
    private XdpDataplane dataplane;

    private XdpRig(Lab lab) {
        this.lab = lab;
        this.box = lab.namespace("box");
        lab.link(box, "eth0", lab.namespace("wire"), "eth0");
        Path pins = Path.of("/sys/fs/bpf", "turnout-" + lab.prefix() + "pins");
        this.settings = XdpSettings.on("eth0").withPins(pins).withRoom(1 << 16, 64);
        this.dataplane = box.inside(() -> open(settings));
    }

    static XdpRig create() {
        Lab lab = Lab.open();
        try {
            return new XdpRig(lab);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private static XdpDataplane open(XdpSettings settings) {
        return switch (XdpDataplane.open(settings)) {
            case OpenResult.Opened opened -> opened.dataplane();
            case OpenResult.Refused(Refusal refusal) -> throw new AssertionError(refusal + "\n" + refusal.log());
        };
    }

    @Override
    public Dataplane dataplane() {
        return dataplane;
    }

    @Override
    public Dataplane reopened() {
        dataplane.close();
        dataplane = open(settings);
        return dataplane;
    }

    @Override
    public Optional<Verdict> verdict(FiveTuple flow, boolean syn) {
        return switch (dataplane.explain(flow, syn)) {
            case ExplainResult.Explained(Explanation explanation) -> Optional.of(verdict(explanation));
            case ExplainResult.Refused(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static Verdict verdict(Explanation explanation) {
        int backend = explanation.backend().map(BackendId::value).orElse(0);
        int slot = explanation.slot().map(Explanation.SlotRead::index).orElse(-1);
        return new Verdict(kind(explanation.outcome()), backend, slot);
    }

    private static Kind kind(Outcome outcome) {
        return switch (outcome) {
            case FORWARD_TX, FORWARD_REDIRECT, DROP_UNRESOLVED -> Kind.TO_BACKEND;
            case PASS_NOT_VIP -> Kind.NOT_A_VIP;
            case DROP_UNKNOWN_PORT -> Kind.UNKNOWN_PORT;
            case DROP_SOURCE_RANGE -> Kind.SOURCE_REFUSED;
            case DROP_NO_BACKEND, ANSWER_REJECT, DROP_REJECT_LIMITED -> Kind.NO_BACKEND;
            default -> throw new AssertionError("the model knows no " + outcome);
        };
    }

    @Override
    public <T> T run(Callable<T> code) {
        return box.inside(code);
    }

    @Override
    public void close() {
        try (lab) {
            dataplane.close();
            XdpDataplane.uninstall(settings.pins()).ifPresent(refusal -> {
                throw new AssertionError(refusal);
            });
        }
    }
}
