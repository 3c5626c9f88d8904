package dev.turnout.schema;

/**
 * Something about an accepted document that its author might not have meant.
 *
 * @param path where, as {@code services[2].tableSize}; empty for the document as a whole
 * @param code stable, for programs: {@code CFG_UNUSED_POOL}
 * @param message a plain sentence for people
 */
public record Warning(String path, String code, String message) {
    @Override
    public String toString() {
        return (path.isEmpty() ? "document" : path) + ": " + message + " (" + code + ")";
    }
}
