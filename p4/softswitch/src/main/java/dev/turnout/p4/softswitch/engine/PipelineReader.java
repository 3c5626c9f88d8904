package dev.turnout.p4.softswitch.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a pipeline: its nodes first, then the ways between them. */
final class PipelineReader {
    private final Parts parts;
    private final TableReader tables;
    private final ExpressionReader expressions;
    private final Map<String, Node> nodes = new HashMap<>();

    PipelineReader(Parts parts) {
        this.parts = parts;
        this.tables = new TableReader(parts);
        this.expressions = new ExpressionReader(parts.layout, parts.problems, List.of());
    }

    Pipeline read(Json pipeline) {
        if (!pipeline.list("action_profiles").isEmpty()) {
            parts.problems.unsupported("an action profile");
        }
        Map<MatchTable, Json> made = new LinkedHashMap<>();
        Map<Condition, Json> conditions = new LinkedHashMap<>();
        pipeline.list("tables").forEach(table -> made.put(tables.read(table), table));
        pipeline.list("conditionals")
                .forEach(json -> conditions.put(new Condition(expressions.read(json.get("expression"))), json));
        made.forEach((table, json) -> nodes.put(table.name(), table));
        conditions.forEach((condition, json) -> nodes.put(json.text("name"), condition));
        made.forEach(this::link);
        conditions.forEach(
                (condition, json) -> condition.link(node(json.find("true_next")), node(json.find("false_next"))));
        return new Pipeline(node(pipeline.find("init_table")), nodes.size(), List.copyOf(made.keySet()));
    }

    private Optional<Node> node(Optional<Json> name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Node node = nodes.get(name.get().text());
        if (node == null) {
            parts.problems.missing("node " + name.get().text());
        }
        return Optional.ofNullable(node);
    }

    private Optional<Node> next(Json json, String why) {
        return node(json.get("next_tables").find(why));
    }

    private void link(MatchTable table, Json json) {
        Json next = json.get("next_tables");
        Map<ActionCode, Optional<Node>> byAction = new HashMap<>();
        if (next.element().getAsJsonObject().has("__HIT__")) {
            table.link(Map.of(), next(json, "__HIT__"), next(json, "__MISS__"));
            return;
        }
        for (ActionCode action : table.actions()) {
            if (next.element().getAsJsonObject().has(action.name())) {
                byAction.put(action, next(json, action.name()));
            }
        }
        Optional<Node> otherwise = node(json.find("base_default_next"));
        table.link(byAction, otherwise, otherwise);
    }
}
