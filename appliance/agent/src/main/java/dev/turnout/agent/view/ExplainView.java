package dev.turnout.agent.view;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.forwarding.Decision;
import dev.turnout.core.forwarding.ForwardingModel;
import dev.turnout.core.forwarding.TransitMarks;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code turnout explain}: what becomes of a flow, by the model and by the data plane itself.
 *
 * @param lines what is known, in the order of the look-ups
 */
public record ExplainView(FiveTuple flow, List<Line> lines) {
    public ExplainView {
        lines = List.copyOf(lines);
    }

    /** @param key as in JSON */
    public record Line(String key, String label, String value) {}

    /** Asks the data plane itself about one packet; empty where it cannot be asked. */
    @FunctionalInterface
    public interface DryRun {
        Optional<Tried> explain(FiveTuple flow, boolean syn);
    }

    public static ExplainView of(FiveTuple flow, Optional<FleetConfig> config, DataplaneState state, DryRun dryRun) {
        Lines lines = new Lines(state, config);
        Decision established = new ForwardingModel(state).decide(flow, false, TransitMarks.NONE);
        lines.model(established, flow);
        if (flow.protocol() == Protocol.TCP) {
            dryRun.explain(flow, true).ifPresent(result -> lines.program("newFlow", "new flow", result));
            dryRun.explain(flow, false).ifPresent(result -> lines.program("established", "established", result));
        } else {
            dryRun.explain(flow, false).ifPresent(result -> lines.program("packet", "packet", result));
        }
        return new ExplainView(flow, lines.lines);
    }

    public String text() {
        int width = lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
        StringBuilder text = new StringBuilder(flowText() + "\n");
        lines.forEach(line -> text.append("  ")
                .append(line.label())
                .append(" ".repeat(width - line.label().length() + 2))
                .append(line.value())
                .append('\n'));
        return text.toString();
    }

    private String flowText() {
        return endpoint(flow.source(), flow.sourcePort()) + " -> "
                + endpoint(flow.destination(), flow.destinationPort()) + " "
                + flow.protocol().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String endpoint(IpAddress address, int port) {
        return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
    }

    public String json() {
        return JsonWriter.object(root -> {
            root.put("flow", flowText());
            lines.forEach(line -> root.put(line.key(), line.value()));
        });
    }

    /** Collects what is known. */
    private static final class Lines {
        private final DataplaneState state;
        private final Optional<FleetConfig> config;
        private final List<Line> lines = new ArrayList<>();

        Lines(DataplaneState state, Optional<FleetConfig> config) {
            this.state = state;
            this.config = config;
        }

        private void add(String key, String label, String value) {
            lines.add(new Line(key, label, value));
        }

        void model(Decision decision, FiveTuple flow) {
            switch (decision) {
                case Decision.NotAVip() ->
                    add("service", "service", "none: " + flow.destination() + " is no VIP of this box");
                case Decision.UnknownPort() ->
                    add("service", "service", "none: the VIP has no service for this protocol and port; dropped");
                case Decision.SourceRefused(ServiceId id) -> {
                    service(id);
                    add("verdict", "verdict", "dropped: " + flow.source() + " is in none of its source ranges");
                }
                case Decision.NoBackend(ServiceId id, Decision.Lookup lookup) -> {
                    service(id);
                    lookup(lookup);
                    add("verdict", "verdict", "no backend: the service's zero-backend policy answers");
                }
                case Decision.ToBackend(
                        ServiceId id,
                        Decision.Lookup lookup,
                        BackendId _,
                        Decision.Role _,
                        Optional<Integer> _) -> {
                    service(id);
                    lookup(lookup);
                }
            }
        }

        private void service(ServiceId id) {
            ServiceEntry entry = state.services().get(id);
            String vip = entry == null ? "" : " " + entry.spec().vip();
            add("service", "service", (entry == null ? "?" : nameOf(entry.spec().vip())) + vip + " (id " + id + ")");
        }

        private String nameOf(Vip vip) {
            return config.stream()
                    .flatMap(each -> each.services().stream())
                    .filter(service -> service.vip().equals(vip))
                    .map(Service::name)
                    .findFirst()
                    .orElse("(no longer configured)");
        }

        private void lookup(Decision.Lookup lookup) {
            add("hash", "hash", String.format("0x%08x", lookup.hash()));
            int size = state.table(lookup.table()).size();
            add("slot", "slot", lookup.index() + " of " + size + " in table " + lookup.table());
            SlotWord word = lookup.word();
            add("backend", "backend", owner(word.current()));
            if (word.inTransition()) {
                String frozen = word.frozen() ? "; frozen: the move is being taken back" : "";
                add("previousOwner", "previous owner", owner(word.previous()) + frozen);
                add("transitFilter", "transit filter", String.valueOf(word.filter()));
            } else {
                add("previousOwner", "previous owner", "none: the slot is stable");
            }
        }

        private String owner(int id) {
            return id == 0 ? "none" : owner(new BackendId(id));
        }

        private String owner(BackendId id) {
            BackendEntry entry = state.backends().get(id);
            if (entry == null) {
                return "id " + id + ", which the data plane does not know";
            }
            String resolved = entry.nextHop().isPresent() ? "" : ", unresolved: packets are dropped";
            return entry.key().address() + " by " + TablesView.via(entry.key().encapsulation()) + " (id " + id + ")"
                    + resolved;
        }

        void program(String key, String packet, Tried result) {
            add(
                    key,
                    packet,
                    switch (result) {
                        case Tried.Done done -> words(done);
                        case Tried.Refused(String why) -> "cannot be tried: " + why;
                    });
        }

        private String words(Tried.Done done) {
            String to = done.backend().map(id -> " to " + owner(id)).orElse("");
            return done.outcome() + to + (done.why().isEmpty() ? "" : ", " + String.join(", ", done.why()));
        }
    }
}
