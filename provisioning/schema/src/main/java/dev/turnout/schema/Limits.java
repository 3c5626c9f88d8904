package dev.turnout.schema;

import java.time.Duration;

/** How much a document may hold. What a box has room for may be less, and is its compiler's to say. */
public final class Limits {
    /** Of a document, as YAML or as protobuf. */
    public static final int DOCUMENT_BYTES = 8 * 1024 * 1024;

    public static final int SERVICES = 10_000;
    public static final int POOLS = 10_000;

    /** Backends of one pool, and different backends of a document: ids are 15 bits, and 0 is none. */
    public static final int BACKENDS = 32_767;

    /** Entries of all pools' lists together, the same backend in several pools counted in each. */
    public static final int BACKEND_ENTRIES = 131_072;

    public static final int SOURCE_RANGES = 1_024;

    /** Violations that are listed; what is beyond is counted. */
    public static final int VIOLATIONS = 1_000;

    /** Fields of a protobuf message, at all levels: over twice what its other limits let a document have. */
    static final int WIRE_FIELDS = 1_000_000;

    /** Levels of YAML; a document needs five. */
    static final int YAML_DEPTH = 20;

    /** Values, keys and brackets of a YAML text, and values after its aliases are expanded. */
    static final int YAML_EVENTS = 1_000_000;

    static final int YAML_ALIASES = 1_000;

    static final Duration IDLE_MIN = Duration.ofSeconds(1);
    static final Duration IDLE_MAX = Duration.ofDays(1);
    static final Duration CEILING_MAX = Duration.ofDays(7);

    static final Duration INTERVAL_MIN = Duration.ofMillis(100);
    static final Duration INTERVAL_MAX = Duration.ofHours(1);
    static final Duration TIMEOUT_MIN = Duration.ofMillis(10);
    static final Duration SLOW_START_MAX = Duration.ofHours(1);

    /** Probes in a row. */
    static final int RUN_MAX = 10;

    static final int STATUS_RANGES = 16;
    static final int HOST_LENGTH = 255;
    static final int PATH_LENGTH = 2_048;
    static final int BODY_LENGTH = 1_024;
    static final int PEM_LENGTH = 64 * 1024;

    private Limits() {}
}
