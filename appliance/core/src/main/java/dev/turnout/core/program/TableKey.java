package dev.turnout.core.program;

/**
 * What makes two tables the same: algorithm, size, seed, and the backends with their weights after health.
 *
 * @param digest SHA-256 over all of that, in hexadecimal
 */
public record TableKey(String digest) implements Comparable<TableKey> {
    @Override
    public int compareTo(TableKey other) {
        return digest.compareTo(other.digest);
    }
}
