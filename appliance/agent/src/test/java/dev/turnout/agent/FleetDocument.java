package dev.turnout.agent;

/** The document of most tests: one service, two backends. */
public final class FleetDocument {
    private FleetDocument() {}

    public static String fleet(int generation, int weightOfSecond) {
        return """
                generation: %d
                seed: "%s"
                services:
                  - name: web
                    vip: 198.51.100.1
                    port: 80
                    pool: blue
                    tableSize: 1024
                pools:
                  - name: blue
                    encapsulation: IPIP
                    backends:
                      - address: 10.0.0.1
                      - address: 10.0.0.2
                        weight: %d
                """.formatted(generation, "5a".repeat(32), weightOfSecond);
    }
}
