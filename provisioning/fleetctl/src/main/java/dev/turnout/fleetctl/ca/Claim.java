package dev.turnout.fleetctl.ca;

import dev.turnout.broker.SmallFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a claim is good for, and what came of it.
 *
 * @param id in the common name of its certificate
 * @param box the name of the one box that it makes; or, with a serial number behind it, of each of several
 * @param uses how many boxes it may make; of one it is the name
 * @param serial that the box must have; empty for any
 * @param expires the first moment at which it is refused
 * @param issued box names by the digest of the key that was certified
 */
public record Claim(
        String id, String box, int uses, Optional<String> serial, Instant expires, SortedMap<String, String> issued) {
    static final String COMMON_NAME_PREFIX = "claim.";
    private static final String ISSUED = "issued.";

    /** Its user name at the broker. */
    public String commonName() {
        return COMMON_NAME_PREFIX + id;
    }

    /** With one more box. */
    Claim with(String keyDigest, String name) {
        SortedMap<String, String> more = new TreeMap<>(issued);
        more.put(keyDigest, name);
        return new Claim(id, box, uses, serial, expires, more);
    }

    static Claim load(Path file) throws IOException, CaProblem {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        try {
            SortedMap<String, String> issued = new TreeMap<>();
            properties.stringPropertyNames().stream()
                    .filter(key -> key.startsWith(ISSUED))
                    .forEach(key -> issued.put(key.substring(ISSUED.length()), properties.getProperty(key)));
            return new Claim(
                    String.valueOf(file.getFileName()),
                    properties.getProperty("box", ""),
                    Integer.parseInt(properties.getProperty("uses", "")),
                    Optional.ofNullable(properties.getProperty("serial")),
                    Instant.parse(properties.getProperty("expires", "")),
                    issued);
        } catch (NumberFormatException | DateTimeParseException damaged) {
            throw new CaProblem("the claim " + file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    void store(Path directory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("box", box);
        properties.setProperty("uses", String.valueOf(uses));
        serial.ifPresent(number -> properties.setProperty("serial", number));
        properties.setProperty("expires", expires.toString());
        issued.forEach((key, name) -> properties.setProperty(ISSUED + key, name));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        SmallFile.write(directory.resolve(id), text.toString(), SmallFile.PRIVATE);
    }
}
