package dev.turnout.core.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgramCompilerTest {
    private static final Encapsulation IPIP = new Encapsulation.Ipip();
    private static final Capabilities ROOMY = new MemoryDataplane().capabilities();

    private static Service service(int number, String pool, int size) {
        return new Service(
                "service-" + number,
                new Vip(IpAddress.ipv4(0xc0000201), Protocol.TCP, number),
                pool,
                Algorithm.MAGLEV,
                size,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
    }

    private static Service with(Service service, Persistence persistence, ZeroBackendPolicy policy) {
        return new Service(
                service.name(),
                service.vip(),
                service.pool(),
                service.algorithm(),
                service.tableSize(),
                service.affinity(),
                persistence,
                service.sourceRanges(),
                policy,
                service.transition());
    }

    private static IpAddress address(int number) {
        return IpAddress.ipv4(0x0a000000 | number);
    }

    private static BackendPool pool(String name, Encapsulation encapsulation, int... weights) {
        return new BackendPool(
                name,
                encapsulation,
                IntStream.range(0, weights.length)
                        .mapToObj(i -> new Backend(address(i + 1), weights[i]))
                        .toList());
    }

    private static FleetConfig config(List<Service> services, BackendPool... pools) {
        return new FleetConfig(
                new Revision(1, 1), new Seed("11".repeat(32)), services, List.of(pools), DataplaneSettings.DEFAULT);
    }

    private static CompileResult.Compiled compile(FleetConfig config, Surroundings known, Allocation allocation) {
        return assertInstanceOf(
                CompileResult.Compiled.class, new ProgramCompiler().compile(config, known, allocation, ROOMY));
    }

    private static Map<IpAddress, Long> shares(DataplaneProgram program) {
        SlotTable table = program.tables().values().iterator().next();
        Map<Integer, IpAddress> addresses = program.backends().values().stream()
                .collect(Collectors.toMap(
                        entry -> entry.id().value(), entry -> entry.key().address()));
        return IntStream.range(0, table.size())
                .mapToObj(slot -> addresses.get(table.slot(slot).current()))
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
    }

    @Test
    void fourHundredPortsShareOneTable() {
        List<Service> services = IntStream.rangeClosed(1, 400)
                .mapToObj(port -> service(port, "web", 1024))
                .toList();
        DataplaneProgram program = compile(
                        config(services, pool("web", IPIP, 1, 2, 3)), Surroundings.UNKNOWN, Allocation.EMPTY)
                .program();
        assertEquals(1, program.tables().size());
        assertEquals(400, program.services().size());
    }

    @Test
    void anotherSizeOrPoolIsAnotherTable() {
        List<Service> services = List.of(service(1, "a", 256), service(2, "a", 512), service(3, "b", 256));
        DataplaneProgram program = compile(
                        config(services, pool("a", IPIP, 1, 1), pool("b", IPIP, 1, 2)),
                        Surroundings.UNKNOWN,
                        Allocation.EMPTY)
                .program();
        assertEquals(3, program.tables().size());
    }

    @Test
    void theOrderOfTheDocumentDoesNotMatter() {
        List<Service> services = new ArrayList<>(IntStream.rangeClosed(1, 20)
                .mapToObj(port -> service(port, "web", 256))
                .toList());
        FleetConfig first = config(services, pool("web", IPIP, 1, 2, 3, 4));
        List<Backend> shuffled = new ArrayList<>(first.pools().getFirst().backends());
        Collections.shuffle(services, new Random(3));
        Collections.shuffle(shuffled, new Random(4));
        FleetConfig second = config(services, new BackendPool("web", IPIP, shuffled));
        assertEquals(
                compile(first, Surroundings.UNKNOWN, Allocation.EMPTY).program(),
                compile(second, Surroundings.UNKNOWN, Allocation.EMPTY).program());
    }

    @Test
    void idsStayWithTheirOwnersThroughChangesAndRestarts() {
        FleetConfig two = config(List.of(service(1, "web", 256)), pool("web", IPIP, 1, 1));
        CompileResult.Compiled before = compile(two, Surroundings.UNKNOWN, Allocation.EMPTY);
        BackendKey second = new BackendKey(address(2), IPIP);
        FleetConfig onlySecond = config(
                List.of(service(1, "web", 256)),
                new BackendPool("web", IPIP, List.of(new Backend(address(2), 1), new Backend(address(9), 1))));
        CompileResult.Compiled after = compile(onlySecond, Surroundings.UNKNOWN, before.allocation());
        assertEquals(before.allocation().lease(second), after.allocation().lease(second));
        DataplaneState held =
                new DataplaneState(after.program().backends(), new java.util.TreeMap<>(), new java.util.TreeMap<>());
        Allocation adopted = Allocation.adoptedFrom(held);
        assertEquals(before.allocation().lease(second), adopted.lease(second));
    }

    @Test
    void anIdThatGoesToSomebodyElseCountsItsGenerationUp() {
        BackendKey first = new BackendKey(address(1), IPIP);
        FleetConfig one = config(List.of(service(1, "web", 256)), pool("web", IPIP, 1));
        CompileResult.Compiled compiled = compile(one, Surroundings.UNKNOWN, Allocation.EMPTY);
        FleetConfig none = config(List.of());
        CompileResult.Compiled empty = compile(none, Surroundings.UNKNOWN, compiled.allocation());
        Allocation released = empty.allocation().retaining(empty.program(), DataplaneState.EMPTY);
        assertFalse(released.backends().containsKey(first));
        assertEquals(
                0, released.released().get(compiled.allocation().lease(first).id()));
        List<BackendKey> everybody = IntStream.rangeClosed(1, 32_767)
                .mapToObj(i -> new BackendKey(IpAddress.ipv4(0x0b000000 + i), IPIP))
                .toList();
        Allocation full = released.with(everybody, List.of());
        long again = full.backends().values().stream()
                .filter(lease -> lease.generation() == 1)
                .count();
        assertEquals(1, again);
        assertEquals(
                32_767,
                full.backends().values().stream()
                        .map(Allocation.Lease::id)
                        .distinct()
                        .count());
    }

    @Test
    void whoIsNotHealthyOwnsNoSlotAndDrains() {
        FleetConfig config = config(List.of(service(1, "web", 256)), pool("web", IPIP, 1, 1, 1));
        BackendKey sick = new BackendKey(address(2), IPIP);
        DataplaneProgram program = compile(
                        config, new Surroundings(Map.of(sick, HealthState.UNHEALTHY), Map.of()), Allocation.EMPTY)
                .program();
        assertEquals(Map.of(address(1), 128L, address(3), 128L), shares(program));
        assertTrue(program.backends().values().stream()
                .filter(entry -> entry.key().equals(sick))
                .allMatch(BackendEntry::draining));
    }

    @Test
    void withNobodyLeftTheServiceDecides() {
        Surroundings allDead = new Surroundings(Map.of(new BackendKey(address(1), IPIP), HealthState.DEAD), Map.of());
        Service rejects = service(1, "web", 256);
        BackendPool pool = pool("web", IPIP, 1);
        CompileResult.Compiled rejected = compile(config(List.of(rejects), pool), allDead, Allocation.EMPTY);
        assertTrue(rejected.program().tables().values().stream()
                .allMatch(table -> IntStream.range(0, 256)
                        .allMatch(slot -> table.slot(slot).equals(SlotWord.NONE))));
        assertEquals("PGM_NO_BACKEND", rejected.notices().getFirst().code());
        Service usesAll = with(rejects, Persistence.TRANSIT, ZeroBackendPolicy.USE_ALL);
        CompileResult.Compiled used = compile(config(List.of(usesAll), pool), allDead, Allocation.EMPTY);
        assertEquals(Map.of(address(1), 256L), shares(used.program()));
        assertEquals("PGM_HEALTH_IGNORED", used.notices().getFirst().code());
    }

    @Test
    void eachServiceOfASharedPoolIsTold() {
        Surroundings dead = new Surroundings(Map.of(new BackendKey(address(1), IPIP), HealthState.DEAD), Map.of());
        List<Service> services = List.of(service(1, "web", 256), service(2, "web", 256), service(3, "web", 512));
        CompileResult.Compiled compiled = compile(config(services, pool("web", IPIP, 1)), dead, Allocation.EMPTY);
        assertEquals(
                List.of("service-1", "service-2", "service-3"),
                compiled.notices().stream().map(CompileResult.Notice::subject).toList());
        assertEquals(2, compiled.program().tables().size());
    }

    @Test
    void theSameAddressUnderTwoEncapsulationsIsTwoBackends() {
        DataplaneProgram program = compile(
                        config(
                                List.of(service(1, "a", 256), service(2, "b", 256)),
                                pool("a", IPIP, 1),
                                pool("b", new Encapsulation.Gue(6080), 1)),
                        Surroundings.UNKNOWN,
                        Allocation.EMPTY)
                .program();
        assertEquals(2, program.backends().size());
        assertEquals(2, program.tables().size());
    }

    @Test
    void saysEverythingThatDoesNotFitAtOnce() {
        Capabilities small = new Capabilities("tiny", 1, 2, 1, 256, false, false, true, false, 0);
        Service flows = with(service(2, "b", 256), Persistence.FLOW_TABLE, ZeroBackendPolicy.REJECT);
        FleetConfig config = config(
                List.of(service(1, "a", 256), flows),
                pool("a", IPIP, 1, 1, 1),
                pool("b", new Encapsulation.Gue(6080), 1));
        CompileResult.DoesNotFit result = assertInstanceOf(
                CompileResult.DoesNotFit.class,
                new ProgramCompiler().compile(config, Surroundings.UNKNOWN, Allocation.EMPTY, small));
        assertEquals(
                List.of("FIT_SERVICES", "FIT_BACKENDS", "FIT_FLOW_TABLE", "FIT_GUE"),
                result.shortfalls().stream().map(CompileResult.Shortfall::code).toList());
    }

    @Test
    void probesThroughTheForwardingPathNeedOneThatTakesThem() {
        Capabilities without = new Capabilities("tiny", 9, 9, 9, 4096, true, true, true, false, 0);
        for (Probe.Via via : Probe.Via.values()) {
            FleetConfig config = config(List.of(service(1, "a", 256)), probed(pool("a", IPIP, 1), via));
            CompileResult result =
                    new ProgramCompiler().compile(config, Surroundings.UNKNOWN, Allocation.EMPTY, without);
            List<String> codes = result instanceof CompileResult.DoesNotFit(var shortfalls)
                    ? shortfalls.stream().map(CompileResult.Shortfall::code).toList()
                    : List.of();
            assertEquals(via == Probe.Via.FORWARDING_PATH ? List.of("FIT_PROBE_PATH") : List.of(), codes);
        }
    }

    private static BackendPool probed(BackendPool pool, Probe.Via via) {
        Probe probe = new Probe(
                new ProbeQuestion.Tcp(80), via, Probe.DEFAULT_INTERVAL, Probe.DEFAULT_TIMEOUT, Probe.DEFAULT_JITTER);
        return new BackendPool(
                pool.name(),
                pool.encapsulation(),
                pool.backends(),
                Optional.of(new HealthCheck(probe, HealthPolicy.DEFAULT)));
    }

    @Test
    void tablesThatDoNotFitAreSaidSoToo() {
        Capabilities small = new Capabilities("tiny", 9, 9, 1, 300, true, true, true, true, 0);
        FleetConfig config =
                config(List.of(service(1, "a", 256), service(2, "b", 256)), pool("a", IPIP, 1), pool("b", IPIP, 1, 1));
        CompileResult.DoesNotFit result = assertInstanceOf(
                CompileResult.DoesNotFit.class,
                new ProgramCompiler().compile(config, Surroundings.UNKNOWN, Allocation.EMPTY, small));
        assertEquals(
                List.of("FIT_TABLES", "FIT_SLOTS"),
                result.shortfalls().stream().map(CompileResult.Shortfall::code).toList());
    }

    @Test
    void sourceRangesOfBeforeAndAfterStandSideBySideDuringTheChange() {
        Capabilities three = new Capabilities("tiny", 9, 9, 9, 4096, true, true, true, true, 3);
        DataplaneState two = ranged(1, "198.51.100.0/24", "203.0.113.0/24");
        assertEquals(List.of(), Fit.peak(two, ranged(1, "198.51.100.0/24", "192.0.2.0/24"), three), "one is in both");
        assertEquals(
                List.of(new CompileResult.Shortfall(
                        "FIT_SOURCE_RANGES", "source ranges during the change: 4 needed, 3 there are", 4, 3)),
                Fit.peak(two, ranged(1, "192.0.2.0/24", "192.0.3.0/24"), three));
        assertEquals(
                1,
                Fit.peak(two, ranged(2, "198.51.100.0/24", "203.0.113.0/24"), three)
                        .size());
    }

    private static DataplaneState ranged(int id, String... ranges) {
        List<Cidr> sources =
                Stream.of(ranges).map(text -> Cidr.parse(text).orElseThrow()).toList();
        ServiceSpec spec = new ServiceSpec(
                new ServiceId(id),
                new Vip(IpAddress.ipv4(0xc0000201), Protocol.TCP, id),
                Algorithm.MAGLEV,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                ZeroBackendPolicy.REJECT,
                sources);
        ServiceEntry entry = new ServiceEntry(spec, new TableId(1));
        return new DataplaneState(
                new TreeMap<>(),
                new TreeMap<>(Map.of(entry.table(), SlotTable.generate(256, _ -> 0))),
                new TreeMap<>(Map.of(entry.id(), entry)));
    }

    @Test
    void backendsThatStillDrainCountAgainstTheIds() {
        List<BackendKey> draining = IntStream.rangeClosed(1, 32_767)
                .mapToObj(i -> new BackendKey(IpAddress.ipv4(0x0b000000 + i), IPIP))
                .toList();
        CompileResult result = new ProgramCompiler()
                .compile(
                        config(List.of(service(1, "web", 256)), pool("web", IPIP, 1)),
                        Surroundings.UNKNOWN,
                        Allocation.EMPTY.with(draining, List.of()),
                        ROOMY);
        assertEquals(
                List.of("FIT_BACKENDS"),
                assertInstanceOf(CompileResult.DoesNotFit.class, result).shortfalls().stream()
                        .map(CompileResult.Shortfall::code)
                        .toList());
    }

    @Test
    void anotherSeedIsAnotherTable() {
        FleetConfig config = config(List.of(service(1, "web", 256)), pool("web", IPIP, 1, 1, 1));
        FleetConfig reseeded = new FleetConfig(
                config.revision(), new Seed("22".repeat(32)), config.services(), config.pools(), config.dataplane());
        assertNotEquals(
                compile(config, Surroundings.UNKNOWN, Allocation.EMPTY)
                        .program()
                        .tables(),
                compile(reseeded, Surroundings.UNKNOWN, Allocation.EMPTY)
                        .program()
                        .tables());
    }
}
