package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.plan.Plan;
import dev.turnout.p4.driver.entries.Held;
import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.driver.entries.SlotMessages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The P4 data plane: an adapter from plans to the tables of a P4Runtime target.
 *
 * <p>Used by one thread at a time. What it remembers of the target it has read from there; what is read is not taken from memory.
 */
public final class P4Dataplane implements Dataplane {
    private final Target target;
    private final Session session;
    private final Pipelines pipelines;
    private final Access access;
    private final Capabilities capabilities;
    private final P4SelfTest selfTest;
    private final PacketIo packets;

    private @Nullable Held held;
    private long heldInTerm;
    private Set<Op> straysBefore = Set.of();
    private Counters counters = Counters.NONE;

    private P4Dataplane(Target target, Session session, Pipelines pipelines, Access access, Capabilities capabilities) {
        this.target = target;
        this.session = session;
        this.pipelines = pipelines;
        this.access = access;
        this.capabilities = capabilities;
        selfTest = new P4SelfTest(access);
        packets = new PacketIo(session, target.name());
    }

    /**
     * Connects, stands for election, and has the target run the program. What it forwards already, if it is by the same program,
     * goes on undisturbed.
     */
    public static OpenResult open(P4Settings settings) {
        return open(settings, InstantSource.system());
    }

    static OpenResult open(P4Settings settings, InstantSource time) {
        Target target = null;
        Session session = null;
        try {
            target = Target.open(settings);
            Packets packets = new Packets(settings.packets());
            session = new Session(target, new ElectionIds(settings.state(), time), packets);
            return opened(target, session, packets);
        } catch (RefusedException e) {
            close(session, target);
            return new OpenResult.Refused(e.refusal());
        } catch (RuntimeException e) {
            close(session, target);
            throw e;
        }
    }

    private static OpenResult opened(Target target, Session session, Packets packets) throws RefusedException {
        Standing.Primary as = session.primary();
        Pipeline pipeline = Pipeline.shipped();
        Pipelines pipelines = new Pipelines(target, pipeline);
        List<String> notes = new ArrayList<>();
        notes.add(
                switch (pipelines.ensure(as.id())) {
                    case OURS -> "the program that runs on " + target.name() + " is adopted, with its entries";
                    case NONE -> target.name() + " had no program, and was given one";
                    case ANOTHER ->
                        target.name() + " had another program, which was replaced: forwarding was interrupted";
                });
        Quirks quirks = new Prober(target, as.id()).probe();
        notes.addAll(quirks.words());
        Sizes sizes = Sizes.of(pipeline.info());
        Access access = Access.of(target, session, packets, sizes, quirks);
        Answer ignored = access.asking().ask(token -> Command.marks(0, token));
        P4Dataplane dataplane =
                new P4Dataplane(target, session, pipelines, access, sizes.capabilities(name(target, quirks)));
        return new OpenResult.Opened(dataplane, notes);
    }

    private static String name(Target target, Quirks quirks) {
        List<String> more = quirks.words();
        return "P4 on " + target.name() + (more.isEmpty() ? "" : " (" + String.join("; ", more) + ")");
    }

    private static void close(@Nullable Session session, @Nullable Target target) {
        if (session != null) {
            session.close();
        }
        if (target != null) {
            target.close();
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Has the target run the program again where it has come back without it, and so without entries. */
    @Override
    public ReadResult read() {
        held = null;
        try {
            Standing.Primary as = session.primary();
            Pipelines.Found found = pipelines.ensure(as.id());
            if (found != Pipelines.Found.OURS) {
                selfTest.found(found == Pipelines.Found.NONE ? PortState.Runs.NOTHING : PortState.Runs.FOREIGN);
            }
            Held there = access.reader().read(new SlotMessages());
            repair(there, as);
            DataplaneSnapshot snapshot =
                    new DataplaneSnapshot(there.state(), access.filters().fill(there));
            held = there;
            heldInTerm = as.term();
            return new ReadResult.Read(snapshot);
        } catch (RefusedException e) {
            return new ReadResult.Unreadable(e.refusal().code(), e.refusal().message());
        }
    }

    /**
     * What is stray may be half of a change that somebody is about to finish. Where nothing has been applied since it was seen
     * first, nobody is.
     */
    private void repair(Held there, Standing.Primary as) throws RefusedException {
        PlanWriter writer = new PlanWriter(access, as, there);
        Set<Op> strays = writer.strays();
        if (strays.stream().anyMatch(straysBefore::contains)) {
            writer.repair();
            strays = writer.strays();
        }
        straysBefore = strays;
    }

    @Override
    public ApplyResult apply(Plan plan) {
        straysBefore = Set.of();
        try {
            Standing.Primary as = session.primary();
            if (held == null && read() instanceof ReadResult.Unreadable(String code, String message)) {
                return failed(new Refusal(code, message));
            }
            Held against = held;
            held = null;
            if (against == null || as.term() != heldInTerm) {
                return failed(new Refusal(
                        "DP_STALE_PLAN", target.name() + " was lost since it was read: read again and plan anew."));
            }
            ApplyResult result = new PlanWriter(access, as, against).write(plan);
            held = against;
            return result;
        } catch (RefusedException e) {
            return failed(e.refusal());
        }
    }

    private ApplyResult failed(Refusal why) {
        return new ApplyResult.PartlyApplied(
                0, 0, List.of(new ApplyResult.Failure(target.name(), why.code(), why.message())));
    }

    /** Of a target that cannot be asked, or was not read: as they were when it could. */
    @Override
    public Counters counters() {
        Held there = held;
        if (there == null) {
            return counters;
        }
        try {
            counters = access.tallies().read(there, access.filters().fill(there));
            selfTest.counted(counters.verdicts().values().stream()
                    .mapToLong(Long::longValue)
                    .sum());
        } catch (RefusedException e) {
            // It is for read and apply to say so.
        }
        return counters;
    }

    Session session() {
        return session;
    }

    @Override
    public FlowTable flowTable() {
        return FlowTable.NONE;
    }

    @Override
    public SelfTest selfTest() {
        return selfTest;
    }

    /**
     * What the program itself does with a packet of that flow: nothing is counted, marked or sent.
     *
     * @param syn whether it is the first of a TCP connection
     */
    public ExplainResult explain(FiveTuple flow, boolean syn) {
        return selfTest.explain(new TrialPacket(flow, syn));
    }

    /**
     * Counted up each time that the target is found, or won back: in between, anything may have happened to it. Empty while it is
     * lost. Asks nobody.
     */
    public OptionalLong term() {
        return session.standing(Duration.ZERO) instanceof Standing.Primary now
                ? OptionalLong.of(now.term())
                : OptionalLong.empty();
    }

    /** The way for the box's own stack. */
    public PacketIo packets() {
        return packets;
    }

    @Override
    public void close() {
        close(session, target);
    }
}
