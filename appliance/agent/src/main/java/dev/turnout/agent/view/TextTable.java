package dev.turnout.agent.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of columns that line up; no line ends with a space. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** How the cells of a column stand. */
    public enum Align {
        LEFT,
        RIGHT
    }

    public record Column(String title, Align align) {
        public static Column left(String title) {
            return new Column(title, Align.LEFT);
        }

        /** For numbers. */
        public static Column right(String title) {
            return new Column(title, Align.RIGHT);
        }
    }

    public TextTable(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::title).toList());
    }

    /** Adds a row with one cell for each column. */
    public TextTable row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** All rows, each behind the indent, the titles first. */
    public String render(String indent) {
        int[] widths = new int[columns.size()];
        rows.forEach(row ->
                Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP)
                        .append(padded(row.get(i), widths[i], columns.get(i).align()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String padded(String cell, int width, Align align) {
        String padding = " ".repeat(width - cell.length());
        return switch (align) {
            case LEFT -> cell + padding;
            case RIGHT -> padding + cell;
        };
    }
}
