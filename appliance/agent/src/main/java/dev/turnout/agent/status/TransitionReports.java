package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.plan.FrozenSlots;
import dev.turnout.core.plan.TransitionClock.Timing;
import dev.turnout.core.plan.Wave;
import dev.turnout.v1.TransitionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every table that has slots in transition. */
final class TransitionReports {
    private final Times clock;
    private final View view;

    /** Of the state, by table. */
    private final Map<TableId, List<ServiceEntry>> sharing;

    /** Of the configuration that is applied. */
    private final Map<Vip, Service> configured;

    private TransitionReports(Times clock, View view) {
        this.clock = clock;
        this.view = view;
        sharing = view.state().services().values().stream().collect(Collectors.groupingBy(ServiceEntry::table));
        configured = view.applied().map(FleetConfig::services).orElse(List.of()).stream()
                .collect(Collectors.toMap(Service::vip, Function.identity()));
    }

    static List<TransitionStatus> of(View view, Times clock) {
        return view.clock().waves().isEmpty() ? List.of() : new TransitionReports(clock, view).all();
    }

    private List<TransitionStatus> all() {
        Map<TableId, List<Map.Entry<Wave, Timing>>> waves = view.clock().waves().entrySet().stream()
                .filter(entry ->
                        view.state().tables().containsKey(entry.getKey().table()))
                .collect(Collectors.groupingBy(entry -> entry.getKey().table(), TreeMap::new, Collectors.toList()));
        return waves.entrySet().stream()
                .map(entry -> status(entry.getKey(), entry.getValue()))
                .toList();
    }

    private TransitionStatus status(TableId id, List<Map.Entry<Wave, Timing>> waves) {
        SlotTable table = view.state().table(id);
        TransitionTimes times = timesOf(id);
        TransitionStatus.Builder status = TransitionStatus.newBuilder()
                .addAllServices(
                        services(id, _ -> true).map(Service::name).sorted().toList())
                .setTableSize(table.size())
                .setSlots(table.inTransition())
                .setMaxFalsePositiveRate(view.state().maxFalsePositiveRate());
        addFrozen(table, wanted(id, table), status);
        addTraffic(waves, status);
        addTimes(waves, times, status);
        addFilters(waves, view.counters().filters(), status);
        return status.build();
    }

    /** What the table should hold; itself where no service of the program has it any more. */
    private SlotTable wanted(TableId id, SlotTable table) {
        return view.program()
                .flatMap(program -> sharing.getOrDefault(id, List.of()).stream()
                        .map(service -> program.services().get(service.id()))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(service -> program.table(service.table())))
                .orElse(table);
    }

    private static void addFrozen(SlotTable table, SlotTable wanted, TransitionStatus.Builder status) {
        FrozenSlots frozen = FrozenSlots.of(table, wanted);
        status.setFrozen(frozen.all())
                .setFrozenTakenBack(frozen.takenBack())
                .setFrozenLeaving(frozen.leaving())
                .setFrozenFilterFull(frozen.filterFull());
    }

    /** Counters are a table's, so waves of one table share them. */
    private static void addTraffic(List<Map.Entry<Wave, Timing>> waves, TransitionStatus.Builder status) {
        status.setPacketsToPrevious(waves.stream()
                        .mapToLong(wave -> wave.getValue().traffic())
                        .max()
                        .orElse(0))
                .setPacketsToPreviousPerSecond(waves.stream()
                        .mapToDouble(wave -> wave.getValue().pace().perSecond())
                        .max()
                        .orElse(0));
    }

    /** It ends with its last wave. */
    private void addTimes(List<Map.Entry<Wave, Timing>> waves, TransitionTimes times, TransitionStatus.Builder status) {
        Instant looked = latest(waves, Timing::looked);
        Instant endsBy = latest(waves, Timing::since).plus(times.ceiling());
        Instant disturbed = latest(waves, Timing::quietSince);
        status.setBegan(clock.timestamp(waves.stream()
                        .map(wave -> wave.getValue().since())
                        .min(Comparator.naturalOrder())
                        .orElseThrow()))
                .setQuietFor(Times.duration(Duration.between(disturbed, looked)))
                .setIdle(Times.duration(times.idle()))
                .setEndsBy(clock.timestamp(endsBy))
                .setLeftByIdle(left(earlier(disturbed.plus(times.idle()), endsBy), looked))
                .setLeftByCeiling(left(endsBy, looked));
    }

    private static Instant latest(List<Map.Entry<Wave, Timing>> waves, Function<Timing, Instant> moment) {
        return waves.stream()
                .map(wave -> moment.apply(wave.getValue()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static com.google.protobuf.Duration left(Instant end, Instant now) {
        return Times.duration(end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO);
    }

    private static void addFilters(
            List<Map.Entry<Wave, Timing>> waves, List<FilterFill> filters, TransitionStatus.Builder status) {
        waves.stream()
                .map(wave -> filters.get(wave.getKey().filter()))
                .max(Comparator.comparingDouble(FilterFill::falsePositiveRate))
                .ifPresent(fullest -> status.setFilterFill((double) fullest.bitsSet() / fullest.bits())
                        .setFalsePositiveRate(fullest.falsePositiveRate()));
    }

    /** The longest that the services ask for which move with marks, as the data plane holds them. */
    private TransitionTimes timesOf(TableId id) {
        return services(id, service -> service.spec().persistence() == Persistence.TRANSIT)
                .map(Service::transition)
                .reduce(TransitionTimes::strictest)
                .orElse(TransitionTimes.DEFAULT);
    }

    private Stream<Service> services(TableId id, Predicate<ServiceEntry> which) {
        return sharing.getOrDefault(id, List.of()).stream()
                .filter(which)
                .map(entry -> configured.get(entry.spec().vip()))
                .filter(Objects::nonNull);
    }
}
