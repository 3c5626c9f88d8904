package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Violation;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigParserTest {
    private static FleetConfig accepted(String yaml) {
        return assertInstanceOf(ParseResult.Accepted.class, Documents.parse(yaml))
                .config();
    }

    @Test
    void fillsEveryDefault() {
        FleetConfig config = accepted(Documents.VALID);
        assertEquals(new Revision(1, 7), config.revision());
        assertEquals(
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                config.seed().hex());
        assertEquals(DataplaneSettings.DEFAULT, config.dataplane());
        Service web = config.services().getFirst();
        assertEquals("192.0.2.10:80/tcp", web.vip().toString());
        assertEquals(Algorithm.MAGLEV, web.algorithm());
        assertEquals(Affinity.FIVE_TUPLE, web.affinity());
        assertEquals(Persistence.TRANSIT, web.persistence());
        assertEquals(ZeroBackendPolicy.REJECT, web.zeroBackends());
        assertEquals(TransitionTimes.DEFAULT, web.transition());
        assertEquals(List.of(), web.sourceRanges());
        Service dns = config.services().getLast();
        assertEquals(Protocol.UDP, dns.vip().protocol());
        assertEquals(Persistence.NONE, dns.persistence());
        assertEquals(new Encapsulation.Gue(6080), config.pool("dns").encapsulation());
        assertEquals(
                List.of(1, 3),
                config.pool("web").backends().stream().map(b -> b.weight()).toList());
    }

    @Test
    void randomImpliesAFlowTable() {
        Service web = accepted(Documents.with("    port: 80\n", "    port: 80\n    algorithm: RANDOM\n"))
                .services()
                .getFirst();
        assertEquals(Algorithm.RANDOM, web.algorithm());
        assertEquals(Persistence.FLOW_TABLE, web.persistence());
    }

    @Test
    void choosesATableSizeAndSaysSo() {
        ParseResult.Accepted result = assertInstanceOf(
                ParseResult.Accepted.class, Documents.parse(Documents.with("    tableSize: 512\n", "")));
        assertEquals(256, result.config().services().getLast().tableSize());
        Warning warning = result.warnings().getFirst();
        assertEquals("services[1].tableSize", warning.path());
        assertEquals("CFG_TABLE_SIZE_CHOSEN", warning.code());
        assertTrue(warning.message().startsWith("line 10, column 5: "), warning.message());
    }

    @Test
    void warnsOfWhatIsAllowedButOdd() {
        String yaml = Documents.VALID + "  - name: spare\n    encapsulation: L2\n";
        ParseResult.Accepted result = assertInstanceOf(ParseResult.Accepted.class, Documents.parse(yaml));
        assertEquals(
                List.of("pools[2].backends CFG_EMPTY_POOL", "pools[2] CFG_UNUSED_POOL"),
                result.warnings().stream()
                        .map(warning -> warning.path() + " " + warning.code())
                        .toList());
    }

    @Test
    void aBoxAddressIsNoVip() {
        BoxContext box = new BoxContext(Set.of(IpAddress.parse("192.0.2.10").orElseThrow()));
        ParseResult result = ConfigParser.parseYaml(Documents.VALID.getBytes(StandardCharsets.UTF_8), box);
        assertEquals(List.of("services[0].vip CFG_VIP_IS_BOX_ADDRESS"), Documents.violations(result));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            generation: 7                | generation: 0                   | generation CFG_MISSING
            generation: 7                | generation: 9223372036854775808 | generation CFG_OUT_OF_RANGE
            epoch: 1                     | epoch: 18446744073709551615     | epoch CFG_OUT_OF_RANGE
            epoch: 1                     | epoch: 18446744073709551616     | epoch CFG_OUT_OF_RANGE
            epoch: 1                     | epoch: -1                       | epoch CFG_OUT_OF_RANGE
            epoch: 1                     | epoch: one                      | epoch CFG_WRONG_TYPE
            epoch: 1                     | epoch: 01                       | epoch CFG_WRONG_TYPE
            epoch: 1                     | epoch:                          | epoch CFG_NO_VALUE
            epoch: 1                     | epoch: [1]                      | epoch CFG_WRONG_TYPE
            epoch: 1                     | epoch: !url "x"                 | epoch CFG_WRONG_TYPE
            epoch: 1                     | epohc: 1                        | epohc CFG_UNKNOWN_KEY
            1e1f                         | 1e                              | seed CFG_BAD_SEED
            1e1f                         | 1e1g                            | seed CFG_WRONG_TYPE
            name: web\\n    vip          | name: Web\\n    vip             | services[0].name CFG_BAD_NAME
            name: web\\n    vip          | name: "-"\\n    vip             | services[0].name CFG_BAD_NAME
            name: web\\n    vip          | name: dns\\n    vip             | services[1].name CFG_DUPLICATE_NAME
            name: web\\n    vip          | name: ""\\n    vip              | services[0].name CFG_MISSING
            192.0.2.10                   | 192.0.2.256                     | services[0].vip CFG_BAD_ADDRESS
            192.0.2.10                   | "::ffff:192.0.2.10"             | services[0].vip CFG_BAD_ADDRESS
            192.0.2.10                   | 192.0.2.10/32                   | services[0].vip CFG_BAD_ADDRESS
            192.0.2.10                   | 127.0.0.1                       | services[0].vip CFG_VIP_NOT_USABLE
            192.0.2.10                   | 0.0.0.0                         | services[0].vip CFG_VIP_NOT_USABLE
            192.0.2.10                   | 224.0.0.1                       | services[0].vip CFG_VIP_NOT_USABLE
            192.0.2.10                   | 169.254.0.1                     | services[0].vip CFG_VIP_NOT_USABLE
            192.0.2.10                   | 255.255.255.255                 | services[0].vip CFG_VIP_NOT_USABLE
            2001:db8::53                 | fe80::1                         | services[1].vip CFG_VIP_NOT_USABLE
            2001:db8::53                 | ff02::1                         | services[1].vip CFG_VIP_NOT_USABLE
            2001:db8::53                 | ::1                             | services[1].vip CFG_VIP_NOT_USABLE
            2001:db8::53                 | "::"                            | services[1].vip CFG_VIP_NOT_USABLE
            port: 80                     | port: 65536                     | services[0].port CFG_OUT_OF_RANGE
            port: 80                     | port: 4294967296                | services[0].port CFG_OUT_OF_RANGE
            port: 80                     | port: 8e1                       | services[0].port CFG_WRONG_TYPE
            `    port: 80\\n`            | ``                              | services[0].port CFG_MISSING
            port: 80                     | port: 80\\n    persistence: DISK | services[0].persistence CFG_WRONG_TYPE
            port: 53                     | port: 53\\n    persistence: TRANSIT | services[1].persistence CFG_TRANSIT_ON_UDP
            port: 80                     | port: 80\\n    algorithm: RANDOM\\n    persistence: NONE | services[0].persistence CFG_RANDOM_NEEDS_FLOW_TABLE
            pool: web                    | pool: wbe                       | services[0].pool CFG_UNKNOWN_POOL
            tableSize: 256               | tableSize: 257                  | services[0].tableSize CFG_TABLE_SIZE
            tableSize: 256               | tableSize: 128                  | services[0].tableSize CFG_TABLE_SIZE
            tableSize: 256               | tableSize: 262144               | services[0].tableSize CFG_TABLE_SIZE
            tableSize: 256               | tableSize: 0                    | services[0].tableSize CFG_TABLE_SIZE
            tableSize: 256               | sourceRanges: ["2001:db8::/32"] | services[0].sourceRanges[0] CFG_SOURCE_RANGE_FAMILY
            tableSize: 256               | sourceRanges: [10.0.0.1/8]      | services[0].sourceRanges[0] CFG_BAD_PREFIX
            tableSize: 256               | sourceRanges: 10.0.0.0/8        | services[0].sourceRanges CFG_WRONG_TYPE
            tableSize: 256               | transition: {idle: 25h}         | services[0].transition.idle CFG_OUT_OF_RANGE
            tableSize: 256               | transition: {idle: 15}          | services[0].transition.idle CFG_WRONG_TYPE
            tableSize: 256               | transition: {ceiling: 14m}      | services[0].transition.ceiling CFG_OUT_OF_RANGE
            tableSize: 256               | transition: {ceiling: 169h}     | services[0].transition.ceiling CFG_OUT_OF_RANGE
            tableSize: 256               | transition: {maxFalsePositiveRate: 0} | services[0].transition.maxFalsePositiveRate CFG_OUT_OF_RANGE
            tableSize: 256               | transition: {maxFalsePositiveRate: .nan} | services[0].transition.maxFalsePositiveRate CFG_WRONG_TYPE
            encapsulation: IPIP          | encapsulation: ipip             | pools[0].encapsulation CFG_WRONG_TYPE
            `    encapsulation: IPIP\\n` | ``                              | pools[0].encapsulation CFG_MISSING
            encapsulation: IPIP          | encapsulation: IPIP\\n    guePort: 1 | pools[0].guePort CFG_GUE_PORT_WITHOUT_GUE
            encapsulation: GUE           | encapsulation: GUE\\n    guePort: 0 | pools[1].guePort CFG_OUT_OF_RANGE
            encapsulation: GUE           | encapsulation: IPIP             | services[1].pool CFG_ENCAPSULATION_FAMILY
            encapsulation: GUE           | encapsulation: L2               | services[1].pool CFG_ENCAPSULATION_FAMILY
            10.0.0.2                     | 10.0.0.1                        | pools[0].backends[1].address CFG_DUPLICATE_BACKEND
            10.0.0.2                     | 192.0.2.10                      | pools[0].backends[1].address CFG_BACKEND_IS_VIP
            10.0.0.2                     | 127.0.0.2                       | pools[0].backends[1].address CFG_BACKEND_NOT_USABLE
            weight: 3                    | weight: 65536                   | pools[0].backends[1].weight CFG_OUT_OF_RANGE
            weight: 3                    | weight: 65535                   | services[0].tableSize CFG_NO_SLOT
            weight: 3                    | wieght: 3                       | pools[0].backends[1].wieght CFG_UNKNOWN_KEY
            weight: 3                    | weight: 3\\n        weight: 4   | pools[0].backends[1].weight CFG_DUPLICATE_KEY
            epoch: 1                     | dataplane: {tunnelSource4: "fd00::/64"} | dataplane.tunnelSource4 CFG_TUNNEL_SOURCE
            epoch: 1                     | dataplane: {tunnelSource6: "ff00::/64"} | dataplane.tunnelSource6 CFG_TUNNEL_SOURCE
            epoch: 1                     | dataplane: {allowGeneric: yes}  | dataplane.allowGeneric CFG_WRONG_TYPE
            epoch: 1                     | dataplane: on                   | dataplane CFG_WRONG_TYPE
            """)
    void namesTheOneThingThatIsWrong(String old, String replacement, String expected) {
        String yaml =
                Documents.with(old.replace("\\n", "\n"), replacement == null ? "" : replacement.replace("\\n", "\n"));
        ParseResult result = Documents.parse(yaml);
        assertEquals(List.of(expected), Documents.violations(result));
        Violation violation = ((ParseResult.Rejected) result).violations().getFirst();
        assertTrue(violation.message().matches("(?s)line [0-9]+, column [0-9]+: .*"), violation.message());
    }

    @Test
    void duplicateVipsNameTheFirst() {
        String yaml = Documents.with("2001:db8::53\n    protocol: UDP\n    port: 53", "192.0.2.10\n    port: 80");
        ParseResult.Rejected rejected = assertInstanceOf(ParseResult.Rejected.class, Documents.parse(yaml));
        assertEquals(
                List.of(new Violation(
                        "services[1].vip",
                        "CFG_DUPLICATE_VIP",
                        "line 11, column 5: same address, protocol and port as services[0] (192.0.2.10:80/tcp)")),
                rejected.violations());
    }

    @Test
    void allWeightsZero() {
        String yaml = Documents.VALID
                .replace("- address: 10.0.0.1\n      - address: 10.0.0.2", "- address: 10.0.0.2")
                .replace("weight: 3", "weight: 0");
        assertEquals(List.of("pools[0].backends CFG_ALL_WEIGHTS_ZERO"), Documents.violations(Documents.parse(yaml)));
    }

    @Test
    void answersEverythingAtOnce() {
        String yaml = Documents.VALID
                .replace("generation: 7", "generations: 7")
                .replace("port: 80", "port: eighty")
                .replace("pool: dns", "pool: nds")
                .replace("10.0.0.2", "10.0.0.1");
        assertEquals(
                List.of(
                        "generations CFG_UNKNOWN_KEY",
                        "services[0].port CFG_WRONG_TYPE",
                        "generation CFG_MISSING",
                        "pools[0].backends[1].address CFG_DUPLICATE_BACKEND",
                        "services[1].pool CFG_UNKNOWN_POOL"),
                Documents.violations(Documents.parse(yaml)));
    }

    @Test
    void unknownKeysSuggestTheLikeliest() {
        ParseResult.Rejected rejected = assertInstanceOf(
                ParseResult.Rejected.class, Documents.parse(Documents.with("tableSize: 256", "tableSzie: 256")));
        assertEquals(
                "line 9, column 5: there is no key \"tableSzie\" here: did you mean tableSize?",
                rejected.violations().getFirst().message());
    }
}
