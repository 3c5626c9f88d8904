package dev.turnout.p4.softswitch.engine;

/**
 * What a parser ended with (P4-16 §12).
 *
 * @param number as the compiler counts them: those of {@code core.p4} first, then the program's own
 */
record ParserError(int number) {
    static final ParserError NONE = new ParserError(0);
    static final ParserError PACKET_TOO_SHORT = new ParserError(1);
    static final ParserError NO_MATCH = new ParserError(2);
    static final ParserError STACK_OUT_OF_BOUNDS = new ParserError(3);
    static final ParserError HEADER_TOO_SHORT = new ParserError(4);
    static final ParserError INVALID_ARGUMENT = new ParserError(6);
}
