package dev.turnout.fleetctl;

import dev.turnout.broker.SmallFile;
import dev.turnout.schema.signed.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl key …}: the keys that sign what boxes take. */
@Command(
        name = "key",
        description = "Makes and shows the keys that sign configurations.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {KeyCommand.Create.class, KeyCommand.Show.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  fleetctl key create fleet.key", "  fleetctl key show fleet.key"})
final class KeyCommand extends CommandGroup {
    /** {@code fleetctl key create FILE}. */
    @Command(
            name = "create",
            description = {
                "Makes a key: FILE has the secret, for its owner only, and FILE.pub what boxes are to trust.",
                "Whoever has FILE can change every box that trusts it: keep it as you keep the keys of the house."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                " 0:both files are written",
                " 1:one is there already, or cannot be written",
                " 2:wrong usage"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  fleetctl key create fleet.key",
                "  turnout run --trust fleet.key.pub --broker mqtts://broker.example.net --box edge-1 --interface eth0"
            })
    static final class Create implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "Where to write it; nothing is overwritten.")
        @Nullable
        Path file;

        @Override
        public Integer call() {
            Path secret = Objects.requireNonNull(file);
            Path shared = Path.of(secret + ".pub");
            SigningKey key = SigningKey.generate();
            try {
                for (Path each : List.of(secret, shared)) {
                    if (Files.exists(each)) {
                        return complain(each + " is there already: name another file");
                    }
                }
                SmallFile.write(secret, key.pem(), SmallFile.PRIVATE);
                SmallFile.write(shared, key.verifyKey().pem(), SmallFile.SHARED);
            } catch (IOException unwritable) {
                return complain("the key cannot be written: " + unwritable);
            }
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println("key " + key.verifyKey().id() + ": sign with " + secret + ", have boxes trust " + shared);
            return Exit.OK;
        }

        private int complain(String sentence) {
            Objects.requireNonNull(spec).commandLine().getErr().println("fleetctl: " + sentence);
            return Exit.INVALID;
        }
    }

    /** {@code fleetctl key show FILE}. */
    @Command(
            name = "show",
            description = "Prints a key's id and its public half, as boxes are to trust it.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:printed", " 1:the file is no key, or cannot be read", " 2:wrong usage"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  fleetctl key show fleet.key",
                "  openssl genpkey -algorithm ed25519 | fleetctl key show /dev/stdin"
            })
    static final class Show implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "The secret half, PEM.")
        @Nullable
        Path file;

        @Override
        public Integer call() throws KeyProblem {
            SigningKey key = KeyFiles.read(Objects.requireNonNull(file));
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("key " + key.verifyKey().id());
            out.print(key.verifyKey().pem());
            return Exit.OK;
        }
    }
}
