package dev.turnout.ebpf;

import java.util.List;

/** The maps by their names in the object, which are also the names of their pins. */
final class Maps {
    static final String SETTINGS = ".rodata.settings";
    static final String SLOTS = "slots";
    static final String SERVICES = "services";
    static final String BACKEND_INDEX = "backend_index";
    static final String BACKENDS = "backends";
    static final String TRANSIT = "transit";
    static final String FLOWS = "flows";
    static final String SOURCE_RANGES = "source_ranges";
    static final String TUNNEL_MTU = "tunnel_mtu";
    static final String OUTCOMES = "outcomes";
    static final String SERVICE_COUNTS = "service_counts";
    static final String BACKEND_COUNTS = "backend_counts";
    static final String TABLE_COUNTS = "table_counts";
    static final String DECISION = "decision";

    /** The one value of each is mapped into this process. */
    static final List<String> MEMORY = List.of(SLOTS, SERVICES, BACKEND_INDEX, BACKENDS, TRANSIT);

    /** Read and written by system calls, entry by entry. */
    static final List<String> ENTRIES =
            List.of(FLOWS, SOURCE_RANGES, TUNNEL_MTU, OUTCOMES, SERVICE_COUNTS, BACKEND_COUNTS, TABLE_COUNTS);

    private Maps() {}
}
