package dev.turnout.schema;

import com.google.protobuf.Message;
import dev.turnout.core.model.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML to message and back, by the protobuf JSON mapping.
 *
 * <p>Nothing is ever constructed from a tag: the text becomes nodes, and a walk along the message's descriptor takes
 * from them what fits. Before the nodes are made, the events are counted, since a few megabytes of brackets would
 * become gigabytes of nodes.
 */
public final class YamlDocuments {
    private YamlDocuments() {}

    /** Reads one document. Never throws, whatever the bytes. */
    public static YamlDocument read(byte[] utf8) {
        if (utf8.length > Limits.DOCUMENT_BYTES) {
            return illegible(ConfigCode.TOO_LARGE, ConfigParser.tooLarge(utf8.length));
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return illegible(ConfigCode.NOT_UTF8, "the text is not UTF-8: save it as UTF-8");
        }
        try {
            return read(text);
        } catch (MarkedYAMLException syntax) {
            String at = syntax.getProblemMark() == null ? "" : YamlPosition.of(syntax.getProblemMark());
            return illegible(ConfigCode.YAML_SYNTAX, at + "this is not YAML: " + problem(syntax.getProblem()));
        } catch (YAMLException limit) {
            return illegible(ConfigCode.YAML_SYNTAX, "this is not YAML: " + problem(limit.getMessage()));
        }
    }

    private static YamlDocument read(String text) {
        int[] codePoints = text.codePoints().toArray();
        OptionalInt unprintable = WholeText.unprintable(codePoints);
        if (unprintable.isPresent()) {
            int at = unprintable.getAsInt();
            String message = String.format(
                    Locale.ROOT, "character %d, U+%04X, is none that YAML allows", at + 1, codePoints[at]);
            return illegible(ConfigCode.YAML_SYNTAX, message);
        }
        Optional<String> excess = excess(parser(codePoints));
        if (excess.isPresent()) {
            return illegible(ConfigCode.YAML_LIMIT, excess.get());
        }
        Node root = new Composer(parser(codePoints), new Resolver(), options()).getSingleNode();
        if (root == null) {
            return illegible(ConfigCode.YAML_SYNTAX, "the document is empty");
        }
        dev.turnout.v1.FleetConfig.Builder builder = dev.turnout.v1.FleetConfig.newBuilder();
        List<Violation> violations = new ArrayList<>();
        if (!new YamlReader(violations).read(root, builder)) {
            String message = "aliases expand to more than " + Limits.YAML_EVENTS + " values";
            return illegible(ConfigCode.YAML_LIMIT, message);
        }
        return new YamlDocument(builder.build(), violations, Optional.of(root));
    }

    private static Parser parser(int[] codePoints) {
        return new ParserImpl(new WholeText(codePoints), options());
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Limits.DOCUMENT_BYTES);
        options.setNestingDepthLimit(Limits.YAML_DEPTH);
        options.setMaxAliasesForCollections(Limits.YAML_ALIASES);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        return options;
    }

    /** What there is too much of, if anything. */
    private static Optional<String> excess(Parser parser) {
        int depth = 0;
        int events = 0;
        int aliases = 0;
        while (!parser.checkEvent(Event.ID.StreamEnd)) {
            Event event = parser.getEvent();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {}
            }
            if (depth > Limits.YAML_DEPTH) {
                return Optional.of(at(event) + "lists and mappings nest deeper than " + Limits.YAML_DEPTH);
            }
            if (++events > Limits.YAML_EVENTS) {
                return Optional.of(
                        at(event) + "there are more than " + Limits.YAML_EVENTS + " values, keys and brackets");
            }
            if (aliases > Limits.YAML_ALIASES) {
                return Optional.of(at(event) + "there are more than " + Limits.YAML_ALIASES + " aliases");
            }
        }
        return Optional.empty();
    }

    private static String at(Event event) {
        return YamlPosition.of(event.getStartMark());
    }

    private static String problem(@Nullable String words) {
        String line =
                words == null ? "it cannot be read" : words.lines().findFirst().orElse("");
        String shown = Quote.of(line);
        return shown.substring(1, shown.length() - 1);
    }

    private static YamlDocument illegible(ConfigCode code, String message) {
        return new YamlDocument(
                dev.turnout.v1.FleetConfig.getDefaultInstance(),
                List.of(new Violation("", code.code(), message)),
                Optional.empty());
    }

    /** As people write it; {@link #read} reads it back. What has no value is left out. */
    public static String write(Message message) {
        return TextWriter.yaml(message);
    }

    /** The same names and spellings as JSON, which is YAML too; 64-bit numbers are numbers, bytes hexadecimal. */
    public static String writeJson(Message message) {
        return TextWriter.json(message);
    }
}
