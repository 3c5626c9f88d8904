package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.turnout.agent.view.TextTable.Column;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsLineUpAndNoLineEndsWithASpace() {
        String text = new TextTable(Column.left("NAME"), Column.right("SLOTS"), Column.left("WHY"))
                .row("a", "10000", "")
                .row("longer", "7", "because")
                .render("  ");
        assertEquals("""
                  NAME    SLOTS  WHY
                  a       10000
                  longer      7  because
                """.indent(0), text);
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThrows(IllegalArgumentException.class, () -> new TextTable(Column.left("A")).row("1", "2"));
    }
}
