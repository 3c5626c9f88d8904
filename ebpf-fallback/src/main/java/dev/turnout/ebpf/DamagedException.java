package dev.turnout.ebpf;

/** What the maps hold contradicts itself, as only a fault or a foreign hand can make it. */
final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
        super(message);
    }
}
