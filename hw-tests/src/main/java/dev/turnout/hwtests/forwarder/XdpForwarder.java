package dev.turnout.hwtests.forwarder;

import dev.turnout.hwtests.net.Pins;
import dev.turnout.hwtests.net.Shop;
import java.util.List;

/** The XDP program in the kernel, pinned. */
record XdpForwarder(Shop shop, Pins pins) implements Forwarder {
    @Override
    public Kind kind() {
        return Kind.XDP;
    }

    @Override
    public String called() {
        return "the kernel";
    }

    @Override
    public String pictured() {
        return "XDP program; the agent beside it";
    }

    /** The agent loads the program. */
    @Override
    public void begin() {
        pins.remove();
    }

    @Override
    public List<String> options() {
        return List.of("--bpffs", pins.directory().toString(), "--interface", "eth0");
    }

    @Override
    public String state() {
        return pins.show(shop.box());
    }

    @Override
    public String stateIs() {
        return "the kernel holds the same program, link and maps";
    }

    @Override
    public void remove() {
        pins.remove();
    }
}
