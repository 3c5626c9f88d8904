package dev.turnout.p4.softswitch.engine;

import java.util.List;

/** An action of the program. */
public final class ActionCode {
    private final String name;
    private final List<Parameter> parameters;
    private final Primitive[] primitives;

    /** @param bits its width */
    public record Parameter(String name, int bits) {}

    ActionCode(String name, List<Parameter> parameters, List<Primitive> primitives) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.primitives = primitives.toArray(Primitive[]::new);
    }

    public String name() {
        return name;
    }

    /** In the order of {@link ActionData}. */
    public List<Parameter> parameters() {
        return parameters;
    }

    void run(Phv phv, ActionData data) {
        phv.data = data;
        for (int at = 0; at < primitives.length; ) {
            at = primitives[at].run(phv, at);
        }
    }
}
