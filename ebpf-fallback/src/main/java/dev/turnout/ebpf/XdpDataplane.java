package dev.turnout.ebpf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The XDP data plane: an adapter from plans to stores in mapped memory.
 *
 * <p>Used by one thread at a time. It remembers nothing of what it wrote: the maps do, under their pins.
 */
public final class XdpDataplane implements Dataplane {
    private final XdpSettings settings;
    private final PinLock lock;
    private final Installation installation;
    private final MapSet maps;
    private final State state;
    private final NetworkNamespace namespace = NetworkNamespace.ofThisThread();
    private final Trials trials;
    private final XdpSelfTest selfTest;
    private Attachments attachments = Attachments.NOT_YET;

    private XdpDataplane(XdpSettings settings, PinLock lock, Installation installation, MapSet maps, LinkQuery links) {
        this.settings = settings;
        this.lock = lock;
        this.installation = installation;
        this.maps = maps;
        state = new State(maps, Sizes.of(settings).with(maps.shapes()));
        trials = new Trials(installation, maps, state);
        selfTest = new XdpSelfTest(trials, links, settings.interfaces(), () -> attachments);
    }

    /**
     * Finds libbpf and links its functions, which {@link #open} does otherwise, and takes some fifty milliseconds of a JVM that has
     * just started. From any thread; what goes wrong is for {@code open} to say.
     */
    public static void prepare() {
        try {
            LibbpfPrint.install();
        } catch (ExceptionInInitializerError | NoClassDefFoundError withoutLibbpf) {
            // It is the same for whoever tries next.
        }
    }

    /**
     * Adopts what is pinned, or makes it, and attaches the program. In the process's own network namespace; needs root, or
     * CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, and CAP_SYS_ADMIN where the BPF file system is yet to be mounted.
     *
     * <p>Where the program of another layout forwards, it goes on until the first plan has been applied here, and is then
     * replaced through its link. Where nothing but {@link #allowGeneric} is wanting, it is opened without being attached.
     */
    public static OpenResult open(XdpSettings settings) {
        return open(settings, BpfObject.resource(BpfObject.RESOURCE));
    }

    static OpenResult open(XdpSettings settings, byte[] elf) {
        PinLock lock = null;
        MapSet maps = null;
        LinkQuery links = null;
        try {
            int ignored = Attachment.anIndex(settings.interfaces());
            BpfFs.require(settings.pins());
            lock = PinLock.make(settings.pins());
            Installation installation = new Installation(settings, elf);
            maps = installation.maps();
            links = LinkQuery.open();
            XdpDataplane dataplane = new XdpDataplane(settings, lock, installation, maps, links);
            if (!installation.handoverPending()) {
                Attachments made = installation.attach(maps);
                dataplane.attachments = installation.waitsForGeneric(made) ? made : made.orRefuse();
            }
            return new OpenResult.Opened(dataplane, dataplane.notes());
        } catch (RefusedException e) {
            close(links, maps, lock);
            return new OpenResult.Refused(e.refusal());
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            close(links, maps, lock);
            return new OpenResult.Refused(Refusals.noLibrary(e));
        } catch (RuntimeException e) {
            close(links, maps, lock);
            throw e;
        }
    }

    private static void close(@Nullable LinkQuery links, @Nullable MapSet maps, @Nullable PinLock lock) {
        if (links != null) {
            links.close();
        }
        if (maps != null) {
            maps.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * Detaches the program and removes every pin, whatever the layout: nothing forwards after that.
     *
     * @return empty when done
     */
    public static Optional<Refusal> uninstall(Path pins) {
        try {
            if (!Files.isDirectory(pins) || !BpfFs.mounted(pins.toAbsolutePath().normalize())) {
                return Optional.empty();
            }
            try (PinLock _ = PinLock.take(pins)) {
                for (Path directory : Pins.all(pins)) {
                    Pins.removeDirectory(directory);
                }
                Pins.remove(pins);
            }
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(attachments.notes());
        if (attachments.equals(Attachments.NOT_YET)) {
            notes.add("the program of another layout forwards until the first plan is applied");
        }
        int filterBits = state.sizes().filterBits();
        if (filterBits != settings.filterBits()) {
            notes.add("transit filters keep their " + filterBits + " bits: marks do not survive another size");
        }
        return notes;
    }

    @Override
    public Capabilities capabilities() {
        Sizes sizes = state.sizes();
        return new Capabilities(
                attachments.toString(),
                PerfectHash.keysFor(sizes.serviceRecords()) / 2,
                Layout.BACKEND_IDS - 1,
                sizes.tableIds(),
                sizes.slots(),
                true,
                true,
                true,
                true,
                sizes.ranges());
    }

    /** How it stands on each interface of the settings; none while another layout's program forwards until the first plan. */
    public List<InterfaceState> interfaces() {
        return attachments.states();
    }

    /**
     * Says whether the kernel's slow generic mode will do from now on; {@link #keepAttached} attaches by it. What is attached
     * stays so, until its interface goes away or it is uninstalled.
     */
    public void allowGeneric(boolean allow) {
        installation.allowGeneric(allow);
    }

    /**
     * Lets go of an interface that went away, and attaches to one that came back, by whatever index. A few system calls where
     * nothing has changed. To be called in the namespace it was opened in.
     *
     * @return empty when done; whether anything is attached now is for {@link #interfaces} to say
     */
    public Optional<Refusal> keepAttached() {
        namespace.requireHere();
        try {
            keep(false);
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
    }

    private void keep(boolean tryGaps) throws RefusedException {
        boolean settled = installation.settled(attachments);
        if (!settled) {
            selfTest.remember();
        }
        if (!settled || tryGaps) {
            attachments = installation.attach(maps);
        }
    }

    /**
     * Looks after the interfaces first, those included that have refused. Unreadable where none is attached: nothing that is
     * written would forward. To be called in the namespace it was opened in.
     */
    @Override
    public ReadResult read() {
        namespace.requireHere();
        try {
            keep(!attachments.gaps().isEmpty());
            Attachments ignored = attachments.orRefuse();
            return new ReadResult.Read(state.snapshot());
        } catch (RefusedException e) {
            return new ReadResult.Unreadable(e.refusal().code(), e.refusal().message());
        } catch (DamagedException e) {
            return new ReadResult.Unreadable(
                    "DP_DAMAGED",
                    "the maps at " + settings.pins() + " contradict themselves (" + e.getMessage()
                            + "): run `turnout uninstall` and start again");
        }
    }

    @Override
    public ApplyResult apply(Plan plan) {
        namespace.requireHere();
        try {
            ApplyResult result = new PlanWriter(state).write(plan);
            if (attachments.made().isEmpty() && result instanceof ApplyResult.Applied) {
                attachments = installation.attach(maps);
                Attachments ignored = attachments.orRefuse();
            }
            return result;
        } catch (DamagedException e) {
            return failed("maps", "DP_DAMAGED", e.getMessage());
        } catch (RefusedException e) {
            return failed("attachment", e.refusal().code(), e.refusal().message());
        }
    }

    private static ApplyResult failed(String entry, String code, @Nullable String message) {
        return new ApplyResult.PartlyApplied(
                0, 0, List.of(new ApplyResult.Failure(entry, code, String.valueOf(message))));
    }

    @Override
    public Counters counters() {
        List<FilterFill> fill = state.filters().fill();
        try {
            return state.tallies()
                    .read(state.services().read(), state.backends().read().values(), fill);
        } catch (DamagedException | IllegalArgumentException e) {
            return new Counters(Map.of(), Map.of(), Map.of(), Map.of(), fill, 0);
        }
    }

    @Override
    public FlowTable flowTable() {
        return state.flows();
    }

    /** To be asked in the namespace it was opened in. */
    @Override
    public SelfTest selfTest() {
        namespace.requireHere();
        return selfTest;
    }

    /** What routers said of our tunnels since the last call: the size of packet that one of them can pass on. */
    public List<TunnelError> takeTunnelErrors() {
        return state.tunnels().take();
    }

    /**
     * What the program itself does with a packet of that flow: the real program on the real maps, in an instance that counts
     * nothing, marks nothing and sends nothing.
     *
     * @param syn whether it is the first of a TCP connection
     */
    public ExplainResult explain(FiveTuple flow, boolean syn) {
        return trials.explain(flow, syn);
    }

    /**
     * Opens a way for health probes through the box's own encapsulation. To be closed before this is.
     *
     * @param device one end of a veth pair: what the kernel sends into the other is steered to backends
     */
    public ProbePath.Opened probePath(String device) {
        namespace.requireHere();
        try {
            return new ProbePath.Opened.Open(ProbePath.open(maps, state.sizes(), settings, device));
        } catch (RefusedException e) {
            return new ProbePath.Opened.Refused(e.refusal());
        }
    }

    /** Lets go of handles; the pinned program forwards on. */
    @Override
    public void close() {
        selfTest.close();
        trials.close();
        maps.close();
        lock.close();
    }
}
