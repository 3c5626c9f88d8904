package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * Puts VIPs on the loopback and tells the network where they are: at once, again after two seconds (RFC 5227 §1.1), and
 * then for ever about once a minute, since a switch forgets which port a MAC is behind when it hears nothing from there.
 *
 * <p>ARP for a VIP is answered by the kernel: the data plane lets it pass, and an address on {@code lo} is the box's on
 * every device. Adopts what an earlier run has put on the box, and removes only that.
 *
 * <p>{@link #step} does all of it, once; {@link #start} has a thread do it when it is due.
 */
public final class LocalAnnouncer implements Announcer {
    static final Duration AGAIN = Duration.ofSeconds(2);
    static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** Boxes that were started together drift apart. */
    private static final double JITTER = 0.1;

    private final Commands commands;
    private final Set<String> ports;
    private final FrameSender sender;
    private final DoubleSupplier random;
    private volatile Set<IpAddress> wanted = Set.of();
    private volatile Status status = Status.NONE;
    private volatile boolean asked;

    private Set<IpAddress> told = Set.of();
    private Set<Integer> toldOn = Set.of();
    private Optional<Long> repeatAt = Optional.empty();
    private Optional<AnnouncerThread> thread = Optional.empty();

    /**
     * @param ports the devices where VIPs are served; VLANs on them are announced on too
     * @param random uniform in [0, 1), for jitter
     */
    LocalAnnouncer(Commands commands, Collection<String> ports, FrameSender sender, DoubleSupplier random) {
        this.commands = commands;
        this.ports = Set.copyOf(ports);
        this.sender = sender;
        this.random = random;
    }

    /** Starts announcing; until {@link #announce} is called, what is on the box already stays there. */
    public static LocalAnnouncer start(Commands commands, Collection<String> ports) {
        LocalAnnouncer announcer = new LocalAnnouncer(commands, ports, PacketSocket.open(), Math::random);
        announcer.thread = Optional.of(AnnouncerThread.start(announcer));
        return announcer;
    }

    @Override
    public void announce(Set<IpAddress> vips) {
        if (asked && wanted.equals(vips) && status.problems().isEmpty()) {
            // What changes on the box by itself is told by the kernel, and repeated announcements have their own time.
            return;
        }
        wanted = Set.copyOf(vips);
        asked = true;
        thread.ifPresent(AnnouncerThread::wake);
    }

    @Override
    public Status status() {
        return status;
    }

    /**
     * Brings addresses and announcements to where they should be now.
     *
     * @param now in nanoseconds of any one clock
     * @return how long there is nothing to be done, unless something changes
     */
    Duration step(long now) {
        if (!asked) {
            return PERIOD;
        }
        Set<IpAddress> vips = wanted;
        Optional<Collection<Link>> links = BoxAddresses.links(commands);
        if (links.isEmpty()) {
            status = new Status(told, List.of("the box's addresses cannot be read: is iproute2 installed?"));
            return RETRY;
        }
        List<Link> speakers = VipAddresses.speakers(links.get(), ports);
        List<String> problems = new ArrayList<>(ArpSettings.problems(speakers));
        place(links.get(), vips, speakers).ifPresent(problems::add);
        VipAddresses.foreign(links.get(), vips)
                .forEach(vip -> problems.add(vip
                        + " was on the box before and is left as it is: remove it, so that it goes when the VIP goes"));
        List<Link> ready = speakers.stream()
                .filter(link -> link.isUp() && link.hasCarrier() && link.mac().isPresent())
                .toList();
        if (ready.isEmpty() && !vips.isEmpty()) {
            problems.add("no device to announce on: give one of " + new TreeSet<>(ports) + " an address and a carrier");
        }
        Duration rest = tell(vips, ready, now, problems);
        status = new Status(ready.isEmpty() ? Set.of() : vips, problems);
        return rest;
    }

    /** Adds and removes addresses. */
    private Optional<String> place(Collection<Link> links, Set<IpAddress> vips, List<Link> speakers) {
        Set<String> devices = speakers.stream().map(Link::name).collect(Collectors.toSet());
        String batch = VipAddresses.batch(links, vips, devices);
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        return switch (commands.run(List.of("ip", "-force", "-batch", "-"), batch)) {
            case CommandResult.Done _ -> Optional.empty();
            case CommandResult failure -> Optional.of("not all VIPs could be put on the loopback: " + failure);
        };
    }

    /** Sends what is due, and says when something is due again. */
    private Duration tell(Set<IpAddress> vips, List<Link> ready, long now, List<String> problems) {
        Set<Integer> on = ready.stream().map(Link::index).collect(Collectors.toSet());
        boolean moved = !on.equals(toldOn);
        boolean due = repeatAt.filter(at -> now - at >= 0).isPresent();
        Set<IpAddress> toTell = new TreeSet<>(vips);
        if (!moved && !due) {
            toTell.removeAll(told);
        }
        Set<String> failures = new HashSet<>();
        for (Link link : ready) {
            for (IpAddress vip : toTell) {
                AnnouncementFrames.of(vip, link.mac().orElseThrow())
                        .forEach(frame -> sender.send(link.index(), frame)
                                .ifPresent(
                                        reason -> failures.add("cannot announce on " + link.name() + ": " + reason)));
            }
        }
        problems.addAll(new TreeSet<>(failures));
        boolean news = moved || !told.containsAll(vips);
        told = vips;
        toldOn = on;
        if (news) {
            repeatAt = Optional.of(now + AGAIN.toNanos());
        } else if (due || repeatAt.isEmpty()) {
            repeatAt = Optional.of(now + jittered(PERIOD));
        }
        return Duration.ofNanos(repeatAt.orElseThrow() - now);
    }

    private long jittered(Duration period) {
        return Math.round(period.toNanos() * (1 + JITTER * (2 * random.getAsDouble() - 1)));
    }

    @Override
    public void close() {
        thread.ifPresent(AnnouncerThread::close);
        sender.close();
    }
}
