package dev.turnout.agent;

import com.google.protobuf.ByteString;
import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.agent.store.Stamp;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import java.util.List;
import java.util.Optional;

/**
 * What should forward, and what it gives way to.
 *
 * @param accepted what the box is to become
 * @param committed what to return to where that is on trial and is not confirmed
 * @param pushed the newest signed configuration, and how far it has come; empty where the accepted one is not signed
 */
record Desired(Optional<Known> accepted, Optional<Known> committed, Optional<Pushed> pushed) {
    /**
     * With a newer document.
     *
     * @param push that brought it; empty of one that is not signed, which is kept at once
     * @param applied what forwards
     */
    Desired proposing(Known known, Optional<Pushed> push, Optional<Known> applied) {
        return new Desired(Optional.of(known), push.isPresent() ? standing(applied) : Optional.empty(), push);
    }

    /** What a newer one returns to: what is desired now; where that is itself on trial, what it would return to. */
    private Optional<Known> standing(Optional<Known> applied) {
        boolean unfinished = pushed.filter(push -> !push.stage().isFinal()).isPresent();
        boolean unfit = pushed.filter(push -> push.stage() == Stage.REJECTED).isPresent();
        return unfinished ? committed : unfit ? applied : accepted.or(() -> applied);
    }

    /** With the newest signed one a stage on. */
    Desired reaching(Stage stage, Stamp when, String code, String why) {
        Pushed next = pushed.orElseThrow().at(stage, when, code, why);
        return new Desired(accepted, stage == Stage.COMMITTED ? Optional.empty() : committed, Optional.of(next));
    }

    /** With what was committed in place of the newest signed one, or nothing where that was the first. */
    Desired takingBack(Stage stage, Stamp when, String code, String why) {
        Pushed next = pushed.orElseThrow().at(stage, when, code, why);
        return new Desired(
                Optional.of(committed.orElseGet(() -> nothing(next.revision()))), Optional.empty(), Optional.of(next));
    }

    private static Known nothing(Revision revision) {
        Document document = Document.of(
                Document.Format.PROTOBUF,
                dev.turnout.v1.FleetConfig.newBuilder()
                        .setEpoch(revision.epoch())
                        .setGeneration(revision.generation())
                        .setSeed(ByteString.copyFrom(new byte[Seed.BYTES]))
                        .build()
                        .toByteArray());
        return switch (document.parse(BoxContext.NONE)) {
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) ->
                new Known(document, config, warnings);
            case ParseResult.Rejected rejected -> throw new IllegalStateException(rejected.toString());
        };
    }
}
