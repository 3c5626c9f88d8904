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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every table that has slots in transition. */
record TransitionReports(Times clock) {
    List<TransitionStatus> of(View view) {
        Map<TableId, List<Map.Entry<Wave, Timing>>> waves = view.clock().waves().entrySet().stream()
                .filter(entry ->
                        view.state().tables().containsKey(entry.getKey().table()))
                .collect(Collectors.groupingBy(entry -> entry.getKey().table(), TreeMap::new, Collectors.toList()));
        return waves.entrySet().stream()
                .map(entry -> status(entry.getKey(), entry.getValue(), view))
                .toList();
    }

    private TransitionStatus status(TableId id, List<Map.Entry<Wave, Timing>> waves, View view) {
        SlotTable table = view.state().table(id);
        TransitionTimes times = timesOf(id, view);
        TransitionStatus.Builder status = TransitionStatus.newBuilder()
                .addAllServices(services(view, id, _ -> true)
                        .map(Service::name)
                        .sorted()
                        .toList())
                .setTableSize(table.size())
                .setSlots(table.inTransition())
                .setMaxFalsePositiveRate(view.state().maxFalsePositiveRate());
        addFrozen(table, wanted(id, table, view), status);
        addTraffic(waves, status);
        addTimes(waves, times, status);
        addFilters(waves, view.counters().filters(), status);
        return status.build();
    }

    /** What the table should hold; itself where no service of the program has it any more. */
    private static SlotTable wanted(TableId id, SlotTable table, View view) {
        return view.program()
                .flatMap(program -> view.state().services().values().stream()
                        .filter(service -> service.table().equals(id))
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
    private static TransitionTimes timesOf(TableId id, View view) {
        return services(view, id, service -> service.spec().persistence() == Persistence.TRANSIT)
                .map(Service::transition)
                .reduce(TransitionTimes::strictest)
                .orElse(TransitionTimes.DEFAULT);
    }

    private static Stream<Service> services(View view, TableId id, Predicate<ServiceEntry> which) {
        Set<Vip> vips = view.state().services().values().stream()
                .filter(entry -> entry.table().equals(id) && which.test(entry))
                .map(entry -> entry.spec().vip())
                .collect(Collectors.toSet());
        return view.applied().map(FleetConfig::services).orElse(List.of()).stream()
                .filter(service -> vips.contains(service.vip()));
    }
}
