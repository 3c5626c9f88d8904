package dev.turnout.p4.driver.entries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.config.Action;
import dev.turnout.p4.runtime.config.P4Info;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The numbers are those of the program. */
class IdsTest {
    private static P4Info info() throws Exception {
        try (var stream = IdsTest.class.getResourceAsStream("/dev/turnout/p4/driver/turnout.p4info.txtpb")) {
            return TextFormat.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), P4Info.class);
        }
    }

    @Test
    void tables() throws Exception {
        Map<String, Integer> tables = new TreeMap<>();
        info().getTablesList()
                .forEach(each -> tables.put(
                        each.getPreamble().getAlias(), each.getPreamble().getId()));
        assertEquals(Ids.SERVICE, tables.get("service"));
        assertEquals(Ids.SERVICE_ANY_PORT, tables.get("service_any_port"));
        assertEquals(Ids.VIP, tables.get("vip"));
        assertEquals(Ids.SOURCE_RANGE, tables.get("source_range"));
        assertEquals(Ids.MAGLEV_SLOT, tables.get("maglev_slot"));
        assertEquals(Ids.TRANSIT_FILTER, tables.get("transit_filter"));
        assertEquals(Ids.BACKEND, tables.get("backend"));
    }

    private static String words(Action action) {
        StringBuilder words = new StringBuilder(action.getPreamble().getAlias());
        int number = 0;
        for (Action.Param param : action.getParamsList()) {
            assertEquals(++number, param.getId(), "rows number them through");
            words.append(' ').append(param.getName());
        }
        return words.toString();
    }

    @Test
    void actionsWithTheirParameters() throws Exception {
        Map<Integer, String> actions = new TreeMap<>();
        info().getActionsList()
                .forEach(action -> actions.put(action.getPreamble().getId(), words(action)));
        String hop = " port tci destination_mac source_mac mtu source prefix";
        String tunnel = hop + " mask destination udp_port generation draining";
        Map.of(
                        Ids.SET_SERVICE,
                        "set_service id table_id mask client_ip transit source_ranges reject withdraw",
                        Ids.IS_VIP,
                        "is_vip",
                        Ids.ALLOW_SOURCE,
                        "allow_source",
                        Ids.STABLE,
                        "stable owner",
                        Ids.IN_TRANSITION,
                        "in_transition current previous filter frozen",
                        Ids.SET_FILTER,
                        "set_filter current limit rate",
                        Ids.UNRESOLVED,
                        "unresolved address udp_port layer_2 generation draining",
                        Ids.TUNNEL_IPV4,
                        "tunnel_ipv4" + tunnel,
                        Ids.TUNNEL_IPV6,
                        "tunnel_ipv6" + tunnel,
                        Ids.DIRECT,
                        "direct" + hop + " address generation draining")
                .forEach((id, words) -> assertEquals(words, actions.get(id)));
    }

    @Test
    void counters() throws Exception {
        Map<String, Integer> counters = new TreeMap<>();
        info().getCountersList()
                .forEach(each -> counters.put(
                        each.getPreamble().getAlias(), each.getPreamble().getId()));
        Map<String, Integer> ours = Map.of(
                "outcomes", Ids.OUTCOMES,
                "service_packets", Ids.SERVICE_PACKETS,
                "backend_packets", Ids.BACKEND_PACKETS,
                "to_previous", Ids.TO_PREVIOUS,
                "marked_frozen", Ids.MARKED_FROZEN);
        assertEquals(ours, counters);
    }
}
