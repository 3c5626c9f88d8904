package dev.turnout.hwtests.contract;

/** The XDP program in this kernel, attached to a veth in a namespace of its own. */
final class XdpDataplaneContractTest extends DataplaneContract {
    @Override
    Rig open() {
        return XdpRig.create();
    }
}
