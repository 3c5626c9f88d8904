package dev.turnout.fleetctl;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.schema.ConfigMessages;
import dev.turnout.schema.YamlDocument;
import dev.turnout.schema.YamlDocuments;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl check FILE}. */
@Command(
        name = "check",
        description = "Checks a configuration and prints everything that is wrong with it. Needs no broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:the document is valid", " 1:it is not, or cannot be read", " 2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  fleetctl check fleet.yaml", "  fleetctl check --resolved fleet.yaml"})
final class CheckCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration, as YAML or JSON; - reads standard input.")
    String file = "-";

    @Option(names = "--resolved", description = "Print the document with every default written out.")
    boolean resolved;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        DocumentFile document = new DocumentFile(file, spec.commandLine().getErr());
        Optional<YamlDocument> yaml = document.read();
        Optional<FleetConfig> config = yaml.flatMap(document::validate);
        config.ifPresent(valid -> out.print(
                resolved
                        ? YamlDocuments.write(ConfigMessages.of(valid))
                        : file + " is valid: " + summary(valid) + "\n"));
        return config.isPresent() ? Exit.OK : Exit.INVALID;
    }

    private static String summary(FleetConfig config) {
        int backends =
                config.pools().stream().mapToInt(pool -> pool.backends().size()).sum();
        return String.format(
                "revision %s, services %d, pools %d, backends %d",
                config.revision(), config.services().size(), config.pools().size(), backends);
    }
}
