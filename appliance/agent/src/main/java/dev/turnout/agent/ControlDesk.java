package dev.turnout.agent;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.Request;
import dev.turnout.agent.reconcile.LastChange;
import dev.turnout.agent.reconcile.Movement;
import dev.turnout.agent.reconcile.View;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.view.CheckView;
import dev.turnout.agent.view.DrainView;
import dev.turnout.agent.view.ExplainView;
import dev.turnout.agent.view.FlowText;
import dev.turnout.agent.view.ServiceTable;
import dev.turnout.agent.view.StatusView;
import dev.turnout.agent.view.TablesView;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.schema.BoxContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers what comes over the control socket. Called by several threads at once. */
final class ControlDesk {
    private static final int PATIENCE_SECONDS = 10;

    private final Agent agent;
    private final AgentParts parts;

    ControlDesk(Agent agent, AgentParts parts) {
        this.agent = agent;
        this.parts = parts;
    }

    Answer answer(Request request) {
        Optional<Agent.Snapshot> snapshot = agent.snapshot();
        if (snapshot.isEmpty()) {
            return new Answer.Refused("STARTING", "the agent has only just started; ask again");
        }
        List<String> arguments = request.arguments();
        boolean json = !arguments.isEmpty() && arguments.getFirst().equals("json");
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (request.verb()) {
            case "status" -> status(snapshot.get(), json);
            case "tables" -> tables(snapshot.get().view(), json, rest.stream().findFirst());
            case "explain" -> explain(rest, json);
            case "drain" -> drain(snapshot.get(), rest, json);
            case "check" -> check(arguments, request.body());
            default -> new Answer.Refused("UNKNOWN_REQUEST", "the agent knows no request '" + request.verb() + "'");
        };
    }

    private static Answer status(Agent.Snapshot snapshot, boolean json) {
        StatusView view = new StatusView(snapshot.report());
        return new Answer.Told(view.verdict(), json ? view.json() : view.text());
    }

    private static Answer tables(View view, boolean json, Optional<String> service) {
        Movement movement = view.lastChange().map(LastChange::movement).orElse(Movement.NONE);
        TablesView tables = new TablesView(ServiceTable.all(view.applied(), view.state(), movement)).only(service);
        if (service.isPresent() && tables.services().isEmpty()) {
            return new Answer.Refused(
                    "UNKNOWN_SERVICE",
                    "no service '" + service.get() + "' forwards; 'turnout tables' lists those that do");
        }
        return new Answer.Told(Answer.Verdict.FINE, json ? tables.json() : tables.text());
    }

    private Answer explain(List<String> words, boolean json) {
        if (words.size() != 3) {
            return new Answer.Refused("BAD_REQUEST", "explain takes SRC:PORT DST:PORT and a protocol");
        }
        return switch (FlowText.parse(words.get(0), words.get(1), words.get(2))) {
            case FlowText.Malformed(String why) -> new Answer.Refused("BAD_FLOW", why);
            case FlowText.Flow(FiveTuple flow) -> explain(flow, json);
        };
    }

    private Answer explain(FiveTuple flow, boolean json) {
        return asked(
                () -> {
                    View now = agent.snapshot().orElseThrow().view();
                    return ExplainView.of(flow, now.applied(), now.state(), parts.dryRun());
                },
                view -> new Answer.Told(Answer.Verdict.FINE, json ? view.json() : view.text()));
    }

    private Answer drain(Agent.Snapshot now, List<String> words, boolean json) {
        if (words.isEmpty()) {
            DrainView view = DrainView.of(now.report(), Optional.empty());
            return new Answer.Told(Answer.Verdict.FINE, json ? view.json() : view.text());
        }
        Optional<IpAddress> backend = IpAddress.parse(words.getFirst());
        boolean undo = words.size() == 2 && words.get(1).equals("undo");
        if (backend.isEmpty() || words.size() > 1 && !undo) {
            return new Answer.Refused("BAD_REQUEST", "drain takes a backend's address, and undo or nothing");
        }
        return asked(() -> undo ? undo(backend.get()) : drain(backend.get(), json), Function.identity());
    }

    private Answer undo(IpAddress backend) {
        return agent.undoDrain(backend)
                .map(Answer.class::cast)
                .orElseGet(() -> new Answer.Told(
                        Answer.Verdict.FINE,
                        backend + " takes new flows again, if its weight and its health let it.\n"));
    }

    private Answer drain(IpAddress backend, boolean json) {
        Optional<Answer.Refused> refused = agent.drain(backend);
        if (refused.isPresent()) {
            return refused.get();
        }
        DrainView view = DrainView.of(agent.snapshot().orElseThrow().report(), Optional.of(backend));
        String text = view.backends().isEmpty()
                ? backend + " takes no new flows from now on; ask again until it is drained.\n"
                : view.text();
        return new Answer.Told(view.verdict(), json ? view.json() : text);
    }

    /** What the agent's own thread answers. */
    private <T> Answer asked(Supplier<T> question, Function<T, Answer> answer) {
        Optional<CompletableFuture<T>> asked = agent.ask(question);
        if (asked.isEmpty()) {
            return new Answer.Refused("BUSY", "the agent has too many questions before it; ask again");
        }
        try {
            return answer.apply(asked.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException busy) {
            asked.get().cancel(false);
            return new Answer.Refused("BUSY", "the agent is busy programming; ask again");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("ENDING", "the agent is being stopped");
        }
    }

    private Answer check(List<String> arguments, byte[] body) {
        Document.Format as;
        try {
            as = Document.Format.valueOf(arguments.getFirst().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            return new Answer.Refused("BAD_REQUEST", "a document's format is yaml or protobuf");
        }
        boolean json = arguments.size() > 2 && arguments.get(2).equals("json");
        Function<FlowCounts, Answer> answer =
                flows -> CheckView.of(Document.of(as, body), against(flows)).answer(json);
        boolean anyFlows =
                FlowCounts.mayHold(agent.snapshot().orElseThrow().view().state());
        return anyFlows ? asked(agent::flows, answer) : answer.apply(FlowCounts.NONE);
    }

    private CheckView.Against against(FlowCounts flows) {
        Agent.Snapshot now = agent.snapshot().orElseThrow();
        View view = now.view();
        return new CheckView.Against(
                "the running agent",
                view.desired().map(FleetConfig::revision),
                new BoxContext(parts.managementAddresses().get()),
                view.state(),
                view.surroundings(),
                now.load(),
                flows,
                now.capabilities());
    }
}
