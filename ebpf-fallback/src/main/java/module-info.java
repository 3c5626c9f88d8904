/** The XDP data plane: the programs, as resources, and their libbpf driver. The one module beside the soft switch that calls native code. */
module dev.turnout.ebpf {
    requires transitive dev.turnout.core;
    requires static org.jspecify;

    exports dev.turnout.ebpf;
}
