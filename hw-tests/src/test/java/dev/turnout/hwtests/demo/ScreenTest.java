package dev.turnout.hwtests.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void remembersWhatWasNotMet() {
        screen.step("First", "Because.");
        screen.check(true, "this holds");
        screen.check(false, "this does not");

        assertEquals(List.of("1 this does not"), screen.failures());
        assertEquals(2, screen.checks());
        assertEquals(
                List.of("", " 1 First", "   Because.", "", "   [ok] this holds", "   [NO] this does not"),
                printed.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void quotesInsideItsColumns() {
        screen.quote("turnout status", "short\n\n" + "a word ".repeat(20));

        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(List.of("", "   $ turnout status", "   short"), lines.subList(0, 3));
        assertEquals("   " + "a word ".repeat(11).strip(), lines.get(3));
        assertEquals("       " + "a word ".repeat(9).strip(), lines.get(4));
        assertEquals(List.of(""), List.copyOf(lines.subList(5, lines.size())));
    }

    @Test
    void wrapsAtWords() {
        assertEquals(List.of("one two", "three"), Screen.wrap("one two three", 9));
        assertEquals(List.of("fits  as it is"), Screen.wrap("fits  as it is", 14));
        assertEquals(List.of("unbreakable", "x"), Screen.wrap("unbreakable x", 4));
    }
}
