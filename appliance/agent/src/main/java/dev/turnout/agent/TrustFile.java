package dev.turnout.agent;

import dev.turnout.broker.SmallFile;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.signed.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose signatures count, on the disk: PEM, and before it a line that says which signed set of keys it is. Without that line it
 * is what the box was given when it was enrolled, or by hand.
 *
 * @param own whether the file is the box's, so that a signed set of keys may replace it
 */
public record TrustFile(Path path, boolean own) {
    private static final Pattern REVISION = Pattern.compile("\\A# revision (\\d{1,19})\\.(\\d{1,19})\\R");

    /**
     * What is in it.
     *
     * @param revision of the set of keys; empty of what nobody has signed
     */
    public record Content(TrustedKeys keys, Optional<Revision> revision) {}

    /** Empty where it holds no keys. */
    public Optional<Content> read() throws IOException {
        String text = Files.readString(path);
        return TrustedKeys.parse(text).map(keys -> new Content(keys, revision(text)));
    }

    private static Optional<Revision> revision(String text) {
        Matcher line = REVISION.matcher(text);
        try {
            return line.find()
                    ? Optional.of(new Revision(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
                    : Optional.empty();
        } catch (NumberFormatException outOfRange) {
            return Optional.empty();
        }
    }

    /** Durable when it returns. */
    void write(String pem, Revision revision) throws IOException {
        SmallFile.write(
                path, "# revision " + revision.epoch() + "." + revision.generation() + "\n" + pem, SmallFile.PRIVATE);
    }
}
