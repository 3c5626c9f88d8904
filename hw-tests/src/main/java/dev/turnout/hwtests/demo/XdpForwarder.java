package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.Pins;
import dev.turnout.hwtests.net.Shop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The XDP program in the kernel, pinned. */
record XdpForwarder(Pins pins) implements Forwarder {
    @Override
    public String called() {
        return "the kernel";
    }

    @Override
    public String pictured() {
        return "XDP program; the agent beside it";
    }

    @Override
    public void prepare(Shop shop, Path bin) {
        // The agent loads it.
    }

    @Override
    public List<String> options() {
        return List.of("--bpffs", pins.directory().toString(), "--interface", "eth0");
    }

    @Override
    public String state(Shop shop) {
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

    @Override
    public boolean isGone() {
        return !Files.exists(pins.directory());
    }
}
