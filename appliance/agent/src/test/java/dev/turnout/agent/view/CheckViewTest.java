package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.source.Document;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.load.Load;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckViewTest {
    private static final String BEFORE = """
            generation: 1
            seed: "1111111111111111111111111111111111111111111111111111111111111111"
            services:
              - name: api
                vip: 192.0.2.11
                port: 443
                pool: web
                tableSize: 1024
              - name: dns
                vip: 192.0.2.10
                port: 53
                protocol: UDP
                pool: web
                tableSize: 1024
              - name: web
                vip: 192.0.2.10
                port: 80
                pool: web
                tableSize: 1024
            pools:
              - name: web
                encapsulation: IPIP
                backends:
                  - address: 10.0.0.1
                  - address: 10.0.0.2
                  - address: 10.0.0.3
            """;

    private static Document yaml(String text) {
        return Document.of(Document.Format.YAML, text.getBytes(StandardCharsets.UTF_8));
    }

    private static DataplaneState running(String before) {
        ParseResult.Accepted accepted = assertInstanceOf(
                ParseResult.Accepted.class,
                ConfigParser.parseYaml(before.getBytes(StandardCharsets.UTF_8), BoxContext.NONE));
        CompileResult.Compiled compiled = assertInstanceOf(
                CompileResult.Compiled.class,
                new ProgramCompiler()
                        .compile(
                                accepted.config(),
                                Surroundings.UNKNOWN,
                                Allocation.EMPTY,
                                new MemoryDataplane().capabilities()));
        return Transitions.advance(
                new DataplaneSnapshot(DataplaneState.EMPTY, List.of(FilterFill.EMPTY, FilterFill.EMPTY)),
                compiled.program(),
                TransitionFacts.NONE);
    }

    private static CheckView check(String text) {
        return check(running(BEFORE), text, FlowCounts.NONE);
    }

    private static CheckView check(DataplaneState state, String text, FlowCounts flows) {
        TreeMap<ServiceId, Long> packets = new TreeMap<>();
        state.services().keySet().forEach(id -> packets.put(id, 60_000L));
        return CheckView.of(
                yaml(text),
                new CheckView.Against(
                        "the running agent",
                        Optional.empty(),
                        BoxContext.NONE,
                        state,
                        Surroundings.UNKNOWN,
                        Optional.of(new Load(Duration.ofMinutes(1), packets, new TreeMap<>(Map.of()))),
                        flows,
                        new MemoryDataplane().capabilities()));
    }

    @Test
    void aChangeThatKeepsAllSaysSo() {
        String text = check(BEFORE.replace("generation: 1", "generation: 2").replace("      - address: 10.0.0.3\n", ""))
                .text();
        assertTrue(text.contains("1 of 3 services would lose connections"), text);
        assertTrue(text.contains("web  192.0.2.10:80/tcp  1024 slots, "), text);
        assertTrue(text.contains("  would lose 0 connections\n"), text);
        assertTrue(text.contains("(PLAN_NO_MARKS)"), text);
        assertTrue(text.contains("    it gets 1000 packets a second now\n"), text);
        assertTrue(check(BEFORE.replace("generation: 1", "generation: 2"))
                .text()
                .contains("\n  0 connections would be lost\n"));
    }

    @Test
    void whatCannotBeKeptIsForetold() {
        String changed = BEFORE.replace("generation: 1", "generation: 2")
                .replace("port: 80\n", "port: 80\n    affinity: CLIENT_IP\n")
                .replace("vip: 192.0.2.11", "vip: 192.0.2.12");
        CheckView view = check(changed);
        String text = view.text();
        assertTrue(text.contains("  would lose 66.67% of its flows\n"), text);
        assertTrue(text.contains("(PLAN_AFFINITY)"), text);
        assertTrue(text.contains("(removed)  192.0.2.11:443/tcp\n  would lose 100.00% of its flows\n"), text);
        assertTrue(text.contains("  is new, so there is no connection to lose\n"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        Answer.Told json = assertInstanceOf(Answer.Told.class, view.answer(true));
        assertEquals(Answer.Verdict.FINE, json.verdict());
        assertTrue(json.text().contains("\"code\": \"PLAN_AFFINITY\""), json.text());
        assertTrue(json.text().contains("\"keepsAllFlows\": false"), json.text());
    }

    @Test
    void whatTheFlowTableKeepsIsCounted() {
        String before = BEFORE.replace("port: 80\n", "port: 80\n    persistence: FLOW_TABLE\n");
        DataplaneState state = running(before);
        ServiceId web = state.services().values().stream()
                .filter(service -> service.spec().vip().port() == 80)
                .map(ServiceEntry::id)
                .findFirst()
                .orElseThrow();
        FlowCounts flows = new FlowCounts(Map.of(web, Map.of(new BackendId(1), 411L, new BackendId(3), 823L)));
        String text = check(state, before.replace("      - address: 10.0.0.3\n", ""), flows)
                .text();
        assertTrue(text.contains("would lose 66.69% of its flows, about 823 of 1234 in the flow table\n"), text);
        assertTrue(text.contains("(PLAN_BACKEND_REMOVED)"), text);
    }
}
