package dev.turnout.agent;

import dev.turnout.ebpf.InterfaceState;
import dev.turnout.ebpf.Refusal;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.List;

/** From how the program stands on its interfaces to what the report says of it. Pure. */
final class InterfaceReport {
    private InterfaceReport() {}

    /**
     * @param interfaces that it was told to use
     * @param name of the data plane, with the mode on each
     * @param states none while it is not attached yet
     */
    static DataplaneStatus status(List<String> interfaces, String name, List<InterfaceState> states) {
        DataplaneStatus.Builder status = DataplaneStatus.newBuilder()
                .setKind("xdp")
                .setDevice(String.join(", ", interfaces))
                .setModeReason(name);
        for (InterfaceState state : states) {
            switch (state) {
                case InterfaceState.Attached(String _, boolean generic) -> {
                    // One slow interface is what a box is judged by.
                    boolean slow = generic || status.getMode() == DataplaneStatus.Mode.GENERIC;
                    status.setForwarding(true)
                            .setMode(slow ? DataplaneStatus.Mode.GENERIC : DataplaneStatus.Mode.NATIVE);
                }
                case InterfaceState.Detached(String device, Refusal _) -> status.addDetached(device);
            }
        }
        return status.build();
    }

    /** What was found before attaching, and what keeps the program from an interface now. */
    static List<NicFinding> findings(List<NicFinding> preflight, List<InterfaceState> states) {
        List<NicFinding> findings = new ArrayList<>();
        for (InterfaceState state : states) {
            if (state instanceof InterfaceState.Detached(String device, Refusal why)) {
                findings.add(finding(device, why));
            }
        }
        findings.addAll(preflight);
        return findings;
    }

    private static NicFinding finding(String device, Refusal why) {
        return NicFinding.newBuilder()
                .setDevice(device)
                .setCode(why.code())
                .setSeverity(NicFinding.Severity.ERROR)
                .setMessage(
                        why.code().equals("XDP_NO_DEVICE")
                                ? "There is no interface " + device + " in this network namespace."
                                : why.message())
                .setRemedy(remedy(why.code()))
                .build();
    }

    private static String remedy(String code) {
        return switch (code) {
            case "XDP_NO_DEVICE" ->
                "Bring it back (`ip link` shows those that are there): it is attached by itself then. Or start the agent"
                        + " without it.";
            case "XDP_NO_NATIVE" -> "It is attached as soon as the document allows that.";
            default -> "It is tried again about once a minute.";
        };
    }
}
