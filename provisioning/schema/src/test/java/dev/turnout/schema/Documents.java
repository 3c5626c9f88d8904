package dev.turnout.schema;

import java.nio.charset.StandardCharsets;

/** A valid document to spoil, and how to parse what came of it. */
final class Documents {
    static final String VALID = """
            epoch: 1
            generation: 7
            seed: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            services:
              - name: web
                vip: 192.0.2.10
                port: 80
                pool: web
                tableSize: 256
              - name: dns
                vip: 2001:db8::53
                protocol: UDP
                port: 53
                pool: dns
                tableSize: 512
            pools:
              - name: web
                encapsulation: IPIP
                backends:
                  - address: 10.0.0.1
                  - address: 10.0.0.2
                    weight: 3
              - name: dns
                encapsulation: GUE
                backends:
                  - address: 10.0.0.1
                  - address: 2001:db8:1::2
            """;

    /** Of nobody; its key was thrown away. */
    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBgDCCASegAwIBAgIUHgS+aGSHUdsC4druKtfXqhjCSf8wCgYIKoZIzj0EAwIw
            FTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjExMjEwNDRaGA8yMTI2MTAy
            ODEyMTA0NFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABDwBYjCb/v9JIU+X0ioUlhBRKilllCON6hf6dSfiIc17QXn1K868
            JRjGL5bAExnNRA2/yUri4eReJDfx59qUKpKjUzBRMB0GA1UdDgQWBBTsKmK8teHx
            toWJ28VKpdKeY+mGgTAfBgNVHSMEGDAWgBTsKmK8teHxtoWJ28VKpdKeY+mGgTAP
            BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIBIrFAIGJS25XGeK+DmC
            ldGpgU9P658orOKpWvQ7zlXFAiB4jQ2RCRJ0hdib+ifRwfD9KsyESMwGsyn08o/Z
            5ILkYw==
            -----END CERTIFICATE-----
            """;

    private Documents() {}

    static ParseResult parse(String yaml) {
        return ConfigParser.parseYaml(yaml.getBytes(StandardCharsets.UTF_8), BoxContext.NONE);
    }

    /** The valid document with the only occurrence of a text replaced. */
    static String with(String old, String replacement) {
        if (VALID.indexOf(old) < 0 || VALID.indexOf(old) != VALID.lastIndexOf(old)) {
            throw new IllegalArgumentException("not exactly once: " + old);
        }
        return VALID.replace(old, replacement);
    }

    /** {@code path code} of everything that is wrong. */
    static java.util.List<String> violations(ParseResult result) {
        return switch (result) {
            case ParseResult.Accepted _ -> java.util.List.of();
            case ParseResult.Rejected rejected ->
                rejected.violations().stream()
                        .map(violation -> violation.path() + " " + violation.code())
                        .toList();
        };
    }
}
