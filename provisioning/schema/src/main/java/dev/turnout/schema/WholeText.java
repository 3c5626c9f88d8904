package dev.turnout.schema;

import java.util.OptionalInt;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A text that is in memory already, for SnakeYAML to scan.
 *
 * <p>Its own reader takes in a kilobyte at a time and copies what it still holds every time, so one word of megabytes
 * takes time by the square of its length: half a minute for a file of 7 MB. Here every step is as cheap as the last.
 */
final class WholeText extends StreamReader {
    private static final String LINE_BREAKS = "\n\u0085\u2028\u2029";
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private final int[] text;
    private int pointer;
    private int documentIndex;
    private int line;
    private int column;

    WholeText(int[] codePoints) {
        super("");
        this.text = codePoints;
    }

    /** Where the first character stands that YAML does not allow (YAML 1.1 §5.1). */
    static OptionalInt unprintable(int[] codePoints) {
        for (int i = 0; i < codePoints.length; i++) {
            if (!isPrintable(codePoints[i])) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public Mark getMark() {
        return new Mark("document", pointer, line, column, text, pointer);
    }

    @Override
    public void forward() {
        forward(1);
    }

    @Override
    public void forward(int length) {
        int end = Math.min(text.length, pointer + length);
        while (pointer < end) {
            int c = text[pointer++];
            documentIndex++;
            if (LINE_BREAKS.indexOf(c) >= 0 || (c == '\r' && peek() != '\n')) {
                line++;
                column = 0;
            } else if (c != BYTE_ORDER_MARK) {
                column++;
            }
        }
    }

    @Override
    public int peek() {
        return peek(0);
    }

    @Override
    public int peek(int ahead) {
        return pointer + ahead < text.length ? text[pointer + ahead] : 0;
    }

    @Override
    public String prefix(int length) {
        return new String(text, pointer, Math.min(length, text.length - pointer));
    }

    /** Only ever called for what holds no line break. */
    @Override
    public String prefixForward(int length) {
        String prefix = prefix(length);
        pointer += length;
        documentIndex += length;
        column += length;
        return prefix;
    }

    @Override
    public int getColumn() {
        return column;
    }

    @Override
    public int getDocumentIndex() {
        return documentIndex;
    }

    @Override
    public void resetDocumentIndex() {
        documentIndex = 0;
    }

    @Override
    public int getIndex() {
        return pointer;
    }

    @Override
    public int getLine() {
        return line;
    }
}
