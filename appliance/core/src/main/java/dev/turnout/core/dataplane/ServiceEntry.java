package dev.turnout.core.dataplane;

/** A service and the table that it looks up. */
public record ServiceEntry(ServiceSpec spec, TableId table) {
    public ServiceId id() {
        return spec.id();
    }

    public ServiceEntry withTable(TableId other) {
        return new ServiceEntry(spec, other);
    }
}
