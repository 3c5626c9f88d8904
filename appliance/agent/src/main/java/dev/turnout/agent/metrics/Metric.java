package dev.turnout.agent.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Every metric there is. Names, labels and meanings are an interface: dashboards and alarms stand on them. Counters of the
 * data plane outlive restarts of the agent.
 */
enum Metric {
    INFO("turnout_info", Type.GAUGE, "The version of Turnout that runs on the box; always 1.", "box", "version"),
    REPORT_TIMESTAMP(
            "turnout_report_timestamp_seconds",
            Type.GAUGE,
            "When the report was made that the other metrics are from, in seconds since 1970."),
    CONFIG_STATE(
            "turnout_config_state",
            Type.GAUGE,
            "How the desired and the applied configuration stand to each other; 1 for the state that holds, 0 for the others.",
            "state"),
    CONFIG_EPOCH(
            "turnout_config_epoch",
            Type.GAUGE,
            "The epoch of the desired and of the applied configuration; absent before the first.",
            "which"),
    CONFIG_GENERATION(
            "turnout_config_generation",
            Type.GAUGE,
            "The generation of the desired and of the applied configuration; absent before the first.",
            "which"),
    CONFIG_APPLIED_TIMESTAMP(
            "turnout_config_applied_timestamp_seconds",
            Type.GAUGE,
            "When the applied configuration began to forward, in seconds since 1970."),
    CONFIG_VIOLATIONS(
            "turnout_config_violations",
            Type.GAUGE,
            "What is wrong with the desired configuration: number of findings."),
    CONFIG_WARNINGS(
            "turnout_config_warnings",
            Type.GAUGE,
            "What the box noticed by itself in the applied configuration: number of findings."),
    CHANGE_SLOTS_MOVED(
            "turnout_change_slots_moved", Type.GAUGE, "Slots whose owner changed with the last configuration."),
    CHANGE_DURATION(
            "turnout_change_duration_seconds",
            Type.GAUGE,
            "From the arrival of the last configuration to the last write acknowledged by the data plane."),
    DATAPLANE_FORWARDING(
            "turnout_dataplane_forwarding",
            Type.GAUGE,
            "1 while the data plane forwards: attached, and the last write succeeded. Mode is native or generic (slow).",
            "kind",
            "device",
            "mode"),
    LIVENESS(
            "turnout_liveness",
            Type.GAUGE,
            "Whether the box forwards, as it finds out by itself, through the data path; 1 for the state that holds, 0 for the others.",
            "state"),
    LIVENESS_TROUBLE(
            "turnout_liveness_trouble",
            Type.GAUGE,
            "Something that keeps the box from forwarding as it should; always 1. The subject is an interface's or a service's name, or empty.",
            "code",
            "subject"),
    LIVENESS_CHECKED(
            "turnout_liveness_check_timestamp_seconds",
            Type.GAUGE,
            "When liveness was last looked at, in seconds since 1970; absent before the first time."),
    LIVENESS_TOOK("turnout_liveness_check_duration_seconds", Type.GAUGE, "How long that took."),
    NIC_FINDING(
            "turnout_nic_finding",
            Type.GAUGE,
            "What the preflight found out about a network device; always 1.",
            "device",
            "code",
            "severity"),
    SERVICE_PACKETS(
            "turnout_service_packets_total",
            Type.COUNTER,
            "Packets to a service that were forwarded.",
            "service",
            "vip"),
    SERVICE_BYTES(
            "turnout_service_bytes_total",
            Type.COUNTER,
            "Bytes of those packets, as they came in, from the IP header on.",
            "service",
            "vip"),
    SERVICE_BACKENDS("turnout_service_backends", Type.GAUGE, "Backends of a service's pool.", "service", "vip"),
    SERVICE_BACKENDS_UP(
            "turnout_service_backends_up", Type.GAUGE, "Backends of a service that take new flows.", "service", "vip"),
    SERVICE_ANNOUNCED(
            "turnout_service_announced", Type.GAUGE, "1 while a service's VIP is announced.", "service", "vip"),
    SERVICE_SLOTS("turnout_service_slots", Type.GAUGE, "Slots of a service's table.", "service", "vip"),
    SERVICE_SLOTS_IN_TRANSITION(
            "turnout_service_slots_in_transition",
            Type.GAUGE,
            "Slots of a service's table that still serve a previous owner.",
            "service",
            "vip"),
    BACKEND_PACKETS(
            "turnout_backend_packets_total", Type.COUNTER, "Packets that were sent to a backend.", "pool", "backend"),
    BACKEND_BYTES(
            "turnout_backend_bytes_total",
            Type.COUNTER,
            "Bytes of those packets, as they came in, from the IP header on.",
            "pool",
            "backend"),
    BACKEND_STATE(
            "turnout_backend_state",
            Type.GAUGE,
            "Whether a backend takes flows; 1 for the state that holds, 0 for the others.",
            "pool",
            "backend",
            "state"),
    BACKEND_RESOLVED(
            "turnout_backend_resolved",
            Type.GAUGE,
            "1 while the next hop to a backend is known; packets to an unresolved backend are dropped and counted.",
            "pool",
            "backend"),
    BACKEND_WEIGHT("turnout_backend_weight", Type.GAUGE, "A backend's weight in the configuration.", "pool", "backend"),
    BACKEND_SLOTS(
            "turnout_backend_slots",
            Type.GAUGE,
            "Slots that a backend owns, over all tables of its pool.",
            "pool",
            "backend"),
    BACKEND_SHARE(
            "turnout_backend_share_ratio",
            Type.GAUGE,
            "A backend's share of the slots of its pool's tables, 0 to 1.",
            "pool",
            "backend"),
    BACKEND_LOAD(
            "turnout_backend_load_ratio",
            Type.GAUGE,
            "Of the packets of all services that use a backend, those that it got in the last whole minute without a change, 0 to 1.",
            "pool",
            "backend"),
    BACKEND_LOAD_EXPECTED(
            "turnout_backend_load_expected_ratio",
            Type.GAUGE,
            "The share of those packets that the backend's slots make, 0 to 1.",
            "pool",
            "backend"),
    BACKEND_HEALTH(
            "turnout_backend_health",
            Type.GAUGE,
            "What probes say of a backend; 1 for the state that holds, 0 for the others; absent where nobody asks.",
            "pool",
            "backend",
            "state"),
    BACKEND_WEIGHT_SHARE(
            "turnout_backend_weight_share_ratio",
            Type.GAUGE,
            "The share of its weight that a probed backend has by slow start, 1 for the whole of it.",
            "pool",
            "backend"),
    BACKEND_HELD_OFF(
            "turnout_backend_held_off",
            Type.GAUGE,
            "1 while what follows from a backend's health waits, since its pool has moved enough slots for the minute.",
            "pool",
            "backend"),
    BACKEND_PANIC(
            "turnout_backend_panic",
            Type.GAUGE,
            "1 while a backend's health is ignored, since too few of its pool are healthy.",
            "pool",
            "backend"),
    BACKEND_DRAIN_QUIET(
            "turnout_backend_drain_quiet_seconds",
            Type.GAUGE,
            "How long no packet has gone to a backend that drains; absent for others.",
            "pool",
            "backend"),
    BACKEND_DRAINED(
            "turnout_backend_drained",
            Type.GAUGE,
            "1 once nothing is lost when a backend that drains is stopped; absent for others.",
            "pool",
            "backend"),
    TRANSITION_SLOTS(
            "turnout_transition_slots",
            Type.GAUGE,
            "Slots in transition of a table, frozen ones included; services share tables.",
            "services"),
    TRANSITION_FROZEN(
            "turnout_transition_slots_frozen",
            Type.GAUGE,
            "Of these, the slots that are frozen: taken back, since the new owner is leaving, or since the filter is full.",
            "services",
            "why"),
    TRANSITION_PACKETS(
            "turnout_transition_packets_to_previous",
            Type.GAUGE,
            "Packets to previous owners since the transition began.",
            "services"),
    TRANSITION_PACE(
            "turnout_transition_packets_to_previous_per_second",
            Type.GAUGE,
            "Packets to previous owners a second, over some seconds.",
            "services"),
    TRANSITION_QUIET(
            "turnout_transition_quiet_seconds",
            Type.GAUGE,
            "How long no packet has gone to a previous owner; the transition ends at the service's idle time.",
            "services"),
    TRANSITION_LEFT(
            "turnout_transition_left_seconds",
            Type.GAUGE,
            "How long until the transition ends: by idle if no more packets go to previous owners, by ceiling in any case.",
            "services",
            "by"),
    TRANSITION_FILL(
            "turnout_transition_filter_fill_ratio",
            Type.GAUGE,
            "Of the bits of the transit filter, those that are set, 0 to 1.",
            "services"),
    TRANSITION_FALSE_POSITIVES(
            "turnout_transition_false_positive_ratio",
            Type.GAUGE,
            "The share of unmarked flows that the transit filter takes for marked, from its measured fill, 0 to 1.",
            "services"),
    FLOW_TABLE_LIMITED(
            "turnout_flow_table_limited_packets_total",
            Type.COUNTER,
            "Packets that were forwarded by their slot without the flow-table entry they were due, since too many new flows came."),
    DROPPED("turnout_dropped_packets_total", Type.COUNTER, "Packets for VIPs that were not forwarded.", "reason"),
    ALARM("turnout_alarm", Type.GAUGE, "Something that somebody should look at; always 1.", "code", "subject"),
    PROCESS_START("process_start_time_seconds", Type.GAUGE, "When the agent started, in seconds since 1970."),
    PROCESS_CPU("process_cpu_seconds_total", Type.COUNTER, "Processor time that the agent has used."),
    PROCESS_MEMORY("process_resident_memory_bytes", Type.GAUGE, "Memory that the agent has in use.");

    enum Type {
        COUNTER,
        GAUGE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String title;
    private final Type type;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> labels;

    Metric(String title, Type type, String help, String... labels) {
        this.title = title;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** As it is exposed. */
    String title() {
        return title;
    }

    Type type() {
        return type;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
