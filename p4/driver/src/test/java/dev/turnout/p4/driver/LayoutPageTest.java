package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.config.Action;
import dev.turnout.p4.runtime.config.ActionRef;
import dev.turnout.p4.runtime.config.ControllerPacketMetadata;
import dev.turnout.p4.runtime.config.Counter;
import dev.turnout.p4.runtime.config.MatchField;
import dev.turnout.p4.runtime.config.P4Info;
import dev.turnout.p4.runtime.config.Register;
import dev.turnout.p4.runtime.config.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page on the layout has the names, numbers, widths and sizes of the p4info, in its order, and no others. What cells of its
 * tables mean is for its author.
 */
final class LayoutPageTest {
    private static final Path PAGE = Path.of("../../docs/reference/p4-layout.md");
    private static final P4Info INFO = Pipeline.shipped().info();

    private static String number(int id) {
        return "0x%08x".formatted(id);
    }

    private static String code(String name) {
        return "`" + name + "`";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** The rows of the first table behind a heading, without its head, cut to so many cells; none where there is no table. */
    private static List<String> rows(String heading, int cells) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int from = lines.indexOf(heading);
        assertFalse(from < 0, heading);
        return lines.stream()
                .skip(from + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.substring(1, line.length() - 1).split("\\|"))
                .map(row -> Stream.of(row).limit(cells).map(String::strip).collect(Collectors.joining(" | ")))
                .toList();
    }

    private static String key(MatchField field) {
        String kind = field.getMatchType() == MatchField.MatchType.LPM ? "LPM" : "exact";
        return code(field.getName()) + " " + field.getBitwidth() + " " + kind;
    }

    private static String actions(Table table) {
        return table.getActionRefsList().stream()
                .filter(ref -> ref.getScope() != ActionRef.Scope.DEFAULT_ONLY)
                .map(ref -> INFO.getActionsList().stream()
                        .map(Action::getPreamble)
                        .filter(action -> action.getId() == ref.getId())
                        .findFirst()
                        .orElseThrow()
                        .getAlias())
                .map(LayoutPageTest::code)
                .collect(Collectors.joining(", "));
    }

    private static String row(Table table) {
        String keys =
                table.getMatchFieldsList().stream().map(LayoutPageTest::key).collect(Collectors.joining(", "));
        return String.join(
                " | ",
                code(table.getPreamble().getAlias()),
                code(number(table.getPreamble().getId())),
                keys,
                actions(table),
                count(table.getSize()));
    }

    @Test
    void tables() throws IOException {
        assertEquals(INFO.getTablesList().stream().map(LayoutPageTest::row).toList(), rows("## Tables", 5));
    }

    @Test
    void actionsWithTheirParameters() throws IOException {
        Set<Integer> named = INFO.getTablesList().stream()
                .flatMap(table -> table.getActionRefsList().stream())
                .filter(ref -> ref.getScope() != ActionRef.Scope.DEFAULT_ONLY)
                .map(ActionRef::getId)
                .collect(Collectors.toSet());
        for (Action action : INFO.getActionsList()) {
            int id = action.getPreamble().getId();
            if (named.contains(id)) {
                String heading = "### " + code(action.getPreamble().getAlias()) + " " + code(number(id));
                List<String> params = action.getParamsList().stream()
                        .map(param -> param.getId() + " | " + code(param.getName()) + " | " + param.getBitwidth())
                        .toList();
                assertEquals(params, rows(heading, 3), heading);
            }
        }
        long headings = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("### `\\w+` `0x01\\w+`"))
                .count();
        assertEquals(named.size(), headings);
    }

    private static String row(Counter counter) {
        String unit = switch (counter.getSpec().getUnit()) {
            case PACKETS -> "packets";
            case BYTES -> "bytes";
            case BOTH -> "packets and bytes";
            case UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException(counter.toString());
        };
        return String.join(
                " | ",
                code(counter.getPreamble().getAlias()),
                code(number(counter.getPreamble().getId())),
                unit,
                count(counter.getSize()));
    }

    @Test
    void counters() throws IOException {
        assertEquals(
                INFO.getCountersList().stream()
                        .map(LayoutPageTest::row)
                        .sorted()
                        .toList(),
                rows("## Counters", 4).stream().sorted().toList());
    }

    @Test
    void packets() throws IOException {
        for (ControllerPacketMetadata header : INFO.getControllerPacketMetadataList()) {
            List<String> fields = header.getMetadataList().stream()
                    .map(field -> field.getId() + " | " + code(field.getName()) + " | " + field.getBitwidth())
                    .toList();
            assertEquals(fields, rows("### " + code(header.getPreamble().getAlias()), 3));
        }
    }

    private static List<String> members(String type) {
        return INFO.getTypeInfo().getSerializableEnumsOrThrow(type).getMembersList().stream()
                .map(member -> value(member.getValue()) + " | " + code(member.getName()))
                .toList();
    }

    private static int value(ByteString value) {
        assertEquals(1, value.size());
        return Byte.toUnsignedInt(value.byteAt(0));
    }

    @Test
    void outcomesAndCommands() throws IOException {
        assertEquals(members("outcome_t"), rows("## Outcomes", 2));
        assertEquals(members("command_t"), rows("### Commands", 2));
    }

    private static String row(Register register) {
        return String.join(
                " | ",
                code(register.getPreamble().getAlias()),
                Integer.toString(register.getTypeSpec().getBitstring().getBit().getBitwidth()),
                count(register.getSize()));
    }

    @Test
    void registers() throws IOException {
        assertEquals(INFO.getRegistersList().stream().map(LayoutPageTest::row).toList(), rows("## Transit filters", 3));
    }
}
