package dev.turnout.ebpf;

/**
 * Sizes, offsets and numbers shared with the packet path: layout.h, word for word. A test compares each with the type information
 * of the compiled object.
 */
final class Layout {
    static final int VERSION = 3;
    static final int BACKEND_IDS = 32_768;
    static final int TRANSIT_FILTERS = 2;
    static final int TRANSIT_HASHES = 4;
    static final int MIN_SERVICE_BUCKETS = 32;

    private Layout() {}

    /** struct settings, the whole of {@code .rodata.settings}. */
    static final class Settings {
        static final int SIZE = 64;
        static final int LAYOUT_VERSION = 0;
        static final int SLOT_COUNT = 4;
        static final int SERVICE_RECORDS = 8;
        static final int SERVICE_BUCKETS = 12;
        static final int BACKEND_RECORDS = 16;
        static final int FILTER_BITS = 20;
        static final int ICMP_RATE = 24;
        static final int ICMP_BURST = 28;
        static final int FEATURES = 32;
        static final int DRY_RUN = 36;
        static final int FLOW_RATE = 40;
        static final int FLOW_BURST = 44;

        static final int FEATURE_ALL = 3;

        private Settings() {}
    }

    /** struct service: one record of the service table. */
    static final class Service {
        static final int SIZE = 64;
        static final int ADDRESS = 0;
        static final int PORT = 16;
        static final int PROTOCOL = 18;
        static final int KIND = 19;
        static final int KEY_SIZE = 20;
        static final int ID = 20;
        static final int BASE = 24;
        static final int MASK = 28;
        static final int TABLE = 32;
        static final int FLAGS = 36;
        static final int HASH = 40;
        static final int SET = 44;

        static final int KIND_EMPTY = 0;
        static final int KIND_SERVICE = 1;
        static final int KIND_VIP = 2;

        static final int FLAG_CLIENT_IP = 1;
        static final int FLAG_TRANSIT = 2;
        static final int FLAG_FLOW_TABLE = 4;
        static final int FLAG_RANDOM = 8;
        static final int FLAG_SOURCE_RANGES = 16;
        static final int FLAG_REJECT = 32;
        static final int FLAG_WITHDRAW = 64;

        private Service() {}
    }

    /** struct services_head and struct service_generation. */
    static final class Services {
        static final int HEAD = 64;
        static final int ACTIVE = 0;
        static final int GENERATION_HEAD = 64;
        static final int KEY = 0;
        static final int KEYS = 3;
        static final int BUCKET_MASK = 24;
        static final int RECORD_MASK = 28;

        private Services() {}
    }

    /** struct backend: one record, never changed while the index names it. */
    static final class Backend {
        static final int SIZE = 64;
        static final int FLAGS = 0;
        static final int ENCAPSULATION = 1;
        static final int GUE_PORT = 2;
        static final int MTU = 4;
        static final int GENERATION = 6;
        static final int IFINDEX = 8;
        static final int DESTINATION_MAC = 12;
        static final int SOURCE_MAC = 18;
        static final int VLAN = 24;
        static final int SOURCE_PREFIX = 26;
        static final int SOURCE_MASK = 28;
        static final int ADDRESS = 32;
        static final int SOURCE = 48;

        static final int FLAG_RESOLVED = 1;
        static final int FLAG_IPV6 = 2;
        static final int FLAG_DRAINING = 4;

        static final int ENCAP_IPIP = 1;
        static final int ENCAP_GUE = 2;
        static final int ENCAP_L2 = 3;

        private Backend() {}
    }

    /** struct transit_head, before the bits of both filters. */
    static final class Transit {
        static final int HEAD = 64;
        static final int KEY = 0;
        static final int KEYS = 4;
        static final int SET = 32;
        static final int FULL = 48;
        static final int RATE = 56;

        private Transit() {}
    }

    /** struct flow_key and struct flow_value. */
    static final class Flow {
        static final int KEY_SIZE = 40;
        static final int SIZE = 12;
        static final int BACKEND = 0;
        static final int GENERATION = 2;
        static final int SERVICE = 4;
        static final int SET = 8;

        private Flow() {}
    }

    /** struct source_key: a service and a prefix, for the longest-prefix-match trie. */
    static final class SourceKey {
        static final int SIZE = 24;
        static final int PREFIX_LENGTH = 0;
        static final int SERVICE = 4;
        static final int ADDRESS = 8;
        /** Bits of the service id, which count as a prefix of every key. */
        static final int SERVICE_BITS = 32;

        private SourceKey() {}
    }

    /** struct tunnel_mtu, keyed by the 16 bytes of a backend's address. */
    static final class TunnelMtu {
        static final int KEY_SIZE = 16;
        static final int SIZE = 32;
        static final int SOURCE = 0;
        static final int SOURCE_MASK = 16;
        static final int MTU = 20;
        static final int ERRORS = 24;

        private TunnelMtu() {}
    }

    /** struct decision: what a dry run met. */
    static final class Decision {
        static final int SIZE = 32;
        static final int OUTCOME = 0;
        static final int SERVICE = 4;
        static final int TABLE = 8;
        static final int HASH = 12;
        static final int SLOT = 16;
        static final int WORD = 20;
        static final int BACKEND = 24;
        static final int FLAGS = 28;

        static final int FLAG_MARKED = 2;
        static final int FLAG_TO_PREVIOUS = 4;
        static final int FLAG_FLOW_TABLE = 8;
        static final int FLAG_RANDOM = 16;
        static final int FLAG_SLOT = 128;

        private Decision() {}
    }

    /** Per-CPU counters: struct outcome_counts, traffic and table_counts. */
    static final class Counts {
        static final int OUTCOME_ROOM = 32;
        static final int EVENT_FLOW_TABLE_LIMITED = 31;
        static final int OUTCOMES_SIZE = 256;
        static final int PAIR_SIZE = 16;

        private Counts() {}
    }
}
