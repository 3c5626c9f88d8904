package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.plan.TransitionClock.Timing;
import dev.turnout.core.plan.Wave;
import dev.turnout.v1.TransitionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        List<Service> services = servicesOf(id, view);
        TransitionTimes times = services.stream()
                .map(Service::transition)
                .reduce(TransitionTimes::strictest)
                .orElse(TransitionTimes.DEFAULT);
        Instant began = waves.stream()
                .map(wave -> wave.getValue().since())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant latest = waves.stream()
                .map(wave -> wave.getValue().since())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return TransitionStatus.newBuilder()
                .addAllServices(services.stream().map(Service::name).sorted().toList())
                .setTableSize(table.size())
                .setSlots(table.inTransition())
                .setFrozen(frozen(table))
                .setBegan(clock.timestamp(began))
                .setPacketsToPrevious(waves.stream()
                        .mapToLong(wave -> wave.getValue().traffic())
                        .max()
                        .orElse(0))
                .setQuietFor(Times.duration(quietFor(waves)))
                .setIdle(Times.duration(times.idle()))
                .setEndsBy(clock.timestamp(latest.plus(times.ceiling())))
                .setFalsePositiveRate(waves.stream()
                        .mapToDouble(wave -> view.counters()
                                .filters()
                                .get(wave.getKey().filter())
                                .falsePositiveRate())
                        .max()
                        .orElse(0))
                .build();
    }

    /** Between the last packet and the last look, both of the wave that was disturbed last. */
    private static Duration quietFor(List<Map.Entry<Wave, Timing>> waves) {
        return waves.stream()
                .map(wave -> Duration.between(
                        wave.getValue().quietSince(), wave.getValue().looked()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static List<Service> servicesOf(TableId id, View view) {
        List<Vip> vips = view.state().services().values().stream()
                .filter(entry -> entry.table().equals(id))
                .map(entry -> entry.spec().vip())
                .toList();
        return view.applied().map(FleetConfig::services).orElse(List.of()).stream()
                .filter(service -> vips.contains(service.vip()))
                .toList();
    }

    private static int frozen(SlotTable table) {
        int count = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            SlotWord word = table.slot(slot);
            count += word.inTransition() && word.frozen() ? 1 : 0;
        }
        return count;
    }
}
