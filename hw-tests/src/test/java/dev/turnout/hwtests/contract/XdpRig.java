package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.nio.file.Path;
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
        Path pins = lab.pins("pins").directory();
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
