package dev.turnout.core.model;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, as {@code services[2].vip}; empty for the document as a whole
 * @param code stable, for programs: {@code CFG_DUPLICATE_VIP}
 * @param message a plain sentence for people, that names the remedy where there is one
 */
public record Violation(String path, String code, String message) {
    @Override
    public String toString() {
        return (path.isEmpty() ? "document" : path) + ": " + message + " (" + code + ")";
    }
}
