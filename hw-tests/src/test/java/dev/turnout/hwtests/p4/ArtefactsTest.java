package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is checked in of the compiled P4 program comes from its sources. */
class ArtefactsTest {
    private static final Path P4 = Shell.ROOT.resolve("p4");
    private static final Path ARTEFACTS = P4.resolve("artifacts/v1model");
    private static final List<String> COMPILED = List.of("turnout.json", "turnout.p4info.txtpb");
    private static final String REMEDY = "run p4/compile where a p4c-bm2-ss is on the PATH";

    @TempDir
    private Path scratch;

    /** As sha256sum writes them: a digest, two characters, a name. */
    private static Map<String, String> digests(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("digests")).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.substring(66), line -> line.substring(0, 64)));
    }

    private static SortedSet<String> files() throws IOException {
        SortedSet<String> files = new TreeSet<>(COMPILED);
        try (Stream<Path> sources = Files.list(P4.resolve("src"))) {
            sources.forEach(source -> files.add("src/" + source.getFileName()));
        }
        return files;
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void sourcesAndArtefactsAreThoseThatBelongTogether() throws IOException {
        Map<String, String> written = digests(ARTEFACTS);
        assertEquals(files(), new TreeSet<>(written.keySet()), REMEDY);
        for (Map.Entry<String, String> entry : written.entrySet()) {
            Path directory = COMPILED.contains(entry.getKey()) ? ARTEFACTS : P4;
            assertEquals(entry.getValue(), digest(directory.resolve(entry.getKey())), entry.getKey() + ": " + REMEDY);
        }
    }

    /** A test where there is a compiler, of any version: none where there is not, since no package registry has one. */
    @TestFactory
    Stream<DynamicTest> theCompilerMakesTheSame() {
        String path = System.getenv("PATH");
        return Stream.of(path.split(":"))
                .filter(directory -> Files.isExecutable(Path.of(directory, "p4c-bm2-ss")))
                .limit(1)
                .map(directory -> DynamicTest.dynamicTest("by " + directory, () -> {
                    Shell.Answer answer =
                            Shell.run(scratch, Map.of("PATH", path), List.of("p4/compile", scratch.toString()));
                    assertEquals(0, answer.status(), answer.err());
                    for (String file : COMPILED) {
                        assertEquals(
                                Files.readString(ARTEFACTS.resolve(file)),
                                Files.readString(scratch.resolve(file)),
                                file + ": " + REMEDY);
                    }
                }));
    }
}
