package dev.turnout.ebpf;

/** How the program stands on one of the interfaces that the settings name. */
public sealed interface InterfaceState {
    String device();

    /** @param generic whether it runs in the kernel's slow generic mode */
    record Attached(String device, boolean generic) implements InterfaceState {}

    /** Packets that come in here meet no program. It is attached by itself when {@code why} no longer holds. */
    record Detached(String device, Refusal why) implements InterfaceState {}
}
