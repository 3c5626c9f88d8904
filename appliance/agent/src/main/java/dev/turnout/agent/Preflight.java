package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.ebpf.NicPreflight;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the interfaces before anything is attached. */
final class Preflight {
    private Preflight() {}

    /** What was found, for the report; each finding is a line of the log too. */
    static List<NicFinding> look(List<String> interfaces, boolean allowGeneric, Documents documents, Log log) {
        Set<BackendKey> backends = documents
                .desired()
                .map(known -> Surveyor.backendsOf(known.config()))
                .orElse(Set.of());
        int overhead = backends.stream().mapToInt(NicPreflight::overhead).max().orElse(0);
        List<NicFinding> findings = new ArrayList<>();
        for (String device : interfaces) {
            for (dev.turnout.ebpf.NicFinding each : NicPreflight.check(device, allowGeneric, overhead)) {
                tell(device, each, log);
                findings.add(NicFinding.newBuilder()
                        .setDevice(device)
                        .setCode(each.code())
                        .setSeverity(severity(each.severity()))
                        .setMessage(each.message())
                        .setRemedy(each.remedy())
                        .build());
            }
        }
        return findings;
    }

    private static void tell(String device, dev.turnout.ebpf.NicFinding finding, Log log) {
        Field[] line = {
            Field.of("device", device),
            Field.of("code", finding.code()),
            Field.of("message", finding.message()),
            Field.of("remedy", finding.remedy())
        };
        switch (finding.severity()) {
            case INFO -> log.info("nic", line);
            case WARNING, ERROR -> log.warn("nic", line);
        }
    }

    private static NicFinding.Severity severity(dev.turnout.ebpf.NicFinding.Severity severity) {
        return switch (severity) {
            case INFO -> NicFinding.Severity.INFO;
            case WARNING -> NicFinding.Severity.WARNING;
            case ERROR -> NicFinding.Severity.ERROR;
        };
    }
}
