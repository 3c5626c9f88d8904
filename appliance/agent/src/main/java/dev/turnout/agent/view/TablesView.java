package dev.turnout.agent.view;

import dev.turnout.agent.view.TextTable.Column;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.model.Encapsulation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code turnout tables}: a line a service, and a line a backend. */
public record TablesView(List<ServiceTable> services) {
    public TablesView {
        services = List.copyOf(services);
    }

    /** Of the services of that name, of all without a name. */
    public TablesView only(Optional<String> name) {
        return name.isEmpty()
                ? this
                : new TablesView(services.stream()
                        .filter(service -> service.name().equals(name))
                        .toList());
    }

    public String text() {
        if (services.isEmpty()) {
            return "No services.\n";
        }
        StringBuilder text = new StringBuilder();
        for (ServiceTable service : services) {
            text.append(text.isEmpty() ? "" : "\n").append(heading(service)).append(shares(service));
        }
        return text.toString();
    }

    private static String heading(ServiceTable service) {
        String whose = service.name().orElse("(no longer configured)");
        String pool = service.pool().map(name -> ", pool " + name).orElse("");
        String frozen = service.frozen() > 0 ? " (" + service.frozen() + " frozen)" : "";
        return whose + "  " + service.vip() + pool + ", " + lower(service.algorithm()) + "\n"
                + "  table " + service.table() + ": " + service.size() + " slots, " + service.moved()
                + " moved by the last change, " + service.inTransition() + " in transition" + frozen + "\n";
    }

    private static String shares(ServiceTable service) {
        TextTable table = new TextTable(
                Column.left("BACKEND"),
                Column.left("VIA"),
                Column.right("WEIGHT"),
                Column.right("WANTED"),
                Column.right("SLOTS"),
                Column.right("SHARE"),
                Column.right("LEAVING"));
        service.shares()
                .forEach(share -> table.row(
                        share.backend().address().toString(),
                        via(share.backend().encapsulation()),
                        share.weight().map(String::valueOf).orElse("-"),
                        percent(share.wanted()),
                        String.valueOf(share.slots()),
                        percent((double) share.slots() / service.size()),
                        String.valueOf(share.leaving())));
        return table.render("  ");
    }

    public String json() {
        return JsonWriter.object(root -> root.putObjects(
                "services",
                services,
                (object, service) -> object.put("name", service.name())
                        .put("vip", service.vip().toString())
                        .put("pool", service.pool())
                        .put("algorithm", service.algorithm().name())
                        .put("table", service.table())
                        .put("slots", service.size())
                        .put("slotsMoved", service.moved())
                        .put("slotsInTransition", service.inTransition())
                        .put("slotsFrozen", service.frozen())
                        .putObjects(
                                "backends", service.shares(), (entry, share) -> share(entry, share, service.size()))));
    }

    private static void share(JsonWriter entry, ServiceTable.Share share, int size) {
        entry.put("address", share.backend().address().toString())
                .put("via", via(share.backend().encapsulation()));
        share.id().map(BackendId::value).ifPresent(id -> entry.put("id", id));
        share.weight().ifPresent(weight -> entry.put("weight", weight));
        entry.put("wantedShare", share.wanted())
                .put("slots", share.slots())
                .put("share", (double) share.slots() / size)
                .put("slotsLeaving", share.leaving());
    }

    static String via(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case Encapsulation.Ipip() -> "ipip";
            case Encapsulation.Gue(int port) -> "gue:" + port;
            case Encapsulation.L2() -> "l2";
        };
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
