package dev.turnout.agent.view;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Violation;
import dev.turnout.core.program.CompileResult;
import java.util.List;

/** {@code turnout check --json}. */
final class CheckJson {
    private CheckJson() {}

    static String of(CheckView check) {
        return JsonWriter.object(root -> {
            switch (check) {
                case CheckView.Invalid(List<Violation> violations) ->
                    root.put("valid", false)
                            .putObjects(
                                    "violations",
                                    violations,
                                    (object, each) -> object.put("path", each.path())
                                            .put("code", each.code())
                                            .put("message", each.message()));
                case CheckView.TooLarge(FleetConfig config, List<CompileResult.Shortfall> shortfalls) ->
                    root.put("valid", true)
                            .put("revision", config.revision().toString())
                            .put("fits", false)
                            .putObjects(
                                    "shortfalls",
                                    shortfalls,
                                    (object, each) -> object.put("code", each.code())
                                            .put("message", each.message())
                                            .put("needed", each.needed())
                                            .put("available", each.available()));
                case CheckView.Applicable applicable -> applicable(root, applicable);
            }
        });
    }

    private static void applicable(JsonWriter root, CheckView.Applicable check) {
        root.put("valid", true)
                .put("revision", check.config().revision().toString())
                .put("fits", true)
                .put("against", check.against().name())
                .putStrings("notes", check.notes())
                .put("slots", check.movement().slots())
                .put("slotsMoved", check.movement().moved())
                .put("slotWordsToWrite", check.plan().slotWords())
                .put("backendsToWrite", check.plan().backends().size())
                .put("servicesToWrite", check.plan().services().size())
                .put("toDelete", check.plan().deletions().size());
        check.forecastView().json(root);
    }
}
