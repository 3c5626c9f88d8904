package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.SlotWord;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Java believes of the shared structures, against the type information in the compiled object. */
final class LayoutTest {
    private BpfObject object;
    private Btf btf;

    @BeforeEach
    void open() throws Exception {
        object = BpfObject.open(BpfObject.resource(BpfObject.RESOURCE));
        btf = new Btf(object);
    }

    @AfterEach
    void close() {
        object.close();
    }

    @Test
    void versionAndCounts() throws Exception {
        Map<String, Integer> layout = btf.constants("layout");
        assertEquals(Layout.VERSION, layout.get("LAYOUT_VERSION"));
        assertEquals(Layout.BACKEND_IDS, layout.get("BACKEND_IDS"));
        assertEquals(Layout.TRANSIT_FILTERS, layout.get("TRANSIT_FILTERS"));
        assertEquals(Layout.TRANSIT_HASHES, layout.get("TRANSIT_HASHES"));
        assertEquals(Layout.MIN_SERVICE_BUCKETS, layout.get("MIN_SERVICE_BUCKETS"));
        assertEquals(Layout.VERSION, object.settings().get(java.lang.foreign.ValueLayout.JAVA_INT, 0));
    }

    @Test
    void slotWord() {
        Map<String, Integer> word = btf.constants("slot_word");
        assertEquals(SlotWord.OWNER_MASK, word.get("SLOT_CURRENT"));
        assertEquals(SlotWord.OWNER_BITS, word.get("SLOT_PREVIOUS_SHIFT"));
        assertEquals(SlotWord.OWNER_MASK, word.get("SLOT_PREVIOUS_MASK"));
        assertEquals(1 << SlotWord.FILTER_BIT, word.get("SLOT_FILTER"));
        assertEquals(1 << SlotWord.FROZEN_BIT, word.get("SLOT_FROZEN"));
    }

    @Test
    void settings() {
        assertEquals(Layout.Settings.SIZE, btf.sizeOf("settings"));
        Map<String, Integer> at = btf.offsets("settings");
        assertEquals(Layout.Settings.LAYOUT_VERSION, at.get("layout_version"));
        assertEquals(Layout.Settings.SLOT_COUNT, at.get("slot_count"));
        assertEquals(Layout.Settings.SERVICE_RECORDS, at.get("service_records"));
        assertEquals(Layout.Settings.SERVICE_BUCKETS, at.get("service_buckets"));
        assertEquals(Layout.Settings.BACKEND_RECORDS, at.get("backend_records"));
        assertEquals(Layout.Settings.FILTER_BITS, at.get("filter_bits"));
        assertEquals(Layout.Settings.ICMP_RATE, at.get("icmp_rate"));
        assertEquals(Layout.Settings.ICMP_BURST, at.get("icmp_burst"));
        assertEquals(Layout.Settings.FEATURES, at.get("features"));
        assertEquals(Layout.Settings.DRY_RUN, at.get("dry_run"));
        assertEquals(Layout.Settings.FLOW_RATE, at.get("flow_rate"));
        assertEquals(Layout.Settings.FLOW_BURST, at.get("flow_burst"));
        assertEquals(Layout.Settings.FEATURE_ALL, btf.constants("feature").get("FEATURE_ALL"));
    }

    @Test
    void serviceRecord() {
        assertEquals(Layout.Service.SIZE, btf.sizeOf("service"));
        Map<String, Integer> at = btf.offsets("service");
        assertEquals(Layout.Service.ADDRESS, at.get("address"));
        assertEquals(Layout.Service.PORT, at.get("port"));
        assertEquals(Layout.Service.PROTOCOL, at.get("protocol"));
        assertEquals(Layout.Service.KIND, at.get("kind"));
        assertEquals(Layout.Service.ID, at.get("id"));
        assertEquals(Layout.Service.KEY_SIZE, at.get("id"), "the key ends where the id begins");
        assertEquals(Layout.Service.BASE, at.get("base"));
        assertEquals(Layout.Service.MASK, at.get("mask"));
        assertEquals(Layout.Service.TABLE, at.get("table"));
        assertEquals(Layout.Service.FLAGS, at.get("flags"));
        assertEquals(Layout.Service.HASH, at.get("hash"));
        assertEquals(Layout.Service.SET, at.get("set"));
        Map<String, Integer> kinds = btf.constants("record_kind");
        assertEquals(Layout.Service.KIND_EMPTY, kinds.get("RECORD_EMPTY"));
        assertEquals(Layout.Service.KIND_SERVICE, kinds.get("RECORD_SERVICE"));
        assertEquals(Layout.Service.KIND_VIP, kinds.get("RECORD_VIP"));
    }

    @Test
    void serviceFlags() {
        assertEquals(
                Map.of(
                        "SERVICE_CLIENT_IP", Layout.Service.FLAG_CLIENT_IP,
                        "SERVICE_TRANSIT", Layout.Service.FLAG_TRANSIT,
                        "SERVICE_FLOW_TABLE", Layout.Service.FLAG_FLOW_TABLE,
                        "SERVICE_RANDOM", Layout.Service.FLAG_RANDOM,
                        "SERVICE_SOURCE_RANGES", Layout.Service.FLAG_SOURCE_RANGES,
                        "SERVICE_REJECT", Layout.Service.FLAG_REJECT,
                        "SERVICE_WITHDRAW", Layout.Service.FLAG_WITHDRAW),
                btf.constants("service_flag"));
    }

    @Test
    void serviceTable() {
        Map<String, Integer> sizes = btf.constants("services_layout");
        assertEquals(Layout.Services.HEAD, sizes.get("SERVICES_HEAD"));
        assertEquals(Layout.Services.GENERATION_HEAD, sizes.get("SERVICES_GENERATION_HEAD"));
        assertEquals(Layout.Services.HEAD, btf.sizeOf("services_head"));
        assertEquals(Layout.Services.ACTIVE, btf.offsets("services_head").get("active"));
        assertEquals(Layout.Services.GENERATION_HEAD, btf.sizeOf("service_generation"));
        Map<String, Integer> at = btf.offsets("service_generation");
        assertEquals(Layout.Services.KEY, at.get("key"));
        assertEquals(Layout.Services.KEYS * Long.BYTES, at.get("bucket_mask"), "keys end there");
        assertEquals(Layout.Services.BUCKET_MASK, at.get("bucket_mask"));
        assertEquals(Layout.Services.RECORD_MASK, at.get("record_mask"));
    }

    @Test
    void backendRecord() {
        assertEquals(Layout.Backend.SIZE, btf.sizeOf("backend"));
        Map<String, Integer> at = btf.offsets("backend");
        assertEquals(Layout.Backend.FLAGS, at.get("flags"));
        assertEquals(Layout.Backend.ENCAPSULATION, at.get("encapsulation"));
        assertEquals(Layout.Backend.GUE_PORT, at.get("gue_port"));
        assertEquals(Layout.Backend.MTU, at.get("mtu"));
        assertEquals(Layout.Backend.GENERATION, at.get("generation"));
        assertEquals(Layout.Backend.IFINDEX, at.get("ifindex"));
        assertEquals(Layout.Backend.DESTINATION_MAC, at.get("destination_mac"));
        assertEquals(Layout.Backend.SOURCE_MAC, at.get("source_mac"));
        assertEquals(Layout.Backend.VLAN, at.get("vlan"));
        assertEquals(Layout.Backend.SOURCE_PREFIX, at.get("source_prefix"));
        assertEquals(Layout.Backend.SOURCE_MASK, at.get("source_mask"));
        assertEquals(Layout.Backend.ADDRESS, at.get("address"));
        assertEquals(Layout.Backend.SOURCE, at.get("source"));
        assertEquals(
                Map.of(
                        "BACKEND_RESOLVED", Layout.Backend.FLAG_RESOLVED,
                        "BACKEND_IPV6", Layout.Backend.FLAG_IPV6,
                        "BACKEND_DRAINING", Layout.Backend.FLAG_DRAINING),
                btf.constants("backend_flag"));
        Map<String, Integer> encapsulations = btf.constants("encapsulation");
        assertEquals(Layout.Backend.ENCAP_IPIP, encapsulations.get("ENCAP_IPIP"));
        assertEquals(Layout.Backend.ENCAP_GUE, encapsulations.get("ENCAP_GUE"));
        assertEquals(Layout.Backend.ENCAP_L2, encapsulations.get("ENCAP_L2"));
        assertEquals(4, encapsulations.size());
    }

    @Test
    void transitHead() {
        assertEquals(Layout.Transit.HEAD, btf.sizeOf("transit_head"));
        Map<String, Integer> at = btf.offsets("transit_head");
        assertEquals(Layout.Transit.KEY, at.get("key"));
        assertEquals(Layout.Transit.KEYS * Long.BYTES, at.get("set"), "keys end there");
        assertEquals(Layout.Transit.SET, at.get("set"));
        assertEquals(Layout.Transit.FULL, at.get("full"));
        assertEquals(Layout.Transit.RATE, at.get("rate"));
    }

    @Test
    void keysOfMaps() {
        assertEquals(Layout.SourceKey.SIZE, btf.sizeOf("source_key"));
        Map<String, Integer> source = btf.offsets("source_key");
        assertEquals(Layout.SourceKey.PREFIX_LENGTH, source.get("prefix_length"));
        assertEquals(Layout.SourceKey.SERVICE, source.get("service"));
        assertEquals(Layout.SourceKey.ADDRESS, source.get("address"));
        assertEquals(Layout.TunnelMtu.KEY_SIZE, btf.sizeOf("tunnel_key"));
        assertEquals(Layout.TunnelMtu.SIZE, btf.sizeOf("tunnel_mtu"));
        Map<String, Integer> tunnel = btf.offsets("tunnel_mtu");
        assertEquals(Layout.TunnelMtu.SOURCE, tunnel.get("source"));
        assertEquals(Layout.TunnelMtu.SOURCE_MASK, tunnel.get("source_mask"));
        assertEquals(Layout.TunnelMtu.MTU, tunnel.get("mtu"));
        assertEquals(Layout.TunnelMtu.ERRORS, tunnel.get("errors"));
        assertEquals(Layout.Flow.KEY_SIZE, btf.sizeOf("flow_key"));
        assertEquals(Layout.Flow.SIZE, btf.sizeOf("flow_value"));
        Map<String, Integer> flow = btf.offsets("flow_value");
        assertEquals(Layout.Flow.BACKEND, flow.get("backend"));
        assertEquals(Layout.Flow.SERVICE, flow.get("service"));
        assertEquals(Layout.Flow.SET, flow.get("set"));
    }

    @Test
    void decision() {
        assertEquals(Layout.Decision.SIZE, btf.sizeOf("decision"));
        Map<String, Integer> at = btf.offsets("decision");
        assertEquals(Layout.Decision.OUTCOME, at.get("outcome"));
        assertEquals(Layout.Decision.SERVICE, at.get("service"));
        assertEquals(Layout.Decision.TABLE, at.get("table"));
        assertEquals(Layout.Decision.HASH, at.get("hash"));
        assertEquals(Layout.Decision.SLOT, at.get("slot"));
        assertEquals(Layout.Decision.WORD, at.get("word"));
        assertEquals(Layout.Decision.BACKEND, at.get("backend"));
        assertEquals(Layout.Decision.FLAGS, at.get("flags"));
        Map<String, Integer> flags = btf.constants("decision_flag");
        assertEquals(Layout.Decision.FLAG_MARKED, flags.get("DECISION_MARKED"));
        assertEquals(Layout.Decision.FLAG_TO_PREVIOUS, flags.get("DECISION_TO_PREVIOUS"));
        assertEquals(Layout.Decision.FLAG_FLOW_TABLE, flags.get("DECISION_FLOW_TABLE"));
        assertEquals(Layout.Decision.FLAG_RANDOM, flags.get("DECISION_RANDOM"));
        assertEquals(Layout.Decision.FLAG_SLOT, flags.get("DECISION_SLOT"));
    }

    @Test
    void everyOutcomeHasItsName() {
        Map<String, Integer> outcomes = btf.constants("outcome");
        assertEquals(Outcome.values().length + 1, outcomes.remove("OUTCOMES"));
        assertEquals(Layout.Counts.OUTCOME_ROOM, outcomes.remove("OUTCOME_ROOM"));
        assertEquals(0, outcomes.remove("OUTCOME_NONE"));
        assertEquals(
                Map.of("EVENT_FLOW_TABLE_LIMITED", Layout.Counts.EVENT_FLOW_TABLE_LIMITED), btf.constants("event"));
        assertEquals(
                Arrays.stream(Outcome.values()).collect(Collectors.toMap(Outcome::name, Outcome::number)), outcomes);
    }

    @Test
    void counters() {
        assertEquals(Layout.Counts.OUTCOMES_SIZE, btf.sizeOf("outcome_counts"));
        assertEquals(Layout.Counts.PAIR_SIZE, btf.sizeOf("traffic"));
        assertEquals(Map.of("packets", 0, "bytes", 8), btf.offsets("traffic"));
        assertEquals(Layout.Counts.PAIR_SIZE, btf.sizeOf("table_counts"));
        assertEquals(Map.of("to_previous", 0, "marked_frozen", 8), btf.offsets("table_counts"));
    }
}
