package dev.turnout.hwtests.net;

import dev.turnout.agent.os.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** One network namespace of a {@link Lab}, and what runs in it. */
public final class Netns {
    private final String name;
    private final Path scratch;
    private final List<Daemon> daemons = new ArrayList<>();

    private Netns(String name, Path scratch) {
        this.name = name;
        this.scratch = scratch;
    }

    static Netns create(String name, Path scratch) {
        try {
            Files.createDirectories(scratch);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        Run.orThrow("ip", "netns", "add", name);
        Netns netns = new Netns(name, scratch);
        netns.ip("link set lo up");
        netns.sysctl("net.ipv6.conf.default.accept_dad", 0);
        return netns;
    }

    /** As in {@code /run/netns}. */
    public String name() {
        return name;
    }

    /** A directory of its own, removed with the lab. */
    public Path scratch() {
        return scratch;
    }

    /** The command line that runs a program inside. Unlike {@code ip netns exec} it leaves bpffs where it is. */
    public List<String> argv(String... argv) {
        return Stream.concat(Stream.of("nsenter", "--net=/run/netns/" + name), Stream.of(argv))
                .toList();
    }

    /** Runs a program inside and returns what it printed. */
    public String run(String... argv) {
        return Run.orThrow(argv(argv), "");
    }

    /** Runs a program inside that may fail. */
    public CommandResult attempt(String... argv) {
        return Run.result(argv(argv), "");
    }

    /** Carries out commands of {@code ip}, without their first word: {@code ip("addr add 192.0.2.1/24 dev eth0")}. */
    public Netns ip(String... commands) {
        Run.orThrow(List.of("ip", "-n", name, "-batch", "-"), String.join("\n", commands) + "\n");
        return this;
    }

    /** Sets a {@code net.*} variable of this namespace. */
    public Netns sysctl(String variable, int value) {
        run("sysctl", "-qw", variable + "=" + value);
        return this;
    }

    /** Attaches an XDP program in native mode, with iproute2 and so without a link: it lives as long as the device. */
    public Netns xdp(String device, Path object) {
        run("ip", "-force", "link", "set", "dev", device, "xdpdrv", "object", object.toString(), "section", "xdp");
        return this;
    }

    public int ifindex(String device) {
        return Integer.parseInt(run("ip", "-o", "link", "show", "dev", device).split(":", 2)[0]);
    }

    /** The MAC of a device, as text. */
    public String mac(String device) {
        String link = run("ip", "-br", "link", "show", "dev", device);
        return link.split("\\s+", -1)[2];
    }

    /** Starts a program inside that runs until it is stopped; its output goes to a file in the scratch directory. */
    public synchronized Daemon start(String... argv) {
        Daemon daemon =
                Daemon.start(argv(argv), scratch.resolve(argv[0].replace('/', '_') + "." + daemons.size() + ".log"));
        daemons.add(daemon);
        return daemon;
    }

    /**
     * Runs Java code on a thread inside. Sockets, processes and platform threads that it makes belong to the namespace for
     * good; virtual threads and pools made earlier do not. {@code /sys/class/net} shows the outer namespace all the same.
     */
    public <T> T inside(Callable<T> code) {
        return Inside.call(Path.of("/run/netns", name), code);
    }

    synchronized void close() {
        daemons.forEach(Daemon::stop);
        Leftovers.killInside(name);
        Run.attempt("ip", "netns", "del", name);
    }
}
