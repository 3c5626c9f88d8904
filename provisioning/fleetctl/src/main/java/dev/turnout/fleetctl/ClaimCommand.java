package dev.turnout.fleetctl;

import dev.turnout.fleetctl.ca.Authority;
import dev.turnout.fleetctl.ca.CaProblem;
import dev.turnout.fleetctl.ca.Claim;
import dev.turnout.schema.DurationText;
import dev.turnout.schema.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl claim …}: what a box needs to become one of the fleet. */
@Command(
        name = "claim",
        description = "Makes and lists claims, by which boxes become ones of the fleet.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ClaimCommand.Create.class, ClaimCommand.ListClaims.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl claim create edge-1.claim --ca-dir fleet-ca --box edge-1",
            "  fleetctl claim list --ca-dir fleet-ca"
        })
final class ClaimCommand extends CommandGroup {
    /** {@code fleetctl claim create FILE}. */
    @Command(
            name = "create",
            description = {
                "Makes a claim: who holds FILE can have a box certified, and do nothing else. It is good for one box, or for"
                        + " --uses of them, and not for long."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                " 0:it is made",
                " 1:the authority cannot be used, or FILE is there already",
                " 2:wrong usage"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  fleetctl claim create edge-1.claim --ca-dir fleet-ca --box edge-1 --serial C02XL0",
                "  fleetctl claim create shops.claim --ca-dir fleet-ca --box shop --uses 40 --valid 168h",
                "  turnout enrol --claim edge-1.claim --broker mqtts://broker.example.net:8884"
            })
    static final class Create implements Callable<Integer> {
        private static final int MOST_USES = 10_000;
        private static final Duration MOST_VALID = Duration.ofDays(90);

        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "Where to write it; nothing is overwritten.")
        @Nullable
        Path file;

        @Mixin
        AuthorityOptions authority = new AuthorityOptions();

        @Option(
                names = "--box",
                required = true,
                paramLabel = "ID",
                description = "The box's id; with --uses each box's, a hyphen and its serial number behind it.")
        String box = "";

        @Option(
                names = "--uses",
                paramLabel = "NUMBER",
                defaultValue = "1",
                description = "How many boxes it makes. Default: ${DEFAULT-VALUE}")
        int uses;

        @Option(
                names = "--serial",
                paramLabel = "TEXT",
                description = "The serial number that the box must have, as its maker wrote it (dmidecode -s"
                        + " system-serial-number).")
        @Nullable
        String serial;

        @Option(
                names = "--valid",
                paramLabel = "DURATION",
                defaultValue = "24h",
                description = "How long it is good. Default: ${DEFAULT-VALUE}")
        String valid = "24h";

        @Override
        public Integer call() throws CaProblem {
            if (!Topics.isBox(box) || box.equals(Authority.OPERATOR) || box.startsWith("claim.")) {
                throw usage("'" + box + "' can be no box's id: use 1 to 63 letters, digits, '.', '_' and '-', not '"
                        + Authority.OPERATOR + "', and nothing that begins with 'claim.'");
            }
            if (uses < 1 || uses > MOST_USES || uses > 1 && serial != null) {
                throw usage("--uses takes 1 to " + MOST_USES + ", and 1 with --serial");
            }
            Duration duration = DurationText.parse(valid)
                    .filter(time -> !time.isZero() && time.compareTo(MOST_VALID) <= 0)
                    .orElseThrow(() -> usage("--valid takes a duration up to 2160h, such as 24h, not '" + valid + "'"));
            Path claim = Objects.requireNonNull(file);
            if (Files.exists(claim)) {
                Objects.requireNonNull(spec)
                        .commandLine()
                        .getErr()
                        .println("fleetctl: " + claim + " is there already: name another file");
                return Exit.INVALID;
            }
            Claim made = authority
                    .load()
                    .createClaim(claim, box, uses, Optional.ofNullable(serial), duration, Instant.now());
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println("claim " + made.id() + " for " + box + (uses == 1 ? "" : ", " + uses + " boxes")
                            + ", good until " + made.expires() + ": " + claim);
            return Exit.OK;
        }

        private ParameterException usage(String sentence) {
            return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
        }
    }

    /** {@code fleetctl claim list}. */
    @Command(
            name = "list",
            description = "Prints the claims that were made, and which boxes came of them.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:printed", " 1:the authority cannot be used", " 2:wrong usage"},
            footerHeading = "%nExamples:%n",
            footer = {"  fleetctl claim list --ca-dir fleet-ca"})
    static final class ListClaims implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Mixin
        AuthorityOptions authority = new AuthorityOptions();

        @Override
        public Integer call() throws CaProblem {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            Instant now = Instant.now();
            out.printf("%-16s  %-20s  %-7s  %-20s  %s%n", "CLAIM", "FOR", "USED", "GOOD UNTIL", "BOXES");
            for (Claim claim : authority.load().listClaims()) {
                out.printf(
                        "%-16s  %-20s  %-7s  %-20s  %s%n",
                        claim.id(),
                        claim.box()
                                + claim.serial()
                                        .map(number -> " (" + number + ")")
                                        .orElse(""),
                        claim.issued().size() + "/" + claim.uses(),
                        claim.expires().isAfter(now)
                                ? claim.expires().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                : "expired",
                        String.join(", ", claim.issued().values()));
            }
            return Exit.OK;
        }
    }
}
