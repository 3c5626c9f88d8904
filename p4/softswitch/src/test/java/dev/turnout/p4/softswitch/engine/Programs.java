package dev.turnout.p4.softswitch.engine;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The small programs of `src/test/programs`, and ways to talk to them. */
final class Programs {
    private Programs() {}

    static LoadResult load(String name) {
        try {
            return ProgramReader.read(Files.readString(Path.of("src/test/programs", name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SoftSwitch run(String name) {
        return assertInstanceOf(LoadResult.Loaded.class, load(name)).program();
    }

    static MatchTable table(SoftSwitch program, String name) {
        return program.tables().stream()
                .filter(table -> table.name().endsWith("." + name))
                .findFirst()
                .orElseThrow();
    }

    static ActionCode action(MatchTable table, String name) {
        return table.actions().stream()
                .filter(action -> action.name().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    static Match exact(long value, MatchTable table) {
        return new Match(BigInteger.valueOf(value), table.wholeMask(), 0);
    }

    static Match masked(long value, long mask, int priority) {
        return new Match(BigInteger.valueOf(value), BigInteger.valueOf(mask), priority);
    }

    static ActionData data(long... values) {
        return ActionData.of(
                java.util.Arrays.stream(values).mapToObj(BigInteger::valueOf).toList());
    }

    /** Hexadecimal digits with or without blanks. */
    static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }

    /** What leaves, as `port:hexadecimal`; `dropped` where nothing does. */
    static String sent(SoftSwitch program, int port, String... hex) {
        return program.process(port, bytes(hex))
                .map(sent -> sent.port() + ":" + HexFormat.of().formatHex(sent.frame()))
                .orElse("dropped");
    }
}
