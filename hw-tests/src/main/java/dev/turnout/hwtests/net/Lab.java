package dev.turnout.hwtests.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The namespaces, cables, daemons, pins and scratch files of one test. Closing it removes them all; so does the end of the JVM,
 * and what a killed JVM left behind is removed when the next lab opens.
 */
public final class Lab implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix;
    private final Path scratch;
    private final List<Netns> namespaces = new ArrayList<>();
    private final Thread hook = new Thread(this::remove, "lab-remover");
    private boolean removed;

    private Lab(String prefix) {
        this.prefix = prefix;
        this.scratch = Leftovers.scratch(prefix);
        try {
            Files.createDirectories(scratch);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A lab whose names nobody else has. */
    public static Lab open() {
        Leftovers.reap();
        return new Lab(Leftovers.ownPrefix() + COUNT.incrementAndGet() + "-");
    }

    /**
     * A lab with a name that people can type, which {@link #keep()} may leave standing. What an earlier one of this name
     * has left is removed first.
     */
    public static Lab named(String name) {
        String prefix = "turnout-" + name + "-";
        Leftovers.remove(prefix);
        return new Lab(prefix);
    }

    /** Makes a namespace, {@code lo} up and without duplicate address detection. */
    public synchronized Netns namespace(String role) {
        Netns netns = Netns.create(prefix + role, scratch.resolve(role));
        namespaces.add(netns);
        return netns;
    }

    /**
     * Connects two namespaces by a veth pair, up, MTU 1500, checksums computed by the sender: a veth leaves them to
     * hardware that it has not, and XDP would forward them unfinished.
     */
    public void link(Netns a, String deviceOfA, Netns b, String deviceOfB) {
        Run.orThrow(
                "ip", "-n", a.name(), "link", "add", deviceOfA, "type", "veth", "peer", deviceOfB, "netns", b.name());
        a.ip("link set " + deviceOfA + " up").run("ethtool", "-K", deviceOfA, "tx", "off");
        b.ip("link set " + deviceOfB + " up").run("ethtool", "-K", deviceOfB, "tx", "off");
    }

    /** A directory for what an agent pins, which it has to make itself; removed with the lab. */
    public Pins pins(String role) {
        return new Pins(prefix + role);
    }

    /** A directory for files, removed with the lab. */
    public Path scratch() {
        return scratch;
    }

    /** Copies a resource of the class path into the scratch directory, for programs that want a file. */
    public synchronized Path resource(String path) {
        Path file = scratch.resolve(path.substring(path.lastIndexOf('/') + 1));
        if (Files.exists(file)) {
            return file;
        }
        try (InputStream in = Objects.requireNonNull(
                Lab.class.getResourceAsStream(path), () -> path + " is not on the class path: build it first")) {
            Files.copy(in, file);
        } catch (IOException uncopied) {
            throw new UncheckedIOException(uncopied);
        }
        return file;
    }

    /** What every name of this lab begins with. */
    public String prefix() {
        return prefix;
    }

    /** Leaves everything standing when the JVM ends: for somebody who wants to look around. */
    public synchronized void keep() {
        forgetHook();
        removed = true;
    }

    @Override
    public void close() {
        forgetHook();
        remove();
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook runs, or has run.
        }
    }

    private synchronized void remove() {
        if (!removed) {
            removed = true;
            namespaces.forEach(Netns::close);
            Leftovers.removePins(prefix);
            Leftovers.deleteTree(scratch);
        }
    }
}
