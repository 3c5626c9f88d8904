package dev.turnout.agent.view;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.reconcile.Movement;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.view.TextTable.Column;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.load.Load;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Violation;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.core.plan.Forecast;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.Fit;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code turnout check}: what a document would change, or why it cannot. */
public sealed interface CheckView {
    /**
     * What it is checked against.
     *
     * @param name for people: {@code the running agent}
     * @param desired the newest revision that the box has
     * @param load what its services and backends got of late
     * @param flows what its flow table keeps
     */
    record Against(
            String name,
            Optional<Revision> desired,
            BoxContext box,
            DataplaneState state,
            Surroundings surroundings,
            Optional<Load> load,
            FlowCounts flows,
            Capabilities capabilities) {}

    /** It is not valid. */
    record Invalid(List<Violation> violations) implements CheckView {}

    /** It is valid and has no room. */
    record TooLarge(FleetConfig config, List<CompileResult.Shortfall> shortfalls) implements CheckView {}

    /**
     * It can be applied.
     *
     * @param notes warnings and what else an operator should know
     * @param forecast what it would cost
     * @param services as they would be
     */
    record Applicable(
            FleetConfig config,
            Against against,
            List<String> notes,
            Plan plan,
            Movement movement,
            Forecast forecast,
            List<ServiceTable> services)
            implements CheckView {
        ForecastView forecastView() {
            return new ForecastView(forecast, against.load());
        }
    }

    static CheckView of(Document document, Against against) {
        return switch (document.parse(against.box())) {
            case ParseResult.Rejected(List<Violation> violations) -> new Invalid(violations);
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) ->
                compiled(config, warnings, against);
        };
    }

    private static CheckView compiled(FleetConfig config, List<Warning> warnings, Against against) {
        DataplaneState before = against.state();
        Allocation allocation = Allocation.adoptedFrom(before);
        switch (new ProgramCompiler().compile(config, against.surroundings(), allocation, against.capabilities())) {
            case CompileResult.DoesNotFit(List<CompileResult.Shortfall> shortfalls) -> {
                return new TooLarge(config, shortfalls);
            }
            case CompileResult.Compiled compiled -> {
                DataplaneSnapshot snapshot = new DataplaneSnapshot(before, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
                DataplaneState after = Transitions.advance(snapshot, compiled.program(), TransitionFacts.NONE);
                List<CompileResult.Shortfall> peak = Fit.peak(before, after, against.capabilities());
                if (!peak.isEmpty()) {
                    return new TooLarge(config, peak);
                }
                Movement movement = Movement.between(before, after);
                return new Applicable(
                        config,
                        against,
                        notes(config, warnings, compiled.notices(), against),
                        Planner.diff(snapshot, after),
                        movement,
                        Forecast.of(before, compiled.program(), against.flows()),
                        ServiceTable.all(Optional.of(config), after, movement));
            }
        }
    }

    private static List<String> notes(
            FleetConfig config, List<Warning> warnings, List<CompileResult.Notice> notices, Against against) {
        List<String> notes = new ArrayList<>();
        against.desired()
                .filter(desired -> config.revision().compareTo(desired) <= 0)
                .ifPresent(desired -> notes.add("revision " + config.revision() + " is not newer than the box's "
                        + desired + ", so the box would ignore it unless it is the same; raise generation"));
        warnings.forEach(warning -> notes.add(warning.toString()));
        notices.forEach(notice -> notes.add(notice.subject() + ": " + notice.message() + " (" + notice.code() + ")"));
        return notes;
    }

    /** As the control socket and the command line give it. */
    default Answer answer(boolean json) {
        return new Answer.Told(
                switch (this) {
                    case Invalid _ -> Answer.Verdict.INVALID;
                    case TooLarge _ -> Answer.Verdict.DOES_NOT_FIT;
                    case Applicable _ -> Answer.Verdict.FINE;
                },
                json ? CheckJson.of(this) : text());
    }

    default String text() {
        return switch (this) {
            case Invalid(List<Violation> violations) ->
                lines(violations) + count(violations.size(), "violation") + "\n";
            case TooLarge(FleetConfig _, List<CompileResult.Shortfall> shortfalls) ->
                lines(shortfalls.stream()
                                .map(each -> each.message() + " (" + each.code() + ")")
                                .toList())
                        + "valid, but it does not fit\n";
            case Applicable applicable -> text(applicable);
        };
    }

    private static String text(Applicable check) {
        StringBuilder text = new StringBuilder();
        check.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
        FleetConfig config = check.config();
        text.append("valid: revision ")
                .append(config.revision())
                .append(", ")
                .append(count(config.services().size(), "service"))
                .append(", ")
                .append(count(config.pools().size(), "pool"))
                .append('\n')
                .append("against ")
                .append(check.against().name())
                .append(':')
                .append(changes(check.plan(), check.movement()))
                .append("\n  ")
                .append(check.forecastView().summary())
                .append('\n');
        check.services().forEach(service -> text.append(service(service, check)));
        check.forecast().services().stream()
                .filter(outlook -> check.services().stream()
                        .noneMatch(service ->
                                service.vip().equals(outlook.service().vip())))
                .forEach(outlook -> text.append("\n(removed)  ")
                        .append(outlook.service().vip())
                        .append('\n')
                        .append(check.forecastView().text(outlook)));
        return text.toString();
    }

    private static String changes(Plan plan, Movement movement) {
        if (plan.isEmpty()) {
            return " nothing changes";
        }
        return "\n  " + count(movement.moved(), "slot") + " of " + movement.slots() + " would move\n  to write: "
                + count(plan.slotWords(), "slot word") + ", "
                + count(plan.backends().size(), "backend") + ", "
                + count(plan.services().size(), "service") + "; to delete: "
                + plan.deletions().size();
    }

    private static String service(ServiceTable service, Applicable check) {
        TextTable table = new TextTable(
                Column.left("BACKEND"),
                Column.left("VIA"),
                Column.right("WEIGHT"),
                Column.right("WANTED"),
                Column.right("SLOTS"),
                Column.right("SHARE"));
        service.shares()
                .forEach(share -> table.row(
                        share.backend().address().toString(),
                        TablesView.via(share.backend().encapsulation()),
                        share.weight().map(String::valueOf).orElse("-"),
                        TablesView.percent(share.wanted()),
                        String.valueOf(share.slots()),
                        TablesView.percent((double) share.slots() / service.size())));
        return "\n" + service.name().orElse("(removed)") + "  " + service.vip() + "  " + service.size() + " slots, "
                + service.moved() + " would move\n" + check.forecastView().of(service.vip()) + table.render("  ");
    }

    private static String lines(List<?> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
