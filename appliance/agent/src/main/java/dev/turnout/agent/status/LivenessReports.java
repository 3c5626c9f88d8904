package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.liveness.Trouble;
import dev.turnout.v1.Liveness;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the box forwards, as it has found out. */
record LivenessReports(Times times) {
    Liveness of(dev.turnout.core.liveness.Liveness found, View view) {
        Liveness.Builder liveness = Liveness.newBuilder()
                .setState(Liveness.State.valueOf(found.state().name()))
                .setSince(times.timestamp(found.since()));
        Map<String, String> names = found.troubles().isEmpty() ? Map.of() : names(view);
        found.troubles().forEach(trouble -> liveness.addTroubles(trouble(trouble, names)));
        found.last()
                .ifPresent(check -> liveness.setChecked(times.timestamp(check.at()))
                        .setTook(Times.duration(check.took()))
                        .setPackets(check.packets())
                        .setServices(check.services()));
        return liveness.build();
    }

    private Liveness.Trouble trouble(Trouble trouble, Map<String, String> names) {
        return Liveness.Trouble.newBuilder()
                .setCode(trouble.symptom().code())
                .setSubject(names.getOrDefault(trouble.subject(), trouble.subject()))
                .setMessage(trouble.message())
                .setRemedy(trouble.symptom().remedy())
                .setSince(times.timestamp(trouble.since()))
                .build();
    }

    private static Map<String, String> names(View view) {
        return ServiceReports.names(view).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }
}
