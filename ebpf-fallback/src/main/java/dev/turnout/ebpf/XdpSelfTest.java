package dev.turnout.ebpf;

import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Packets through the dry run, and interfaces by what the kernel says of each. */
final class XdpSelfTest implements SelfTest, AutoCloseable {
    private final Trials trials;
    private final List<String> interfaces;
    private final Supplier<Attachments> attachments;

    private final LinkQuery links;
    /** What had been lost by the last mending, until somebody asks. */
    private final Map<String, PortState.Runs> mended = new HashMap<>();

    XdpSelfTest(Trials trials, LinkQuery links, List<String> interfaces, Supplier<Attachments> attachments) {
        this.trials = trials;
        this.links = links;
        this.interfaces = interfaces;
        this.attachments = attachments;
    }

    @Override
    public boolean ready() {
        return trials.begin();
    }

    @Override
    public TrialResult tryOut(List<TrialPacket> packets) {
        try {
            List<Trial> answers = new ArrayList<>();
            DryRun run = trials.dryRun();
            int ifindex = packets.isEmpty() ? 0 : trials.anInterface();
            for (TrialPacket packet : packets) {
                answers.add(run.trial(packet, ifindex));
            }
            return new TrialResult.Tried(answers);
        } catch (RefusedException e) {
            return new TrialResult.Refused(e.refusal().code(), e.refusal().message());
        }
    }

    /** To be called before something is mended: or nobody would ever hear of it. */
    void remember() {
        now().forEach(port -> mended.put(port.name(), port.runs()));
    }

    @Override
    public List<PortState> ports() {
        List<PortState> ports = now().stream().map(this::atWorst).toList();
        mended.clear();
        return ports;
    }

    private PortState atWorst(PortState port) {
        return port.runs() == PortState.Runs.OURS
                ? new PortState(
                        port.name(), port.link(), mended.getOrDefault(port.name(), port.runs()), port.received())
                : port;
    }

    private List<PortState> now() {
        return interfaces.stream()
                .map(device -> state(device, links.find(device)))
                .toList();
    }

    private PortState state(String device, Optional<LinkQuery.Interface> found) {
        return found.map(known -> new PortState(device, link(known), runs(device, known), known.received()))
                .orElseGet(() -> new PortState(device, PortState.Link.GONE, PortState.Runs.NOTHING, 0));
    }

    private static PortState.Link link(LinkQuery.Interface found) {
        if (!found.up()) {
            return PortState.Link.DOWN;
        }
        return found.carrier() ? PortState.Link.UP : PortState.Link.NO_CARRIER;
    }

    private PortState.Runs runs(String device, LinkQuery.Interface found) {
        Optional<Attachment> ours = attachments.get().made().stream()
                .filter(made -> made.device().equals(device) && made.ifindex() == found.index())
                .findFirst();
        if (ours.isPresent()) {
            int program = ours.get().programId();
            if (program == (ours.get().generic() ? found.generic() : found.inDriver())) {
                return PortState.Runs.OURS;
            }
            if (program == found.generic()) {
                return PortState.Runs.SLOWER;
            }
        }
        boolean any = found.inDriver() != 0 || found.generic() != 0 || found.onCard() != 0;
        return any ? PortState.Runs.FOREIGN : PortState.Runs.NOTHING;
    }

    @Override
    public void close() {
        links.close();
    }
}
