package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.ebpf.NicLook;
import dev.turnout.ebpf.NicPreflight;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Looks at the interfaces before anything is attached, and again at one that comes back. */
final class Preflight {
    private final Map<String, FutureTask<NicLook>> begun = new LinkedHashMap<>();
    private final Log log;
    private final Map<String, List<NicFinding>> findings = new TreeMap<>();
    private boolean allowGeneric;
    private int overhead;

    private Preflight(Log log) {
        this.log = log;
    }

    /** Has each interface looked at by a thread of its own, while there is something else to do. */
    static Preflight begin(List<String> devices, Log log) {
        Preflight preflight = new Preflight(log);
        for (String device : devices) {
            FutureTask<NicLook> look = new FutureTask<>(() -> NicLook.at(device));
            preflight.begun.put(device, look);
            Thread _ = Thread.ofPlatform().daemon().name("preflight").start(look);
        }
        return preflight;
    }

    /** Waits for what was begun, and judges it by what is to be forwarded. */
    void judge(boolean generic, Documents documents) {
        Set<BackendKey> backends = documents
                .desired()
                .map(known -> Surveyor.backendsOf(known.config()))
                .orElse(Set.of());
        allowGeneric = generic;
        overhead = backends.stream().mapToInt(NicPreflight::overhead).max().orElse(0);
        begun.forEach((device, look) -> judge(device, seen(device, look)));
        begun.clear();
    }

    private static NicLook seen(String device, FutureTask<NicLook> begun) {
        try {
            return begun.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("the look at " + device + " failed", bug.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at " + device, interrupted);
        }
    }

    /** Says whether generic mode will do; looks again where that has changed. */
    void allowGeneric(boolean allow) {
        if (allow != allowGeneric) {
            allowGeneric = allow;
            List.copyOf(findings.keySet()).forEach(this::look);
        }
    }

    /** Looks at an interface; each finding is a line of the log too. */
    void look(String device) {
        judge(device, NicLook.at(device));
    }

    private void judge(String device, NicLook look) {
        List<NicFinding> found = new ArrayList<>();
        for (dev.turnout.ebpf.NicFinding each : look.findings(allowGeneric, overhead)) {
            tell(device, each);
            found.add(NicFinding.newBuilder()
                    .setDevice(device)
                    .setCode(each.code())
                    .setSeverity(severity(each.severity()))
                    .setMessage(each.message())
                    .setRemedy(each.remedy())
                    .build());
        }
        findings.put(device, found);
    }

    /** Of the last look at each interface that is there; of others the data plane says that they are not. */
    List<NicFinding> findings() {
        return findings.values().stream()
                .flatMap(List::stream)
                .filter(finding -> !finding.getCode().equals("XDP_NO_DEVICE"))
                .toList();
    }

    private void tell(String device, dev.turnout.ebpf.NicFinding finding) {
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
