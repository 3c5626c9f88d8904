package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.load.BackendLoad;
import dev.turnout.core.load.Load;
import dev.turnout.core.model.Vip;
import dev.turnout.v1.Alarm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody should look at. */
final class Alarms {
    private static final int NAMED = 3;

    private Alarms() {}

    static List<Alarm> of(View view, BoxFacts facts) {
        return facts.load().stream()
                .flatMap(load -> load.backends().entrySet().stream()
                        .filter(entry -> entry.getValue().excessive())
                        .flatMap(entry -> excessive(entry.getKey(), entry.getValue(), load, view).stream()))
                .toList();
    }

    private static Optional<Alarm> excessive(BackendId id, BackendLoad load, Load window, View view) {
        Optional<BackendEntry> backend =
                Optional.ofNullable(view.state().backends().get(id));
        return backend.map(entry -> Alarm.newBuilder()
                .setCode("LOAD_SHARE")
                .setSubject(entry.key().address().toString())
                .setMessage(String.format(
                        Locale.ROOT,
                        "%s got %.1f%% of %d packets to %s in %d s, where its slots make %.1f%%",
                        entry.key().address(),
                        100 * load.measured(),
                        load.all(),
                        services(load, view),
                        window.window().toSeconds(),
                        100 * load.expected()))
                .setRemedy("look at who sends, on that backend: a few heavy flows, or flows aimed at its slots;"
                        + " sourceRanges shut sources out, another seed moves the aim to another backend")
                .build());
    }

    private static String services(BackendLoad load, View view) {
        Map<Vip, String> names = ServiceReports.names(view);
        Stream<String> named = load.services().stream()
                .map(id -> view.state().services().get(id))
                .filter(Objects::nonNull)
                .map(entry -> names.getOrDefault(
                        entry.spec().vip(), entry.spec().vip().toString()));
        String first = String.join(", ", named.limit(NAMED).toList());
        int others = load.services().size() - NAMED;
        return others > 0 ? first + " and " + others + " more" : first;
    }
}
