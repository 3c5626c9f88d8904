package dev.turnout.agent.os;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What iproute2 6.1 printed, and short names for what tests are made of. */
final class Fixtures {
    private Fixtures() {}

    /** A box with two devices of which one has no carrier, a bridge, gateways, and every state of a neighbour. */
    static KernelView box() {
        return KernelView.parse(resource("box.json")).orElseThrow();
    }

    /** Kinds of devices: VLANs, a bond, a tunnel. */
    static String devices() {
        return resource("devices.json");
    }

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static BackendKey ipip(String address) {
        return new BackendKey(ip(address), new Encapsulation.Ipip());
    }

    static BackendKey gue(String address) {
        return new BackendKey(ip(address), new Encapsulation.Gue(Encapsulation.Gue.DEFAULT_PORT));
    }

    static BackendKey l2(String address) {
        return new BackendKey(ip(address), new Encapsulation.L2());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
