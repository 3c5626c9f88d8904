package dev.turnout.p4.softswitch.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** What actions and tables of a program name. Filled in this order while it is read. */
final class Parts {
    final Layout layout = new Layout();
    final Map<String, CounterArray> counters = new LinkedHashMap<>();
    final Map<String, RegisterArray> registers = new LinkedHashMap<>();
    final Map<String, Calculation> calculations = new LinkedHashMap<>();
    /** By their ids: several actions may have one name. */
    final Map<Integer, ActionCode> actions = new LinkedHashMap<>();

    final Problems problems = new Problems();
}
