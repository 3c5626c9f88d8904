package dev.turnout.fleetctl.ca;

import dev.turnout.broker.SmallFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every certificate that a box was given: a file for each box, a line for each certificate, {@code SERIAL END [REVOKED]}, the serial
 * number in hexadecimal digits, both times in ISO 8601.
 */
final class Issued {
    private static final int HEX = 16;

    private final Path directory;

    Issued(Path authority) {
        this.directory = authority.resolve("issued");
    }

    /** @param revoked when it was */
    record Line(BigInteger serial, Instant end, Optional<Instant> revoked) {
        static Line parse(String text) {
            String[] fields = text.split(" ", -1);
            return new Line(
                    new BigInteger(fields[0], HEX),
                    Instant.parse(fields[1]),
                    fields.length > 2 ? Optional.of(Instant.parse(fields[2])) : Optional.empty());
        }

        @Override
        public String toString() {
            return serial.toString(HEX) + " " + end
                    + revoked.map(when -> " " + when).orElse("");
        }
    }

    void note(String box, X509Certificate certificate) throws IOException {
        List<Line> lines = new ArrayList<>(lines(box));
        lines.add(new Line(
                certificate.getSerialNumber(), certificate.getNotAfter().toInstant(), Optional.empty()));
        write(box, lines);
    }

    /** How many there were that were still good. */
    int revoke(String box, Instant now) throws IOException {
        List<Line> lines = lines(box);
        List<Line> good = lines.stream()
                .filter(line -> line.revoked.isEmpty() && line.end.isAfter(now))
                .toList();
        write(
                box,
                lines.stream()
                        .map(line -> good.contains(line) ? new Line(line.serial, line.end, Optional.of(now)) : line)
                        .toList());
        return good.size();
    }

    /** Those that would still be good. */
    List<Line> revoked(Instant now) throws IOException {
        List<Line> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                lines(String.valueOf(file.getFileName())).stream()
                        .filter(line -> line.revoked.isPresent() && line.end.isAfter(now))
                        .forEach(all::add);
            }
        }
        return all;
    }

    private List<Line> lines(String box) throws IOException {
        Path file = directory.resolve(box);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Line::parse).toList()
                : List.of();
    }

    private void write(String box, List<Line> lines) throws IOException {
        SmallFile.write(
                directory.resolve(box),
                lines.stream().map(line -> line + "\n").collect(Collectors.joining()),
                SmallFile.PRIVATE);
    }
}
